//! [`Inside`]: which nodes are at or below the root, before a batch and after it.

use std::collections::HashMap;
use std::mem;

use crate::history::changes::events::{Events, Placing};
use crate::kernel::any::AnyRc;
use crate::store::hash::BuildFoldedHash;

/// Answers whether nodes are at or below the root, before a batch and after it.
///
/// It climbs from the node to the root, and remembers the answer for each node on the way: O(depth).
/// The way up before the batch is that of today, except for nodes that were placed.
pub(super) struct Inside<'a> {
    root: &'a AnyRc,
    events: &'a Events,
    /// Whether the batch is one record. It moves no host of a changed link or value then.
    is_single: bool,
    before: Answers,
    after: Answers,
    below_came: Answers,
    below_went: Answers,
}

/// What a batch has done to a node that was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was outside of the root's tree, and is.
    Outside,
    Came,
    Went,
    Moved,
}

/// The answers that climbs have found.
#[derive(Default)]
struct Answers {
    /// The answer for the start of the last climb.
    last: Option<(*const (), bool)>,
    /// The answers for all nodes on the way, unless the batch is one record.
    known: HashMap<*const (), bool, BuildFoldedHash>,
}

/// What a climb does at a node.
enum Climb {
    End(bool),
    To(Option<AnyRc>),
}

impl<'a> Inside<'a> {
    /// `count` is the number of records.
    pub(super) fn new(root: &'a AnyRc, events: &'a Events, count: usize) -> Self {
        let (before, after) = (Answers::default(), Answers::default());
        let (below_came, below_went) = (Answers::default(), Answers::default());
        Inside { root, events, is_single: count == 1, before, after, below_came, below_went }
    }

    /// Whether the node was at or below the root before the batch.
    pub(super) fn was(&mut self, node: &AnyRc) -> bool {
        if self.is_single {
            return self.is(node);
        }
        let (root, events) = (self.root, self.events);
        climb(&mut self.before, true, node, |node| {
            if node == root {
                return Climb::End(true);
            }
            match events.placings.get(&node.as_std().address()) {
                Some(placing) => Climb::To(placing.from.as_ref().map(|spot| spot.host.clone())),
                None => Climb::To(node.as_std().owner()),
            }
        })
    }

    /// Whether the node is at or below the root after the batch.
    pub(super) fn is(&mut self, node: &AnyRc) -> bool {
        let root = self.root;
        climb(&mut self.after, !self.is_single, node, |node| {
            if node == root { Climb::End(true) } else { Climb::To(node.as_std().owner()) }
        })
    }

    /// Whether the node was and is at or below the root.
    pub(super) fn stays(&mut self, node: &AnyRc) -> bool {
        self.is(node) && self.was(node)
    }

    pub(super) fn fate(&mut self, placing: &Placing) -> Fate {
        let was = placing.from.as_ref().is_some_and(|spot| self.was(&spot.host));
        let is = placing.to.as_ref().is_some_and(|spot| self.is(&spot.host));
        match (was, is) {
            (false, false) => Fate::Outside,
            (false, true) => Fate::Came,
            (true, false) => Fate::Went,
            (true, true) => Fate::Moved,
        }
    }

    /// Whether a node that came in is below another one that did.
    pub(super) fn is_below_came(&mut self, placing: &Placing) -> bool {
        let mut answers = mem::take(&mut self.below_came);
        let is_below = self.is_below(placing, Fate::Came, &mut answers);
        self.below_came = answers;
        is_below
    }

    /// Whether a node that went out is below another one that did.
    pub(super) fn is_below_went(&mut self, placing: &Placing) -> bool {
        let mut answers = mem::take(&mut self.below_went);
        let is_below = self.is_below(placing, Fate::Went, &mut answers);
        self.below_went = answers;
        is_below
    }

    /// Whether a node of this fate is above the node that was placed.
    fn is_below(&mut self, placing: &Placing, fate: Fate, answers: &mut Answers) -> bool {
        let Some(spot) = placing.to.as_ref().filter(|_| !self.is_single) else { return false };
        climb(answers, true, &spot.host, |node| match self.placing(node) {
            _ if node == self.root => Climb::End(false),
            Some(above) if self.fate(above) == fate => Climb::End(true),
            _ => Climb::To(node.as_std().owner()),
        })
    }

    fn placing(&self, node: &AnyRc) -> Option<&'a Placing> {
        self.events.placings.get(&node.as_std().address())
    }
}

/// Climbs from a node until `step` or `answers` has an answer. `remembers_all` says whether it is
/// remembered for all nodes on the way. At the top the answer is no.
fn climb(
    answers: &mut Answers,
    remembers_all: bool,
    start: &AnyRc,
    mut step: impl FnMut(&AnyRc) -> Climb,
) -> bool {
    let start_address = start.as_std().address();
    if let Some((_, answer)) = answers.last.filter(|(last, _)| *last == start_address) {
        return answer;
    }
    let mut way = Vec::new();
    let mut next = Some(start.clone());
    let mut answer = false;
    while let Some(node) = next {
        if remembers_all {
            let address = node.as_std().address();
            if let Some(&known) = answers.known.get(&address) {
                answer = known;
                break;
            }
            way.push(address);
        }
        match step(&node) {
            Climb::End(end) => {
                answer = end;
                break;
            }
            Climb::To(above) => next = above,
        }
    }
    answers.known.extend(way.into_iter().map(|address| (address, answer)));
    answers.last = Some((start_address, answer));
    answer
}
