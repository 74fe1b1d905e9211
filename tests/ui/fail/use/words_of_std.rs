// The calls of code that was written for `Rc<RefCell<..>>`.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder), weak(target: Folder), shared(theme: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(own)]
    inner: Option<Box<Folder>>,
}

fn main() {
    let folder = Folder { folders: vec![], inner: None }.into_graph();
    folder.folders.borrow_mut().push(folder.clone());
    let inner = folder.inner.borrow().get();
    let parent = folder.parent.upgrade().unwrap();
    parent.theme.borrow_mut().set(folder.clone());
    parent.target.upgrade();
    folder.downgrade();

    // The handle derefs to the node, which may have methods of these names: no hint is possible.
    folder.borrow_mut();
}
