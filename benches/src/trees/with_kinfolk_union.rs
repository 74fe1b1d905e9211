//! kinfolk, with a node type for each kind of node: texts and comments have no list.

use kinfolk::{Graph, Node, Rc};

use super::contender::Contender;
use super::payload::{Kind, Payload, kind_of};
use super::plain::Plain;

#[derive(Graph)]
#[graph(back(parent: Element))]
pub(crate) struct Element {
    value: Payload,
    #[graph(own)]
    content: Vec<Content>,
}

#[derive(Graph)]
#[graph(back(parent: Element))]
pub(crate) struct Text {
    value: Payload,
}

#[derive(Graph)]
#[graph(back(parent: Element))]
pub(crate) struct Comment {
    value: Payload,
}

#[derive(Graph)]
pub(crate) enum Content {
    Element(Element),
    Text(Text),
    Comment(Comment),
}

impl Plain for Content {
    fn new(value: Payload, content: Vec<Content>) -> Content {
        match kind_of(value) {
            Kind::Element => Content::Element(Element { value, content }),
            Kind::Text => Content::Text(Text { value }),
            Kind::Comment => Content::Comment(Comment { value }),
        }
    }
}

impl ContentNode {
    fn value(&self) -> Payload {
        match self {
            ContentNode::Element(element) => element.value,
            ContentNode::Text(text) => text.value,
            ContentNode::Comment(comment) => comment.value,
        }
    }

    fn parent(&self) -> Option<Rc<Element>> {
        match self {
            ContentNode::Element(element) => element.parent.get(),
            ContentNode::Text(text) => text.parent.get(),
            ContentNode::Comment(comment) => comment.parent.get(),
        }
    }

    fn element(&self) -> &Rc<Element> {
        match self {
            ContentNode::Element(element) => element,
            _ => panic!("only elements have content"),
        }
    }
}

fn sum(element: &ElementNode) -> u64 {
    let content = element.content.read();
    let below = content.iter().map(|content| match content {
        ContentNode::Element(element) => sum(element),
        ContentNode::Text(text) => text.value[0],
        ContentNode::Comment(comment) => comment.value[0],
    });
    element.value[0] + below.sum::<u64>()
}

fn sum_by_handles(element: &Rc<Element>) -> u64 {
    let below = element.content.iter().map(|content| match content {
        ContentNode::Element(element) => sum_by_handles(&element),
        ContentNode::Text(text) => text.value[0],
        ContentNode::Comment(comment) => comment.value[0],
    });
    element.value[0] + below.sum::<u64>()
}

pub(crate) struct Tree(Rc<Element>);

impl Contender for Tree {
    type Handle = ContentNode;
    type Plain = Content;

    fn new(value: Payload) -> (Self, ContentNode) {
        let root = Element { value, content: Vec::new() }.into_graph();
        (Tree(root.clone()), ContentNode::Element(root))
    }

    fn add(&mut self, parent: &ContentNode, value: Payload) -> ContentNode {
        parent.element().content.add(Content::new(value, Vec::new()))
    }

    fn from_plain(plain: Content) -> Self {
        match plain {
            Content::Element(root) => Tree(root.into_graph()),
            _ => panic!("only elements have content"),
        }
    }

    fn walk(&self) -> u64 {
        sum(&self.0)
    }

    fn walk_by_handles(&self) -> u64 {
        sum_by_handles(&self.0)
    }

    fn descendants(&self) -> u64 {
        let below = self.0.descendants_of::<Content>().map(|content| content.value()[0]);
        self.0.value[0] + below.sum::<u64>()
    }

    fn ascend(&self, node: &ContentNode) -> u64 {
        let mut steps = 0;
        let mut next = node.parent();
        while let Some(parent) = next {
            steps += 1;
            next = parent.parent.get();
        }
        steps
    }

    fn owner(&self, node: &ContentNode) -> u64 {
        node.parent().expect("it has a parent").value[0]
    }

    fn move_to_end(&mut self, node: &ContentNode, target: &ContentNode) {
        target.element().content.push(node.clone());
    }

    fn root(&self) -> ContentNode {
        ContentNode::Element(self.0.clone())
    }

    fn number(&self, node: &ContentNode) -> u64 {
        node.value()[0]
    }

    fn children(&self, node: &ContentNode) -> Vec<ContentNode> {
        match node {
            ContentNode::Element(element) => element.content.iter().collect(),
            _ => Vec::new(),
        }
    }
}
