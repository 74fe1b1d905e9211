use kinfolk::{BackTo, Graph};

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

impl BackTo<Folder> for Folder {}

fn main() {}
