use kinfolk::Graph;
use std::collections::{BTreeMap, HashMap, VecDeque};

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: VecDeque<File>,
}

// The keys of a `BTreeMap` are `Ord`, those of a `HashMap` are `Hash` and `Eq`, and all are `Debug`.
struct Name;

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    sorted: BTreeMap<Name, File>,
    #[graph(own)]
    hashed: HashMap<Name, File>,
}

#[derive(Graph)]
#[graph(back(folder: Folder), back(shelf: Shelf))]
struct File {}

fn main() {}
