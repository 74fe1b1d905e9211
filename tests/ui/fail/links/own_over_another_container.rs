use kinfolk::Graph;
use std::collections::HashMap;

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: HashMap<String, File>,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

fn main() {}
