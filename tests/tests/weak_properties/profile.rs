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
    /// How many collections of each sort and type there are.
    pub collections: usize,
    /// How many names keys have.
    pub names: usize,
    /// How many hashes names have.
    pub spread: usize,
    /// Percent of actions that are on collections.
    pub on_collections: usize,
    /// Percent of those that act: hooks,
    pub hooks_act: usize,
    /// finalizers and data,
    pub data_acts: usize,
    /// keys and values that are dropped,
    pub payloads_act: usize,
    /// keys that are hashed or compared,
    pub keys_act: usize,
    /// closures.
    pub closures_act: usize,
    /// Percent of hooks that resurrect their node.
    pub resurrects: usize,
    /// Percent of keys and values that hold a node.
    pub stashes: usize,
    /// Percent of moments at which everything is compared. The library may notice that, so it is
    /// not always done.
    pub watch: usize,
    /// Percent of hooks, finalizers, drops and closures that panic.
    pub panics: usize,
    /// Percent of hashes and comparisons that panic.
    pub keys_panic: usize,
    /// Percent of nodes that are put into a shared link, and not into an owning one.
    pub shared: usize,
    /// Percent of actions on nodes that collect.
    pub collects: usize,
}

impl Profile {
    pub fn new(random: &mut Random, has_hooks: bool) -> Self {
        // Most mistakes show among a few nodes.
        let size = match random.below(100) {
            0..50 => random.between(1, 6),
            50..85 => random.between(4, 14),
            _ => random.between(10, 30),
        };
        let often = |random: &mut Random| [0, 10, 50, 95][random.below(4)];
        Profile {
            kinds: if has_hooks { Kind::ALL } else { Kind::WITHOUT_HOOKS },
            size,
            steps: random.between(2, 20 + 3 * size),
            budget: [1, 4, 8, 16, 40][random.below(5)],
            collections: random.between(1, 3),
            names: random.between(1, 8),
            spread: [1, 3, usize::MAX][random.below(3)],
            on_collections: [40, 60, 80][random.below(3)],
            hooks_act: often(random),
            data_acts: often(random),
            payloads_act: often(random),
            keys_act: [0, 0, 5, 30][random.below(4)],
            closures_act: often(random),
            resurrects: [0, 10, 40][random.below(3)],
            stashes: [0, 0, 20, 60][random.below(4)],
            watch: [2, 30, 100][random.below(3)],
            panics: [0, 0, 5, 30][random.below(4)],
            keys_panic: [0, 0, 2, 10][random.below(4)],
            shared: [0, 10, 50, 90][random.below(4)],
            collects: [0, 2, 10][random.below(3)],
        }
    }
}
