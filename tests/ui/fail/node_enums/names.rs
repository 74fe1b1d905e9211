use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(kind: Shape), weak(parent: Shape), weak(parent: Shape))]
enum Shape {
    Nothing,
}

#[derive(Graph)]
#[graph(kind = Same)]
enum Same {
    Nothing,
}

#[derive(Graph)]
#[graph(node = Twice, kind = Twice)]
enum Entry {
    Nothing,
}

#[derive(Graph)]
#[graph(node = Own, kind = one::two, kind = Other)]
enum Own {
    Nothing,
}

fn main() {}
