//! Lists with many children.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

/// A folder with `size` folders in it.
fn wide(size: usize) -> Rc<Folder> {
    let empty = || Folder { folders: vec![] };
    Folder { folders: (0..size).map(|_| empty()).collect() }.into_graph()
}

/// The most instructions for an operation at one of 100,000 siblings.
const AT_MOST: Option<u64> = Some(3000);

/// The smaller number of siblings: eight times as many are 100,000.
const SIBLINGS: usize = 12_500;

const fn at_each(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::SquareRootEach, size: SIBLINGS, at_most: AT_MOST, run }
}

pub(super) const CASES: &[Case] = &[at_each("move_from_end", |size| {
    move_all(&wide(size), |left| left - 1);
})];

/// Moves all children to another list, one by one. `index` gets how many are left.
fn move_all(from: &Rc<Folder>, index: fn(usize) -> usize) {
    let (size, to) = (from.folders.len(), wide(0));
    measured::run(|| {
        for left in (1..=size).rev() {
            let child = from.folders.get(index(left)).expect("there are so many left");
            to.folders.push(child);
        }
    });
    assert_eq!((from.folders.len(), to.folders.len()), (0, size));
}
