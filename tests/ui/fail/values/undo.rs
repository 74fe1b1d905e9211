// Cells in types with `undo`.

use kinfolk::Graph;

#[derive(Graph)]
#[graph(undo)]
struct Card {
    name: String,
    #[graph(cell)]
    votes: u32,
    #[graph(refcell)]
    tags: Vec<String>,
    #[graph(value)]
    title: String,
}

#[derive(Graph)]
#[graph(back(parent: Expr), undo)]
enum Expr {
    Number(#[graph(cell)] f64),
    Name {
        #[graph(own)]
        parts: Vec<Expr>,
        #[graph(refcell)]
        name: String,
    },
}

#[derive(Graph)]
#[graph(undo)]
struct Pair(#[graph(refcell)] Vec<u8>, #[graph(value)] u8);

// The key elsewhere, and other words for it.

#[derive(Graph)]
#[graph(undo = true)]
struct WithValue {}

#[derive(Graph)]
struct OnField {
    #[graph(undo)]
    votes: u32,
}

#[derive(Graph)]
#[graph(undoable)]
struct OtherWord {
    #[graph(cell)]
    votes: u32,
}

#[derive(Graph)]
#[graph(undo, undo)]
struct Twice {}

// Each struct in a union has its own.

#[derive(Graph)]
#[graph(undo)]
enum Either {
    Folder(Folder),
    File(File),
}

#[derive(Graph)]
#[graph(undo)]
struct Folder {}

#[derive(Graph)]
#[graph(undo)]
struct File {}

fn main() {}
