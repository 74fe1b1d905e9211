//! Constants, statics and unit structs named like local variables: where the expansion binds a
//! variable of that name, they would turn it into a pattern.

#![allow(non_upper_case_globals, non_camel_case_types, reason = "the test is about this")]

use kinfolk::Graph;

const all: u8 = 1;
const child: u8 = 1;
const context: u8 = 1;
const data: u8 = 1;
const handle: u8 = 1;
const new: u8 = 1;
const node: u8 = 1;
const owner: u8 = 1;
const plain: u8 = 1;
const this: u8 = 1;
static formatter: u8 = 1;
static other: u8 = 1;
struct copying;
struct state;
struct value;

#[derive(Graph)]
#[graph(back(parent: Folder), to_plain, finalize = |_| ())]
struct Folder {
    name: u8,
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
}

#[test]
fn nodes_are_built_and_copied() {
    let folder = Folder { name: 1, entries: vec![] }.into_graph();
    let below = folder.entries.add(Folder { name: 2, entries: vec![] });
    assert_eq!(below.clone(), below);
    assert_eq!(folder.to_plain().entries.len(), 1);
}

::std::include!("tree.rs");
