//! The nodes that may be part of a cycle: those with a set shared link that can close one.

use std::cell::{Cell, RefCell};
use std::mem::{self, ManuallyDrop};
use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

thread_local! {
    /// Without a buffer when there is none, so that the thread has nothing to destroy at its end.
    static CANDIDATES: RefCell<ManuallyDrop<Candidates>> =
        const { RefCell::new(ManuallyDrop::new(Candidates::NONE)) };
    /// How many there have been.
    static TIME: Cell<u64> = const { Cell::new(0) };
    /// What that was when it was last [noted](note_time).
    static NOTED: Cell<u64> = const { Cell::new(0) };
}

/// All of this thread.
pub struct Candidates {
    places: Vec<Place>,
    first_free: u32,
    count: usize,
}

enum Place {
    Taken(Candidate),
    Free { next: u32 },
}

impl Place {
    fn candidate(&self) -> Option<&Candidate> {
        match self {
            Place::Taken(candidate) => Some(candidate),
            Place::Free { .. } => None,
        }
    }
}

/// A set shared link, of a node that may be part of a cycle.
struct Candidate {
    node: StdWeak<dyn DynNode>,
    link: u32,
    /// The later it was set, the larger.
    time: u64,
}

/// No place.
const NOWHERE: u32 = u32::MAX;

impl Candidates {
    const NONE: Self = Candidates { places: Vec::new(), first_free: NOWHERE, count: 0 };

    fn add(&mut self, candidate: Candidate) -> u32 {
        self.count += 1;
        let taken = Place::Taken(candidate);
        if let Some(place) = self.places.get_mut(self.first_free as usize) {
            let free = mem::replace(place, taken);
            let Place::Free { next } = free else { unreachable!("the first free place is free") };
            return mem::replace(&mut self.first_free, next);
        }
        let place = u32::try_from(self.places.len()).expect("there is memory for fewer links");
        self.places.push(taken);
        place
    }

    fn remove(&mut self, place: u32) {
        self.count -= 1;
        self.places[place as usize] = Place::Free { next: self.first_free };
        self.first_free = place;
        if self.count == 0 {
            *self = Candidates::NONE;
        }
    }
}

/// A shared link's own part: its number among the links of its node, and its place among the
/// candidates.
pub(crate) struct Candidacy {
    link: u32,
    place: Cell<u32>,
}

impl Candidacy {
    /// Of the node's link with this number, which is empty.
    #[expect(clippy::cast_possible_truncation, reason = "no struct has so many fields")]
    pub(crate) fn new(link: usize) -> Self {
        Candidacy { link: link as u32, place: Cell::new(NOWHERE) }
    }

    /// The link, which was empty, has been set.
    pub(crate) fn begin(&self, node: StdWeak<dyn DynNode>) {
        let time = TIME.replace(TIME.get() + 1);
        let candidate = Candidate { node, link: self.link, time };
        self.place.set(CANDIDATES.with_borrow_mut(|all| all.add(candidate)));
    }

    /// The link is empty again.
    #[inline]
    pub(crate) fn end(&self) {
        if self.place.get() != NOWHERE {
            with_all(|all| self.end_among(all));
        }
    }

    /// As [`end`](Self::end), for one of many.
    #[inline]
    pub(crate) fn end_among(&self, all: &mut Candidates) {
        let place = self.place.replace(NOWHERE);
        if place != NOWHERE {
            all.remove(place);
        }
    }
}

/// Nothing of the user's may run meanwhile.
pub(super) fn with_all<R>(change: impl FnOnce(&mut Candidates) -> R) -> R {
    CANDIDATES.with_borrow_mut(|all| change(all))
}

/// How many there have been since the time was last [noted](note_time).
pub(super) fn new() -> u64 {
    TIME.get() - NOTED.get()
}

pub(super) fn note_time() {
    NOTED.set(TIME.get());
}

pub(super) fn count() -> usize {
    CANDIDATES.with_borrow(|all| all.count)
}

/// Shows the nodes, each with the number of its link, in the order in which the links were set.
pub(super) fn for_each_in_order(mut look: impl FnMut(AnyRc, usize)) {
    CANDIDATES.with_borrow(|all| {
        let mut candidates: Vec<_> = all.places.iter().filter_map(Place::candidate).collect();
        // Places are used again. As long as none has been, they are sorted, which is seen in one pass.
        candidates.sort_unstable_by_key(|candidate| candidate.time);
        for Candidate { node, link, .. } in candidates {
            // One that is being dropped is a candidate still.
            if let Some(node) = node.upgrade() {
                look(AnyRc::from_std(node), *link as usize);
            }
        }
    });
}
