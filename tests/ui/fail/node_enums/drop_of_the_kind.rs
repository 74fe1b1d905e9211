use kinfolk::Graph;

#[derive(Graph)]
enum Shape {
    Circle(u32),
    Nothing,
}

impl Drop for ShapeKind {
    fn drop(&mut self) {}
}

fn main() {}
