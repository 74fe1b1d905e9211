use kinfolk::{Graph, Rc};
use std::collections::HashMap;

type Maybe<T> = Option<T>;

#[derive(Graph)]
#[graph(shared(
    named: HashMap<String, Theme>,
    handles: Vec<Rc<Theme>>,
    alias: Maybe<Theme>,
))]
struct Page {}

#[derive(Graph)]
struct Theme {}

fn main() {}
