//! [`Profile`]: how large and how wild a round is, and how closely it is watched.

use crate::kinds::Kind;
use crate::random::Random;

#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// The node types.
    pub kinds: &'static [Kind],
    /// About how many nodes live at once.
    pub size: usize,
    pub steps: usize,
    /// How many actions a step may have, in hooks too.
    pub budget: usize,
    /// How many actions a hook has at most.
    pub in_hooks: usize,
    /// Percent of hooks that act.
    pub hooks_act: usize,
    /// Percent of hooks that panic.
    pub panics: usize,
    /// Percent of drops of data, and of attached finalizers, that act.
    pub others_act: usize,
    /// Percent of moments at which the nodes are looked at. The library may notice that, so it is
    /// not always done.
    pub watch: usize,
    /// Percent of changes that are made to shared links.
    pub shared: usize,
    /// Percent of links that may close a cycle.
    pub cycles: usize,
    /// Percent of actions outside hooks that drop handles.
    pub drops: usize,
}

impl Profile {
    pub fn new(random: &mut Random, hooks_act: bool) -> Self {
        // Most mistakes show among a few nodes.
        let size = match random.below(100) {
            0..50 => random.between(2, 6),
            50..85 => random.between(4, 12),
            _ => random.between(10, 24),
        };
        let steps = size * [1, 3, 10][random.below(3)];
        Profile {
            kinds: match random.below(7) {
                0 => &[Kind::Room],
                1 => &[Kind::Room, Kind::Shelf, Kind::Ledge],
                2 => &[Kind::Shelf, Kind::Ledge, Kind::Coin],
                3 => &[Kind::Rack, Kind::Desk, Kind::Coin],
                4 => &[Kind::Room, Kind::Shelf, Kind::Coin],
                _ => Kind::ALL,
            },
            size,
            steps,
            budget: [1, 2, 4, 8, 16, 40][random.below(6)],
            in_hooks: random.between(1, 4),
            hooks_act: if hooks_act { [20, 60, 95][random.below(3)] } else { 0 },
            panics: [0, 0, 20][random.below(3)],
            others_act: if hooks_act { [0, 0, 20, 60][random.below(4)] } else { 0 },
            watch: [0, 0, 10, 60, 100][random.below(5)],
            shared: [30, 60, 90][random.below(3)],
            cycles: [0, 3, 30][random.below(3)],
            drops: [0, 5, 20][random.below(3)],
        }
    }
}
