//! [`Seen`]: all that a test can see of the nodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::hooks;
use crate::items::Slot;
use crate::plain::{Read, State};
use crate::rounds::difference;

/// The nodes, their links in order, and their values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    pub state: State,
    /// The targets of weak links.
    pub friends: BTreeMap<usize, usize>,
    /// The order of the children in maps that keep one.
    pub order: BTreeMap<usize, Vec<usize>>,
}

impl Seen {
    /// Reads all nodes that live and are visible, and checks what they say.
    pub fn read() -> Self {
        let mut seen = Seen { state: State::read(), ..Seen::default() };
        for item in hooks::living() {
            if let Some(friend) = item.friend() {
                seen.friends.insert(item.id(), friend.id());
            }
            if let Some(children) = item.visit(Slot::Indexed, Read) {
                seen.order
                    .insert(item.id(), children.iter().map(|(_, child)| child.id()).collect());
            }
        }
        seen
    }

    pub fn ids(&self) -> BTreeSet<usize> {
        self.state.slots.keys().copied().collect()
    }

    /// A node and all below it.
    pub fn below(&self, top: usize) -> BTreeSet<usize> {
        let (mut below, mut rest) = (BTreeSet::new(), vec![top]);
        while let Some(id) = rest.pop() {
            below.insert(id);
            rest.extend(self.state.slots[&id].values().flatten().map(|(_, child)| *child));
        }
        below
    }

    /// What is seen of these nodes.
    pub fn of(&self, ids: &BTreeSet<usize>) -> Self {
        let mut seen = self.clone();
        seen.state.slots.retain(|id, _| ids.contains(id));
        seen.state.likes.retain(|id, _| ids.contains(id));
        seen.state.notes.retain(|id, _| ids.contains(id));
        seen.friends.retain(|id, _| ids.contains(id));
        seen.order.retain(|id, _| ids.contains(id));
        seen
    }

    /// Removes what std would free.
    pub fn let_die(&mut self, held: &[usize]) {
        self.state.let_die(held);
        *self = self.of(&self.ids());
        self.forget_dead_friends();
    }

    /// Weak links find no dead nodes.
    pub fn forget_dead_friends(&mut self) {
        self.friends.retain(|_, friend| hooks::node(*friend).is_some());
    }

    #[track_caller]
    pub fn assert_is(&self, expected: &Seen, what: &str) {
        if self == expected {
            return;
        }
        panic!(
            "{what}\nexpected {} {:?}\nis       {} {:?}\norders {:?}\n       {:?}",
            difference(&expected.state, &self.state),
            expected
                .friends
                .iter()
                .filter(|(id, to)| self.friends.get(id) != Some(to))
                .collect::<Vec<_>>(),
            difference(&self.state, &expected.state),
            self.friends
                .iter()
                .filter(|(id, to)| expected.friends.get(id) != Some(to))
                .collect::<Vec<_>>(),
            expected
                .order
                .iter()
                .filter(|(id, to)| self.order.get(id) != Some(to))
                .collect::<Vec<_>>(),
            self.order
                .iter()
                .filter(|(id, to)| expected.order.get(id) != Some(to))
                .collect::<Vec<_>>(),
        );
    }
}

/// Each hook of a dead node has run once, and no other. For hooks that change nothing.
#[track_caller]
pub fn check_hooks(what: &str) {
    let ran = hooks::ran();
    assert!(ran.values().all(|count| *count == 1), "{what}: {ran:?}");
    assert_eq!(ran.into_keys().collect::<Vec<_>>(), hooks::dead(), "{what}");
}
