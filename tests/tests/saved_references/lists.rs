//! Ids without a node keep their places in lists.

use kinfolk::{Graph, Rc};

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Root {
    #[graph(own)]
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(root: Root), to_plain)]
struct Node {
    #[graph(id(keep))]
    id: u32,
    #[graph(weak(Node))]
    weak: Vec<u32>,
    #[graph(shared(Node))]
    shared: Vec<u32>,
}

/// Nodes 0 to 9, of which the first has references to these ids. Those from 10 on have no node.
fn root(ids: &[u32]) -> Rc<Root> {
    let node = |id| Node { id, weak: vec![], shared: vec![] };
    let mut plain = Root { nodes: (0..10).map(node).collect() };
    plain.nodes[0].weak = ids.to_vec();
    plain.nodes[0].shared = ids.to_vec();
    plain.into_graph()
}

fn ids(root: &Rc<Root>) -> [Vec<u32>; 2] {
    let plain = root.to_plain().nodes.swap_remove(0);
    [plain.weak, plain.shared]
}

/// Changes both lists by the same operation, and compares what is saved then.
macro_rules! check {
    ($before:expr, |$list:ident, $node:ident| $operation:expr, $after:expr) => {
        let root = root(&$before);
        let first = root.nodes.get(0).unwrap();
        let all: Vec<_> = root.nodes.iter().collect();
        {
            let $node = |id: usize| &all[id];
            let _ = $node;
            let $list = &first.weak;
            $operation;
        }
        {
            let $node = |id: usize| all[id].clone();
            let _ = &$node;
            let $list = &first.shared;
            $operation;
        }
        let [weak, shared] = ids(&root);
        assert_eq!(weak, $after, "weak: {}", stringify!($operation));
        assert_eq!(shared, $after, "shared: {}", stringify!($operation));
    };
}

#[test]
fn an_id_keeps_its_place_after_the_entry_before_it() {
    check!([1, 10, 2], |list, _node| assert_eq!(list.len(), 2), [1, 10, 2]);
    check!([1, 10, 2, 11], |list, node| list.push(node(3)), [1, 10, 2, 11, 3]);
    check!([10, 1, 11, 2], |list, node| list.insert(0, node(3)), [10, 3, 1, 11, 2]);
    check!([1, 10, 2], |list, node| list.insert(1, node(3)), [1, 10, 3, 2]);
    check!([1, 10, 2, 11], |list, node| list.insert(2, node(3)), [1, 10, 2, 11, 3]);
    check!([1, 10, 2, 11], |list, _node| drop(list.pop()), [1, 10, 11]);
    check!([1, 10, 2, 11, 3], |list, _node| list.truncate(1), [1, 10]);
    check!([10, 1, 11, 2, 12, 3], |list, _node| list.truncate(0), [10]);
    check!([1, 10, 2, 11], |list, _node| list.clear(), [0; 0]);
    check!([1, 10, 2, 11], |list, _node| drop(list.drain()), [0; 0]);
    check!([1, 10, 2, 11, 3], |list, _node| list.retain(|node| node.id != 2), [1, 10, 11, 3]);
    check!([10, 1, 11, 2, 12], |list, _node| list.retain(|_| false), [10, 11, 12]);
    check!([1, 10, 2, 11, 3], |list, _node| list.swap(0, 2), [3, 10, 2, 11, 1]);
    check!([1, 10, 2, 11, 3], |list, _node| list.move_to(0, 2), [10, 2, 11, 3, 1]);
    check!([1, 10, 2, 11, 3], |list, _node| list.move_to(2, 0), [3, 1, 10, 2, 11]);
    check!([1, 10, 2, 11, 12, 3], |list, _node| list.reverse(), [3, 12, 11, 2, 10, 1]);
    check!([3, 11, 1, 10, 2], |list, _node| list.sort_by_key(|n| n.id), [1, 2, 3, 11, 10]);
    check!([1, 10, 2], |list, node| drop(list.replace(0, node(3))), [3, 10, 2]);
    check!([1, 10], |list, node| list.extend([node(3), node(1)]), [1, 10, 3, 1]);
}

#[test]
fn operations_of_one_kind() {
    let after = |ids: &[u32], change: fn(&Rc<Root>, &Rc<Node>)| {
        let root = root(ids);
        change(&root, &root.nodes.get(0).unwrap());
        self::ids(&root)
    };
    let [weak, _] = after(&[1, 10, 2, 11, 1, 12], |root, first| {
        assert!(first.weak.remove(&root.nodes.get(1).unwrap()));
    });
    assert_eq!(weak, [10, 2, 11, 12]);
    let [weak, _] = after(&[1, 10, 2, 11, 3], |_, first| drop(first.weak.remove_at(1)));
    assert_eq!(weak, [1, 10, 11, 3]);
    // A dead target leaves its place.
    let [weak, _] = after(&[1, 10, 9, 11, 3], |root, first| {
        first.shared.clear();
        drop(root.nodes.remove(9));
        assert_eq!(first.weak.len(), 2);
    });
    assert_eq!(weak, [1, 10, 11, 3]);
    let [_, shared] = after(&[1, 10, 2, 11, 3], |_, first| drop(first.shared.remove(1)));
    assert_eq!(shared, [1, 10, 11, 3]);
    let [_, shared] = after(&[1, 10, 2, 11, 3], |_, first| drop(first.shared.swap_remove(0)));
    assert_eq!(shared, [3, 10, 2, 11]);
    let [_, shared] = after(&[1, 10, 2, 11, 3, 12], |root, first| {
        let new = [5, 6].map(|id| root.nodes.get(id).unwrap());
        drop(first.shared.splice(0..2, new));
    });
    assert_eq!(shared, [10, 11, 5, 6, 3, 12]);
    let [_, shared] = after(&[1, 10, 2], |root, first| first.shared.set_all(root.nodes.get(4)));
    assert_eq!(shared, [4]);
    let [_, shared] = after(&[1, 10, 2], |root, first| {
        let other = root.nodes.get(7).unwrap();
        other.shared.append(&first.shared);
        assert_eq!(other.shared.len(), 2);
    });
    assert_eq!(shared, [10]);
}

#[test]
fn resolving_puts_nodes_in_the_places_of_their_ids() {
    let root = root(&[10, 1, 11, 12, 2, 10, 13]);
    let first = root.nodes.get(0).unwrap();
    assert_eq!(first.weak.unresolved(), [10, 11, 12, 10, 13]);
    assert_eq!(first.shared.unresolved(), [10, 11, 12, 10, 13]);
    for id in [12, 10] {
        root.nodes.push(Node { id, weak: vec![], shared: vec![] });
    }
    let problems = kinfolk::Node::resolve(&*root).unwrap_err();
    assert_eq!(
        problems.to_string(),
        "Root.nodes[0].weak[2]: no `Node` has the id 11\n\
         Root.nodes[0].weak[6]: no `Node` has the id 13\n\
         Root.nodes[0].shared[2]: no `Node` has the id 11\n\
         Root.nodes[0].shared[6]: no `Node` has the id 13"
    );
    assert_eq!(first.weak.unresolved(), [11, 13]);
    let now: Vec<_> = first.weak.iter().map(|node| node.id).collect();
    assert_eq!(now, [10, 1, 12, 2, 10]);
    assert!(first.shared.iter().eq(&first.weak));
    assert_eq!(ids(&root), [[10, 1, 11, 12, 2, 10, 13]; 2]);
}
