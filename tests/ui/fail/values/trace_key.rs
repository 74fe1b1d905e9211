use kinfolk::{Graph, Rc};

#[derive(Graph)]
struct Theme {}

#[derive(Graph)]
struct Page {
    #[graph(trace)]
    alone: Vec<Rc<Theme>>,
    #[graph(own, trace)]
    owned: Vec<Theme>,
    #[graph(value, trace, trace)]
    twice: Vec<Rc<Theme>>,
    #[graph(trace, value)] // the other way round
    fine: Vec<Rc<Theme>>,
    #[graph(value, trace = true)]
    with_value: Vec<Rc<Theme>>,
    #[graph(value, traced)]
    other_word: Vec<Rc<Theme>>,
}

#[derive(Graph)]
#[graph(trace)]
struct Elsewhere {
    #[graph(value)]
    themes: Vec<Rc<Theme>>,
}

fn main() {}
