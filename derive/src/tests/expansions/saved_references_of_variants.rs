#[graph(back(parent: Shape))]
pub enum Shape {
    Circle(#[graph(id)] ShapeId, #[graph(shared(Style))] Vec<StyleId>),
    Group {
        #[graph(own)]
        shapes: Vec<Shape>,
        #[graph(id)]
        id: ShapeId,
        #[graph(weak(Shape))]
        like: ShapeId,
    },
}
