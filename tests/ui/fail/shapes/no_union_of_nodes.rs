use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    Nothing,
    Named { name: String },
    Two(File, File),
    None(),
    Numbered(File) = 3,
    File(File),
}

#[derive(Graph)]
enum Never {}

#[derive(Graph)]
struct File {}

fn main() {}
