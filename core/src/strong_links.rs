//! [`StrongLinks`]: how an owning or a shared link keeps its handles.

use std::rc::Weak as StdWeak;

use crate::children::Children;
use crate::collect::search::Search;
use crate::death::teardown;
use crate::handle::{Handle, address};
use crate::list::List;
use crate::object::Object;
use crate::slot::Slot;

/// How an owning or a shared link keeps its handles.
pub trait StrongLinks: Default + 'static {
    type Handle: Handle;

    fn is_empty(&self) -> bool;

    fn position(&self, child: &dyn Object, radius: usize) -> Option<usize>;

    fn child(&self, index: usize) -> Option<Self::Handle>;

    fn children(&self) -> Children;

    fn next_pending(&self, start: usize) -> Option<(usize, Self::Handle)>;

    /// Whether a reader holds the handles, too.
    fn is_lent(&self) -> bool;

    /// Shows what is there now. `number` is the link's.
    fn show(&self, number: usize, search: &mut Search);

    /// Removes the child at `index`, which exists.
    fn remove(&self, index: usize) -> Self::Handle;

    /// Moves in what has grown late, into links that are still empty.
    fn fill(&self, grown: Self);

    /// Drops the children, at the end of the owner.
    fn drop_children<N>(&self, owner: &StdWeak<N>);

    /// Drops the targets of a shared link, at the end of the holder.
    fn drop_targets<N>(&self, holder: &StdWeak<N>);

    /// Lets go of all there is.
    fn cut(&self);
}

impl<H: Handle> StrongLinks for List<H> {
    type Handle = H;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn position(&self, child: &dyn Object, radius: usize) -> Option<usize> {
        let header = child.header();
        let index = self.look(|items| find(items, child.address(), header.place(), radius))?;
        header.set_place(index);
        Some(index)
    }

    fn child(&self, index: usize) -> Option<H> {
        self.look(|items| items.get(index).cloned())
    }

    fn children(&self) -> Children {
        match self.snapshot().into_shared() {
            Some(items) => Children::Many(items),
            None => Children::None,
        }
    }

    fn next_pending(&self, start: usize) -> Option<(usize, H)> {
        self.look(|items| {
            let index = start + items.get(start..)?.iter().position(is_pending)?;
            Some((index, items[index].clone()))
        })
    }

    fn is_lent(&self) -> bool {
        List::is_lent(self)
    }

    #[inline]
    fn show(&self, number: usize, search: &mut Search) {
        if !StrongLinks::is_empty(self) {
            search.begin(number, List::is_lent(self));
            self.look(|items| items.iter().for_each(|item| search.show(item)));
        }
    }

    fn remove(&self, index: usize) -> H {
        self.edit(|items| items.remove(index))
    }

    fn fill(&self, grown: Self) {
        List::fill(self, grown);
    }

    #[inline]
    fn drop_children<N>(&self, owner: &StdWeak<N>) {
        if let Some(children) = self.take() {
            teardown::drop_children(owner, children);
        }
    }

    #[inline]
    fn drop_targets<N>(&self, holder: &StdWeak<N>) {
        if let Some(targets) = self.take() {
            teardown::drop_targets(holder, targets);
        }
    }

    fn cut(&self) {
        drop(self.take());
    }
}

fn is_pending(child: &impl Handle) -> bool {
    child.untyped().object().header().is_pending()
}

/// Finds the handle to the node at `address`: at the ends, then where it was last seen and ever
/// further from there, up to `radius`, since what came and went among its siblings has moved it by as
/// many places at most.
fn find<H: Handle>(items: &[H], address: *const (), hint: usize, radius: usize) -> Option<usize> {
    let is_at = |index: &usize| self::address(&items[*index]) == address;
    let last = items.len().checked_sub(1)?;
    let hint = hint.min(last);
    let around = (1..=radius.min(last)).flat_map(|distance| {
        let above = hint.checked_add(distance).filter(|index| *index <= last);
        [above, hint.checked_sub(distance)].into_iter().flatten()
    });
    [hint, last, 0].into_iter().chain(around).find(is_at)
}

impl<H: Handle> StrongLinks for Slot<H> {
    type Handle = H;

    fn is_empty(&self) -> bool {
        self.look(Option::is_none)
    }

    fn position(&self, child: &dyn Object, _: usize) -> Option<usize> {
        let is_here =
            |held: &Option<H>| held.as_ref().is_some_and(|h| address(h) == child.address());
        self.look(is_here).then_some(0)
    }

    fn child(&self, index: usize) -> Option<H> {
        if index == 0 { self.get() } else { None }
    }

    fn children(&self) -> Children {
        self.get().map_or(Children::None, |child| Children::One(child.to_any()))
    }

    fn next_pending(&self, start: usize) -> Option<(usize, H)> {
        Some((start, self.child(start).filter(is_pending)?))
    }

    fn is_lent(&self) -> bool {
        false
    }

    #[inline]
    fn show(&self, number: usize, search: &mut Search) {
        search.begin(number, false);
        self.look(|item| item.iter().for_each(|item| search.show(item)));
    }

    fn remove(&self, _: usize) -> H {
        self.take().expect("the caller has found the child here")
    }

    fn fill(&self, grown: Self) {
        Slot::fill(self, grown);
    }

    #[inline]
    fn drop_children<N>(&self, owner: &StdWeak<N>) {
        if let Some(child) = self.take() {
            teardown::drop_child(owner, child);
        }
    }

    #[inline]
    fn drop_targets<N>(&self, holder: &StdWeak<N>) {
        if let Some(target) = self.take() {
            teardown::drop_target(holder, target);
        }
    }

    fn cut(&self) {
        drop(self.take());
    }
}
