use kinfolk::Graph;

#[derive(Graph)]
#[graph(own, no_from, kidn = AnyShape, node_enum = yes)]
enum Shape {
    #[graph(own)]
    Group(Vec<Shape>),
    #[graph(cell)]
    Circle { x: u32, y: u32 },
    #[graph(back(parent: Shape))]
    Nothing,
    #[graph(with(Page))]
    Page(Page),
    Wrong(#[graph(onw)] Vec<Shape>, #[graph(own, cell)] u8),
    #[graph(boo)]
    Other { #[graph(to_plain)] text: String, #[graph(kind = Kind)] number: u8 },
}

#[derive(Graph)]
#[graph(kind = Kind, node_enum)]
struct Page {}

fn main() {}
