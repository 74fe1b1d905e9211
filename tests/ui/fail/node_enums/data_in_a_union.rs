// Each variant wraps one type, so the enum looks like a union. The error offers both ways out.
use kinfolk::Graph;

#[derive(Graph)]
enum Inline {
    Text(String),
    Page(Page),
    Number(f64),
    Pages(Vec<Page>),
}

#[derive(Graph)]
struct Page {}

// No variant could wrap a node, so this one is used as the node enum that it will be.
#[derive(Graph)]
enum Value {
    Number(f64),
}

fn uses(inline: &InlineRc, value: &kinfolk::Rc<Value>) {
    let InlineRc::Page(_) = inline;
    let ValueKind::Number(number) = &value.kind;
    println!("{number}");
}

fn main() {}
