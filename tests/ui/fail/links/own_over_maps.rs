// A map has one child for each key, and nothing around it. Each mistake is reported once, with what to
// write.
use kinfolk::Graph;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::{Rc, Weak};

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    lists: BTreeMap<String, Vec<File>>,
    #[graph(own)]
    queues: HashMap<String, VecDeque<File>>,
    #[graph(own)]
    handles: std::collections::BTreeMap<u8, Rc<File>>,
    #[graph(own)]
    cells: RefCell<HashMap<String, Rc<RefCell<File>>>>,
    #[graph(own)]
    option: Option<BTreeMap<u8, File>>,
    #[graph(own)]
    maps: Vec<BTreeMap<u8, File>>,
    #[graph(own)]
    nested: BTreeMap<u8, BTreeMap<u8, File>>,
    #[graph(own)]
    options: BTreeMap<u8, Option<File>>,
    #[graph(own)]
    weak: BTreeMap<u8, Weak<File>>,
    #[graph(own)]
    boxed: Box<BTreeMap<u8, File>>,
    #[graph(own)]
    correct: BTreeMap<u8, Box<File>>,
}

#[derive(Graph)]
#[graph(back(shelf: Shelf))]
struct File {}

fn links(shelf: &ShelfNode) {
    shelf.lists.len();
    shelf.queues.len();
    shelf.handles.len();
    shelf.cells.len();
    shelf.option.len();
    shelf.options.len();
    shelf.weak.len();
    shelf.boxed.len();
}

fn main() {}
