//! One list with many children. By hand it is a `Vec`, which is searched for a child, and shifted at
//! each change in its middle.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use kinfolk::Graph;
use kinfolk::prelude::*;

use super::Case;
use crate::random::Random;
use crate::shuffle::shuffle;
use crate::stopwatch::run;

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: Vec<File>,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {
    number: u64,
}

#[derive(Default)]
struct FolderByHand {
    files: RefCell<Vec<Rc<FileByHand>>>,
}

struct FileByHand {
    folder: RefCell<Weak<FolderByHand>>,
    number: u64,
}

/// The numbers of the files, in random order.
fn numbers(size: usize) -> Vec<u64> {
    let mut numbers: Vec<u64> = (0..).take(size).collect();
    shuffle(&mut numbers);
    numbers
}

/// A number that depends on the order.
fn checksum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(1, |sum, number| sum.wrapping_mul(31).wrapping_add(number))
}

fn folder(size: usize) -> kinfolk::Rc<Folder> {
    let files = numbers(size).into_iter().map(|number| File { number }).collect();
    Folder { files }.into_graph()
}

fn sum_of(folder: &kinfolk::Rc<Folder>) -> u64 {
    checksum(folder.files.read().iter().map(|file| file.number))
}

fn file_by_hand(folder: &Rc<FolderByHand>, number: u64) -> Rc<FileByHand> {
    Rc::new(FileByHand { folder: RefCell::new(Rc::downgrade(folder)), number })
}

fn folder_by_hand(size: usize) -> Rc<FolderByHand> {
    let folder = Rc::<FolderByHand>::default();
    let files = numbers(size).into_iter().map(|number| file_by_hand(&folder, number)).collect();
    *folder.files.borrow_mut() = files;
    folder
}

fn sum_by_hand(folder: &FolderByHand) -> u64 {
    checksum(folder.files.borrow().iter().map(|file| file.number))
}

fn position_by_hand(file: &Rc<FileByHand>) -> Option<(Rc<FolderByHand>, usize)> {
    let folder = file.folder.borrow().upgrade()?;
    let index = folder.files.borrow().iter().position(|other| Rc::ptr_eq(other, file))?;
    Some((folder, index))
}

fn detach_by_hand(file: &Rc<FileByHand>) {
    if let Some((folder, index)) = position_by_hand(file) {
        folder.files.borrow_mut().remove(index);
        *file.folder.borrow_mut() = Weak::new();
    }
}

/// The size where each operation by hand costs O(n).
const SHORTER: usize = 5_000;

const LONG: usize = 20_000;

pub(super) const CASES: &[Case] = &[
    Case {
        operation: "push",
        size: LONG,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(0);
                run(|| (0..).take(size).for_each(|number| folder.files.push(File { number })));
                sum_of(&folder)
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(0);
                let push = |number| folder.files.borrow_mut().push(file_by_hand(&folder, number));
                run(|| (0..).take(size).for_each(push));
                sum_by_hand(&folder)
            }),
        ],
    },
    Case {
        operation: "read each",
        size: LONG,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                run(|| sum_of(&folder))
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                run(|| sum_by_hand(&folder))
            }),
        ],
    },
    Case {
        operation: "get by index",
        size: LONG,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                run(|| {
                    checksum((0..size).filter_map(|index| Some(folder.files.get(index)?.number)))
                })
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                let get = |index| folder.files.borrow().get(index).cloned();
                run(|| checksum((0..size).filter_map(|index| Some(get(index)?.number))))
            }),
        ],
    },
    Case {
        operation: "find the next sibling",
        size: SHORTER,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                let files: Vec<_> = folder.files.iter().collect();
                let next = |file: &kinfolk::Rc<File>| folder.files.next(file);
                run(|| checksum(files.iter().filter_map(|file| Some(next(file)?.number))))
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                let files = folder.files.borrow().clone();
                let next = |file: &Rc<FileByHand>| {
                    let (folder, index) = position_by_hand(file)?;
                    folder.files.borrow().get(index + 1).cloned()
                };
                run(|| checksum(files.iter().filter_map(|file| Some(next(file)?.number))))
            }),
        ],
    },
    Case {
        operation: "insert at random",
        size: SHORTER,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(0);
                let mut random = Random::new();
                run(|| {
                    for number in (0..).take(size) {
                        folder.files.insert(random.below(folder.files.len() + 1), File { number });
                    }
                });
                sum_of(&folder)
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(0);
                let mut random = Random::new();
                run(|| {
                    for number in (0..).take(size) {
                        let file = file_by_hand(&folder, number);
                        let mut files = folder.files.borrow_mut();
                        let index = random.below(files.len() + 1);
                        files.insert(index, file);
                    }
                });
                sum_by_hand(&folder)
            }),
        ],
    },
    Case {
        operation: "detach a random child",
        size: SHORTER,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                let mut files: Vec<_> = folder.files.iter().collect();
                files.sort_by_key(|file| file.number);
                run(|| files.iter().filter(|file| file.detach()).count() as u64)
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                let mut files = folder.files.borrow().clone();
                files.sort_by_key(|file| file.number);
                run(|| files.iter().for_each(detach_by_hand));
                (size - folder.files.borrow().len()) as u64
            }),
        ],
    },
    Case {
        operation: "retain half",
        size: LONG,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                run(|| folder.files.retain(|file| file.number % 2 == 0));
                sum_of(&folder)
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                // Nothing else holds them, so their back-links need no change.
                run(|| folder.files.borrow_mut().retain(|file| file.number % 2 == 0));
                sum_by_hand(&folder)
            }),
        ],
    },
    Case {
        operation: "sort",
        size: LONG,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                run(|| folder.files.sort_by_key(|file| file.number));
                sum_of(&folder)
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                run(|| folder.files.borrow_mut().sort_by_key(|file| file.number));
                sum_by_hand(&folder)
            }),
        ],
    },
    Case {
        operation: "drop",
        size: LONG,
        contenders: &[
            ("kinfolk", |size| {
                let folder = folder(size);
                run(|| drop(folder));
                1
            }),
            ("by_hand", |size| {
                let folder = folder_by_hand(size);
                run(|| drop(folder));
                1
            }),
        ],
    },
];
