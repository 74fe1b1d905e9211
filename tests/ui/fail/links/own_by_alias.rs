// The derive cannot see what an alias stands for. The compiler's error names what is in the way.
use kinfolk::Graph;
use std::collections::{BTreeMap, VecDeque};

type Queue = VecDeque<File>;
type Lists = BTreeMap<u8, Vec<File>>;
type Plains = Vec<Plain>;

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    queue: Queue,
    #[graph(own)]
    lists: Lists,
    #[graph(own)]
    plains: Plains,
}

#[derive(Graph)]
#[graph(back(shelf: Shelf))]
struct File {}

struct Plain {}

fn main() {}
