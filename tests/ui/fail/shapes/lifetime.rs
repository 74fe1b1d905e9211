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

// No bound names a lifetime that was refused.
#[derive(Graph)]
struct Bound<'a, T: 'a + Clone>
where
    T: Tagged<'a>,
    'a: 'static,
{
    value: &'a T,
}

trait Tagged<'a> {}

fn main() {}
