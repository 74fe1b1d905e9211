// With `node = Name`, errors name the declared type, and the node that was written in its place.
use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(back(parent: FolderData), node = Folder)]
struct FolderData {
    #[graph(own)]
    folders: Vec<FolderData>,
}

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn first(folder: &Rc<Folder>) {}

fn main() {
    let folder: Rc<FolderData> = FolderData { folders: vec![] }.into_graph();
    folder.folders.push(Shelf { folders: vec![] });
}
