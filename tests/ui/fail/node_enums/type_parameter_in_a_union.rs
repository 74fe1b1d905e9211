// What a variant wraps is known only to the users of the enum.
use kinfolk::Graph;

#[derive(Graph)]
enum Slot<T> {
    Full(T),
    Boxed(Box<T>),
    Page(Page),
}

#[derive(Graph)]
struct Page {}

fn main() {}
