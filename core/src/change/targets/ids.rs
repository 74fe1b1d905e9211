//! [`IdsEdit`]: what a change does to the ids without a node of a saved reference.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::change::log::record::Direction;
use crate::kernel::saved_ids::{IdPlace, SavedIds};

/// A change of the ids. Of their places, it has only those that differ.
pub(super) struct IdsEdit {
    ids: [Option<StdRc<dyn Any>>; 2],
    /// The number of places that stay as they are.
    start: usize,
    /// The places behind these.
    middle: [Box<[IdPlace]>; 2],
    /// By how much all places behind them move, as a wrapping number.
    shift: usize,
}

impl IdsEdit {
    /// `None` if nothing differs.
    pub(super) fn of(before: &SavedIds, after: &SavedIds) -> Option<Self> {
        if before.is_same(after) {
            return None;
        }
        let (old, new) = (&before.places[..], &after.places[..]);
        let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[start..], &new[start..]);
        let shift = match (old.last(), new.last()) {
            (Some(old), Some(new)) => new.before.wrapping_sub(old.before),
            _ => 0,
        };
        let is_moved = |(old, new): &(&IdPlace, &IdPlace)| moved(old, shift) == **new;
        let end = old.iter().rev().zip(new.iter().rev()).take_while(is_moved).count();
        let middle = [old[..old.len() - end].into(), new[..new.len() - end].into()];
        Some(IdsEdit { ids: [before.ids.clone(), after.ids.clone()], start, middle, shift })
    }

    /// The ids before or after the change, from those that are there now.
    pub(super) fn apply(&self, now: &SavedIds, direction: Direction) -> SavedIds {
        let (from, to, shift) = match direction {
            Direction::Forth => (0, 1, self.shift),
            Direction::Back => (1, 0, self.shift.wrapping_neg()),
        };
        let end = (self.start + self.middle[from].len()).min(now.places.len());
        let mut places = now.places[..self.start.min(end)].to_vec();
        places.extend_from_slice(&self.middle[to]);
        places.extend(now.places[end..].iter().map(|place| moved(place, shift)));
        SavedIds { ids: self.ids[to].clone(), places }
    }
}

fn moved(place: &IdPlace, shift: usize) -> IdPlace {
    IdPlace { before: place.before.wrapping_add(shift), id: place.id }
}
