use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    pages: Vec<Page>,
    #[graph(own)]
    cover: Option<Page>,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Page {}

#[derive(Graph)]
enum Entry {
    Folder(Folder),
    Page(Page),
}

#[derive(Graph)]
struct Other {}

fn folder() -> Folder {
    Folder { entries: vec![], pages: vec![], cover: None }
}

fn main() {
    let folder = folder().into_graph();
    let page = Page {}.into_graph();
    assert!(folder == page);
    assert!(folder.entries.get(0).unwrap() == page);
    assert!(folder.entries.contains(&Other {}.into_graph()));
    assert!(folder.entries.contains(&Page {}));
}
