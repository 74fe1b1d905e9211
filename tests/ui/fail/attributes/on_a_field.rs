// Keys of the struct, written on a field: the error shows the field's own name and type,
// and causes no other error.
use kinfolk::{Graph, Weak};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Graph)]
struct Folder {
    #[graph(back)]
    parent: Weak<Folder>,
    #[graph(shared)]
    pub theme: Option<Rc<RefCell<File>>>,
    #[graph(weak)]
    recent: Vec<Weak<File>>,
    #[graph(weak)]
    r#in: std::rc::Weak<File>,
    #[graph(back(pub owner: Library))]
    owner: Option<Library>,
    #[graph(shared(icon: File))]
    name: String,
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(finalize = |_| ())]
    size: u64,
    #[graph(to_plain, node = LiveFolder, derive(Debug))]
    notes: String,
    #[graph(finalize)]
    hook: (),
    #[graph(weak)]
    count: u64,
}

#[derive(Graph)]
struct Library {
    #[graph(own)]
    folders: Vec<Folder>,
}

#[derive(Graph)]
struct File {}

// The link is already declared.
#[derive(Graph)]
#[graph(back(library: Library))]
struct Shelf {
    #[graph(back)]
    library: Weak<Library>,
}

fn plain(folder: &LiveFolder) -> Folder {
    folder.parent.get();
    folder.theme.get();
    folder.icon.get();
    folder.recent.iter();
    folder.to_plain()
}

fn main() {}
