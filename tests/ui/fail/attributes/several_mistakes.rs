// All mistakes are reported together, each one once, and none causes another: the types
// below are used as if they were right.
use kinfolk::{Graph, Node, Rc};

#[derive(Graph)]
#[graph(back(parent), nod = Dir, bakc(owner: Folder))]
struct Folder {
    name: String,
    #[graph(own = 1)]
    entries: Vec<Entry>,
    #[graph(cel)]
    size: u64,
    #[graph(refcell, refcell)]
    notes: String,
}

#[derive(Graph)]
#[graph(back(folder: Folder), node)]
struct File {
    #[graph(onw)]
    others: Vec<File>,
}

#[derive(Graph)]
enum Entry {
    Folder(Folder),
    #[graph(own)]
    File(File),
    Number(u8),
}

fn main() {
    let folder: Rc<Folder> = Folder {
        name: String::new(),
        entries: vec![],
        size: 0,
        notes: String::new(),
    }
    .into_graph();
    folder.entries.push(File { others: vec![] });
    for entry in &folder.entries {
        match entry {
            EntryRc::Folder(folder) => println!("{}", folder.name),
            EntryRc::File(file) => println!("{:?}", file.folder.get()),
        }
    }
    assert!(folder.is_root());
}
