//! Ids: twice, without what a copy gets, in some variants only, beside other keys.

use kinfolk::Graph;

#[derive(Graph)]
struct Twice {
    #[graph(id)]
    id: u32,
    #[graph(id)]
    code: String,
}

#[derive(Graph)]
#[graph(to_plain)]
struct Unclear {
    #[graph(id)]
    id: u32,
}

#[derive(Graph)]
enum Some {
    Circle {
        #[graph(id)]
        id: u32,
    },
    Dot {
        x: f64,
    },
    Nothing,
}

#[derive(Graph)]
struct Keys {
    #[graph(id, cell)]
    a: u32,
    #[graph(id, own)]
    b: Vec<Keys>,
    #[graph(weak(Keys), id)]
    c: u32,
    #[graph(id(fresh))]
    d: u32,
    #[graph(id(kept))]
    e: u32,
    #[graph(id = 7)]
    f: u32,
    #[graph(identity)]
    g: u32,
}

#[derive(Graph)]
#[graph(id)]
struct Above {
    number: u32,
}

fn main() {}
