//! Only an owning link over a list is a `ChildList`.

use kinfolk::links::ChildList;
use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

struct Cached(Rc<Folder>);

impl ChildList<Folder> for Cached {}

fn main() {}
