// Mistakes on unnamed fields.
#![deny(deprecated)]

use std::rc::{Rc, Weak};

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(pair: Pair))]
struct Part(String);

#[derive(Graph)]
struct Pair(#[graph(own)] Vec<Rc<Part>>, #[graph(own)] Weak<Part>, #[graph(own, cell)] u8);

#[derive(Graph)]
#[graph(own)]
struct OnTheStruct(Vec<Part>, u8);

#[derive(Graph)]
struct Declared(#[graph(back)] Weak<Pair>, #[graph(live)] u8, #[graph(shared(like: Part))] u8);

#[derive(Graph)]
struct Words(#[graph(children)] Vec<Part>, #[graph(mut)] String, #[graph(skip)] u8);

#[derive(Graph)]
#[graph(back(0: Pair))]
struct Named(u8);

fn main() {}
