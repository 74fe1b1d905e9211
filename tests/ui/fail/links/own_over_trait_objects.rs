// Trait objects are no nodes.
use kinfolk::Graph;

trait Draw {}

#[derive(Graph)]
struct Scene {
    #[graph(own)]
    shapes: Vec<Box<dyn Draw>>,
    #[graph(own)]
    first: Option<Box<dyn Draw + 'static>>,
}

type Shape = Box<dyn Draw>;

#[derive(Graph)]
struct Group {
    #[graph(own)]
    shapes: Vec<Shape>,
}

fn main() {}
