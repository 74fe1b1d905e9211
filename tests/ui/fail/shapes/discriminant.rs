// The compiler judges the number of a variant: with `#[repr(..)]` it is correct.
use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    File(File) = 3,
}

#[derive(Graph)]
#[repr(u8)]
enum Numbered {
    File(File) = 3,
}

#[derive(Graph)]
struct File {}

fn main() {}
