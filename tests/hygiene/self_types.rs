//! `Self`, and paths that start with it, in the types of fields and links, and in hooks.

use kinfolk::{Graph, Rc};

use crate::hooks::{called, called_for};

trait Kind {
    type Label;
    type Example: Graph;
    const COUNT: usize;
}

impl<T> Kind for Tree<T> {
    type Label = &'static str;
    type Example = Example;
    const COUNT: usize = 2;
}

#[derive(Graph)]
#[graph(back(parent: Self), weak(target: Self, targets: Vec<Self>))]
#[graph(shared(like: Self, alike: Vec<Self>, kind: <Self as Kind>::Example))]
#[graph(live(count: usize = Self::COUNT, last: std::cell::RefCell<Option<Rc<Self>>>))]
#[graph(live(of: fn(&Self) -> bool = |_: &Self| Self::COUNT == 2))]
struct Tree<T: 'static> {
    label: <Self as Kind>::Label,
    labels: Vec<(<Self as Kind>::Label, T)>,
    #[graph(own)]
    children: Vec<Self>,
    #[graph(own)]
    left: Option<Box<Self>>,
    #[graph(refcell)]
    held: Option<Rc<Self>>,
    call: fn(&Self) -> bool,
}

#[derive(Graph)]
struct Example {}

#[derive(Graph)]
#[graph(finalize = Self::closed)]
struct Path<T: ?Sized, const N: usize> {
    data: std::rc::Rc<T>,
}

impl<T: ?Sized + 'static, const N: usize> Path<T, N> {
    fn closed(this: &Rc<Self>) {
        called(if size_of_val(&*this.data) == N { "path" } else { "?" });
    }
}

#[derive(Graph)]
#[graph(finalize = name::<Self>)]
struct Argument<T> {
    data: T,
}

fn name<T: kinfolk::NodeType>(_: &Rc<T>) {
    called("argument");
}

#[derive(Graph)]
#[graph(finalize = <Self as Close>::close)]
struct OfATrait<T>
where
    T: Clone,
{
    data: T,
}

trait Close: kinfolk::NodeType {
    fn close(this: &Rc<Self>);
}

impl<T: Clone + 'static> Close for OfATrait<T> {
    fn close(_: &Rc<Self>) {
        called("trait");
    }
}

/// `Self` as a type, in an expression and in a pattern.
#[derive(Graph)]
#[graph(finalize = |this: &Rc<Self>| {
    let Self { data } = Self { data: this.data.clone() };
    let of_this: fn(Self) -> &'static str = Self::of_this;
    called(of_this(Self { data }));
})]
struct Closure<T: Clone> {
    data: T,
}

impl<T: Clone> Closure<T> {
    fn of_this(self) -> &'static str {
        "closure"
    }
}

#[test]
fn the_hooks_speak_of_the_plain_type() {
    assert_eq!(called_for(Path::<str, 3> { data: "abc".into() }), ["path"]);
    assert_eq!(called_for(Argument { data: 1 }), ["argument"]);
    assert_eq!(called_for(OfATrait { data: 1 }), ["trait"]);
    assert_eq!(called_for(Closure { data: String::new() }), ["closure"]);
}

#[derive(Graph)]
#[graph(back(above: Self), live(count: usize = Self::COUNT), finalize = Self::closed)]
struct Unnamed<T: 'static>(<Self as Kind>::Label, #[graph(own)] Vec<Self>, T);

impl<T> Kind for Unnamed<T> {
    type Label = &'static str;
    type Example = Example;
    const COUNT: usize = 2;
}

impl<T> Unnamed<T> {
    fn closed(this: &Rc<Self>) {
        called(this.0);
    }
}

#[test]
fn unnamed_fields_speak_of_the_plain_type() {
    let plain = Unnamed("a", vec![Unnamed("b", vec![], 1)], 2);
    let node = plain.into_graph();
    assert_eq!((node.count, node.1.get(0).unwrap().2, node.2), (2, 1, 2));
    drop(node);
    assert_eq!(called_for(Unnamed("c", vec![], 1)).last(), Some(&"c"));
}

#[test]
fn the_node_speaks_of_the_plain_type() {
    let tree = |label| Tree::<u8> {
        label,
        labels: vec![],
        children: vec![],
        left: None,
        held: None,
        call: |plain| plain.children.is_empty(),
    };
    let root = tree("root").into_graph();
    root.left.set(tree("left"));
    let left = root.left.get().unwrap();
    left.held.replace(Some(left.children.add(tree("below"))));
    assert!((root.call)(&tree("plain")));
    assert!(root.count == 2 && root.last.take().is_none() && (root.of)(&tree("plain")));
    left.like.set(tree("like"));
    left.alike.push(root.clone());
    left.kind.set(Example {});
    assert_eq!(left.parent.get(), Some(root));
    left.alike.clear();
}

trait Labelled {}

impl<T: Clone> Labelled for Asked<T> {}

/// The plain type fulfils the bounds on `Self`.
#[derive(Clone, Graph)]
#[graph(to_plain)]
struct Asked<T>
where
    Self: Labelled,
    T: Clone,
{
    label: T,
}

#[test]
fn conditions_on_self_are_on_the_plain_type() {
    assert_eq!(Asked { label: 1 }.into_graph().to_plain().label, 1);
}
