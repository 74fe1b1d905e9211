//! Items that are made by a `macro_rules!`, whose fragments arrive as groups.

use kinfolk::Graph;

macro_rules! family {
    (
        $(#[$meta:meta])* $vis:vis struct $name:ident: $key:path {
            back: $back_vis:vis $back:ident $owner:ty;
            weak: $weak:ident $target:ty;
            own: $own_vis:vis $own:ident $children:ty;
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $ty:ty,)*
        }
    ) => {
        #[derive(Graph)]
        $(#[$meta])*
        #[graph(back($back_vis $back: $owner), weak($weak: $target), crate = $key)]
        $vis struct $name {
            #[graph(own)]
            $own_vis $own: $children,
            $($(#[$field_meta])* $field_vis $field: $ty,)*
        }
    };
}

family! {
    /// A folder.
    #[graph(to_plain)]
    pub(crate) struct Folder: kinfolk {
        back: pub parent Folder;
        weak: links Vec<Folder>;
        own: pub folders Vec<Folder>;
        /// Its size.
        #[graph(cell)]
        pub size: u64,
        name: &'static str,
        text: <Vec<u8> as IntoIterator>::Item,
    }
}

macro_rules! union {
    ($vis:vis $name:ident $($variant:ident($ty:ty)),*) => {
        #[derive(Graph)]
        $vis enum $name { $($variant($ty)),* }
    };
}

union!(pub(crate) Entry Folder(Folder), Leaf(Leaf));

macro_rules! leaf {
    ($name:ident $field:ident $value:expr) => {
        #[derive(Graph)]
        #[graph(back(parent: Folder))]
        pub(crate) struct $name {
            data: [u8; $value],
            $field: u8,
        }
    };
}

leaf!(Leaf node 1 + 2);

/// A facade that re-exports kinfolk, as a library may that hands out such a macro.
mod facade {
    pub(crate) mod inside {
        pub(crate) use kinfolk as family;
    }

    macro_rules! node {
        ($name:ident) => {
            #[derive($crate::macros::facade::inside::family::Graph)]
            #[graph(crate = $crate::macros::facade::inside::family)]
            struct $name {
                data: u8,
            }
        };
    }
    pub(crate) use node;
}

facade::node!(Throughout);

/// The paths that `crate =` takes.
mod paths {
    use super::facade::inside::family as relative;

    #[derive(kinfolk::Graph)]
    #[graph(crate = relative)]
    struct Relative {
        data: u8,
    }

    #[derive(kinfolk::Graph)]
    #[graph(crate = crate::macros::facade::inside::family)]
    struct FromTheRoot {
        data: u8,
    }

    #[derive(kinfolk::Graph)]
    #[graph(crate = super::facade::inside::family)]
    struct FromAbove {
        data: u8,
    }

    #[derive(kinfolk::Graph)]
    #[graph(crate = ::kinfolk)]
    struct Absolute {
        data: u8,
    }
}

#[test]
fn a_family_of_a_macro() {
    let folder = |name| Folder { folders: vec![], size: 1, name, text: 0 };
    let root = folder("root").into_graph();
    let child = root.folders.add(folder("child"));
    child.links.push(&root);
    child.size.set(2);
    assert_eq!(child.parent.get(), Some(root.clone()));
    assert_eq!(root.to_plain().folders[0].size, 2);
    assert_eq!(Throughout { data: 1 }.into_graph().data, 1);
}
