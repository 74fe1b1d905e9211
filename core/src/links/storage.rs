//! [`LinkStorage`]: how an owning or a shared link stores its handles: in a list, or in an option.

use std::rc::Rc as StdRc;

use crate::collect::census::Census;
use crate::death::teardown;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handles::DynHandles;
use crate::kernel::snapshot::DynSnapshot;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;

/// The handles of an owning or a shared link, its children or its targets.
pub trait LinkStorage: Default + 'static {
    type Handle: AsDynHandle;

    fn is_empty(&self) -> bool;

    /// A snapshot of the handles, untyped.
    fn dyn_snapshot(&self) -> DynSnapshot;

    /// Whether a reader holds a snapshot of the handles.
    fn has_readers(&self) -> bool;

    /// Calls `inspect` with each handle of a list that is not in chunks, such as one of new children.
    /// No user code may run in it.
    fn for_each(&self, inspect: impl FnMut(&Self::Handle));

    /// Shows each handle to a census. `number` is the link's number in its node.
    #[inline]
    fn show(&self, number: usize, census: &mut Census) {
        census.begin(number, self.has_readers());
        self.for_each(|target| census.show(target));
    }

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

#[cold]
#[inline(never)]
fn show_chunks(list: &dyn DynHandles, number: usize, has_readers: bool, census: &mut Census) {
    if let Some(chunks) = list.chunks() {
        chunks.for_each(&mut |target, is_shared| {
            census.begin(number, has_readers || is_shared);
            census.show_dyn(target);
        });
    }
}

impl<H: AsDynHandle> LinkStorage for CowList<H> {
    type Handle = H;

    #[inline]
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn dyn_snapshot(&self) -> DynSnapshot {
        match self.snapshot().into_shared() {
            Some(items) => DynSnapshot::Many(items),
            None => DynSnapshot::None,
        }
    }

    #[inline]
    fn show(&self, number: usize, census: &mut Census) {
        let Some(items) = self.take() else { return };
        let has_readers = StdRc::strong_count(&items) > 1;
        if let Some(items) = items.flat() {
            census.begin(number, has_readers);
            let mut index = 0;
            while index < items.len() {
                census.show(&items[index]);
                index += 1;
            }
        } else {
            show_chunks(&*items, number, has_readers, census);
        }
        self.put_back(Some(items));
    }

    fn has_readers(&self) -> bool {
        CowList::has_readers(self)
    }

    fn for_each(&self, mut inspect: impl FnMut(&H)) {
        let Some(items) = self.take() else { return };
        // Only called for new children, which are not in chunks.
        if let Some(items) = items.flat() {
            let mut index = 0;
            while index < items.len() {
                inspect(&items[index]);
                index += 1;
            }
        }
        self.put_back(Some(items));
    }

    fn fill(&self, late: Self) {
        CowList::fill(self, late);
    }

    #[inline]
    fn drop_children(&mut self, link: usize) {
        if let Some(children) = self.take() {
            teardown::drop_children(link, children);
        }
    }

    #[inline]
    fn drop_targets(&mut self, link: usize) {
        if let Some(targets) = self.take() {
            teardown::drop_targets(link, targets);
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

    fn fill(&self, late: Self) {
        OptionCell::fill(self, late);
    }

    #[inline]
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
