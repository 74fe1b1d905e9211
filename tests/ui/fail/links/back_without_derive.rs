use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

#[derive(Graph)]
#[graph(back(folder: Folder), back(file: File))]
struct Page {}

struct Folder {
    files: Vec<File>,
}

fn main() {}
