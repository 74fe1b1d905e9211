//! Fields and links named like the locals and parameters of the expansion.

use kinfolk::Graph;

use crate::hooks::{called, called_for};

macro_rules! with_fields {
    ($($name:ident)*) => {
        #[derive(Graph)]
        #[graph(to_plain, finalize = |this| called(if this.this == 1 { "data" } else { "?" }))]
        struct Data {
            $($name: u8,)*
        }

        #[derive(Graph)]
        #[graph(to_plain, finalize = CellsNode::finalize)]
        struct Cells {
            $(#[graph(cell)] $name: u8,)*
        }

        impl CellsNode {
            fn finalize(&self) {
                called(if self.finalize.get() == 1 { "cells" } else { "?" });
            }
        }

        mod owning {
            #[derive(kinfolk::Graph)]
            #[graph(back(pub(super) owner: Owner), to_plain)]
            pub(super) struct Child {}

            #[derive(kinfolk::Graph)]
            #[graph(to_plain)]
            pub(super) struct Owner {
                $(#[graph(own)] pub(super) $name: Vec<Child>,)*
            }
        }

        mod weak {
            #[derive(kinfolk::Graph)]
            #[graph(weak($($name: Linked),*))]
            struct Linked {}
        }

        mod shared {
            #[derive(kinfolk::Graph)]
            #[graph(shared($(pub(super) $name: Linked),*))]
            pub(super) struct Linked {}

            #[derive(kinfolk::Graph)]
            #[graph(shared($(#[cfg(any())] $name: Missing),*))]
            struct Unlinked {}
        }

        mod live {
            #[derive(kinfolk::Graph)]
            #[graph(to_plain, live($(pub(super) $name: u8 = u8::from(true)),*))]
            pub(super) struct Live {}
        }

        #[test]
        fn all_are_there() {
            let data = Data { $($name: 1),* }.into_graph();
            assert_eq!(0 $(+ data.to_plain().$name)*, 0 $(+ data.$name)*);
            assert_eq!(called_for(Data { $($name: 1),* }), ["data"]);
            assert_eq!(called_for(Cells { $($name: 1),* }), ["cells"]);
            let owner = owning::Owner { $($name: vec![owning::Child {}]),* }.into_graph();
            $(assert_eq!(owner.to_plain().$name.len(), owner.$name.len());)*
            $(assert!(owner.$name.get(0).unwrap().owner.get() == Some(owner.clone()));)*
            let live = live::Live {}.into_graph();
            $(assert_eq!(live.$name, 1);)*
            let linked = shared::Linked {}.into_graph();
            $(linked.$name.set(shared::Linked {});)*
            $(assert!(linked.$name.is_some());)*
        }
    };
}

with_fields! {
    self_ __self f formatter state owner header node me this _0 child copying handle context index
    link value other parent plain kinfolk_header kinfolk_header_ clone name links incoming existing krate
    finalize hook all index_ id links_ data_drops link_type visitor
}
