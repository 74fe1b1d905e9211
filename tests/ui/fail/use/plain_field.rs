// Plain data of a node is read-only.
use kinfolk::{Graph, Rc};

#[derive(Graph)]
struct Card {
    is_done: bool,
    tags: Vec<String>,
}

fn done(card: &Rc<Card>) {
    card.is_done = true;
    card.tags.push("new".into());
}

fn main() {}
