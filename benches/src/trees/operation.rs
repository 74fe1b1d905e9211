//! The operations, and how each is measured.

use std::hint::black_box;
use std::mem::ManuallyDrop;

use super::contender::Contender;
use super::plain::plain;
use super::report::Report;
use super::shape::{Layout, MAX_RECURSION_DEPTH, Shape};
use crate::random::Random;
use crate::stopwatch::{Measured, measure};

/// The operations, in the order of the tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operation {
    /// Builds the tree node by node. The handles of all nodes are held until it is complete.
    Build,
    /// Makes the whole tree from a plain value.
    BuildPlain,
    /// Visits every node by reference.
    Walk,
    /// Visits every node by its own handle.
    WalkByHandles,
    /// Visits every node with kinfolk's walk over nodes of any type.
    Descendants,
    /// Visits every node with kinfolk's walk over nodes of any type by reference.
    Visit,
    /// Enters and leaves every node.
    Traverse,
    /// Goes from each first child to its next siblings.
    Siblings,
    /// Climbs from each leaf to the root.
    Ascend,
    /// Reads the number of the owner of random nodes.
    Owner,
    /// Moves random leaves to the end of the children of random nodes that had some at the start.
    Move,
    /// Moves random nodes to the end of the list that they are in.
    MoveSibling,
    /// Takes the last child out of each node that has children, and keeps its handle.
    Pop,
    /// Drops the tree, and makes collectors free it.
    Drop,
    /// Drops the tree after random moves.
    DropMoved,
}

/// The most nodes to move, or to read the owner of.
const MAX_RANDOM_NODES: usize = 100_000;

/// How many siblings to move. Fewer than nodes in other shapes, since a contender may search all
/// siblings for each move.
const MOVED_SIBLINGS: usize = 1000;

impl Operation {
    pub(crate) const ALL: [Operation; 15] = [
        Operation::Build,
        Operation::BuildPlain,
        Operation::Walk,
        Operation::WalkByHandles,
        Operation::Descendants,
        Operation::Visit,
        Operation::Traverse,
        Operation::Siblings,
        Operation::Ascend,
        Operation::Owner,
        Operation::Move,
        Operation::MoveSibling,
        Operation::Pop,
        Operation::Drop,
        Operation::DropMoved,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::Build => "build",
            Operation::BuildPlain => "build_plain",
            Operation::Walk => "walk",
            Operation::WalkByHandles => "walk_by_handles",
            Operation::Descendants => "descendants",
            Operation::Visit => "visit",
            Operation::Traverse => "traverse",
            Operation::Siblings => "siblings",
            Operation::Ascend => "ascend",
            Operation::Owner => "owner",
            Operation::Move => "move",
            Operation::MoveSibling => "move_sibling",
            Operation::Pop => "pop",
            Operation::Drop => "drop",
            Operation::DropMoved => "drop_moved",
        }
    }

    pub(crate) fn named(name: &str) -> Result<Operation, String> {
        Operation::ALL
            .into_iter()
            .find(|operation| operation.name() == name)
            .ok_or_else(|| format!("no operation `{name}`"))
    }

    /// `Descendants` and `Visit` are left out: only kinfolk can walk over nodes of any type, so there
    /// is nothing to compare them with. `Traverse`, `Siblings` and `Pop` are only for the guard, which
    /// compares kinfolk with hand-written code.
    #[cfg(feature = "peers")]
    pub(crate) fn is_in_tables(self) -> bool {
        !matches!(
            self,
            Operation::Descendants
                | Operation::Visit
                | Operation::Traverse
                | Operation::Siblings
                | Operation::Pop
        )
    }

    /// In a star all moves are among siblings, so `MoveSibling` takes the place of the other moves.
    pub(crate) fn applies_to(self, shape: Shape) -> bool {
        match self {
            Operation::Move | Operation::DropMoved => shape != Shape::Star,
            Operation::MoveSibling => shape == Shape::Star,
            _ => true,
        }
    }

    pub(super) fn measure<C: Contender>(self, layout: &Layout) -> Report {
        let of_nodes = |measured| report(measured, layout.len());
        match self {
            Operation::Build => of_nodes(measure(|| build::<C>(layout).0, checksum)),
            Operation::BuildPlain => {
                let plain = plain(layout);
                of_nodes(measure(|| C::from_plain(plain), checksum))
            }
            Operation::Walk => {
                let tree = build_undropped::<C>(layout);
                of_nodes(measure(|| tree.walk(), |sum| *sum))
            }
            Operation::WalkByHandles => {
                let tree = build_undropped::<C>(layout);
                of_nodes(measure(|| tree.walk_by_handles(), |sum| *sum))
            }
            Operation::Descendants => {
                let tree = build_undropped::<C>(layout);
                of_nodes(measure(|| tree.descendants(), |sum| *sum))
            }
            Operation::Visit => {
                let tree = build_undropped::<C>(layout);
                of_nodes(measure(|| tree.visit(), |sum| *sum))
            }
            Operation::Traverse => {
                let tree = build_undropped::<C>(layout);
                of_nodes(measure(|| tree.traverse(), |sum| *sum))
            }
            Operation::Siblings => siblings::<C>(layout),
            Operation::Ascend => ascend::<C>(layout),
            Operation::Owner => owner::<C>(layout),
            Operation::Move => moves(build_with_moves::<C>(layout, MAX_RANDOM_NODES)),
            Operation::MoveSibling => moves(build_with_moves::<C>(layout, MOVED_SIBLINGS)),
            Operation::Pop => pops::<C>(layout),
            Operation::Drop => of_nodes(measure_drop(build_tree::<C>(layout))),
            Operation::DropMoved => {
                let (mut tree, moves) = build_with_moves::<C>(layout, MAX_RANDOM_NODES);
                apply_moves(&moves, &mut tree);
                drop(moves);
                prepare(&tree, layout);
                of_nodes(measure_drop(tree))
            }
        }
    }
}

fn report(Measured { elapsed, answer }: Measured, times: usize) -> Report {
    Report {
        nanoseconds: u64::try_from(elapsed.as_nanos())
            .expect("a measurement is shorter than centuries"),
        times: times as u64,
        answer,
    }
}

/// Builds the tree, and returns it with the handles of all nodes.
pub(super) fn build<C: Contender>(layout: &Layout) -> (C, Vec<C::Handle>) {
    let (mut tree, root) = C::new(layout.payload(0));
    let mut all = Vec::with_capacity(layout.len());
    all.push(root);
    for number in 1..layout.len() {
        let node = tree.add(&all[layout.parent(number)], layout.payload(number));
        all.push(node);
    }
    (tree, all)
}

/// Builds the tree, and drops the handles of its nodes.
fn build_tree<C: Contender>(layout: &Layout) -> C {
    let (tree, all) = build::<C>(layout);
    drop(all);
    prepare(&tree, layout);
    tree
}

/// Gives all contenders the same start: collectors have no work left from dropped handles, and the
/// CPU caches are warm, as a collection would leave them.
fn prepare<C: Contender>(tree: &C, layout: &Layout) {
    C::collect();
    if layout.depth() <= MAX_RECURSION_DEPTH {
        black_box(tree.walk());
    }
}

/// Builds the tree, and never drops it: `depth` walks chains that are too long to be dropped.
fn build_undropped<C: Contender>(layout: &Layout) -> ManuallyDrop<C> {
    ManuallyDrop::new(build_tree::<C>(layout))
}

fn ascend<C: Contender>(layout: &Layout) -> Report {
    let (tree, all) = build::<C>(layout);
    let (leaves, _) = layout.leaves_and_others();
    let leaves: Vec<_> = leaves.into_iter().map(|leaf| all[leaf].clone()).collect();
    drop(all);
    prepare(&tree, layout);
    let measured =
        measure(|| leaves.iter().map(|leaf| tree.ascend(leaf)).sum::<u64>(), |steps| *steps);
    let steps = usize::try_from(measured.answer).expect("the number of steps fits in `usize`");
    report(measured, steps)
}

fn siblings<C: Contender>(layout: &Layout) -> Report {
    let (tree, all) = build::<C>(layout);
    let (_, others) = layout.leaves_and_others();
    let first = |parent: usize| tree.children(&all[parent]).swap_remove(0);
    let firsts: Vec<_> = others.into_iter().map(first).collect();
    drop(all);
    prepare(&tree, layout);
    let measured =
        measure(|| firsts.iter().map(|first| tree.siblings(first)).sum::<u64>(), |sum| *sum);
    report(measured, layout.len())
}

fn owner<C: Contender>(layout: &Layout) -> Report {
    let (tree, all) = build::<C>(layout);
    let mut random = Random::new();
    let times = layout.len().min(MAX_RANDOM_NODES);
    let asked: Vec<_> = (0..times).map(|_| random.one_of(&all[1..]).clone()).collect();
    drop(all);
    prepare(&tree, layout);
    let measured = measure(|| asked.iter().map(|node| tree.owner(node)).sum(), |sum| *sum);
    report(measured, times)
}

/// Each pair is a node to move and its new parent.
type Moves<C> = Vec<(<C as Contender>::Handle, <C as Contender>::Handle)>;

fn build_with_moves<C: Contender>(layout: &Layout, max: usize) -> (C, Moves<C>) {
    let (tree, all) = build::<C>(layout);
    let (leaves, others) = layout.leaves_and_others();
    let mut random = Random::new();
    let mut any = |numbers: &[usize]| all[*random.one_of(numbers)].clone();
    let times = layout.len().min(max);
    let moves = (0..times).map(|_| (any(&leaves), any(&others))).collect();
    drop(all);
    prepare(&tree, layout);
    (tree, moves)
}

fn moves<C: Contender>((mut tree, moves): (C, Moves<C>)) -> Report {
    let move_all = || {
        apply_moves(&moves, &mut tree);
        tree
    };
    report(measure(move_all, checksum), moves.len())
}

fn apply_moves<C: Contender>(moves: &Moves<C>, tree: &mut C) {
    for (node, target) in moves {
        tree.move_to_end(node, target);
    }
}

fn pops<C: Contender>(layout: &Layout) -> Report {
    let (mut tree, all) = build::<C>(layout);
    let (_, others) = layout.leaves_and_others();
    let parents: Vec<_> = others.into_iter().map(|parent| all[parent].clone()).collect();
    drop(all);
    prepare(&tree, layout);
    let mut popped = Vec::with_capacity(parents.len());
    let measured = measure(
        || {
            popped.extend(parents.iter().filter_map(|parent| tree.pop(parent)));
            popped.len() as u64
        },
        |count| *count,
    );
    report(measured, parents.len())
}

fn measure_drop<C: Contender>(tree: C) -> Measured {
    let drop_tree = || {
        drop(tree);
        C::collect();
    };
    measure(drop_tree, |()| 0)
}

/// A number that depends on the children of each node, their order and their owners, and on whether
/// the walks visit all nodes.
fn checksum<C: Contender>(tree: &C) -> u64 {
    let mut sum = tree.walk() ^ tree.walk_by_handles().rotate_left(32);
    let mut left = vec![tree.root()];
    while let Some(node) = left.pop() {
        let children = tree.children(&node);
        let mut mix = |number: u64| {
            sum = (sum.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        };
        mix(tree.number(&node));
        for child in &children {
            mix(tree.owner(child));
        }
        left.extend(children);
    }
    sum
}
