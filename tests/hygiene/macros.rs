//! Items made by a `macro_rules!`, whose fragments arrive as groups.

use kinfolk::{Graph, Rc};

use crate::hooks::{called, called_for};

macro_rules! family {
    (
        $(#[$meta:meta])* $vis:vis struct $name:ident: $key:path {
            back: $back_vis:vis $back:ident $owner:ty;
            weak: $weak:ident $target:ty;
            shared: $shared_vis:vis $shared:ident $shared_target:ty;
            live: $live_vis:vis $live:ident $live_ty:ty = $value:expr;
            own: $own_vis:vis $own:ident $children:ty;
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $ty:ty,)*
        }
    ) => {
        #[derive(Graph)]
        $(#[$meta])*
        #[graph(back($back_vis $back: $owner), weak($weak: $target), crate = $key)]
        #[graph(shared(/** Held. */ $shared_vis $shared: $shared_target))]
        #[graph(live(/** Live. */ $live_vis $live: $live_ty = $value, again: $live_ty))]
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
        shared: pub theme Leaf;
        live: pub(crate) drawn std::cell::Cell<u8> = std::cell::Cell::new(1 + 2);
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

/// A facade that re-exports kinfolk, as a library does that exports such a macro.
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

/// The paths that `crate =` accepts.
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

macro_rules! hook {
    ($name:ident is $($hook:tt)*) => {
        #[derive(Graph)]
        #[graph(finalize = $($hook)*, to_plain)]
        pub(crate) struct $name;
    };
    ($name:ident by path $hook:path) => { hook!($name is $hook); };
    ($name:ident by ident $hook:ident) => { hook!($name is $hook); };
    ($name:ident by tree $hook:tt) => { hook!($name is $hook); };
    ($name:ident by expression $hook:expr) => { hook!($name is $hook); };
    ($name:ident by module $hook:path) => { hook!($name is $hook::of_any_type); };
    ($name:ident by a_type $ty:ty) => { hook!($name is <$ty>::closed); };
    ($name:ident by types $ty:ty, $close:path) => { hook!($name is <$ty as $close>::close); };
    ($name:ident by parts |$this:ident: $ty:ty| $body:expr) => {
        hook!($name is move |$this: $ty| $body);
    };
    ($name:ident by patterns |$this:pat_param| $body:block) => { hook!($name is |$this| $body); };
    ($name:ident by a_literal $text:literal) => { hook!($name is |_| called($text)); };
    ($name:ident by the_crate) => { hook!($name is $crate::macros::hooks::of_any_type); };
}

hook!(Path by path hooks::of_any_type);
hook!(PathWithArguments by path hooks::of_any_type::<PathWithArguments>);
hook!(Ident by ident of_any_type);
hook!(Tree by tree of_any_type);
hook!(PathExpression by expression <Rc<PathExpression> as Close<u8, u16>>::close);
hook!(ClosureExpression by expression |this| { of_any_type(this); });
hook!(Module by module self::hooks);
hook!(Type by a_type Generic<u8, u16>);
hook!(Types by types Rc<Types>, Close<u8, u16>);
hook!(Parts by parts |this: &Rc<Parts>| of_any_type(this));
hook!(Patterns by patterns |_| { called("Patterns"); });
hook!(Literal by a_literal "Literal");
hook!(Crate by the_crate);

mod hooks {
    use kinfolk::{Handle, NodeType, Rc};

    pub(crate) fn of_any_type<T: NodeType>(this: &Rc<T>) {
        super::called(this.to_any().type_name());
    }

    pub(crate) trait Close<A, B> {
        fn close(&self);
    }

    impl<T: NodeType, A, B> Close<A, B> for Rc<T> {
        fn close(&self) {
            of_any_type(self);
        }
    }

    pub(crate) struct Generic<A, B>(A, B);

    impl<A, B> Generic<A, B> {
        pub(crate) fn closed<T: NodeType>(this: &Rc<T>) {
            of_any_type(this);
        }
    }
}

use hooks::{Close, Generic, of_any_type};

#[test]
fn hooks_of_fragments() {
    assert_eq!(called_for(Path), ["Path"]);
    assert_eq!(called_for(PathWithArguments), ["PathWithArguments"]);
    assert_eq!(called_for(Ident), ["Ident"]);
    assert_eq!(called_for(Tree), ["Tree"]);
    assert_eq!(called_for(PathExpression), ["PathExpression"]);
    assert_eq!(called_for(ClosureExpression), ["ClosureExpression"]);
    assert_eq!(called_for(Module), ["Module"]);
    assert_eq!(called_for(Type), ["Type"]);
    assert_eq!(called_for(Types), ["Types"]);
    assert_eq!(called_for(Parts), ["Parts"]);
    assert_eq!(called_for(Patterns), ["Patterns"]);
    assert_eq!(called_for(Literal), ["Literal"]);
    assert_eq!(called_for(Crate), ["Crate"]);
}

#[test]
fn a_family_of_a_macro() {
    let folder = |name| Folder { folders: vec![], size: 1, name, text: 0 };
    let root = folder("root").into_graph();
    let child = root.folders.add(folder("child"));
    child.links.push(&root);
    child.size.set(2);
    assert_eq!((child.drawn.get(), child.again.get()), (3, 0));
    child.theme.set(Leaf { data: [1; 3], node: 2 });
    assert_eq!(child.theme.get().unwrap().node, 2);
    assert_eq!(child.parent.get(), Some(root.clone()));
    assert_eq!(root.to_plain().folders[0].size, 2);
    assert_eq!(Throughout { data: 1 }.into_graph().data, 1);
}
