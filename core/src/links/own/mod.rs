//! [`Own`]: the owning link.

pub(crate) mod attach;
mod list;
mod option;

use std::any::Any;
use std::fmt;
use std::mem::{self, ManuallyDrop};
use std::ops::Deref;
use std::ptr;
use std::rc::Rc as StdRc;

pub use list::{Drain, Iter, Snapshot};

use crate::collect::census::Census;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::dyn_link::Link;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::LinkInfo;
use crate::links::host::Host;
use crate::links::storage::LinkStorage;
use crate::model::build::BuildContext;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::live_node::OwnLink;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::to_plain::ToPlain;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;
use crate::store::small_vec::SmallVec;

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
/// In signatures, `T::Declared`, which rustdoc prints as `<<T as Graph>::Repr as Repr<T>>::Declared`, is `T`
/// itself, or for a `Box<T>` what is in the box; so it is in [`Shared`](crate::Shared), and in all that is weak.
pub struct Own<O: NodeType, C: OwnContainer> {
    /// The node that this link is part of. Before the children, so that nothing is left to do after their end.
    host: Host<O>,
    children: Owned<C::Links>,
    /// Last, since the compiler asks of the last field whether the size of a struct is known: an error about `C` shall
    /// not speak of sizes.
    _last: (),
}

/// The children, to be dropped with the node that owns them. `ManuallyDrop`, since then none are left.
struct Owned<L: LinkStorage>(ManuallyDrop<L>);

impl<L: LinkStorage> Owned<L> {
    #[inline]
    fn new(children: L) -> Self {
        Owned(ManuallyDrop::new(children))
    }
}

impl<L: LinkStorage> Deref for Owned<L> {
    type Target = L;

    #[inline]
    fn deref(&self) -> &L {
        &self.0
    }
}

impl<L: LinkStorage> Drop for Owned<L> {
    #[inline]
    fn drop(&mut self) {
        self.0.drop_children(ptr::from_ref(self).addr());
    }
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
    type Links: LinkStorage<Handle = ChildHandle<Self>>;

    #[doc(hidden)]
    fn is_empty(&self) -> bool;

    /// The same, unless there is not even a buffer for children.
    #[doc(hidden)]
    fn unless_nothing(self) -> Option<Self>;

    #[doc(hidden)]
    fn build_in(self, context: &mut BuildContext) -> Self::Links;

    #[doc(hidden)]
    fn copy(links: &Self::Links, copying: &mut Copying) -> Self
    where
        Self::Item: ToPlain;
}

impl<T: Graph> OwnContainer for Vec<T> {
    type Item = T;
    const IS_LIST: bool = true;
    type Links = CowList<T::Handle>;

    #[inline]
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }

    #[inline]
    fn unless_nothing(self) -> Option<Self> {
        if self.capacity() > 0 {
            return Some(self);
        }
        // There is nothing to drop, which the compiler cannot see.
        mem::forget(self);
        None
    }

    fn build_in(self, context: &mut BuildContext) -> CowList<T::Handle> {
        if self.len() > 2 {
            // Not by `collect`, which would keep the plain values' larger buffer for the handles.
            let mut children = Vec::with_capacity(self.len());
            for plain in self {
                let child = T::Repr::build_in(plain, context);
                child.as_dyn().dyn_node().header().init_index_hint(children.len());
                children.push(child);
            }
            return CowList::from(SmallVec::Many(children));
        }
        let mut plain = self.into_iter();
        let Some(first) = plain.next() else { return CowList::default() };
        let first = sprout_one_of_few(first, context);
        let Some(second) = plain.next() else { return CowList::from(SmallVec::One([first])) };
        let second = sprout_one_of_few(second, context);
        second.as_dyn().dyn_node().header().init_index_hint(1);
        CowList::from(SmallVec::Two([first, second]))
    }

    fn copy(links: &CowList<T::Handle>, copying: &mut Copying) -> Self
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

/// In a function of its own, since each place where a node is made is much code.
#[inline(never)]
fn sprout_one_of_few<T: Graph>(plain: T, context: &mut BuildContext) -> T::Handle {
    T::Repr::build_in(plain, context)
}

impl<T: Graph> OwnContainer for Option<T> {
    type Item = T;
    const IS_LIST: bool = false;
    type Links = OptionCell<T::Handle>;

    #[inline]
    fn is_empty(&self) -> bool {
        self.is_none()
    }

    #[inline]
    fn unless_nothing(self) -> Option<Self> {
        self.is_some().then_some(self)
    }

    fn build_in(self, context: &mut BuildContext) -> OptionCell<T::Handle> {
        OptionCell::from(self.map(|plain| sprout_one_of_few(plain, context)))
    }

    fn copy(links: &OptionCell<T::Handle>, copying: &mut Copying) -> Self
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
    /// The live form of a plain field, in a node that is being made.
    #[inline]
    pub(crate) fn build_in(number: usize, plain: C, context: &mut BuildContext) -> Self
    where
        C::Item: BackTo<O>,
    {
        let children = match plain.unless_nothing() {
            None => C::Links::default(),
            Some(plain) => Self::sprout_children(number, plain, context),
        };
        Own { host: Host::unknown(), children: Owned::new(children), _last: () }
    }

    /// Not inlined, so that a node without children is made in one piece.
    #[inline(never)]
    fn sprout_children(number: usize, plain: C, context: &mut BuildContext) -> C::Links
    where
        C::Item: BackTo<O>,
    {
        if plain.is_empty() {
            return C::Links::default();
        }
        context.note_children();
        // A node that is being made is on the stack while its children are, and may be larger than its plain value.
        let size = size_of::<<C::Item as Graph>::Declared>().max(size_of::<O::Node>());
        if context.depth.enter(size) {
            let children = plain.build_in(context);
            context.depth.leave(size);
            return children;
        }
        let grow = |link: &dyn DynOwn, context: &mut BuildContext| {
            let link: &dyn Any = link;
            let link = link.downcast_ref::<Self>().expect("the link whose children they are");
            link.children.fill(plain.build_in(context));
            link.adopt_children();
        };
        context.defer(number, Box::new(grow));
        C::Links::default()
    }

    /// Points the children's back-links at their owner, to which there is a handle now.
    #[inline(never)]
    fn adopt_children(&self) {
        self.host.with(|owner| {
            self.children.for_each(|child| <C::Item as Graph>::Repr::set_back::<O>(child, owner));
        });
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
    pub fn owner(&self) -> Rc<O> {
        self.host.handle()
    }
}

impl<O: NodeType, C: OwnContainer> Link for Own<O, C> {
    const KIND: Option<LinkKind> = Some(LinkKind::Own);

    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Own(self))
    }

    #[inline]
    fn move_in<N: DynNode>(&self, node: &StdRc<N>, may_have_children: bool) {
        self.host.move_in(node);
        if may_have_children {
            self.adopt_children();
        }
    }

    fn link_info() -> Option<LinkInfo> {
        let targets = <C::Item as Graph>::Repr::node_types;
        Some(LinkInfo { kind: LinkKind::Own, is_list: C::IS_LIST, targets })
    }

    #[inline]
    fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    #[inline]
    fn release_child(&self, child: *const (), place: usize) -> bool {
        self.children.release(child, place)
    }
}

impl<O: NodeType, C: OwnContainer> DynOwn for Own<O, C> {
    fn children(&self) -> DynSnapshot {
        self.children.children()
    }

    fn next_needing_finalization(&self, start: usize) -> Option<(usize, AnyRc, bool)> {
        self.children.next_needing_finalization(start)
    }

    fn show(&self, number: usize, search: &mut Census) {
        self.children.show(number, search);
    }
}

/// The children's handles, which print their types and addresses: a graph prints no further.
impl<O: NodeType, C: OwnContainer> fmt::Debug for Own<O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let children = self.children.children();
        f.debug_list().entries(children.iter().map(DynHandle::to_untyped)).finish()
    }
}

impl<O: NodeType, C: OwnContainer> OwnLink<O::Node, C> for Own<O, C>
where
    C::Item: BackTo<O>,
{
    #[inline]
    fn build_in(number: usize, plain: C, context: &mut BuildContext) -> Self {
        Own::build_in(number, plain, context)
    }
}
