// `live` on a field, and words of other libraries.
use std::cell::Cell;

use kinfolk::Graph;

#[derive(Graph)]
struct View {
    #[graph(live)]
    pub rect: Rect,
    #[graph(live = 7)]
    width: Cell<u32>,
    #[graph(live(seen: Cell<bool> = Cell::new(true)))]
    seen: bool,
    #[graph(live(other: Cell<bool>))]
    name: String,
    #[graph(transient)]
    height: u32,
}

#[derive(Default)]
struct Rect;

#[derive(Graph)]
enum Shape {
    Line { length: u32 },
    Text(String, #[graph(live)] Rect),
}

fn uses(view: &ViewNode) -> u32 {
    let _: (&Rect, &Cell<bool>, &Cell<bool>) = (&view.rect, &view.seen, &view.other);
    view.width.get() + view.height
}

fn main() {}
