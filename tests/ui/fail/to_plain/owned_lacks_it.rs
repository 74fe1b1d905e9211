use kinfolk::Graph;

#[derive(Graph)]
#[graph(to_plain)]
struct Folder {
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(to_plain)]
enum Entry {
    File(File),
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

#[derive(Graph)]
#[graph(to_plain)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
#[graph(back(book: Book))]
struct Page {}

fn main() {}
