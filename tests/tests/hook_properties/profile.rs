//! [`Profile`]: how large and how wild a round is, and how closely it is watched.

use crate::random::Random;

#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// About how many nodes live at once.
    pub size: usize,
    pub steps: usize,
    /// How many actions a step may have, in hooks too.
    pub budget: usize,
    /// Percent of new nodes that are put below the last one, not anywhere.
    pub deep: usize,
    /// Percent of new nodes that can own others.
    pub owners: usize,
    /// How many actions a hook has at most.
    pub in_hooks: usize,
    /// Percent of hooks that act.
    pub hooks_act: usize,
    /// Percent of finalizers and data that act.
    pub others_act: usize,
    /// Percent of moments at which everything is compared. The library may notice that, so it is
    /// not always done.
    pub watch: usize,
    pub panics: usize,
    /// Percent of actions during which hooks change nothing.
    pub quiet: usize,
    /// Percent of actions in hooks that drop handles of the test.
    pub drops: usize,
}

impl Profile {
    pub fn new(random: &mut Random) -> Self {
        // Most mistakes show among a few nodes.
        let size = match random.below(100) {
            0..50 => random.between(1, 6),
            50..80 => random.between(4, 14),
            80..95 => random.between(10, 40),
            _ => random.between(60, 200),
        };
        let is_large = size > 50;
        Profile {
            size,
            steps: if is_large { random.between(1, 6) } else { random.between(1, 14) },
            budget: [2, 4, 8, 16, 40][random.below(5)] + size / 4,
            deep: if is_large {
                [20, 95, 100][random.below(3)]
            } else {
                [20, 60, 95][random.below(3)]
            },
            owners: [50, 75, 95][random.below(3)],
            in_hooks: random.between(1, 4),
            hooks_act: if is_large {
                [2, 10][random.below(2)]
            } else {
                [20, 60, 95][random.below(3)]
            },
            others_act: [0, 0, 10, 40][random.below(4)] / if is_large { 10 } else { 1 },
            watch: [0, 10, 60, 100][random.below(4)] / if is_large { 20 } else { 1 },
            panics: [0, 0, 10, 30][random.below(4)],
            quiet: [0, 20, 60][random.below(3)],
            drops: [10, 10, 10, 80][random.below(4)],
        }
    }
}
