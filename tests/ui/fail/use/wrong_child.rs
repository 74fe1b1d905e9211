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
    folder.pages.push(Other {});
    folder.pages.push(Other {}.into_graph());
    folder.entries.push("page");
    folder.cover.set(Some(Page {}));
    folder.cover.set(None);
    folder.pages.push(std::rc::Rc::new(Page {}));
    folder.pages.extend(folder.pages.read().iter());
}
