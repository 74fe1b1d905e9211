//! Lists with many children.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;
use crate::random::Random;

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

/// The number of children of a list that is long for a `Vec`, and never in chunks.
const SHORT: usize = 200;

/// An operation at each of the siblings, or one at all of them, that costs O(1) for each.
const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: SIBLINGS, at_most: Some(MOST_OF_ALL), run }
}

/// The most instructions for each of 100,000 siblings where the cost is O(1).
const MOST_OF_ALL: u64 = 1500;

/// So many removals at the front do not put a list into chunks.
const MOST_WITHOUT_CHUNKS: usize = 50;

fn walk_by_next(root: &Rc<Folder>) {
    let mut next = root.folders.first();
    while let Some(child) = next {
        next = root.folders.next(&child);
    }
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "short_lists_move_all_but_first",
        growth: Growth::Linear,
        size: 20,
        at_most: Some(620 * SHORT as u64),
        run: |lists| {
            for _ in 0..lists {
                let (from, to) = (wide(SHORT), wide(0));
                let children: Vec<_> = from.folders.iter().skip(1).collect();
                measured::run(|| children.into_iter().for_each(|child| to.folders.push(child)));
            }
        },
    },
    Case {
        name: "short_lists_detach_in_random_order",
        growth: Growth::Linear,
        size: 20,
        at_most: Some(600 * SHORT as u64),
        run: |lists| {
            for _ in 0..lists {
                let from = wide(SHORT);
                let children = shuffled(&from);
                measured::run(|| children.iter().for_each(|child| assert!(child.detach())));
            }
        },
    },
    at_each("move_from_front", |size| {
        move_all(&wide(size), |_| 0);
    }),
    Case {
        name: "remove_at_front_beside_a_shorter_list",
        growth: Growth::SquareRootEach,
        size: SIBLINGS,
        at_most: None,
        run: |size| {
            let (long, shorter) = (wide(size), wide(1000));
            measured::run(|| {
                for index in 0..size {
                    drop(long.folders.remove(0));
                    let moved = shorter.folders.remove(0);
                    shorter.folders.insert(200, moved);
                    if index % 32 == 0 {
                        drop(shorter.folders.read());
                    }
                }
            });
        },
    },
    at_each("move_from_middle", |size| {
        move_all(&wide(size), |left| left / 2);
    }),
    at_each("move_from_end", |size| {
        move_all(&wide(size), |left| left - 1);
    }),
    at_each("move_all_but_first", |size| {
        let (from, to) = (wide(size), wide(0));
        let children: Vec<_> = from.folders.iter().skip(1).collect();
        measured::run(|| children.into_iter().for_each(|child| to.folders.push(child)));
        assert_eq!((from.folders.len(), to.folders.len()), (1, size - 1));
    }),
    at_each("move_while_iterating", |size| {
        let (from, to) = (wide(size), wide(0));
        measured::run(|| from.folders.iter().for_each(|child| to.folders.push(child)));
        assert_eq!((from.folders.len(), to.folders.len()), (0, size));
    }),
    at_each("extend_with_every_second", |size| {
        let (from, to) = (wide(size), wide(0));
        measured::run(|| to.folders.extend(from.folders.iter().step_by(2)));
        assert_eq!(to.folders.len(), size.div_ceil(2));
    }),
    at_each("detach_in_random_order", |size| {
        let from = wide(size);
        let children = shuffled(&from);
        measured::run(|| {
            for child in &children {
                assert!(child.detach());
            }
        });
        assert!(from.folders.is_empty());
    }),
    at_each("insert_at_front", |size| {
        let (from, to) = (wide(size), wide(0));
        let children: Vec<_> = from.folders.drain().collect();
        measured::run(|| children.into_iter().for_each(|child| to.folders.insert(0, child)));
        assert_eq!(to.folders.len(), size);
    }),
    at_each("insert_before_middle_sibling", |size| {
        let (from, to) = (wide(size), wide(2));
        let children: Vec<_> = from.folders.drain().collect();
        let sibling = to.folders.get(1).expect("there are two children");
        measured::run(|| {
            for child in children {
                let index = to.folders.position(&sibling).expect("the sibling is here");
                to.folders.insert(index, child);
            }
        });
        assert_eq!(to.folders.position(&sibling), Some(size + 1));
    }),
    at_each("next_sibling_after_removals_at_front", |size| {
        let root = wide(size);
        for _ in 0..size / 2 {
            root.folders.remove(0);
        }
        let mut next = root.folders.first().map(|first| first.to_any());
        measured::run(|| {
            while let Some(child) = next.take() {
                next = child.next_sibling();
            }
        });
    }),
    at_each("insert_before_a_sibling", |size| {
        let (from, to) = (wide(size), wide(2));
        let children: Vec<_> = from.folders.drain().collect();
        let sibling = to.folders.get(1).expect("there are two children");
        measured::run(|| {
            for child in children {
                to.folders.insert_before(&sibling, child);
            }
        });
        assert_eq!(to.folders.next(&sibling), None);
    }),
    at_each("detach_every_second_by_next", |size| {
        let root = wide(size);
        measured::run(|| {
            let mut next = root.folders.first();
            while let Some(child) = next {
                next = root.folders.next(&child);
                assert!(child.detach());
                next = next.and_then(|next| root.folders.next(&next));
            }
        });
        assert_eq!(root.folders.len(), size / 2);
    }),
    at_each("splice_in_middle", |size| {
        let root = wide(size);
        measured::run(|| {
            for _ in 0..size / 8 {
                let new = [(); 8].map(|()| Folder { folders: vec![] });
                drop(root.folders.splice(size / 2..size / 2 + 8, new));
            }
        });
        assert_eq!(root.folders.len(), size);
    }),
    linear("next_of_each", |size| {
        let root = wide(size);
        measured::run(|| walk_by_next(&root));
    }),
    linear("next_of_each_in_chunks", |size| {
        let root = wide(size);
        for _ in 0..size {
            root.folders.move_to(size / 2, 0);
        }
        measured::run(|| walk_by_next(&root));
    }),
    linear("next_of_each_after_removals_at_front", |size| {
        let root = wide(size);
        for _ in 0..MOST_WITHOUT_CHUNKS {
            root.folders.remove(0);
        }
        measured::run(|| walk_by_next(&root));
    }),
    linear("retain_every_second", |size| {
        let (root, mut keeps) = (wide(size), false);
        measured::run(|| {
            root.folders.retain(|_| {
                keeps = !keeps;
                keeps
            });
        });
        assert_eq!(root.folders.len(), size.div_ceil(2));
    }),
    linear("append", |size| {
        let (from, to) = (wide(size), wide(size));
        measured::run(|| to.folders.append(&from.folders));
        assert_eq!((from.folders.len(), to.folders.len()), (0, 2 * size));
    }),
    linear("splice_half", |size| {
        let (from, to) = (wide(size / 2), wide(size));
        let new: Vec<_> = from.folders.drain().collect();
        measured::run(|| drop(to.folders.splice(size / 4..3 * size / 4, new)));
        assert_eq!(to.folders.len(), size);
    }),
    Case {
        name: "splice_one_for_one_in_the_middle",
        growth: Growth::SquareRootEach,
        size: SIBLINGS,
        at_most: Some(4000),
        run: |size| {
            let (from, root) = (wide(size), wide(size));
            let new: Vec<_> = from.folders.drain().collect();
            measured::run(|| {
                for child in new {
                    drop(root.folders.splice(size / 2..=size / 2, [child]));
                }
            });
            assert_eq!(root.folders.len(), size);
        },
    },
    linear("set_all_in_random_order", |size| {
        let root = wide(size);
        let children = shuffled(&root);
        measured::run(|| root.folders.set_all(children));
        assert_eq!(root.folders.len(), size);
    }),
    at_each("position_of_each_after_random_moves", |size| {
        let root = wide(size);
        let children = shuffled(&root);
        for (index, child) in children.iter().enumerate() {
            root.folders.insert(index / 2, child.clone());
        }
        measured::run(|| {
            for child in &children {
                assert!(root.folders.position(child).is_some());
            }
        });
    }),
];

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

/// The children in a random order.
fn shuffled(root: &Rc<Folder>) -> Vec<Rc<Folder>> {
    let mut random = Random::new();
    let mut children: Vec<_> = root.folders.iter().collect();
    for last in (1..children.len()).rev() {
        children.swap(last, random.below(last + 1));
    }
    children
}
