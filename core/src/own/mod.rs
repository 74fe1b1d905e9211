//! [`Own`]: the owning link.

pub(crate) mod attach;
mod list;
mod option;

use std::any::Any;
use std::fmt;
use std::rc::Weak as StdWeak;

pub use list::{Drain, Iter, Links};

use crate::any::AnyRc;
use crate::children::Children;
use crate::collect::search::Search;
use crate::graph::{BackTo, Graph, NodeType};
use crate::growth::Nursery;
use crate::handle::{Handle, HandleRatherThanNode};
use crate::list::List;
use crate::object::{Link, LinkType, LinkView, Object, OwningLink, StrongLink};
use crate::plain::{Copying, ToPlain};
use crate::rc::Rc;
use crate::schema::LinkKind;
use crate::shape::{Declared, Shape};
use crate::slot::Slot;
use crate::strong_links::StrongLinks;

/// An owning link: the field of a node that holds its children, generated for `#[graph(own)]`.
///
/// `O` is the owner's declared type and `C` the field's: `Own<Folder, Vec<Entry>>` has the
/// operations of a list, `Own<Page, Option<Footer>>` those of an option.
///
/// What it promises:
///
/// * **Both ends agree.** A child that is here has this node in its back-link, and one that is not
///   has not, after every operation.
/// * **One owner.** Attaching a child that has an owner moves it, in one step; its identity, and
///   the weak handles to it, survive.
/// * **No cycles.** A child that is the owner itself or one of its ancestors is refused before
///   anything changes: the `try_` form gives an [`AttachError`](crate::AttachError), the plain form
///   panics with the same text. The check climbs from the owner to the root, O(depth); plain
///   values and nodes without children need none.
/// * **Never "already borrowed".** All operations take `&self` and work while guards and iterators
///   are alive; those go on showing what was there when they came. While one is alive, the first
///   change copies the list, O(n).
/// * **No surprise inside.** Your closures run on a snapshot, and what is removed is dropped when
///   the link is in its place again.
///
/// In signatures, `Declared<T>`, which rustdoc prints as `<<T as Graph>::Shape as Shape<T>>::Declared`, is `T`
/// itself, or for a `Box<T>` what is in the box; so it is in [`Shared`](crate::Shared), and in all that is weak.
pub struct Own<O: NodeType, C: OwnContainer> {
    children: C::Links,
    /// The node that this link is part of. Last, since the compiler asks of the last field whether
    /// the size of a struct is known: an error about `C` shall not speak of sizes.
    me: StdWeak<O::Node>,
}

/// What an owning link can be declared over: `Vec<T>`, `Option<T>` or `Option<Box<T>>`, where `T` is
/// a struct or a union that derives [`Graph`].
#[diagnostic::on_unimplemented(
    message = "`#[graph(own)]` cannot be over `{Self}`",
    label = "an owning link is a `Vec<T>`, an `Option<T>` or an `Option<Box<T>>`",
    note = "`T` is a struct or a union that derives `Graph`; a single child that is always there is an `Option<T>` too, since it can be moved away"
)]
pub trait OwnContainer: Sized + 'static {
    /// The children's declared type.
    type Item: Graph;

    #[doc(hidden)]
    const IS_LIST: bool;

    #[doc(hidden)]
    type Links: StrongLinks<Handle = ChildHandle<Self>>;

    #[doc(hidden)]
    fn has_children(&self) -> bool;

    #[doc(hidden)]
    fn sprout<O: NodeType>(self, owner: &StdWeak<O::Node>, nursery: &mut Nursery) -> Self::Links
    where
        Self::Item: BackTo<O>;

    #[doc(hidden)]
    fn copy(links: &Self::Links, copying: &mut Copying) -> Self
    where
        Self::Item: ToPlain;
}

impl<T: Graph> OwnContainer for Vec<T> {
    type Item = T;
    const IS_LIST: bool = true;
    type Links = List<T::Handle>;

    fn has_children(&self) -> bool {
        !self.is_empty()
    }

    fn sprout<O: NodeType>(self, owner: &StdWeak<O::Node>, nursery: &mut Nursery) -> List<T::Handle>
    where
        T: BackTo<O>,
    {
        // Not by `collect`, which would keep the plain values' larger buffer for the handles.
        let mut handles = Vec::with_capacity(self.len());
        for (index, plain) in self.into_iter().enumerate() {
            let child = T::Shape::sprout(plain, nursery);
            T::Shape::set_back::<O>(&child, owner);
            child.untyped().object().header().set_first_place(index);
            handles.push(child);
        }
        List::from(handles)
    }

    fn copy(links: &List<T::Handle>, copying: &mut Copying) -> Self
    where
        T: ToPlain,
    {
        let children = links.snapshot();
        let plain = children.iter().map(|child| T::copy(child, copying)).collect();
        // Not at the end of the block, where a panic in the `Drop` of data, of a child that a `Clone`
        // has removed, would lose the answer.
        drop(children);
        plain
    }
}

impl<T: Graph> OwnContainer for Option<T> {
    type Item = T;
    const IS_LIST: bool = false;
    type Links = Slot<T::Handle>;

    fn has_children(&self) -> bool {
        self.is_some()
    }

    fn sprout<O: NodeType>(self, owner: &StdWeak<O::Node>, nursery: &mut Nursery) -> Slot<T::Handle>
    where
        T: BackTo<O>,
    {
        let child = self.map(|plain| T::Shape::sprout(plain, nursery));
        if let Some(child) = &child {
            T::Shape::set_back::<O>(child, owner);
        }
        Slot::from(child)
    }

    fn copy(links: &Slot<T::Handle>, copying: &mut Copying) -> Self
    where
        T: ToPlain,
    {
        let child = links.get()?;
        let plain = T::copy(&child, copying);
        drop(child);
        Some(plain)
    }
}

type ChildHandle<C> = <<C as OwnContainer>::Item as Graph>::Handle;

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    /// The live form of a plain field, for the node that `me` is going to be.
    pub(crate) fn sprout(
        me: &StdWeak<O::Node>,
        index: usize,
        plain: C,
        nursery: &mut Nursery,
    ) -> Self
    where
        C::Item: BackTo<O>,
    {
        let children = if !plain.has_children() {
            C::Links::default()
        } else if nursery.depth.enter(size_of::<Declared<C::Item>>()) {
            let children = plain.sprout(me, nursery);
            nursery.depth.leave(size_of::<Declared<C::Item>>());
            children
        } else {
            nursery.put_off(me.clone(), index, |link, nursery| {
                let link: &dyn Any = link;
                if let Some(link) = link.downcast_ref::<Self>() {
                    link.children.fill(plain.sprout(&link.me, nursery));
                }
            });
            C::Links::default()
        };
        Own { me: me.clone(), children }
    }

    /// Breaks the rules, so that a test can see them checked.
    #[cfg(test)]
    pub(crate) fn fill_unchecked(&self, children: C::Links) {
        self.children.fill(children);
    }

    /// The plain form of this field.
    pub(crate) fn copy(&self, copying: &mut Copying) -> C
    where
        C::Item: ToPlain,
    {
        C::copy(&self.children, copying)
    }

    /// The node that holds this link. O(1).
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page {}
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// let book = Book { pages: vec![] }.into_graph();
    /// assert_eq!(book.pages.owner(), book);
    /// ```
    #[expect(clippy::missing_panics_doc, reason = "a link lives in its node")]
    pub fn owner(&self) -> Rc<O> {
        Rc::from_std(self.me.upgrade().expect("a link that can be used is part of a live node"))
    }
}

impl<O: NodeType, C: OwnContainer> Drop for Own<O, C> {
    #[inline]
    fn drop(&mut self) {
        self.children.drop_children(&self.me);
    }
}

impl<O: NodeType, C: OwnContainer> Link for Own<O, C> {
    const KIND: Option<LinkKind> = Some(LinkKind::Own);

    fn view(&self) -> Option<LinkView<'_>> {
        Some(LinkView::Own(self))
    }

    fn link_type() -> Option<LinkType> {
        let targets = <C::Item as Graph>::Shape::node_types;
        Some(LinkType { kind: LinkKind::Own, is_list: C::IS_LIST, targets })
    }

    fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    #[inline]
    fn show(&self, number: usize, search: &mut Search) {
        self.children.show(number, search);
    }
}

impl<O: NodeType, C: OwnContainer> StrongLink for Own<O, C> {
    fn is_empty(&self) -> bool {
        self.children.is_empty()
    }

    fn target(&self, index: usize) -> Option<AnyRc> {
        Some(self.children.child(index)?.to_any())
    }

    fn is_lent(&self) -> bool {
        self.children.is_lent()
    }

    fn show_each(&self, number: usize, search: &mut Search) {
        self.show(number, search);
    }
}

impl<O: NodeType, C: OwnContainer> OwningLink for Own<O, C> {
    fn position(&self, child: &dyn Object, radius: usize) -> Option<usize> {
        self.children.position(child, radius)
    }

    fn children(&self) -> Children {
        self.children.children()
    }

    fn next_pending(&self, start: usize) -> Option<(usize, AnyRc)> {
        let (index, child) = self.children.next_pending(start)?;
        Some((index, child.to_any()))
    }

    fn release(&self, index: usize) {
        drop(self.children.remove(index));
    }
}

/// The children's handles, which print their types and addresses: a graph prints no further.
impl<O: NodeType, C: OwnContainer> fmt::Debug for Own<O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let children = self.children.children();
        f.debug_list().entries((0..children.len()).filter_map(|index| children.get(index))).finish()
    }
}
