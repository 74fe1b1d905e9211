//! [`StackBudget`]: how far a recursion may go.

/// How deep a recursion over plain values is. Recursion is the fastest way through the shallow
/// trees that most are; what hangs deeper than this allows is put off, so that the stack that is
/// needed has a fixed bound.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct StackBudget {
    used: u32,
}

/// What a level costs beside the value that it moves.
const LEVEL: u32 = 128;

/// Fifty levels of values of 128 bytes. A debug build moves each value some dozen times in a level, so
/// this comes to about 200 KiB of stack. A value that is larger than the bound is alone on the stack.
const BOUND: u32 = 50 * (LEVEL + 128);

impl StackBudget {
    /// Goes one level deeper, with a value of this size, unless that is too deep.
    #[inline]
    pub(crate) fn enter(&mut self, size: usize) -> bool {
        let used = self.used + cost(size);
        let room = used <= BOUND;
        if room {
            self.used = used;
        }
        room
    }

    #[inline]
    pub(crate) fn leave(&mut self, size: usize) {
        self.used -= cost(size);
    }
}

/// What a level with a value of this size costs. All that are too large cost the same.
#[expect(clippy::cast_possible_truncation, reason = "the bound is small")]
#[inline]
fn cost(size: usize) -> u32 {
    LEVEL + size.min(BOUND as usize) as u32
}
