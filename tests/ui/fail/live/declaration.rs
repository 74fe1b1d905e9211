use std::cell::Cell;

use kinfolk::Graph;

#[derive(Graph)]
#[graph(live)]
struct Alone {}

#[derive(Graph)]
#[graph(live(width))]
struct NameOnly {}

#[derive(Graph)]
#[graph(live(Cell<u32>))]
struct TypeOnly {}

#[derive(Graph)]
#[graph(live(pub RectOfView = RectOfView))]
struct NoColonAndNoType {}

#[derive(Graph)]
#[graph(live(width = Cell::new(7), height: = Cell::new(8)))]
struct ValueWithoutType {}

#[derive(Graph)]
#[graph(live = width)]
struct Value {}

#[derive(Graph)]
#[graph(live(width Cell<u32> = Cell::new(7)))]
struct NoColon {}

#[derive(Graph)]
#[graph(live(width: Cell<u32> = , height: Cell<u32> =))]
struct NoValue {}

#[derive(Graph)]
#[graph(live(width: u32 = 3 height: u32; depth: u32))]
struct NoComma {}

#[derive(Graph)]
#[graph(live(type: u32 = 1))]
struct Keyword {}

#[derive(Graph)]
#[graph(live(3))]
struct Number {}

#[derive(Graph)]
#[graph(live(#[cfg_attr(all(), cfg(all()))] width: Cell<u32>))]
struct Hidden {}

// These are links, which begin empty.
#[derive(Graph)]
#[graph(back(owner: Alone = Alone {}), weak(next: Alone = None))]
struct Links {}

// The node has the field, although its declaration is wrong.
fn width(node: &NoColonNode, other: &KeywordNode) -> u32 {
    node.width.get() + other.r#type
}

fn main() {}
