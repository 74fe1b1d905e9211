use kinfolk::{Graph, Rc};
use std::collections::{BTreeMap, HashMap, VecDeque};

type Maybe<T> = Option<T>;

#[derive(Graph)]
#[graph(shared(
    queue: VecDeque<Theme>,
    by_price: HashMap<Price, Theme>,
    sorted: BTreeMap<Price, Theme>,
    handles: Vec<Rc<Theme>>,
    alias: Maybe<Theme>,
))]
struct Page {}

#[derive(Graph)]
struct Theme {}

struct Price;

fn main() {}
