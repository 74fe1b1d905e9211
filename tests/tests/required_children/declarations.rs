//! Where a required child can be declared.

use kinfolk::{BackTo, Graph, Handle, Node, NodeType, Own, Rc};

type Boxed<T> = Box<T>;
type Alias = Leaf;

#[derive(Graph)]
#[graph(back(a: Plain), back(b: Generic<T, C>), to_plain)]
struct Leaf<T: 'static = u8, const C: usize = 1> {
    value: Option<T>,
}

impl<T> Leaf<T, 1> {
    fn new() -> Self {
        Leaf { value: None }
    }
}

/// By value, boxed once and twice, by an alias, by a path.
#[allow(clippy::redundant_allocation, reason = "it works, though it is of no use")]
#[derive(Graph)]
#[graph(to_plain)]
struct Plain {
    #[graph(own)]
    bare: Leaf,
    #[graph(own)]
    boxed: Box<Leaf>,
    #[graph(own)]
    twice: Box<Box<Leaf>>,
    #[graph(own)]
    by_alias: Boxed<Alias>,
    #[graph(own)]
    by_path: std::boxed::Box<crate::declarations::Alias>,
}

/// In generic types, with defaults, consts and where clauses.
#[derive(Graph)]
struct Generic<T, const C: usize>
where
    T: 'static,
{
    #[graph(own)]
    leaf: Leaf<T, C>,
    #[graph(own)]
    boxed: Box<Leaf<T, C>>,
}

macro_rules! declare {
    ($name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(Graph)]
        struct $name {
            $(#[graph(own)] $field: $ty,)*
            #[cfg(any())]
            #[graph(own)]
            absent: Absent,
        }
    };
}

#[derive(Graph)]
#[graph(back(owner: ByMacro))]
struct Part {}

declare!(ByMacro { part: Part, boxed: Box<Part> });

fn child_of<O: NodeType, T: Graph + BackTo<O>>(link: &Own<O, T>) -> T::Handle {
    link.get()
}

#[test]
fn in_every_way_of_naming_the_type() {
    let leaf = || Leaf::new();
    let plain = Plain {
        bare: leaf(),
        boxed: Box::new(leaf()),
        twice: Box::new(Box::new(leaf())),
        by_alias: Box::new(leaf()),
        by_path: Box::new(leaf()),
    }
    .into_graph();
    let children: Vec<_> = plain.children().collect();
    assert_eq!(children.len(), 5);
    assert!(children.iter().all(|child| child.owner() == Some(plain.to_any())));
    plain.bare.swap(&plain.twice);
    plain.by_alias.swap(&plain.by_path);
    let now: Vec<_> = plain.children().collect();
    assert_eq!([&now[0], &now[3]], [&children[2], &children[4]]);
    let old: Rc<Leaf> = plain.twice.replace(leaf());
    assert_eq!(old.to_any(), children[0]);
    assert!(plain.to_plain().twice.value.is_none());
    assert_eq!(plain.validate(), Ok(()));
}

#[test]
fn in_generic_types() {
    let leaf = || Leaf::<String, 3> { value: Some("v".into()) };
    let generic = Generic { leaf: leaf(), boxed: Box::new(leaf()) }.into_graph();
    assert_eq!(generic.leaf.get().b.get(), Some(generic.clone()));
    assert_eq!(child_of(&generic.leaf).value.as_deref(), Some("v"));
    assert_eq!(child_of(&generic.boxed), generic.boxed.get());
}

#[test]
fn in_macros() {
    let node = ByMacro { part: Part {}, boxed: Box::new(Part {}) }.into_graph();
    assert_eq!(node.children().count(), 2);
    assert_eq!(node.boxed.get().owner.get(), Some(node.clone()));
}
