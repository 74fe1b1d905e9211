//! [`Hook`]: the functions that `finalize = ..` accepts.

use crate::model::graph::NodeType;
use crate::model::rc::Rc;

/// A function that can be the hook of a type: `fn(&Rc<T>)`, or `fn(&self)` of the node.
#[diagnostic::on_unimplemented(
    message = "this cannot finalize `{T}`",
    label = "the hook of `{T}` takes a `&Rc<{T}>`, or is a method of its node with `&self`, and returns nothing",
    note = "`Rc` is `kinfolk::Rc`, not `std::rc::Rc`, and the node is the generated type, not the plain `{T}`",
    note = "any other function can be called by a closure: `finalize = |this| ..`"
)]
pub trait Hook<T: NodeType, Form> {
    fn call(self, this: &Rc<T>);
}

/// `fn(&Rc<T>)`
pub enum OfHandle {}

/// `fn(&self)` of the node.
pub enum OfNode {}

#[diagnostic::do_not_recommend]
impl<T: NodeType, F: FnOnce(&Rc<T>)> Hook<T, OfHandle> for F {
    fn call(self, this: &Rc<T>) {
        self(this);
    }
}

#[diagnostic::do_not_recommend]
impl<T: NodeType, F: FnOnce(&T::Node)> Hook<T, OfNode> for F {
    fn call(self, this: &Rc<T>) {
        self(this);
    }
}

/// Calls a hook that is a function.
pub fn finalize<T: NodeType, Form>(this: &Rc<T>, hook: impl Hook<T, Form>) {
    hook.call(this);
}

/// Calls a hook that is a closure. The signature gives the compiler the type of its argument.
pub fn finalize_by<T: NodeType>(this: &Rc<T>, hook: impl FnOnce(&Rc<T>)) {
    hook(this);
}
