// Fields that hold plain values of nodes, without a key. By default this is a warning.
#![deny(deprecated)]

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

#[derive(Graph)]
enum Entry {
    File(File),
}

#[derive(Graph)]
struct Folder {
    files: Vec<File>,
    entries: std::vec::Vec<Entry>,
    cover: Option<File>,
    icon: Option<Box<File>>,
    #[graph()]
    first: File,
    second: Box<Entry>,
}

type Files = Vec<File>;

#[derive(Graph)]
struct Wrapped<T> {
    value: T,
    files: Files,
}

fn main() {}
