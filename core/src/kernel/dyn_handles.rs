//! [`DynHandles`]: the handles of a list, seen without their type.

use std::any::Any;
use std::mem;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{self, AsDynHandle, DynHandle};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::long_list::{self, LongHandles};
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::store::chunks::Place;
use crate::store::index_hint;
use crate::store::small_vec::{LongForm, SmallVec};

/// How many items are scanned in the code of each type.
const NEAR: usize = 16;

/// Where a list has a child.
pub struct Found {
    pub(crate) index: usize,
    /// The index hint by which [`release_child`](DynNode::release_child) finds it.
    pub(crate) hint: usize,
}

/// A search for the children that need finalization, in one link.
pub struct ChildSearch {
    /// From here on children are looked for. The index of the child when one was found.
    pub(crate) index: usize,
    /// Whether a reader of the list holds the child, too.
    pub(crate) has_readers: bool,
    /// Whether no child comes after this one. May be false for the last one of a list in chunks.
    pub(crate) is_last: bool,
}

impl ChildSearch {
    #[inline]
    pub(crate) fn from(index: usize) -> Self {
        ChildSearch { index, has_readers: false, is_last: false }
    }
}

/// A walk by reference in progress: see [`kernel::visit`](crate::kernel::visit).
pub struct Visitor<'v> {
    /// Visits a node. Returns whether this ends the walk.
    pub(crate) visit: &'v mut dyn FnMut(&dyn DynNode) -> bool,
    /// Visits a node with children, and those below it. Returns whether the list that it is in ends
    /// here: the walk does, or `below` has what comes first.
    pub(crate) visit_parent: fn(&mut Visitor<'_>, &dyn DynNode) -> bool,
    pub(crate) is_stopped: bool,
    /// How many levels of recursion are left.
    pub(crate) levels_left: u32,
    /// The children that are next, by link: those of the last node, where no level is left.
    pub(crate) below: Vec<DynSnapshot>,
}

impl Visitor<'_> {
    /// Visits a node, but not those below it. Returns whether this ends the walk.
    #[inline]
    pub(crate) fn visit_one(&mut self, node: &dyn DynNode) -> bool {
        let ends = (self.visit)(node);
        if ends {
            self.is_stopped = true;
        }
        ends
    }

    /// Visits a node, and those below it. Returns whether the list that it is in ends here.
    #[inline]
    fn visit_with_children(&mut self, node: &dyn DynNode) -> bool {
        if node.has_children() { (self.visit_parent)(self, node) } else { self.visit_one(node) }
    }
}

/// A list of strong handles without their type. Each type of child has its own copy of these
/// methods, so they are short.
pub trait DynHandles: Any {
    /// The number of handles; `None` if the list is in chunks.
    fn flat_len(&self) -> Option<usize>;

    /// The handle at `index`. `None` at the end of the list, or if it is in chunks.
    fn handle(&self, index: usize) -> Option<&dyn DynHandle>;

    /// The first index from `start` up to `end`, which is excluded, at which the node at this
    /// address stands. The list is not in chunks. `end` if there is none.
    fn position_from(&self, start: usize, end: usize, address: *const ()) -> usize;

    /// A handle to the node at `index`, if there is one. Sets whether the node has children.
    fn node_at(&self, index: usize, has_children: &mut bool) -> Option<StdRc<dyn DynNode>>;

    /// Visits the nodes from `start` on, and returns the index behind the last. Ends when the walk
    /// says so.
    fn visit_from(&self, start: usize, visitor: &mut Visitor<'_>) -> usize;

    /// Gives back the unused part of the buffer.
    fn shrink(&mut self);

    /// The chunks, if the list is in chunks.
    fn chunks(&self) -> Option<&LongHandles>;

    /// As [`chunks`](Self::chunks), for changing.
    fn chunks_mut(&mut self) -> Option<&mut LongHandles>;

    /// Replaces all handles.
    fn put(&mut self, chunks: Box<dyn LongForm>);
}

impl<H: AsDynHandle> DynHandles for SmallVec<H> {
    fn flat_len(&self) -> Option<usize> {
        if let SmallVec::Long(_) = self { None } else { Some(self.in_place().len()) }
    }

    #[inline]
    fn handle(&self, index: usize) -> Option<&dyn DynHandle> {
        let items = self.in_place();
        if index < items.len() { Some(items[index].as_dyn()) } else { None }
    }

    fn position_from(&self, start: usize, end: usize, address: *const ()) -> usize {
        let (items, mut index) = (self.in_place(), start);
        while index < end && dyn_handle::address(&items[index]) != address {
            index += 1;
        }
        index
    }

    fn node_at(&self, index: usize, has_children: &mut bool) -> Option<StdRc<dyn DynNode>> {
        let items = self.in_place();
        if index >= items.len() {
            return node_in_chunks(self, index, has_children);
        }
        let child = items[index].typed();
        *has_children = child.dyn_node().has_children();
        Some(child.to_std())
    }

    fn visit_from(&self, start: usize, visitor: &mut Visitor<'_>) -> usize {
        if let SmallVec::Long(_) = self {
            return visit_chunks(self, start, visitor);
        }
        let (items, mut index) = (self.in_place(), start);
        while index < items.len() {
            let child = items[index].typed().dyn_node();
            index += 1;
            if visitor.visit_with_children(child) {
                break;
            }
        }
        index
    }

    fn shrink(&mut self) {
        // A copy has no unused part, and this needs no code of its own.
        drop(mem::replace(self, self.clone()));
    }

    fn chunks(&self) -> Option<&LongHandles> {
        if let SmallVec::Long(list) = self { long_list::handles(&**list) } else { None }
    }

    fn chunks_mut(&mut self) -> Option<&mut LongHandles> {
        if let SmallVec::Long(list) = self { long_list::handles_mut(&mut **list) } else { None }
    }

    fn put(&mut self, chunks: Box<dyn LongForm>) {
        drop(mem::replace(self, SmallVec::Long(chunks)));
    }
}

/// How typed code forgets the type of a list: see [`kernel::dyn_node`](crate::kernel::dyn_node).
impl<H: AsDynHandle> SmallVec<H> {
    #[inline(never)]
    pub(crate) fn untyped(&self) -> &dyn DynHandles {
        self
    }

    #[inline(never)]
    pub(crate) fn untyped_mut(&mut self) -> &mut dyn DynHandles {
        self
    }

    #[inline(never)]
    pub(crate) fn untyped_rc(this: StdRc<Self>) -> StdRc<dyn DynHandles> {
        this
    }
}

impl<H: AsDynHandle> SmallVec<H> {
    /// As [`DynOwn::next_needing_finalization`](crate::kernel::dyn_link::DynOwn), but sets only whether
    /// a reader holds the chunk that the child is in.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn next_needing_finalization(
        &self,
        search: &mut ChildSearch,
    ) -> Option<StdRc<dyn DynNode>> {
        let items = self.in_place();
        while search.index < items.len() {
            let child = items[search.index].typed();
            if child.header().needs_finalization() {
                search.is_last = search.index + 1 == items.len();
                return Some(child.to_std());
            }
            search.index += 1;
        }
        match self {
            SmallVec::Long(list) => long_list::next_needing_finalization(&**list, search),
            _ => None,
        }
    }

    /// The index of the handle to the node at this address, if it is the hint or shortly before it.
    /// (Each sibling that leaves from before the node moves the node forward by one.) `None` for a
    /// list in chunks.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn near(&self, address: *const (), index_hint: usize) -> Option<usize> {
        let items = self.in_place();
        let (start, mut index) = before_hint(index_hint, items.len());
        while index > start {
            index -= 1;
            if dyn_handle::address(&items[index]) == address {
                return Some(index);
            }
        }
        if let SmallVec::Long(_) = self { None } else { find_close(self, address, start) }
    }

    /// As [`DynNode::find_beside_hint`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn find_beside_hint(&self, child: &mut BesideHint<'_>) -> bool {
        let (items, hint, index) = (self.in_place(), child.hint, child.index);
        if hint >= items.len() || dyn_handle::address(&items[hint]) != child.child_address() {
            return false;
        }
        if index < items.len() {
            child.found(items[index].typed());
        }
        true
    }

    /// Whether each of these handles is the only one to its node.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn have_no_other_handles(&self) -> bool {
        match self {
            SmallVec::One(only) => count_of(only) == 1,
            SmallVec::Two([first, second]) => count_of(first) | count_of(second) == 1,
            SmallVec::Many(items) => {
                // All counts at once are faster than a test for each item.
                let (mut counts, mut rest) = (1, &**items);
                while let [item, after @ ..] = rest {
                    counts |= count_of(item);
                    rest = after;
                }
                counts == 1
            }
            SmallVec::Long(list) => long_list::have_no_other_handles(&**list),
        }
    }
}

fn count_of(item: &impl AsDynHandle) -> usize {
    item.typed().strong_count()
}

/// The indices at which a child is looked for first: up to its hint, and not before the start.
#[inline]
fn before_hint(hint: usize, len: usize) -> (usize, usize) {
    let end = if hint < len { hint + 1 } else { len };
    (end.saturating_sub(NEAR), end)
}

/// The number of handles.
#[inline]
pub(crate) fn len(list: &dyn DynHandles) -> usize {
    match list.flat_len() {
        Some(len) => len,
        None => len_in_chunks(list),
    }
}

#[cold]
#[inline(never)]
fn len_in_chunks(list: &dyn DynHandles) -> usize {
    list.chunks().map_or(0, LongForm::len)
}

#[cold]
#[inline(never)]
fn node_in_chunks(
    list: &dyn DynHandles,
    index: usize,
    has_children: &mut bool,
) -> Option<StdRc<dyn DynNode>> {
    let child = StdRc::clone(list.chunks()?.get(index)?.as_std());
    *has_children = child.has_children();
    Some(child)
}

#[cold]
#[inline(never)]
fn visit_chunks(list: &dyn DynHandles, start: usize, visitor: &mut Visitor<'_>) -> usize {
    let mut index = start;
    let mut has_children = false;
    while let Some(child) = node_in_chunks(list, index, &mut has_children) {
        index += 1;
        if visitor.visit_with_children(&*child) {
            break;
        }
    }
    index
}

/// Calls `visit` with each handle, and with whether the list of a reader shares it: then the reader
/// holds the node, though its handle is not counted twice.
pub(crate) fn for_each(list: &dyn DynHandles, visit: &mut dyn FnMut(&dyn DynHandle, bool)) {
    if let Some(chunks) = list.chunks() {
        return chunks.for_each(visit);
    }
    let mut index = 0;
    while let Some(handle) = list.handle(index) {
        visit(handle, false);
        index += 1;
    }
}

/// Appends clones of all handles.
pub(crate) fn push_all_to(list: &dyn DynHandles, handles: &mut Vec<AnyRc>) {
    handles.reserve(len(list));
    for_each(list, &mut |handle, _| handles.push(handle.to_untyped()));
}

/// As [`SmallVec::near`], for a child that is not in the first few places: the place beside the child
/// that was found last, and some more before the hint.
#[cold]
#[inline(never)]
fn find_close(list: &dyn DynHandles, child: *const (), hint: usize) -> Option<usize> {
    index_hint::find_close(list.flat_len()?, hint, is_in(list, child), search_in(list, child))
}

/// Where the child at this address is in the chunk that its index hint names.
#[cold]
#[inline(never)]
pub(crate) fn place_in_chunks(
    list: &dyn DynHandles,
    child: *const (),
    hint: usize,
) -> Option<Place> {
    list.chunks()?.place_of(child, hint)
}

/// Removes the child at this place. The caller holds the child.
#[cold]
#[inline(never)]
pub(crate) fn remove_from_chunks(list: &mut dyn DynHandles, place: Place) {
    if let Some(chunks) = list.chunks_mut() {
        chunks.remove_at(place);
    }
}

/// Removes the child at `index`, which the caller holds, and returns `true`, if many handles would be
/// moved: then the list goes into chunks. Else the child stays, and a sparse buffer is made smaller.
#[cold]
#[inline(never)]
pub(crate) fn remove_in_chunks(list: &mut dyn DynHandles, index: usize, is_sparse: bool) -> bool {
    let len = len(list);
    if let Some(chunks) = long_list::chunks_for_change(list, len - index) {
        drop(chunks.remove(index));
        return true;
    }
    if is_sparse {
        list.shrink();
    }
    false
}

/// Finds a child, if it stands at an end or at most `radius` from its index hint.
pub(crate) fn find(list: &dyn DynHandles, child: &dyn DynNode, radius: usize) -> Option<Found> {
    let Some(len) = list.flat_len() else {
        return list.chunks()?.position(child, radius == usize::MAX);
    };
    let (address, hint) = (child.address(), child.header().index_hint());
    let (is_at, search) = (is_in(list, address), search_in(list, address));
    let index = index_hint::find(len, hint, radius, is_at, search)?;
    Some(Found { index, hint: index })
}

/// Whether a list that is not in chunks has the node at `address` at an index.
fn is_in(list: &dyn DynHandles, address: *const ()) -> impl Fn(usize) -> bool {
    move |index| list.handle(index).is_some_and(|handle| handle.dyn_node().address() == address)
}

/// Searches a part of a list that is not in chunks for the node at `address`.
fn search_in(list: &dyn DynHandles, address: *const ()) -> impl Fn(usize, usize) -> Option<usize> {
    move |start, end| {
        let index = list.position_from(start, end, address);
        (index < end).then_some(index)
    }
}
