//! Generics: defaults, consts, where clauses, unsized data behind a pointer.

use std::fmt::Display;
use std::marker::PhantomData;
use std::rc::Rc as StdRc;

use kinfolk::{Graph, Rc};

use crate::hooks::{called, called_for};

#[derive(Graph)]
#[graph(back(parent: Tree<T, N>), to_plain, derive(Debug))]
#[graph(live(last: Option<T>, sizes: [usize; N] = [N; N], of: PhantomData<(T, Self)> = PhantomData))]
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

/// Two generic owners, each with its own bounds.
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

/// A hook's generic arguments may be written or inferred, and the hook may have fewer bounds.
#[derive(Graph)]
#[graph(finalize = GivenNode::<T, N>::closed)]
struct Given<T: ?Sized = str, const N: usize = 2> {
    data: StdRc<T>,
}

impl<T: ?Sized + 'static, const N: usize> GivenNode<T, N> {
    fn closed(this: &Rc<Given<T, N>>) {
        called(if size_of_val(&*this.data) == N { "given" } else { "?" });
    }
}

#[derive(Graph)]
#[graph(finalize = InferredNode::closed)]
struct Inferred<T: Clone, U = Vec<T>> {
    data: (T, U),
}

impl<A: Clone, B> InferredNode<A, B> {
    fn closed(&self) {
        called("inferred");
    }
}

#[derive(Graph)]
#[graph(finalize = free::<u8, T>)]
struct Free<T> {
    data: T,
}

fn free<A, T: 'static>(_: &Rc<Free<T>>) {
    called(if size_of::<A>() == 1 { "free" } else { "?" });
}

#[derive(Graph)]
#[graph(finalize = |this: &Rc<Closure<A, B>>| called(name_of::<(A, B)>(&this.data)))]
struct Closure<A, B = A> {
    data: (A, B),
}

fn name_of<T>(_: &T) -> &'static str {
    std::any::type_name::<T>()
}

/// Shared links to a type parameter, to a type with arguments, and to a box.
#[derive(Graph)]
#[graph(
    shared(one: T, many: Vec<T>, boxed: Box<T>, boxes: Vec<Box<T>>),
    shared(same: Sharing<T, N>, other: Vec<Sharing<Tree<u8, N>, 3>>),
    shared(holder: Holder<dyn Display>),
)]
struct Sharing<T: Graph, const N: usize = 1>
where
    T::Handle: PartialEq,
{
    data: [u8; N],
    of: PhantomData<T>,
}

#[test]
fn generic_shared_links() {
    let tree = || Tree::<u8, 1> { data: [1], children: vec![] };
    let sharing = Sharing::<Tree<u8, 1>> { data: [2], of: PhantomData }.into_graph();
    sharing.one.set(tree());
    sharing.many.extend([tree(), tree()]);
    sharing.boxed.set(Box::new(tree()));
    sharing.boxes.push(sharing.one.get().unwrap());
    sharing.same.set(sharing.clone());
    sharing.other.push(Sharing::<_, 3> { data: [3; 3], of: PhantomData });
    assert_eq!(sharing.boxed.get().map(|tree| tree.data), Some([1]));
    assert_eq!(sharing.boxes.first(), sharing.one.get());
    assert_eq!(sharing.same.take(), Some(sharing.clone()));
    assert_eq!(sharing.other.first().unwrap().data, [3; 3]);

    let of_a_union = Sharing::<Any<str>, 0> { data: [], of: PhantomData }.into_graph();
    of_a_union.one.set(Holder::<str> { shared: None });
    of_a_union.many.push(Any::Tree(Tree { data: [1, 2], children: vec![] }));
    assert!(matches!(of_a_union.one.get(), Some(AnyRc::Holder(_))));
}

#[test]
fn generic_hooks() {
    assert_eq!(called_for(Given::<str, 3> { data: StdRc::from("abc") }), ["given"]);
    assert_eq!(called_for(Inferred { data: (1, "b") }), ["inferred"]);
    assert_eq!(called_for(Free { data: vec![1] }), ["free"]);
    assert_eq!(called_for(Closure { data: (1_u8, 2_u16) }), ["(u8, u16)"]);
}

#[test]
fn generic_trees() {
    let tree: Rc<Tree> = Tree { data: [1, 2], children: vec![] }.into_graph();
    let child = tree.children.add(Tree { data: [3, 4], children: vec![] });
    assert_eq!(child.parent.get(), Some(tree.clone()));
    assert_eq!(tree.to_plain().children[0].data, [3, 4]);
    assert_eq!((tree.last, tree.sizes, tree.of), (None, [2; 2], PhantomData));
    assert!(format!("{:?}", *tree).starts_with("TreeNode"));
}

#[test]
fn unsized_data() {
    let holder: Rc<Holder<str>> = Holder { shared: None }.into_graph();
    holder.shared.set(Shared { data: "text".into(), more: vec!["more".into()] });
    let shared = holder.shared.get().unwrap();
    shared.more.borrow_mut().push("still".into());
    assert_eq!((&*shared.data, shared.more.borrow().len()), ("text", 2));
    let any: AnyRc<str> = holder.into();
    assert!(matches!(any, AnyRc::Holder(_)));
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
