use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
struct File {}

#[derive(Graph)]
enum Entry {
    Folder(Folder),
    File(File),
}

fn main() {
    let folder = Folder { entries: vec![] }.into_graph();
    folder.entries.push(File {});
}
