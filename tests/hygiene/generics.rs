//! Generics: defaults, consts, where clauses, unsized data behind a pointer.

use std::fmt::Display;
use std::rc::Rc as StdRc;

use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(back(parent: Tree<T, N>), to_plain, derive(Debug))]
struct Tree<T = u8, const N: usize = 2>
where
    T: Clone + Display + std::fmt::Debug,
{
    data: [T; N],
    #[graph(own)]
    children: Vec<Tree<T, N>>,
}

#[derive(Graph)]
#[graph(back(owner: Holder<T>))]
struct Shared<T: ?Sized> {
    data: StdRc<T>,
    #[graph(refcell)]
    more: Vec<StdRc<T>>,
}

#[derive(Graph)]
struct Holder<T: ?Sized> {
    #[graph(own)]
    shared: Option<Box<Shared<T>>>,
}

#[derive(Graph)]
enum Any<T: ?Sized = str, const N: usize = 2>
where
    T: Display,
{
    Holder(Holder<T>),
    Tree(Tree<u8, N>),
}

/// Two generic owners, each with bounds of its own.
#[derive(Graph)]
#[graph(back(tree: List<A>), back(other: Map<A>))]
struct Item<A>
where
    A: Ord,
{
    data: A,
}

#[derive(Graph)]
struct List<A: Ord> {
    #[graph(own)]
    items: Vec<Item<A>>,
}

#[derive(Graph)]
#[graph(node = MapOfItems)]
struct Map<K>
where
    K: Ord,
    Vec<K>: IntoIterator<Item = K>,
{
    keys: std::collections::BTreeSet<K>,
    #[graph(own)]
    items: Vec<Item<K>>,
}

#[test]
fn generic_trees() {
    let tree: Rc<Tree> = Tree { data: [1, 2], children: vec![] }.into_graph();
    let child = tree.children.add(Tree { data: [3, 4], children: vec![] });
    assert_eq!(child.parent.get(), Some(tree.clone()));
    assert_eq!(tree.to_plain().children[0].data, [3, 4]);
    assert!(format!("{:?}", *tree).starts_with("TreeNode"));
}

#[test]
fn unsized_data() {
    let holder: Rc<Holder<str>> = Holder { shared: None }.into_graph();
    holder.shared.set(Shared { data: "text".into(), more: vec!["more".into()] });
    let shared = holder.shared.get().unwrap();
    shared.more.borrow_mut().push("still".into());
    assert_eq!((&*shared.data, shared.more.borrow().len()), ("text", 2));
    let any: AnyNode<str> = holder.into();
    assert!(matches!(any, AnyNode::Holder(_)));
}

#[test]
fn several_generic_owners() {
    let list = List { items: vec![Item { data: 1 }] }.into_graph();
    let map: Rc<Map<i32>> = Map { keys: [1].into(), items: vec![] }.into_graph();
    map.items.push(list.items.get(0).unwrap());
    let item = map.items.get(0).unwrap();
    assert!(list.items.is_empty() && item.tree.get().is_none());
    assert_eq!(item.other.get(), Some(map));
}
