use kinfolk::Graph;

#[derive(Graph)]
#[graph(crate)]
struct Alone {}

#[derive(Graph)]
#[graph(crate = "kinfolk")]
struct Text {}

#[derive(Graph)]
#[graph(crate(kinfolk))]
struct List {}

#[derive(Graph)]
#[graph(crate =)]
struct Nothing {}

#[derive(Graph)]
#[graph(crate = a - b)]
struct NoPath {}

fn main() {}
