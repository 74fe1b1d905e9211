//! [`LiveNode`]: what the derive says of a node, and all that follows from it.

use std::any::Any;
use std::marker::PhantomData;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::{Description, LastOwner, LinkView, Object};
use crate::kernel::header::Header;
use crate::kernel::link_fields::LinkTuple;
use crate::kernel::node_fields::{self, Parts};
use crate::links::own::{Own, OwnContainer};
use crate::model::build::Nursery;
use crate::model::graph::{BackTo, NodeType};
use crate::model::node::Node;
use crate::model::rc::Rc;
use crate::model::repr::Shape;
use crate::model::to_plain::Copying;

/// A generated node: the struct with its links alive.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a live node",
    label = "only the node types that `#[derive(Graph)]` generates are nodes"
)]
#[doc(hidden)]
pub trait LiveNode: Sized + 'static {
    /// The struct as declared.
    type Plain: NodeType<Node = Self>;

    /// The declared type's name and those of its links, with a space between them.
    const NAMES: &'static str;

    /// Whether the type has a hook.
    const FINALIZES: bool = false;

    /// The node of a plain value.
    fn build(plain: Self::Plain, new: &mut NewNode<'_, Self>) -> Self;

    /// All fields: the library's own part; the links, first back-links and weak links, then owning
    /// links, then shared ones; and the data.
    fn parts(&self) -> impl Parts<'_>;

    /// Runs the type's hook.
    fn finalize(_this: &AnyRc) {}

    /// The plain value, boxed, of a node type that has `to_plain`.
    fn copy(&self, _: &mut Copying) -> Option<Box<dyn Any>> {
        None
    }
}

/// A node on its way into life.
pub struct NewNode<'a, N> {
    nursery: &'a mut Nursery,
    node: PhantomData<N>,
}

/// The link of this number, which the plain value has not. That the lifetime can be named lets the
/// derive write `link::<'_>`, a path that ends in punctuation.
#[inline]
pub fn link<'a: 'a, N, L: EmptyLink<N>>(_new: &'a NewNode<'a, N>, number: usize) -> L {
    L::empty(number)
}

/// The owning link of this number.
#[inline]
pub fn own<N, C, L: OwnLink<N, C>>(new: &mut NewNode<'_, N>, number: usize, plain: C) -> L {
    L::sprout(number, plain, new.nursery)
}

/// An owning link over a `C`, in a node of type `N`, whose children may have that owner.
#[doc(hidden)]
pub trait OwnLink<N, C> {
    fn sprout(number: usize, plain: C, nursery: &mut Nursery) -> Self;
}

impl<O: NodeType, C: OwnContainer> OwnLink<O::Node, C> for Own<O, C>
where
    C::Item: BackTo<O>,
{
    #[inline]
    fn sprout(number: usize, plain: C, nursery: &mut Nursery) -> Self {
        Own::sprout(number, plain, nursery)
    }
}

/// A link that a new node of type `N` has, but its plain value has not.
#[doc(hidden)]
pub trait EmptyLink<N> {
    fn empty(number: usize) -> Self;
}

impl<N: LiveNode> Object for N {
    #[inline]
    fn header(&self) -> &Header {
        self.parts().header()
    }

    fn description(&self) -> &'static Description {
        node_fields::describe::<N>()
    }

    fn link(&self, number: usize) -> Option<LinkView<'_>> {
        self.parts().links().view(number)
    }

    fn last_owner(&self) -> LastOwner {
        self.parts().links().last_owner()
    }

    fn clear_back_links(&self) {
        self.parts().links().clear_back_links();
    }

    fn has_children(&self) -> bool {
        self.parts().links().has_children()
    }

    fn release_child(&self, child: *const (), place: usize) -> bool {
        self.parts().links().release_child(child, place)
    }

    fn copy(&self, copying: &mut Copying) -> Option<Box<dyn Any>> {
        LiveNode::copy(self, copying)
    }

    fn finalize(&self, this: &AnyRc) {
        N::finalize(this);
    }
}

// An error is to speak of the trait that users know.
#[diagnostic::do_not_recommend]
impl<N: LiveNode> Node for N {
    // Said again here and in other impls for all types: there rustdoc does not ask the trait.
    #[doc(hidden)]
    fn object(&self) -> &dyn Object {
        self
    }
}

/// Lets the children of a node know it, now that there is a handle to it.
#[inline(never)]
fn adopt_children<N: LiveNode>(node: &StdRc<N>, nursery: &mut Nursery) {
    node.parts().links().adopt_children();
    if nursery.has_news_for_owner() {
        let node = StdRc::clone(node);
        nursery.note_owner(&(node as StdRc<dyn Object>));
    }
}

/// The shape of a struct is its node.
impl<N: LiveNode> Shape<N::Plain> for N {
    type Handle = Rc<N::Plain>;
    type Declared = N::Plain;
    type Target = N;

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "what is for nodes with children falls away for others"
    )]
    fn sprout(plain: N::Plain, nursery: &mut Nursery) -> Rc<N::Plain> {
        let siblings = nursery.begin_node();
        let new = &mut NewNode { nursery, node: PhantomData };
        let node = StdRc::new(N::build(plain, new));
        node.parts().links().move_in(&node);
        if nursery.has_children() {
            adopt_children(&node, nursery);
        }
        if N::FINALIZES {
            node.header().expect_hook();
        }
        nursery.end_node(siblings, N::FINALIZES);
        Rc::from_std(node)
    }

    fn from_any(node: &AnyRc) -> Option<Rc<N::Plain>> {
        node.downcast_node()
    }

    #[inline]
    fn set_back<O: NodeType>(child: &Rc<N::Plain>, owner: &StdWeak<O::Node>) {
        child.parts().links().point_to::<O>(owner);
    }

    fn downgrade(handle: &Rc<N::Plain>) -> StdWeak<N> {
        StdRc::downgrade(handle.as_std())
    }

    fn upgrade(target: StdRc<N>) -> Option<Rc<N::Plain>> {
        death::is_alive(&*target, StdRc::strong_count(&target)).then(|| Rc::from_std(target))
    }

    fn object(target: &N) -> &dyn Object {
        target
    }

    fn to_object(target: StdRc<N>) -> StdRc<dyn Object> {
        target
    }

    fn nobody() -> StdWeak<N> {
        StdWeak::new()
    }

    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<N>> {
        // `O` may be the plain type, which the types cannot say; the compiler sees through the cast.
        (owner as &dyn Any).downcast_ref::<StdWeak<N>>().cloned()
    }

    fn node_types(all: &mut Vec<&'static Description>) {
        all.push(node_fields::describe::<N>());
    }
}
