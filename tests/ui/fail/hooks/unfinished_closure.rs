use kinfolk::Graph;

#[derive(Graph)]
#[graph(finalize = |file| file., to_plain)]
struct Dot {}

#[derive(Graph)]
#[graph(finalize = |file| { let size = ; }, to_plain)]
struct InTheBlock {}

#[derive(Graph)]
#[graph(finalize = |file| drop(file) to_plain)]
struct NoComma {}

#[derive(Graph)]
#[graph(finalize = |file| file.size.get() +)]
struct Plus {}

fn main() {}
