//! [`LinkStorage`]: how an owning or a shared link stores its handles: in a list, or in an option.

use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

use crate::collect::census::{Census, UNKNOWN};
use crate::death::teardown;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handles::{self, ChildSearch, DynHandles};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;
use crate::store::small_vec::SmallVec;

/// The handles of an owning or a shared link, its children or its targets.
pub trait LinkStorage: Default + 'static {
    type Handle: AsDynHandle;

    fn is_empty(&self) -> bool;

    /// Whether there are handles. May be true for a list in chunks that has lost them all.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn may_have_any(&self) -> bool {
        !self.is_empty()
    }

    /// A snapshot of the handles, untyped.
    fn dyn_snapshot(&self) -> DynSnapshot;

    /// As [`DynOwn::next_needing_finalization`](crate::kernel::dyn_link::DynOwn).
    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>>;

    /// As [`DynNode::find_beside_hint`](crate::kernel::dyn_node::DynNode::find_beside_hint).
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn find_beside_hint(&self, _child: &mut BesideHint<'_>) -> bool {
        false
    }

    /// Calls `inspect` with each handle of a list that is not in chunks, such as one of new children.
    /// No user code may run in it.
    // `Copy`: a closure that needs no drop is less to compile.
    fn for_each(&self, inspect: impl Fn(&Self::Handle) + Copy);

    /// Shows each handle to a census, or how many there are if they are children and it only counts
    /// them. `number` is the link's number in its node.
    fn show(&self, number: usize, are_children: bool, census: &mut Census);

    /// Takes over children that were deferred. This link is still empty.
    fn fill(&self, late: Self);

    /// Drops all children when their owner dies. `link` is the address of the link in the owner.
    fn drop_children(&mut self, link: usize);

    /// Drops the targets of a shared link when their holder dies. `link` is the address of the link
    /// in the holder.
    fn drop_targets(&mut self, link: usize);

    /// Drops all handles.
    fn clear(&self);
}

impl<H: AsDynHandle> SmallVec<H> {
    /// Shows the items of a list, after [`Census::begin`]. Not inlined: most nodes that are examined have
    /// no children, and the code around needs fewer registers.
    #[inline(never)]
    fn show(&self, number: usize, has_readers: bool, census: &mut Census) {
        let mut rest = self.in_place();
        while let [target, after @ ..] = rest {
            census.show(target);
            rest = after;
        }
        if let SmallVec::Long(_) = self {
            show_chunks(self.untyped(), number, has_readers, census);
        }
    }
}

#[cold]
#[inline(never)]
fn show_chunks(list: &dyn DynHandles, number: usize, has_readers: bool, census: &mut Census) {
    dyn_handles::for_each(list, &mut |target, is_shared| {
        census.begin(number, has_readers || is_shared);
        census.show_dyn(target);
    });
}

// Items are taken out and put back in a `ManuallyDrop`: only our own code runs meanwhile, and the code
// to drop them if it panics would be much of what each type of children has compiled here.
impl<H: AsDynHandle> LinkStorage for CowList<H> {
    type Handle = H;

    #[inline]
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    // Most lists have had no items: then nothing is put back. A call, as for the length of chunks,
    // would slow down the code around.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn may_have_any(&self) -> bool {
        let items = ManuallyDrop::new(self.take());
        let Some(list) = &*items else { return false };
        let is_empty = matches!(&**list, SmallVec::Many(items) if items.is_empty());
        self.put_back(ManuallyDrop::into_inner(items));
        !is_empty
    }

    #[inline]
    fn dyn_snapshot(&self) -> DynSnapshot {
        let items = ManuallyDrop::new(self.take());
        if let Some(list) = &*items {
            self.put_back(Some(StdRc::clone(list)));
        }
        match ManuallyDrop::into_inner(items) {
            Some(list) => DynSnapshot::Many(SmallVec::untyped_rc(list)),
            None => DynSnapshot::None,
        }
    }

    #[inline]
    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>> {
        let items = ManuallyDrop::new(self.take());
        let Some(list) = &*items else { return None };
        search.has_readers = StdRc::strong_count(list) > 1;
        let child = list.next_needing_finalization(search);
        self.put_back(ManuallyDrop::into_inner(items));
        child
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn find_beside_hint(&self, child: &mut BesideHint<'_>) -> bool {
        let items = ManuallyDrop::new(self.take());
        let Some(list) = &*items else { return false };
        let is_here = list.find_beside_hint(child);
        self.put_back(ManuallyDrop::into_inner(items));
        is_here
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn show(&self, number: usize, are_children: bool, census: &mut Census) {
        let items = ManuallyDrop::new(self.take());
        let Some(list) = &*items else { return };
        let has_readers = StdRc::strong_count(list) > 1;
        census.begin(number, has_readers);
        // Whether a reader shares a chunk is not known here.
        if !(are_children && census.counts_children(list.flat_len().unwrap_or(UNKNOWN))) {
            list.show(number, has_readers, census);
        }
        self.put_back(ManuallyDrop::into_inner(items));
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn for_each(&self, inspect: impl Fn(&H) + Copy) {
        let items = ManuallyDrop::new(self.take());
        let Some(list) = &*items else { return };
        // Only called for new children, which are not in chunks.
        let mut rest = list.in_place();
        while let [item, after @ ..] = rest {
            inspect(item);
            rest = after;
        }
        self.put_back(ManuallyDrop::into_inner(items));
    }

    #[inline]
    fn fill(&self, late: Self) {
        CowList::fill(self, late);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop_children(&mut self, link: usize) {
        if let Some(children) = self.take() {
            SmallVec::drop_children(link, children);
        }
    }

    #[inline]
    fn drop_targets(&mut self, link: usize) {
        if let Some(targets) = self.take() {
            teardown::drop_targets(link, SmallVec::untyped_rc(targets));
        }
    }

    fn clear(&self) {
        drop(self.take());
    }
}

impl<H: AsDynHandle> LinkStorage for OptionCell<H> {
    type Handle = H;

    fn is_empty(&self) -> bool {
        self.with(Option::is_none)
    }

    fn dyn_snapshot(&self) -> DynSnapshot {
        match self.get() {
            Some(child) => DynSnapshot::One(child.as_dyn().to_untyped()),
            None => DynSnapshot::None,
        }
    }

    #[inline]
    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>> {
        (search.has_readers, search.is_last) = (false, true);
        self.with(|item| {
            let child = item.as_ref().filter(|_| search.index == 0)?.as_dyn();
            child.dyn_node().header().needs_finalization().then(|| child.to_std())
        })
    }

    fn show(&self, number: usize, are_children: bool, census: &mut Census) {
        census.begin(number, false);
        self.with(|item| {
            if let Some(item) = item {
                if !(are_children && census.counts_children(1)) {
                    census.show(item);
                }
            }
        });
    }

    fn for_each(&self, inspect: impl Fn(&H) + Copy) {
        self.with(|item| {
            if let Some(item) = item {
                inspect(item);
            }
        });
    }

    fn fill(&self, late: Self) {
        OptionCell::fill(self, late);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop_children(&mut self, _: usize) {
        teardown::drop_child(self.as_mut());
    }

    #[inline]
    fn drop_targets(&mut self, link: usize) {
        if let Some(target) = self.take() {
            teardown::drop_target(link, target);
        }
    }

    fn clear(&self) {
        drop(self.take());
    }
}
