use kinfolk::Graph;

#[derive(Graph)]
struct Folder {}

fn main() {
    let folder = Folder {}.into_graph();
    folder.to_plain();
}
