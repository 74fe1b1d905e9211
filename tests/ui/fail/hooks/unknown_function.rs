use kinfolk::Graph;

#[derive(Graph)]
#[graph(finalize = shut)]
struct Free {}

#[derive(Graph)]
#[graph(finalize = FileNode::shut)]
struct File {}

impl FileNode {
    fn closed(&self) {}
}

#[derive(Graph)]
#[graph(finalize = FoldNode::closed)]
struct Folder {}

#[derive(Graph)]
#[graph(finalize = Self::shut)]
struct Itself {}

#[derive(Graph)]
#[graph(finalize = Tag)]
struct NoFunction {}

#[derive(Graph)]
#[graph(finalize = elsewhere::shut)]
struct Private {}

mod elsewhere {
    fn shut(_: &kinfolk::Rc<super::Private>) {}
}

#[derive(Graph)]
struct Tag {}

fn main() {}
