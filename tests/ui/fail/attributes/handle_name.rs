// A union's generated type is a handle, and a struct's is a node, so each has its own key.
use kinfolk::Graph;

#[derive(Graph)]
struct Folder {}

#[derive(Graph)]
#[graph(handle = LiveFile)]
struct File {}

#[derive(Graph)]
#[graph(handle = LiveShape)]
enum Shape {
    Circle(u32),
    Nothing,
}

#[derive(Graph)]
#[graph(handle = Same)]
enum Same {
    Folder(Folder),
}

#[derive(Graph)]
#[graph(name = AnyItem)]
enum Item {
    Folder(Folder),
}

#[derive(Graph)]
enum OnAVariant {
    #[graph(handle = LiveFolder)]
    Folder(Folder),
}

fn names(_: &LiveFile, _: &LiveShape, _: &AnyItem, _: &SameRc) {}

fn main() {}
