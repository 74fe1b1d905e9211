//! User modules named like the crates that the expansion uses.

mod core {}
mod std {}
mod alloc {}
mod kinfolk {
    pub(super) use ::kinfolk::Graph;
}

#[derive(kinfolk::Graph)]
#[graph(back(parent: Folder), weak(link: Entry, links: Vec<File>), to_plain)]
#[graph(shared(one: Entry, many: Vec<File>))]
#[graph(finalize = FolderNode::closed)]
struct Folder {
    name: u8,
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    cover: Option<Box<File>>,
    #[graph(refcell)]
    notes: Vec<u8>,
}

#[derive(kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain, finalize = |_| ())]
struct File {
    #[graph(cell)]
    size: u8,
}

impl FolderNode {
    fn closed(&self) {}
}

#[derive(kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

::std::include!("tree.rs");
