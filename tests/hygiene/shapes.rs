//! Structs without fields, without braces, with one field, and with very many.

use kinfolk::Graph;

use crate::hooks::{called, called_for};

#[derive(Graph)]
#[graph(to_plain, finalize = EmptyNode::closed)]
struct Empty {}

#[derive(Graph)]
#[graph(back(owner: One), to_plain, finalize = |_: &kinfolk::Rc<Self>| called("unit"))]
struct Unit;

#[derive(Graph)]
#[graph(to_plain)]
struct One {
    #[graph(own)]
    units: Vec<Unit>,
}

#[derive(Graph)]
#[graph(to_plain)]
enum Single {
    One(One),
}

macro_rules! sixty_four {
    ($($name:ident)*) => {
        #[derive(Graph)]
        #[graph(back(parent: SixtyFour), to_plain)]
        struct SixtyFour {
            $(#[graph(own)] $name: Vec<SixtyFour>,)*
        }

        #[test]
        fn sixty_four_links() {
            let node = || SixtyFour { $($name: vec![]),* };
            let root = node().into_graph();
            $(root.$name.push(node());)*
            $(assert_eq!(root.$name.get(0).unwrap().parent.get(), Some(root.clone()));)*
            assert_eq!(kinfolk::Node::children(&*root).count(), 64);
        }
    };
}

sixty_four! {
    a0 a1 a2 a3 a4 a5 a6 a7 b0 b1 b2 b3 b4 b5 b6 b7 c0 c1 c2 c3 c4 c5 c6 c7 d0 d1 d2 d3 d4 d5 d6 d7
    e0 e1 e2 e3 e4 e5 e6 e7 f0 f1 f2 f3 f4 f5 f6 f7 g0 g1 g2 g3 g4 g5 g6 g7 h0 h1 h2 h3 h4 h5 h6 h7
}

impl EmptyNode {
    fn closed(&self) {
        called("empty");
    }
}

#[test]
fn a_struct_without_fields_may_have_a_hook() {
    assert_eq!(called_for(Empty {}), ["empty"]);
    assert_eq!(called_for(One { units: vec![Unit, Unit] }), ["unit", "unit"]);
}

#[test]
fn a_unit_struct_is_a_node() {
    let one = One { units: vec![Unit] }.into_graph();
    let unit = one.units.get(0).unwrap();
    assert_eq!(unit.owner.get(), Some(one.clone()));
    let Unit = unit.to_plain();
    assert_eq!(one.to_plain().units.len(), 1);
    let Empty {} = Empty {}.into_graph().to_plain();
}
