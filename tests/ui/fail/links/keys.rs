// The keys of a `BTreeMap` are `Ord`, those of a `HashMap` are `Hash` and `Eq`, and all are `Debug`.
use kinfolk::Graph;
use std::collections::{BTreeMap, HashMap};

struct Name;

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Silent;

#[derive(Graph)]
#[graph(shared(by_name: BTreeMap<Name, File>))]
struct Shelf {
    #[graph(own)]
    sorted: BTreeMap<Name, File>,
    #[graph(own)]
    hashed: HashMap<Name, File>,
    #[graph(own)]
    silent: BTreeMap<Silent, File>,
}

#[derive(Graph)]
#[graph(back(shelf: Shelf))]
struct File {}

fn main() {}
