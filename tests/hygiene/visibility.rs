//! Private, restricted and public types, fields, links and hooks. The node is as visible as its
//! struct, and a private type in a public field is no more of a leak than in handwritten code.

#![deny(private_interfaces, private_bounds)]

use kinfolk::Graph;

mod outer {
    pub(crate) mod inner {
        use kinfolk::Graph;

        use crate::hooks::called;

        #[derive(Graph)]
        #[graph(back(parent: Private), weak(pub(in super::super) target: Public), to_plain)]
        struct Private {
            #[graph(own)]
            children: Vec<Private>,
        }

        #[derive(Graph)]
        #[graph(back(pub(super) inside: Restricted), to_plain)]
        #[graph(shared(pub(in crate::visibility) theme: Private, pub(super) icon: Restricted))]
        pub(in crate::visibility) struct Restricted {
            #[graph(own)]
            pub(in crate::visibility) children: Vec<Restricted>,
            private: u8,
        }

        #[derive(Graph)]
        #[graph(back(parent: Restricted), back(pub public: Public), to_plain)]
        #[graph(finalize = PublicNode::private)]
        #[graph(shared(pub like: Public, hidden_one: Hidden, private: Vec<Private>))]
        pub struct Public {
            #[graph(own)]
            pub children: Vec<Public>,
            #[graph(own)]
            hidden: Vec<Hidden>,
        }

        #[derive(Graph)]
        #[graph(back(parent: Public), to_plain, finalize = private)]
        pub(super) struct Hidden {}

        fn private(_: &kinfolk::Rc<Hidden>) {
            called("hidden");
        }

        #[derive(Graph)]
        #[graph(to_plain)]
        pub enum Union {
            Public(Public),
        }

        impl PublicNode {
            fn private(&self) {
                called("public");
            }
        }

        impl Public {
            pub(in crate::visibility) fn new() -> Self {
                Public { children: vec![], hidden: vec![Hidden {}] }
            }
        }

        impl Restricted {
            pub(in crate::visibility) fn new() -> Self {
                Restricted { children: vec![], private: 1 }
            }
        }
    }

    pub(super) fn inside(node: &inner::RestrictedNode) -> bool {
        node.inside.get().is_some() && node.icon.is_none()
    }
}

#[test]
fn links_are_as_visible_as_declared() {
    let root = outer::inner::Restricted::new().into_graph();
    let child = root.children.add(outer::inner::Restricted::new());
    assert!(outer::inside(&child) && !outer::inside(&root));
}

#[test]
fn private_hooks_are_called() {
    assert_eq!(crate::hooks::called_for(outer::inner::Public::new()), ["hidden", "public"]);
}
