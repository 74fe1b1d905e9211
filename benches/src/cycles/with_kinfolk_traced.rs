//! kinfolk: all handles in the data of traced values.

use kinfolk::{Graph, Rc};

use super::{Cycles, Payload};

#[derive(Graph)]
struct Item {
    payload: Payload,
    #[graph(value, trace)]
    parent: Option<Rc<Item>>,
    #[graph(value, trace)]
    children: Vec<Rc<Item>>,
}

fn item(number: usize, parent: Option<Rc<Item>>) -> Rc<Item> {
    Item { payload: Payload::of(number), parent, children: Vec::new() }.into_graph()
}

impl ItemNode {
    fn sum(&self) -> u64 {
        self.payload.0[0] + self.children.read().iter().map(|child| child.sum()).sum::<u64>()
    }
}

pub(super) struct WithKinfolkTraced(Rc<Item>);

impl Cycles for WithKinfolkTraced {
    fn build(fan_out: usize, nodes: usize) -> WithKinfolkTraced {
        let root = item(0, None);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let parent = &all[(number - 1) / fan_out];
            let child = item(number, Some(parent.clone()));
            parent.children.update(|children| children.push(child.clone()));
            all.push(child);
        }
        WithKinfolkTraced(root)
    }

    fn sum(&self) -> u64 {
        self.0.sum()
    }

    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>> {
        let handles = [Some(self.0.clone()), self.0.children.read().last().cloned()];
        let handles = handles.map(|node| node.map(|node| Rc::downgrade(&node)));
        Some(Box::new(move || handles.iter().flatten().all(|node| node.upgrade().is_none())))
    }

    fn collect(self) {
        drop(self);
        kinfolk::collect();
    }
}
