//! Plain values of nodes as data: a key says so, and the compiler has nothing to report.

#![deny(warnings)]
#![allow(dead_code)]

use std::collections::HashMap;

use kinfolk::{Graph, NodeType};

#[derive(Clone, Graph)]
struct File {}

#[derive(Clone, Graph)]
enum Entry {
    File(File),
}

#[derive(Clone)]
struct Colour;

struct Pair<T>(T, T);

#[derive(Graph)]
#[graph(to_plain)]
struct Folder {
    #[graph(data)]
    template: File,
    #[graph(data)]
    drafts: Vec<File>,
    #[graph(data)]
    last: Option<Box<Entry>>,
    #[graph(refcell)]
    closed: Vec<File>,
    #[allow(deprecated)]
    old: Vec<File>,
    by_name: HashMap<String, File>,
    colour: Colour,
    colours: Vec<Colour>,
    background: Option<Colour>,
}

#[derive(Graph)]
#[allow(deprecated)]
struct Silent {
    file: File,
}

// A type parameter may be anything.
#[derive(Graph)]
struct Wrapper<T, U: NodeType, V>
where
    V: Iterator,
{
    value: T,
    values: Vec<T>,
    plain: U,
    plains: Option<U>,
    pair: Pair<U>,
    item: V::Item,
}

fn main() {
    let folder = Folder {
        template: File {},
        drafts: vec![File {}],
        last: None,
        closed: vec![],
        old: vec![],
        by_name: HashMap::new(),
        colour: Colour,
        colours: vec![],
        background: None,
    };
    let folder = folder.into_graph();
    folder.closed.borrow_mut().push(folder.template.clone());
    assert_eq!(folder.to_plain().closed.len(), 1);
}
