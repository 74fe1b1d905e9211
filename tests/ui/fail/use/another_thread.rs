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
    let weak = kinfolk::Rc::downgrade(&folder);
    std::thread::spawn(move || drop(weak));
    std::thread::scope(|scope| {
        scope.spawn(|| folder.pages.len());
    });
}
