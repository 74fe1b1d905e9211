// A `&self` is the node; a method that needs its handle takes `this: &Rc<..>`.
use kinfolk::{Finalizer, Graph, Handle};

#[derive(Graph)]
#[graph(back(parent: Folder), weak(best: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

impl FolderNode {
    fn with_self(&self, other: &FolderNode) {
        self.root();
        self.to_any();
        other.folders.push(self);
        other.folders.contains(self);
        other.best.set(self);
        Finalizer::attach(self, || ());
        of_any_handle(self);
    }
}

fn of_any_handle(_: &impl Handle) {}

fn main() {}
