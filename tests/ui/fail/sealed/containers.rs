//! Only kinfolk says what a link can be declared over.

use std::collections::VecDeque;

use kinfolk::Graph;
use kinfolk::links::{OwnContainer, SharedContainer, WeakContainer};

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

struct Files(VecDeque<Folder>);

impl OwnContainer for Files {
    type Item = Folder;
}

impl SharedContainer for Files {}

impl WeakContainer for Files {}

fn main() {}
