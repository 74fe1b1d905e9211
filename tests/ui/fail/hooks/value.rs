use kinfolk::Graph;

#[derive(Graph)]
#[graph(finalize)]
struct Alone {}

#[derive(Graph)]
#[graph(finalize(ListNode::closed), to_plain)]
struct List {}

#[derive(Graph)]
#[graph(finalize =, to_plain)]
struct Nothing {}

#[derive(Graph)]
#[graph(to_plain, finalize =)]
struct NothingAtTheEnd {}

#[derive(Graph)]
#[graph(finalize = "TextNode::closed", to_plain)]
struct Text {}

#[derive(Graph)]
#[graph(finalize = 3, to_plain)]
struct Number {}

#[derive(Graph)]
#[graph(finalize = CalledNode::closed(), to_plain)]
struct Called {}

#[derive(Graph)]
#[graph(finalize = called(1, 2), to_plain)]
struct CalledWithValues {}

#[derive(Graph)]
#[graph(finalize = GenericNode<T, u8>::closed, to_plain)]
struct Generic<T: Clone, U: Clone> {
    values: (T, U),
}

#[derive(Graph)]
#[graph(finalize = |file|, to_plain)]
struct NoBody {}

#[derive(Graph)]
#[graph(finalize = |file, to_plain)]
struct HalfAClosure {}

#[derive(Graph)]
#[graph(finalize = static |a, b| (), to_plain)]
struct Static {}

#[derive(Graph)]
#[graph(finalize = async |file| (), to_plain)]
struct Async {}

#[derive(Graph)]
#[graph(finalize = &closed, to_plain)]
struct Reference {}

#[derive(Graph)]
#[graph(finalize = { closed }, to_plain)]
struct Block {}

#[derive(Graph)]
#[graph(finalize = (closed, shut), to_plain)]
struct Parentheses {}

#[derive(Graph)]
#[graph(finalize(|list| list.close()), to_plain)]
struct ListOfAClosure {}

#[derive(Graph)]
#[graph(finalize: "x y", to_plain)]
struct NoPath {}

#[derive(Graph)]
#[graph(node = LiveNamed, finalize, to_plain)]
struct Named {}

#[derive(Graph)]
#[graph(finalize = hook!(), to_plain)]
struct Macro {}

#[derive(Graph)]
#[graph(finalize = fn closed(&self) {}, to_plain)]
struct Function {}

#[derive(Graph)]
#[graph(finalize = FileNode::, to_plain)]
struct HalfAPath {}

#[derive(Graph)]
#[graph(finalize = FileNode.closed, to_plain)]
struct Dot {}

#[derive(Graph)]
#[graph(finalize: closed, to_plain)]
struct Colon {}

#[derive(Graph)]
#[graph(finalize = closed to_plain)]
struct NoComma {}

#[derive(Graph)]
#[graph(finalise = |a, b| (), to_plain)]
struct Misspelt {}

fn main() {
    // The other keys are still read.
    NothingNode::to_plain;
    ListNode::to_plain;
    TextNode::to_plain;
    NumberNode::to_plain;
    CalledNode::to_plain;
    CalledWithValuesNode::to_plain;
    GenericNode::<u8, u8>::to_plain;
    NoBodyNode::to_plain;
    StaticNode::to_plain;
    AsyncNode::to_plain;
    ReferenceNode::to_plain;
    BlockNode::to_plain;
    ParenthesesNode::to_plain;
    ListOfAClosureNode::to_plain;
    NoPathNode::to_plain;
    LiveNamed::to_plain;
    MacroNode::to_plain;
    FunctionNode::to_plain;
    HalfAPathNode::to_plain;
    DotNode::to_plain;
    ColonNode::to_plain;
    MisspeltNode::to_plain;
}
