//! Only the derive makes nodes and handles.

use kinfolk::{Graph, Handle, Node, Rc};

#[derive(Graph)]
struct Folder {}

impl Node for Folder {}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct MyHandle(Rc<Folder>);

impl Node for MyHandle {}

impl Handle for MyHandle {}

fn main() {}
