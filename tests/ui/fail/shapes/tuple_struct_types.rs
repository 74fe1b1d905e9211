// Mistakes on unnamed fields that only the compiler finds.
#![deny(deprecated)]

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(pair: Pair))]
struct Part(u8);

struct Plain;

#[derive(Graph)]
struct Pair(#[graph(own)] Vec<Part>, u8);

// Without a key.
#[derive(Graph)]
struct Forgotten(Vec<Part>, Part, u8);

#[derive(Graph)]
struct Other(#[graph(own)] Vec<Plain>);

#[derive(Graph)]
struct NoBackLink(#[graph(own)] Vec<Part>);

#[derive(Graph)]
#[graph(to_plain)]
struct NoClone(Plain);

impl Drop for PairNodeFields {
    fn drop(&mut self) {}
}

fn literal(part: PartNode) -> PartNode {
    PartNode(part.0)
}

fn main() {}
