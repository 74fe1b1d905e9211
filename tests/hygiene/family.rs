// A model with every kind of link, for the packages that derive it in another edition.

#[derive(::kinfolk::Graph)]
#[graph(back(parent: Folder), weak(shortcut: Entry, recent: Vec<File>), to_plain)]
struct Folder {
    name: String,
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    cover: Option<Box<File>>,
}

#[derive(::kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain)]
struct File {
    #[graph(cell)]
    size: u64,
    #[graph(refcell)]
    tags: Vec<String>,
}

#[derive(::kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

#[test]
fn the_family_lives() {
    let plain = Folder { name: "root".into(), entries: vec![], cover: None };
    let folder = ::kinfolk::Graph::into_graph(plain);
    let file = folder.entries.add(File { size: 1, tags: vec![] });
    folder.shortcut.set(&file);
    folder.cover.set(File { size: 2, tags: vec![] });
    folder.recent.push(&folder.cover.get().unwrap());
    match file {
        EntryNode::File(file) => {
            file.size.set(3);
            file.tags.borrow_mut().push(folder.name.clone());
            assert!(file.folder.get() == Some(folder.clone()));
        }
        EntryNode::Folder(folder) => assert!(folder.parent.get().is_none()),
    }
    match &folder.to_plain().entries[0] {
        Entry::File(file) => assert!(file.size == 3 && file.tags == ["root"]),
        Entry::Folder(_) => unreachable!(),
    }
}
