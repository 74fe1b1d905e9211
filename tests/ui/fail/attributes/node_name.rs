use kinfolk::Graph;

#[derive(Graph)]
#[graph(node)]
struct Alone {}

#[derive(Graph)]
#[graph(node = "Text")]
struct Text {}

#[derive(Graph)]
#[graph(node(List))]
struct List {}

#[derive(Graph)]
#[graph(node = path::Name)]
struct Path {}

#[derive(Graph)]
#[graph(node =)]
struct Nothing {}

#[derive(Graph)]
#[graph(node = Same)]
struct Same {}

fn main() {}
