//! Depth never matters, and neither does the number of children.

use std::collections::BTreeMap;

use kinfolk::{Graph, Node};
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;

#[derive(Graph)]
#[graph(to_plain, back(above: Tree), weak(up: Tree), shared(twin: Tree))]
struct Tree {
    data: usize,
    #[graph(own)]
    below: Vec<Tree>,
    #[graph(own)]
    by_key: BTreeMap<usize, Tree>,
}

fn tree(data: usize, below: Vec<Tree>) -> Tree {
    Tree { data, below, by_key: BTreeMap::new() }
}

#[test]
fn a_chain_of_a_million_nodes_is_copied() {
    on_a_small_stack(|| {
        let mut plain = tree(MILLION, vec![]);
        for data in (1..MILLION).rev() {
            plain = tree(data, vec![plain]);
        }
        let root = plain.into_graph();
        let mut above = root.clone();
        let mut next = root.below.get(0);
        while let Some(node) = next {
            node.up.set(&above);
            next = node.below.get(0);
            above = node;
        }
        above.twin.set(tree(0, vec![]));
        let copy = root.duplicate();
        let mut count = 1;
        let mut node = copy.clone();
        while let Some(next) = node.below.get(0) {
            assert_eq!(next.up.get(), Some(node));
            count += 1;
            node = next;
        }
        assert_eq!((count, node.data), (MILLION, MILLION));
        assert_eq!(node.twin.get(), above.twin.get());
        above.twin.take();
        node.twin.take();
    });
}

#[test]
fn many_children_are_copied() {
    let root = tree(0, (0..100_000).map(|data| tree(data, vec![])).collect()).into_graph();
    // A long list in chunks.
    root.below.insert(50_000, tree(7, vec![]));
    root.below.remove(3);
    for at in 0..10_000 {
        root.by_key.insert(at * 7 % 10_000, tree(at, vec![]));
    }
    let copy = root.duplicate();
    let data = |root: &kinfolk::Rc<Tree>| -> Vec<usize> {
        root.descendants_of::<Tree>().map(|node| node.data).collect()
    };
    assert_eq!(data(&copy), data(&root));
    assert_eq!(copy.validate(), Ok(()));
    copy.below.insert(50_000, tree(7, vec![]));
    copy.by_key.remove(&5000);
    assert_eq!(copy.validate(), Ok(()));
}
