//! Tests of the index hints of nodes that die, or nearly died.

use std::cell::{Cell, RefCell};

use crate::kernel::dyn_handle::DynHandle;
use crate::model::graph::NodeType;
use crate::{Finalizer, Graph, Own, Rc};

thread_local! {
    static KEPT: RefCell<Vec<Rc<List>>> = const { RefCell::new(Vec::new()) };
    static KEEPS: Cell<bool> = const { Cell::new(false) };
    static WRONG_HINTS: Cell<usize> = const { Cell::new(0) };
}

#[derive(Graph)]
#[graph(crate = crate)]
struct List {
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(crate = crate, back(list: List), finalize = EntryNode::finalize)]
struct Entry {}

impl EntryNode {
    fn finalize(this: &Rc<Entry>) {
        let list = this.list.get().expect("it dies with its list");
        WRONG_HINTS.set(WRONG_HINTS.get() + wrong_hints(&list.entries.read()));
        if KEEPS.get() {
            KEPT.with_borrow_mut(|kept| kept.push(list));
        }
    }
}

/// How many nodes have a hint that is not their index.
fn wrong_hints<N: NodeType>(list: &[Rc<N>]) -> usize {
    let hints = list.iter().map(|node| node.dyn_node().header().index_hint());
    hints.enumerate().filter(|(index, hint)| index != hint).count()
}

fn list(finalizes: bool) -> Rc<List> {
    let list = List { entries: (0..20).map(|_| Entry {}).collect() }.into_graph();
    for entry in list.entries.iter().filter(|_| finalizes) {
        Finalizer::attach(&entry, || ());
    }
    list
}

#[test]
fn index_hints_are_right_in_hooks() {
    for finalizes in [false, true] {
        drop(list(finalizes));
        assert_eq!(WRONG_HINTS.take(), 0);
    }
}

#[test]
fn index_hints_are_right_after_a_resurrection() {
    for finalizes in [false, true] {
        let list = list(finalizes);
        KEEPS.set(true);
        drop(list);
        KEEPS.set(false);
        let kept = KEPT.take();
        assert_eq!(wrong_hints(&kept[0].entries.read()), 0);
        assert_eq!(kept[0].entries.len(), 20);
    }
}

#[test]
fn index_hints_of_dying_nodes_can_be_changed() {
    #[derive(Graph)]
    #[graph(crate = crate, finalize = |this: &Rc<Sorted>| sort(&this.list))]
    struct Sorted {
        #[graph(own)]
        list: Vec<Part>,
    }

    #[derive(Graph)]
    #[graph(crate = crate, back(whole: Sorted), finalize = PartNode::finalize)]
    struct Part {}

    impl PartNode {
        fn finalize(&self) {
            let whole = self.whole.get().expect("it dies with the whole");
            sort(&whole.list);
        }
    }

    fn sort(list: &Own<Sorted, Vec<Part>>) {
        list.reverse();
        WRONG_HINTS.set(WRONG_HINTS.get() + wrong_hints(&list.read()));
    }

    let whole = Sorted { list: (0..20).map(|_| Part {}).collect() }.into_graph();
    for part in whole.list.iter().step_by(2) {
        Finalizer::attach(&part, || ());
    }
    drop(whole);
    assert_eq!(WRONG_HINTS.take(), 0);
}
