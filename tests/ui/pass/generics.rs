//! Type parameters with bounds, defaults and where clauses; const parameters.

use std::fmt::Display;

use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(back(parent: Branch<T, N>), weak(next: Leaf<T, N>))]
struct Leaf<T: Display + Clone, const N: usize = 2> {
    values: [T; N],
}

#[derive(Graph)]
struct Branch<T: Display, const N: usize = 2>
where
    T: Clone,
{
    #[graph(own)]
    leaves: Vec<Leaf<T, N>>,
    label: Option<T>,
}

#[derive(Graph)]
struct Shared<T: ?Sized = str> {
    text: std::rc::Rc<T>,
}

fn main() {
    let leaf = |n| Leaf { values: [n, n] };
    let branch: Rc<Branch<u8>> = Branch { leaves: vec![leaf(1)], label: Some(7) }.into_graph();
    let second = branch.leaves.add(leaf(2));
    branch.leaves.get(0).unwrap().next.set(&second);
    assert_eq!(second.parent.get().unwrap().label, Some(7));
    assert_eq!(branch.leaves.get(0).unwrap().next.get().unwrap().values, [2, 2]);
    let shared: Rc<Shared> = Shared { text: "a".into() }.into_graph();
    assert_eq!(&*shared.text, "a");
}
