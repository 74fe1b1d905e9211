//! Only the derive says what can be given for a child, and what names a node.

use kinfolk::{AsHandle, Graph, IntoHandle, Rc};

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Folder {
    name: String,
    #[graph(own)]
    folders: Vec<Folder>,
}

struct Name(&'static str);

impl IntoHandle<Folder> for Name {}

struct Bookmark(Rc<Folder>);

impl AsHandle<Folder> for Bookmark {}

fn main() {}
