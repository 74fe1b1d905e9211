#[graph(weak(next: Shape), shared(like: Shape), to_plain)]
pub enum Shape {
    Label(#[graph(own)] Vec<Shape>, #[graph(value)] String),
    Circle {
        #[graph(value)]
        radius: f64,
        name: String,
    },
}
