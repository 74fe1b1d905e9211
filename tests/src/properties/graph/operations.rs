//! The operations on a link, as data: ways to put nodes in, and changes of what is there.

use crate::properties::graph::Id;
use crate::random::Random;

/// A way to put nodes into a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insertion {
    Push,
    Add,
    Insert,
    /// The only one for several nodes.
    Extend,
    Replace,
    /// In the place of the node at the index, if there is one; else at the end.
    Splice,
    /// Before the node at the index, if there is one; else at the end.
    InsertBefore,
    /// The only one for a link to one node.
    Set,
}

impl Insertion {
    /// Those into a list. `Insert` is there twice: it depends on an index.
    pub const INTO_LISTS: [Insertion; 8] = [
        Insertion::Push,
        Insertion::Add,
        Insertion::Insert,
        Insertion::Insert,
        Insertion::Extend,
        Insertion::Replace,
        Insertion::Splice,
        Insertion::InsertBefore,
    ];
}

/// A change of what is in a link.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Pop,
    Remove(usize),
    SwapRemove(usize),
    Truncate(usize),
    Clear,
    /// Takes this many from the front and drops the rest.
    Drain(usize),
    /// Keeps those that [`is_kept`] keeps.
    Retain(usize),
    /// Keeps each node once, where it comes first.
    RetainOnce,
    Swap(usize, usize),
    MoveTo(usize, usize),
    Reverse,
    /// By their [`rank`].
    Sort(usize),
    /// Empties a link to one node.
    Take,
}

impl Change {
    /// A random change of a list of this length.
    #[must_use]
    pub fn of_list(len: usize, random: &mut Random) -> Self {
        let (a, b) = (random.below(len), random.below(len));
        let salt = random.below(1000);
        // The last ones need a node.
        match random.below(if len == 0 { 10 } else { 17 }) {
            0 => Change::Pop,
            1 => Change::Truncate(a),
            2 | 3 => Change::Clear,
            4 => Change::Drain(a),
            5 | 6 => Change::Retain(salt),
            7 => Change::RetainOnce,
            8 => Change::Reverse,
            9 => Change::Sort(salt),
            10..13 => Change::Remove(a),
            13 => Change::SwapRemove(a),
            14 => Change::Swap(a, b),
            _ => Change::MoveTo(a, b),
        }
    }
}

/// An order of nodes that has nothing to do with their numbers.
#[must_use]
pub fn rank(id: Id, salt: usize) -> usize {
    (id + salt).wrapping_mul(0x9e37_79b9) >> 7
}

/// Whether [`Change::Retain`] keeps the node at this index. The index counts, since a list of
/// shared links may have the same node twice.
#[must_use]
pub fn is_kept(id: Id, at: usize, salt: usize) -> bool {
    rank(id + at, salt).is_multiple_of(2)
}
