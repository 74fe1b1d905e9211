//! The derive when the dependency has another name, with each form of `crate = path`.

#![deny(warnings)]

/// What a library writes that exports the derive in its own macro.
#[macro_export]
macro_rules! node {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* }) => {
        #[derive($crate::exported::Graph)]
        #[graph(crate = $crate::exported, finalize = $crate::closed)]
        $(#[$meta])*
        $vis struct $name { $($body)* }
    };
}

use std::cell::Cell;

pub use family as exported;

std::thread_local! {
    static CLOSED: Cell<u8> = const { Cell::new(0) };
}

fn count() {
    CLOSED.set(CLOSED.get() + 1);
}

/// The hook of the type that the macro declares.
pub fn closed<T: exported::NodeType>(_: &exported::Rc<T>) {
    count();
}

/// By the name of the dependency.
#[derive(family::Graph)]
#[graph(crate = family, back(parent: Relative), to_plain, finalize = RelativeNode::closed)]
#[graph(shared(like: Either))]
pub struct Relative {
    /// The children.
    #[graph(own)]
    pub children: Vec<Relative>,
}

impl RelativeNode {
    fn closed(&self) {
        CLOSED.set(CLOSED.get() + u8::try_from(self.children.len()).unwrap_or(1));
    }
}

/// From the root of all crates.
#[derive(family::Graph)]
#[graph(crate = ::family, shared(all: Vec<Exported>))]
pub struct Absolute {
    /// The children.
    #[graph(own)]
    pub children: Vec<Either>,
}

/// By a name in scope.
#[derive(family::Graph)]
#[graph(crate = exported, back(owner: Absolute), finalize = |_| count(), shared(like: Self))]
pub struct Exported {}

/// Data with handles in it.
#[derive(family::Trace)]
#[trace(crate = family)]
pub struct Data(exported::Rc<Exported>, Vec<Value>);

/// A value.
#[derive(family::Trace)]
#[trace(crate = self::exported)]
pub enum Value {
    /// A handle.
    Handle(EitherRc),
    /// Data.
    Data(Box<Data>),
}

/// A union.
#[derive(family::Graph)]
#[graph(crate = self::exported)]
pub enum Either {
    /// One type.
    Exported(Exported),
    /// Another type.
    ByMacro(ByMacro),
}

node! {
    /// Made by a macro.
    #[graph(back(owner: Absolute), shared(like: Relative))]
    pub struct ByMacro {}
}

#[test]
fn all_are_of_one_graph() {
    use exported::Graph;

    let owner = Absolute { children: vec![Either::Exported(Exported {})] }.into_graph();
    owner.children.push(ByMacro {});
    assert_eq!(owner.children.len(), 2);
    let root = Relative { children: vec![] }.into_graph();
    root.children.push(Relative { children: vec![] });
    root.like.set(owner.children.get(0).unwrap());
    owner.all.push(Exported {});
    assert_eq!(root.to_plain().children.len(), 1);
    drop((owner, root));
    assert_eq!(CLOSED.get(), 4);
}
