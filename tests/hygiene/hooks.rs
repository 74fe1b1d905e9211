//! `finalize` with each kind of function, and with closures whose end is hard to find.

use std::cell::RefCell;

use kinfolk::{Graph, NodeType, Rc};

thread_local! {
    static CALLED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Called by the hooks of these tests.
pub(crate) fn called(name: &'static str) {
    CALLED.with_borrow_mut(|names| names.push(name));
}

/// The names that the hooks report when the nodes of a plain value die, in alphabetical order.
pub(crate) fn called_for(plain: impl Graph) -> Vec<&'static str> {
    CALLED.take();
    let node = plain.into_graph();
    assert!(CALLED.with_borrow(Vec::is_empty));
    drop(node);
    let mut names = CALLED.take();
    names.sort_unstable();
    names
}

macro_rules! with_hooks {
    ($($name:ident: { $($hook:tt)* })*) => {
        $(
            #[derive(Graph)]
            #[graph(finalize = $($hook)*, to_plain)]
            struct $name {
                name: &'static str,
            }
        )*

        #[test]
        fn each_is_called_once() {
            $(
                let name = stringify!($name);
                assert_eq!(called_for($name { name }), [name]);
            )*
        }
    };
}

with_hooks! {
    Free: { free }
    Inside: { inside::closed }
    OfThisModule: { self::inside::of_this_module }
    OfTheCrate: { crate::hooks::inside::of_the_crate }
    Associated: { AssociatedNode::closed }
    Method: { MethodNode::closed }
    OfThePlainType: { Self::closed }
    OfATrait: { <OfATraitNode as Close<u8, (u8, u16)>>::close }
    OfATraitOfTheHandle: { <Rc<OfATraitOfTheHandle> as Close<u8, u16>>::close }
    OfAnyType: { of_any_type }
    OfThisType: { of_any_type::<OfThisType> }
    OfTwoTypes: { of_two_types::<OfTwoTypes, fn(u8, u16) -> Vec<Vec<u8>>> }
    Constant: { CONSTANT }
    Static: { STATIC }

    Closure: { |this| called(this.name) }
    WithAType: { |this: &Rc<WithAType>| called(this.name) }
    WithAllTypes: { |this: &Rc<Self>| -> <u8 as Close<u8, u16>>::Nothing { called(this.name) } }
    Moving: { move |this| called(this.name) }
    OfNothing: { |_| called("OfNothing") }
    Block: { |this| { let name = this.name; called(name); } }
    Branch: { |this| if this.name.len() < 3 { called("?") } else { called(this.name) } }
    Less: { |this| _ = this.name.len() < 9 && is_called(this.name) }
    LessOrMore: { |this| _ = this.name < "A" || this.name > "A" && is_called(this.name) }
    Operators: { |this| _ = this.name.len() << 1 | 1 == 1 || is_called(this.name) }
    Turbofish: { |this| second::<Vec<u8>, fn() -> u8>((0, this.name)) }
    Qualified: { |this| <OfATraitNode as Close<u8, u16>>::say(this.name) }
    AMacroInside: { |this| {
        let name = this.name;
        assert_eq!(format!("{name}"), name);
        called(name);
    } }
    InParentheses: { (|this| called(this.name)) }
    PathInParentheses: { (of_any_type::<PathInParentheses>) }
    AClosureInside: { |this| [(0, this.name)].map(|(_, name)| called(name))[0] }
}

fn free(this: &Rc<Free>) {
    called(this.name);
}

mod inside {
    use super::{Inside, OfTheCrate, OfThisModule, called};
    use kinfolk::Rc;

    pub(super) fn closed(this: &Rc<Inside>) {
        called(this.name);
    }

    pub(super) fn of_this_module(this: &Rc<OfThisModule>) {
        called(this.name);
    }

    pub(super) fn of_the_crate(this: &Rc<OfTheCrate>) {
        called(this.name);
    }
}

impl AssociatedNode {
    fn closed(this: &Rc<Associated>) {
        called(this.name);
    }
}

impl MethodNode {
    fn closed(&self) {
        called(self.name);
    }
}

impl OfThePlainType {
    fn closed(this: &Rc<Self>) {
        called(this.name);
    }
}

trait Close<A, B> {
    type Nothing;

    fn close(&self);

    fn say(name: &'static str) {
        called(name);
    }
}

impl<A, B> Close<A, B> for OfATraitNode {
    type Nothing = ();

    fn close(&self) {
        called(self.name);
    }
}

impl<A, B> Close<A, B> for Rc<OfATraitOfTheHandle> {
    type Nothing = ();

    fn close(&self) {
        called(self.name);
    }
}

impl Close<u8, u16> for u8 {
    type Nothing = ();

    fn close(&self) {}
}

fn of_any_type<T: NodeType>(this: &Rc<T>) {
    let name = kinfolk::Handle::to_any(this).type_name();
    called(name);
}

fn of_two_types<T: NodeType, U>(this: &Rc<T>) {
    assert!(size_of::<U>() > 0);
    of_any_type(this);
}

const CONSTANT: fn(&Rc<Constant>) = |this| called(this.name);

static STATIC: fn(&StaticNode) = |node| called(node.name);

fn second<A, B>(pair: (u8, &'static str)) {
    assert!(size_of::<(A, B)>() > 0);
    called(pair.1);
}

fn is_called(name: &'static str) -> bool {
    called(name);
    true
}

macro_rules! expression {
    ($first:expr, $second:expr) => {
        assert_eq!(($first, $second), ((), 1))
    };
}

macro_rules! call {
    ($first:expr) => {
        expression!($first, 1)
    };
}

/// The hook's macro uses a second macro that is named like one of the library's.
#[derive(Graph)]
#[graph(finalize = |this| call!(called(this.name)))]
struct ByMacros {
    name: &'static str,
}

#[test]
fn a_hook_may_use_any_macro() {
    assert_eq!(called_for(ByMacros { name: "by macros" }), ["by macros"]);
}
