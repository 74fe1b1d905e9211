//! [`StackBudget`]: how deep a recursion may go.

/// How much stack a recursion over plain values has used. Most trees are shallow, and recursion is
/// the fastest way through them. Deeper parts are deferred, so that the stack use has a fixed
/// bound.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct StackBudget {
    used: i32,
}

/// The cost of a level, in addition to the value that it moves.
const LEVEL: i32 = 128;

/// Fifty levels of values of 128 bytes. A debug build moves each value about a dozen times in a
/// level, so this comes to about 200 KiB of stack. A value larger than the bound is the only one on
/// the stack.
const BOUND: i32 = 50 * (LEVEL + 128);

impl StackBudget {
    pub(crate) const NEW: Self = StackBudget { used: 0 };

    /// Before a level that has the stack for itself: a value of any size may enter.
    pub(crate) const ALONE: Self = StackBudget { used: -1 };

    /// Goes one level deeper, with a value of this size. Returns `false` if that is too deep.
    #[inline]
    pub(crate) fn enter(&mut self, size: usize) -> bool {
        let used = self.used + cost(size);
        let has_room = used <= BOUND;
        if has_room {
            self.used = used;
        }
        has_room
    }

    /// How many levels fit, with values of this size. At least one.
    #[expect(clippy::cast_sign_loss, reason = "it is positive")]
    pub(crate) fn levels(size: usize) -> usize {
        (BOUND / cost(size)).max(1) as usize
    }

    /// Returns from a level that was entered with a value of this size.
    #[inline]
    pub(crate) fn leave(&mut self, size: usize) {
        self.used -= cost(size);
    }
}

/// The cost of a level with a value of this size. All values that are too large cost the same.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "the bound is small"
)]
#[inline]
fn cost(size: usize) -> i32 {
    LEVEL + size.min((BOUND + 1 - LEVEL) as usize) as i32
}
