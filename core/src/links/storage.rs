//! [`LinkStorage`]: how an owning or a shared link keeps its handles.

use crate::collect::census::Census;
use crate::death::teardown;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::address;
use crate::kernel::snapshot::DynSnapshot;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;

/// How an owning or a shared link keeps its handles.
pub trait LinkStorage: Default + 'static {
    type Handle: AsDynHandle;

    fn is_empty(&self) -> bool;

    /// What is there now.
    fn children(&self) -> DynSnapshot;

    /// The first child from `start` on that waits for its end, or has one below it that does, and whether a reader
    /// holds it.
    fn next_needing_finalization(&self, start: usize) -> Option<(usize, AnyRc, bool)>;

    /// Whether a reader holds the handles, too.
    fn has_readers(&self) -> bool;

    /// Nothing of the user's may run in `look`.
    fn for_each(&self, inspect: impl FnMut(&Self::Handle));

    /// Shows what is there. `number` is the link's.
    #[inline]
    fn show(&self, number: usize, search: &mut Census) {
        search.begin(number, self.has_readers());
        self.for_each(|target| search.show(target));
    }

    /// Removes the child at this address, which the caller holds, if it is easily found: not far from the place
    /// where it was last seen. Says whether it was.
    fn release(&self, child: *const (), place: usize) -> bool;

    /// Moves in what has grown late, into links that are still empty.
    fn fill(&self, grown: Self);

    /// Drops all children, at the end of the owner, which had them at this address.
    fn drop_children(&self, link: usize);

    /// Drops the targets of a shared link, at the end of the holder, which had them at this address.
    fn drop_targets(&self, link: usize);

    /// Lets go of all there is.
    fn cut(&self);
}

fn needs_finalization(child: &impl AsDynHandle) -> bool {
    child.as_dyn().dyn_node().header().needs_finalization()
}

impl<H: AsDynHandle> LinkStorage for CowList<H> {
    type Handle = H;

    #[inline]
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn children(&self) -> DynSnapshot {
        match self.snapshot().into_shared() {
            Some(items) => DynSnapshot::Many(items),
            None => DynSnapshot::None,
        }
    }

    #[inline]
    fn release(&self, child: *const (), place: usize) -> bool {
        self.remove_if_found(|items| items.near(child, place)).is_some()
    }

    fn next_needing_finalization(&self, start: usize) -> Option<(usize, AnyRc, bool)> {
        let (index, child) = self.with(|items| {
            let mut index = start;
            while index < items.len() && !needs_finalization(&items[index]) {
                index += 1;
            }
            if index < items.len() {
                Some((index, items[index].as_dyn().to_untyped()))
            } else {
                None
            }
        })?;
        Some((index, child, CowList::has_readers(self)))
    }

    fn has_readers(&self) -> bool {
        CowList::has_readers(self)
    }

    fn for_each(&self, mut inspect: impl FnMut(&H)) {
        self.with(|items| {
            let mut index = 0;
            while index < items.len() {
                inspect(&items[index]);
                index += 1;
            }
        });
    }

    fn fill(&self, grown: Self) {
        CowList::fill(self, grown);
    }

    #[inline]
    fn drop_children(&self, link: usize) {
        if let Some(children) = self.take() {
            teardown::drop_children(link, children);
        }
    }

    #[inline]
    fn drop_targets(&self, link: usize) {
        if let Some(targets) = self.take() {
            teardown::drop_targets(link, targets);
        }
    }

    fn cut(&self) {
        drop(self.take());
    }
}

impl<H: AsDynHandle> LinkStorage for OptionCell<H> {
    type Handle = H;

    fn is_empty(&self) -> bool {
        self.with(Option::is_none)
    }

    fn children(&self) -> DynSnapshot {
        match self.get() {
            Some(child) => DynSnapshot::One(child.as_dyn().to_untyped()),
            None => DynSnapshot::None,
        }
    }

    fn release(&self, child: *const (), _: usize) -> bool {
        let is_here = self.with(|item| item.as_ref().is_some_and(|item| address(item) == child));
        if is_here {
            drop(self.take());
        }
        is_here
    }

    fn next_needing_finalization(&self, start: usize) -> Option<(usize, AnyRc, bool)> {
        let child = self.get().filter(|child| start == 0 && needs_finalization(child))?;
        Some((0, child.as_dyn().to_untyped(), false))
    }

    fn has_readers(&self) -> bool {
        false
    }

    fn for_each(&self, mut inspect: impl FnMut(&H)) {
        self.with(|item| {
            if let Some(item) = item {
                inspect(item);
            }
        });
    }

    fn fill(&self, grown: Self) {
        OptionCell::fill(self, grown);
    }

    #[inline]
    fn drop_children(&self, link: usize) {
        if let Some(child) = self.take() {
            teardown::drop_child(link, child);
        }
    }

    #[inline]
    fn drop_targets(&self, link: usize) {
        if let Some(target) = self.take() {
            teardown::drop_target(link, target);
        }
    }

    fn cut(&self) {
        drop(self.take());
    }
}
