//! Type parameters and structs with names that an expansion could choose for itself.

macro_rules! with_parameter {
    ($($module:ident $T:ident)*) => {
        $(mod $module {
            #[derive(kinfolk::Graph)]
            #[graph(back(parent: Parent<$T>), to_plain, finalize = ItemNode::<$T>::closed)]
            #[graph(shared(one: Either<$T>, many: Vec<Item<$T>>))]
            pub(super) struct Item<$T: Copy> {
                #[graph(own)]
                parts: Vec<Part<$T>>,
                data: $T,
            }

            impl<$T: Copy> ItemNode<$T> {
                fn closed(&self) {}
            }

            #[derive(kinfolk::Graph)]
            #[graph(to_plain, finalize = |_: &kinfolk::Rc<Self>| ())]
            pub(super) struct Parent<$T: Copy> {
                #[graph(own)]
                pub(super) items: Vec<Either<$T>>,
            }

            #[derive(kinfolk::Graph)]
            #[graph(back(item: Item<$T>), back(parent: Parent<$T>), to_plain)]
            pub(super) struct Part<$T: Copy> {
                #[graph(cell)]
                pub(super) data: Option<$T>,
                pub(super) more: $T,
            }

            #[derive(kinfolk::Graph)]
            #[graph(to_plain)]
            pub(super) enum Either<$T: Copy> {
                Item(Item<$T>),
                Part(Part<$T>),
            }
        })*

        $(mod $T {
            #[derive(kinfolk::Graph)]
            #[graph(back(parent: $T), to_plain, finalize = |_: &kinfolk::Rc<$T>| ())]
            #[graph(shared(one: $T, many: Vec<Union>))]
            struct $T {
                #[graph(own)]
                children: Vec<Other>,
            }

            #[derive(kinfolk::Graph)]
            #[graph(back(parent: $T), to_plain)]
            struct Other {
                data: u8,
            }

            #[derive(kinfolk::Graph)]
            #[graph(to_plain)]
            enum Union {
                $T($T),
                Other(Other),
            }
        })*
    };
}

#[allow(non_snake_case, reason = "the modules are named like the types in them")]
mod all {
    with_parameter! {
        s S  d D  e E  t T  a A  m M  h H  o O  n N  l L  c C  under_s __S  under_d __D
        owner Owner  state State  graph Graph  node Node  handle Handle
        repr Repr  mark Mark  any_rc AnyRc  shared Shared  link_info LinkInfo
    }
}
