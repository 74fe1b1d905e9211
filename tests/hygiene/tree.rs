// A node enum with every kind of field and link, for modules in which most names are shadowed.

#[derive(::kinfolk::Graph)]
#[graph(back(parent: Tree), weak(near: Tree), shared(far: ::std::vec::Vec<Tree>), to_plain)]
#[graph(finalize = |_| ())]
enum Tree {
    Leaf(::std::primitive::u8, #[graph(cell)] ::std::primitive::u8),
    Fork {
        #[graph(own)]
        left: ::std::boxed::Box<Tree>,
        #[graph(own)]
        right: ::std::vec::Vec<Tree>,
        #[graph(refcell)]
        data: ::std::primitive::u8,
    },
    Nothing,
}
