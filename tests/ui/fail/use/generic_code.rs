use kinfolk::{BackTo, Graph, NodeType, Own};

fn without_back_link<O: NodeType, T: NodeType>(list: &Own<O, Vec<T>>, child: T) {
    list.push(child);
}

fn maybe_a_union<O: NodeType, T: Graph + BackTo<O>>(list: &Own<O, Vec<T>>, child: T) {
    list.push(child);
}

fn without_bounds<O, T>(list: &Own<O, Vec<T>>) {}

fn main() {}
