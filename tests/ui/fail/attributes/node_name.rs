use kinfolk::Graph;

#[derive(Graph)]
#[graph(node)]
struct Alone {}

#[derive(Graph)]
#[graph(node = "LiveText")]
struct Text {}

#[derive(Graph)]
#[graph(node(LiveList))]
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

#[derive(Graph)]
#[graph(node: LiveColon, finalize)]
struct Colon {}

#[derive(Graph)]
#[graph(node = Generic<T>)]
struct Generic<T> {
    value: T,
}

fn main() {}
