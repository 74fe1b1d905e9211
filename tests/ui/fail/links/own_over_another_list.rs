// Each list and set of std is told once, with what to write.
use kinfolk::Graph;
use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};

#[derive(Graph)]
#[graph(shared(shared: HashSet<File>), weak(weak: VecDeque<File>))]
struct Folder {
    #[graph(own)]
    queue: VecDeque<File>,
    #[graph(own)]
    list: LinkedList<File>,
    #[graph(own)]
    set: HashSet<File>,
    #[graph(own)]
    ordered: BTreeSet<File>,
    #[graph(own)]
    heap: Option<BinaryHeap<File>>,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

fn links(folder: &FolderNode) {
    folder.shared.len();
    folder.weak.len();
    folder.queue.push(File {});
    folder.list.push(File {});
    folder.set.push(File {});
    folder.ordered.push(File {});
    folder.heap.push(File {});
}

fn main() {}
