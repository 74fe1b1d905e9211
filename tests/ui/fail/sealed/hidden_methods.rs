//! The hidden parts of public traits and types cannot be used.

use kinfolk::prelude::*;
use kinfolk::{AnyRc, NodeType};

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Folder {
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
enum Entry {
    Folder(Folder),
}

fn by_method(folder: &Rc<Folder>, any: &AnyRc, entry: &EntryRc) {
    folder.dyn_node().clear_back_links();
    any.dyn_node().finalize(any);
    entry.as_dyn_node().release_child(std::ptr::null(), 0);
    entry.untyped();
    folder.fields();
}

fn by_function(folder: &Rc<Folder>) {
    FolderNode::dyn_node(folder);
    Node::dyn_node(&**folder, Internal);
    FolderNode::finalize(&folder.to_any());
    Handle::dyn_handle(folder, ());
}

/// The content of a weak handle has a name, and a trait.
fn by_projection<T: Graph>(handle: &T::Handle) {
    <T::Handle as Handle>::Weak::of(handle);
    <T::Handle as Handle>::Weak::of(handle, Default::default());
}

fn in_generic_code<T: NodeType, N: Node, H: Handle>(rc: Rc<T>, node: &N, handle: &H, plain: T) {
    rc.fields();
    node.as_dyn_node();
    handle.untyped();
    T::Repr::build_root(plain);
}

fn main() {}
