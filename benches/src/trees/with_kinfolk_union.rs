//! kinfolk, with a node type for each kind of node. Texts and comments have no list of children.

use kinfolk::{AnyRc, Graph, Node, Rc, WalkEvent};

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

impl ContentRc {
    fn value(&self) -> Payload {
        match self {
            ContentRc::Element(element) => element.value,
            ContentRc::Text(text) => text.value,
            ContentRc::Comment(comment) => comment.value,
        }
    }

    fn parent(&self) -> Option<Rc<Element>> {
        match self {
            ContentRc::Element(element) => element.parent.get(),
            ContentRc::Text(text) => text.parent.get(),
            ContentRc::Comment(comment) => comment.parent.get(),
        }
    }

    fn element(&self) -> &Rc<Element> {
        match self {
            ContentRc::Element(element) => element,
            _ => panic!("only elements have content"),
        }
    }
}

fn sum(element: &ElementNode) -> u64 {
    let content = element.content.read();
    let below = content.iter().map(|content| match content {
        ContentRc::Element(element) => sum(element),
        ContentRc::Text(text) => text.value[0],
        ContentRc::Comment(comment) => comment.value[0],
    });
    element.value[0] + below.sum::<u64>()
}

fn sum_by_handles(element: &Rc<Element>) -> u64 {
    let below = element.content.iter().map(|content| match content {
        ContentRc::Element(element) => sum_by_handles(&element),
        ContentRc::Text(text) => text.value[0],
        ContentRc::Comment(comment) => comment.value[0],
    });
    element.value[0] + below.sum::<u64>()
}

fn value_of(node: &AnyRc) -> u64 {
    node.downcast::<Content>().map_or(0, |content| content.value()[0])
}

pub(crate) struct Tree(Rc<Element>);

impl Contender for Tree {
    type Handle = ContentRc;
    type Plain = Content;

    fn new(value: Payload) -> (Self, ContentRc) {
        let root = Element { value, content: Vec::new() }.into_graph();
        (Tree(root.clone()), ContentRc::Element(root))
    }

    fn add(&mut self, parent: &ContentRc, value: Payload) -> ContentRc {
        let content = &parent.element().content;
        match kind_of(value) {
            Kind::Element => content.add(Element { value, content: Vec::new() }),
            Kind::Text => content.add(Text { value }),
            Kind::Comment => content.add(Comment { value }),
        }
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

    fn traverse(&self) -> u64 {
        let below = self.0.traverse().map(|event| match event {
            WalkEvent::Enter(node) | WalkEvent::Leave(node) => value_of(&node),
        });
        2 * self.0.value[0] + below.sum::<u64>()
    }

    fn siblings(&self, first: &ContentRc) -> u64 {
        let mut sum = first.value()[0];
        let mut next = first.next_sibling();
        while let Some(node) = next {
            sum += value_of(&node);
            next = node.next_sibling();
        }
        sum
    }

    fn ascend(&self, node: &ContentRc) -> u64 {
        let mut steps = 0;
        let mut next = node.parent();
        while let Some(parent) = next {
            steps += 1;
            next = parent.parent.get();
        }
        steps
    }

    fn owner(&self, node: &ContentRc) -> u64 {
        node.parent().expect("the node has a parent").value[0]
    }

    fn move_to_end(&mut self, node: &ContentRc, target: &ContentRc) {
        target.element().content.push(node.clone());
    }

    fn pop(&mut self, node: &ContentRc) -> Option<ContentRc> {
        node.element().content.pop()
    }

    fn root(&self) -> ContentRc {
        ContentRc::Element(self.0.clone())
    }

    fn number(&self, node: &ContentRc) -> u64 {
        node.value()[0]
    }

    fn children(&self, node: &ContentRc) -> Vec<ContentRc> {
        match node {
            ContentRc::Element(element) => element.content.iter().collect(),
            _ => Vec::new(),
        }
    }
}
