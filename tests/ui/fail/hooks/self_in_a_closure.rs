// A closure sees nothing of the method around it.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(finalize = |_| self.size.set(0))]
struct SelfInside {
    #[graph(cell)]
    size: u64,
}

#[derive(Graph)]
#[graph(finalize = |page| { page.size.set(self.size.get()) })]
struct SelfBesideAName {
    #[graph(cell)]
    size: u64,
}

#[derive(Graph)]
#[graph(finalize = |_| { struct Inner; impl Inner { fn get(&self) { self.inner() } fn inner(&self) {} } })]
struct SelfOfAnother {}

fn main() {}
