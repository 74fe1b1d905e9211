use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder<'a>))]
struct Folder<'a> {
    name: &'a str,
    #[graph(own)]
    folders: Vec<Folder<'a>>,
}

#[derive(Graph)]
enum Entry<'x, 'y: 'x> {
    Folder(Folder<'x>),
    Other(Folder<'y>),
}

fn main() {}
