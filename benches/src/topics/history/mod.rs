//! Undo, redo, observers and rollback, on a list of tasks and on their titles. By hand each change is
//! made through a command, which knows how to undo and to redo it; a change past the commands is not
//! seen. kinfolk sees all changes at and below the root.

mod by_hand;
mod with_kinfolk;
#[cfg(feature = "peers")]
mod with_undo;

use by_hand::{Stack, push_observed, roll_back};
use with_kinfolk::WithKinfolk;
#[cfg(feature = "peers")]
use with_undo::WithUndo;

use super::{Case, Contender};
use crate::stopwatch::run;

/// A list of tasks, and a history of it.
trait Edited {
    /// The tasks are numbered from 1. The history is empty, and keeps so many changes.
    fn new(tasks: usize, limit: Option<usize>) -> Self;

    fn push(&mut self, number: u64);

    /// Sets the titles of all tasks.
    fn set_titles(&mut self);

    /// Returns whether there was something to undo.
    fn undo(&mut self) -> bool;

    fn redo(&mut self) -> bool;

    /// A number that depends on all titles and on the order.
    fn sum(&self) -> u64;
}

fn checksum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(1, |sum, number| sum.wrapping_mul(31).wrapping_add(number))
}

fn push_each<E: Edited>(edited: &mut E, size: usize) {
    (1..).take(size).for_each(|number| edited.push(number));
}

fn push<E: Edited>(size: usize, limit: Option<usize>) -> u64 {
    let mut edited = E::new(0, limit);
    run(|| push_each(&mut edited, size));
    edited.sum()
}

fn undo_pushes<E: Edited>(size: usize) -> u64 {
    let mut edited = E::new(3, None);
    push_each(&mut edited, size);
    run(|| while edited.undo() {});
    edited.sum()
}

fn redo_pushes<E: Edited>(size: usize) -> u64 {
    let mut edited = E::new(3, None);
    push_each(&mut edited, size);
    while edited.undo() {}
    run(|| while edited.redo() {});
    edited.sum()
}

fn set_titles<E: Edited>(size: usize) -> u64 {
    let mut edited = E::new(size, None);
    run(|| edited.set_titles());
    edited.sum()
}

fn undo_titles<E: Edited>(size: usize) -> u64 {
    let mut edited = E::new(size, None);
    edited.set_titles();
    run(|| while edited.undo() {});
    edited.sum()
}

const fn case(operation: &'static str, contenders: &'static [Contender]) -> Case {
    Case { operation, size: 5_000, contenders }
}

pub(super) const CASES: &[Case] = &[
    case(
        "push",
        &[
            ("kinfolk", |size| push::<WithKinfolk>(size, None)),
            ("by_hand", |size| push::<Stack>(size, None)),
            #[cfg(feature = "peers")]
            ("undo", |size| push::<WithUndo>(size, None)),
        ],
    ),
    case(
        "push, with a limit of 100",
        &[
            ("kinfolk", |size| push::<WithKinfolk>(size, Some(100))),
            ("by_hand", |size| push::<Stack>(size, Some(100))),
            #[cfg(feature = "peers")]
            ("undo", |size| push::<WithUndo>(size, Some(100))),
        ],
    ),
    case(
        "undo a push",
        &[
            ("kinfolk", undo_pushes::<WithKinfolk>),
            ("by_hand", undo_pushes::<Stack>),
            #[cfg(feature = "peers")]
            ("undo", undo_pushes::<WithUndo>),
        ],
    ),
    case(
        "redo a push",
        &[
            ("kinfolk", redo_pushes::<WithKinfolk>),
            ("by_hand", redo_pushes::<Stack>),
            #[cfg(feature = "peers")]
            ("undo", redo_pushes::<WithUndo>),
        ],
    ),
    case(
        "set a value",
        &[
            ("kinfolk", set_titles::<WithKinfolk>),
            ("by_hand", set_titles::<Stack>),
            #[cfg(feature = "peers")]
            ("undo", set_titles::<WithUndo>),
        ],
    ),
    case(
        "undo a set",
        &[
            ("kinfolk", undo_titles::<WithKinfolk>),
            ("by_hand", undo_titles::<Stack>),
            #[cfg(feature = "peers")]
            ("undo", undo_titles::<WithUndo>),
        ],
    ),
    case(
        "push, with an observer",
        &[("kinfolk", with_kinfolk::push_observed), ("by_hand", push_observed)],
    ),
    case("push, and roll back", &[("kinfolk", with_kinfolk::roll_back), ("by_hand", roll_back)]),
];
