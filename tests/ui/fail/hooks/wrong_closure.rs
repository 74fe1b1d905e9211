use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(finalize = || ())]
struct NoParameter {}

#[derive(Graph)]
#[graph(finalize = |two, parameters| ())]
struct TwoParameters {}

#[derive(Graph)]
#[graph(finalize = |answer| answer.count.get())]
struct Answer {
    #[graph(cell)]
    count: u64,
}

#[derive(Graph)]
#[graph(finalize = |value: Rc<ByValue>| ())]
struct ByValue {}

#[derive(Graph)]
#[graph(finalize = |file: &FileNode| ())]
struct File {}

#[derive(Graph)]
#[graph(finalize = |folder| folder.sise.set(0))]
struct Folder {
    #[graph(cell)]
    size: u64,
}

// A closure sees nothing of the method around it.
#[derive(Graph)]
#[graph(finalize = |_| println!("{}", self.size))]
struct SelfInAMacro {
    size: u64,
}

#[derive(Graph)]
#[graph(finalize = |_| drop(this))]
struct OurName {}

fn main() {}
