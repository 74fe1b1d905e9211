// A node in a field without a key is plain data, which is rarely meant.
#![deny(deprecated)]

use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    Folder(Folder),
    Folders(Vec<Folder>),
    Two(Folder, Option<Folder>),
    Named { folder: Box<Folder> },
    Nothing,
}

#[derive(Graph)]
#[graph(back(parent: Folder))]
enum Item {
    Folder(Folder),
    Data(#[graph(data)] Folder),
}

#[derive(Graph)]
struct Folder {}

fn main() {}
