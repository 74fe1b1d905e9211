use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(finalize = another_type)]
struct AnotherType {}

fn another_type(_: &Rc<Folder>) {}

#[derive(Graph)]
#[graph(finalize = FolderNode::closed)]
struct AnotherNode {}

#[derive(Graph)]
#[graph(finalize = by_value)]
struct ByValue {}

fn by_value(_: Rc<ByValue>) {}

#[derive(Graph)]
#[graph(finalize = MutableNode::closed)]
struct Mutable {}

impl MutableNode {
    fn closed(&mut self) {}
}

#[derive(Graph)]
#[graph(finalize = two_arguments)]
struct TwoArguments {}

fn two_arguments(_: &Rc<TwoArguments>, _: bool) {}

#[derive(Graph)]
#[graph(finalize = AnswerNode::closed)]
struct Answer {}

impl AnswerNode {
    fn closed(&self) -> bool {
        true
    }
}

#[derive(Graph)]
#[graph(finalize = Self::closed)]
struct Plain {}

impl Plain {
    fn closed(&self) {}
}

#[derive(Graph)]
#[graph(finalize = std_rc)]
struct StdRc {}

fn std_rc(_: &std::rc::Rc<StdRc>) {}

#[derive(Graph)]
#[graph(finalize = risky)]
struct Unsafe {}

unsafe fn risky(_: &Rc<Unsafe>) {}

#[derive(Graph)]
#[graph(finalize = LIMIT)]
struct NoFunction {}

const LIMIT: usize = 3;

#[derive(Graph)]
#[graph(finalize = GenericNode::closed)]
struct Generic<T> {
    value: T,
}

impl GenericNode<u8> {
    fn closed(&self) {}
}

#[derive(Graph)]
struct Folder {}

impl FolderNode {
    fn closed(&self) {}
}

fn main() {}
