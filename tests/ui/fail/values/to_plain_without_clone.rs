//! `to_plain` clones values.

use kinfolk::Graph;

struct Lock(u32);

#[derive(Graph)]
#[graph(to_plain)]
struct Door {
    #[graph(value)]
    lock: Lock,
}

#[derive(Graph)]
#[graph(to_plain)]
enum Gate {
    Open {
        #[graph(value)]
        lock: Lock,
    },
    Closed,
}

#[derive(Graph)]
struct Of<T> {
    #[graph(value)]
    of: &'static T,
    #[graph(value)]
    missing: Missing,
}

fn main() {}
