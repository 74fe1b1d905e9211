//! `Self`, and what hangs on it, in the types of fields and links.

use kinfolk::{Graph, Rc};

trait Kind {
    type Label;
    const COUNT: usize;
}

impl<T> Kind for Tree<T> {
    type Label = &'static str;
    const COUNT: usize = 2;
}

#[derive(Graph)]
#[graph(back(parent: Self), weak(target: Self, targets: Vec<Self>))]
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
    assert_eq!(left.parent.get(), Some(root));
}
