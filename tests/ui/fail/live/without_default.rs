use kinfolk::Graph;

struct Rect {
    width: u32,
}

#[derive(Graph)]
#[graph(live(pub rect: Rect, rects: Vec<Rect>, other: [Rect; 3]))]
struct View {}

#[derive(Graph)]
#[graph(live(value: T))]
struct Generic<T> {
    data: T,
}

fn main() {
    View {}.into_graph().rect.width;
}
