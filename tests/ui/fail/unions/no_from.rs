//! Where a union has a `From` of its own, and where `no_from` has no meaning.

use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    File(File),
}

impl From<File> for Entry {
    fn from(file: File) -> Self {
        Entry::File(file)
    }
}

#[derive(Graph)]
#[graph(no_from)]
struct File {
    #[graph(no_from)]
    name: String,
}

#[derive(Graph)]
#[graph(no_from = File)]
enum Other {
    File(File),
}

fn main() {}
