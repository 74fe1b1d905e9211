// An enum that is plain data: one mistake.
use kinfolk::Graph;

#[derive(Graph)]
enum Colour {
    Red,
    Green,
    Other { name: String },
    Mixed(u8, u8, u8),
}

fn main() {}
