//! kinfolk: owned children with a shared link up.

use kinfolk::{Graph, Rc};

use super::{Cycles, Payload};

#[derive(Graph)]
#[graph(back(parent: Item), shared(up: Item))]
struct Item {
    payload: Payload,
    #[graph(own)]
    children: Vec<Item>,
}

impl Item {
    fn numbered(number: usize) -> Item {
        Item { payload: Payload::of(number), children: Vec::new() }
    }
}

impl ItemNode {
    fn sum(&self) -> u64 {
        self.payload.0[0] + self.children.read().iter().map(|child| child.sum()).sum::<u64>()
    }
}

pub(super) struct WithKinfolk(Rc<Item>);

impl Cycles for WithKinfolk {
    fn build(fan_out: usize, nodes: usize) -> WithKinfolk {
        let root = Item::numbered(0).into_graph();
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let parent = &all[(number - 1) / fan_out];
            let child = parent.children.add(Item::numbered(number));
            child.up.set(parent.clone());
            all.push(child);
        }
        WithKinfolk(root)
    }

    fn sum(&self) -> u64 {
        self.0.sum()
    }

    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>> {
        let handles = [Some(self.0.clone()), self.0.children.last()];
        let handles = handles.map(|node| node.map(|node| Rc::downgrade(&node)));
        Some(Box::new(move || handles.iter().flatten().all(|node| node.upgrade().is_none())))
    }

    fn collect(self) {
        drop(self);
        kinfolk::collect();
    }
}
