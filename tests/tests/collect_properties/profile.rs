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
    /// Percent of finalizers and data that act.
    pub others_act: usize,
    /// Percent of moments at which the nodes are looked at. The library may notice that, so it is
    /// not always done.
    pub watch: usize,
    /// Percent of hooks and finalizers that panic.
    pub panics: usize,
    /// Percent of changes that are made to shared links.
    pub shared: usize,
    /// Percent of steps that collect.
    pub collects: usize,
}

impl Profile {
    pub fn new(random: &mut Random, has_hooks: bool) -> Self {
        // Most mistakes show among a few nodes.
        let size = match random.below(100) {
            0..50 => random.between(1, 6),
            50..85 => random.between(4, 14),
            85..99 => random.between(10, 30),
            _ => random.between(50, 100),
        };
        Profile {
            kinds: match () {
                () if !has_hooks => Kind::WITHOUT_HOOKS,
                () if random.percent(10) => &[Kind::Actor],
                () if random.percent(10) => &[Kind::Hub, Kind::Leaf, Kind::Shade],
                () => Kind::ALL,
            },
            size,
            steps: random.between(2, 10 + 2 * size),
            budget: [2, 4, 8, 16, 40][random.below(5)] + size / 4,
            in_hooks: random.between(1, 4),
            hooks_act: [0, 20, 60, 95][random.below(4)],
            others_act: if has_hooks { [0, 0, 10, 40][random.below(4)] } else { 0 },
            watch: [0, 10, 60, 100][random.below(4)],
            panics: [0, 0, 5, 30][random.below(4)],
            shared: [40, 70, 95][random.below(3)],
            collects: [1, 5, 20][random.below(3)],
        }
    }

    pub fn has_hooks(&self) -> bool {
        self.kinds.iter().any(|kind| kind.has_hook())
    }
}
