//! The smallest complete use: declare, build, attach, drop.

use std::cell::RefCell;

use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(back(parent: Folder))]
pub struct Folder {
    pub name: String,
    #[graph(own)]
    pub entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(back(pub folder: Folder))]
#[graph(finalize = FileNode::closed)]
pub struct File {
    pub name: String,
    #[graph(cell)]
    pub size: u64,
}

#[derive(Graph)]
pub enum Entry {
    Folder(Folder),
    File(File),
}

impl FolderNode {
    pub fn total(&self) -> u64 {
        self.entries
            .read()
            .iter()
            .map(|entry| match entry {
                EntryRc::Folder(folder) => folder.total(),
                EntryRc::File(file) => file.size.get(),
            })
            .sum()
    }
}

thread_local!(static CLOSED: RefCell<Vec<String>> = RefCell::default());

impl FileNode {
    fn closed(this: &Rc<File>) {
        let folder = this.folder.get().map(|folder| folder.name.clone());
        CLOSED.with_borrow_mut(|closed| closed.push(format!("{} in {folder:?}", this.name)));
    }
}

#[test]
fn tour() {
    let docs = Folder {
        name: "docs".into(),
        entries: vec![Entry::File(File { name: "a.txt".into(), size: 1 })],
    }
    .into_graph();

    docs.entries.push(File { name: "b.txt".into(), size: 2 });
    let EntryRc::File(a) = docs.entries.get(0).unwrap() else { unreachable!() };
    a.size.set(10);
    assert_eq!(a.folder.get(), Some(docs.clone()));
    assert_eq!(docs.total(), 12);
    let c: Rc<File> = Rc::from(File { name: String::new(), size: 0 });
    docs.entries.push(c.clone());
    assert_eq!(docs.parent.get(), None);
    drop(docs);
    assert_eq!(CLOSED.take(), [r#"b.txt in Some("docs")"#]);
    assert_eq!(a.folder.get(), None);
    drop(a);
    assert_eq!(CLOSED.take(), ["a.txt in None"]);
}
