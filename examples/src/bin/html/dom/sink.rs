//! The parser's view of the tree: `html5ever` calls these methods while it parses.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName};
use kinfolk::{BackTo, Graph, Node as _, NodeType, Own, Rc};

use super::model::{
    Attributes, Child, ChildRc, Comment, Doctype, Document, Element, Fragment, Instruction, NodeRc,
    ParentRc, Text,
};
use super::parse::{ParseError, Parsed};

pub struct Sink {
    document: Rc<Document>,
    errors: RefCell<Vec<ParseError>>,
    line: Cell<u64>,
}

impl Sink {
    pub fn new() -> Self {
        let document = Document { children: vec![], quirks: QuirksMode::NoQuirks }.into_graph();
        Sink { document, errors: RefCell::default(), line: Cell::new(1) }
    }
}

/// A node as the parser holds it. It clones and compares handles all the time, most of them to
/// elements, which is quicker if there are only two cases.
#[derive(Clone, Debug)]
pub enum SinkHandle {
    Element(Rc<Element>),
    Other(NodeRc),
}

impl SinkHandle {
    /// The parser promises that the node is an element.
    fn element(&self) -> &Rc<Element> {
        match self {
            SinkHandle::Element(element) => element,
            SinkHandle::Other(other) => panic!("{other:?} is no element"),
        }
    }

    /// The parser promises that the node can have a parent.
    fn into_child(self) -> ChildRc {
        match self {
            SinkHandle::Element(element) => element.into(),
            SinkHandle::Other(other) => other.as_child().expect("a node that can have a parent"),
        }
    }
}

/// Adds a text to the one before it, if there is one.
fn join(before: Option<&ChildRc>, text: &StrTendril) -> bool {
    let Some(ChildRc::Text(before)) = before else { return false };
    before.data.borrow_mut().push_tendril(text);
    true
}

fn append<O: NodeType>(children: &Own<O, Vec<Child>>, node: NodeOrText<SinkHandle>)
where
    Child: BackTo<O>,
{
    match node {
        NodeOrText::AppendNode(node) => children.push(node.into_child()),
        NodeOrText::AppendText(text) => {
            if !join(children.read().last(), &text) {
                children.push(Text { data: text });
            }
        }
    }
}

fn insert<O: NodeType>(
    children: &Own<O, Vec<Child>>,
    sibling: &ChildRc,
    node: NodeOrText<SinkHandle>,
) where
    Child: BackTo<O>,
{
    let index = || children.position(sibling).expect("the sibling's parent has it");
    match node {
        NodeOrText::AppendNode(node) => {
            let node = node.into_child();
            // A node before the sibling would shift it.
            node.detach();
            children.insert(index(), node);
        }
        NodeOrText::AppendText(text) => {
            let index = index();
            let before = index.checked_sub(1).and_then(|before| children.get(before));
            if !join(before.as_ref(), &text) {
                children.insert(index, Text { data: text });
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = SinkHandle;
    type Output = Parsed;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Parsed {
        Parsed { document: self.document, errors: self.errors.into_inner() }
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.errors.borrow_mut().push(ParseError { line: self.line.get(), message });
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }

    fn get_document(&self) -> SinkHandle {
        SinkHandle::Other(self.document.clone().into())
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.quirks.set(mode);
    }

    fn elem_name<'a>(&'a self, node: &'a SinkHandle) -> ExpandedName<'a> {
        node.element().name.expanded()
    }

    fn same_node(&self, a: &SinkHandle, b: &SinkHandle) -> bool {
        match (a, b) {
            (SinkHandle::Element(a), SinkHandle::Element(b)) => a == b,
            (SinkHandle::Other(a), SinkHandle::Other(b)) => a == b,
            _ => false,
        }
    }

    fn get_template_contents(&self, template: &SinkHandle) -> SinkHandle {
        let contents = template.element().contents.get();
        SinkHandle::Other(contents.expect("a template has contents").into())
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &SinkHandle) -> bool {
        node.element().is_html_integration_point
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> SinkHandle {
        let element = Element {
            name,
            attributes: Attributes::new(attributes),
            children: vec![],
            contents: flags.template.then_some(Fragment { children: vec![] }),
            is_html_integration_point: flags.mathml_annotation_xml_integration_point,
        };
        SinkHandle::Element(element.into_graph())
    }

    fn create_comment(&self, data: StrTendril) -> SinkHandle {
        SinkHandle::Other(Comment { data }.into_graph().into())
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> SinkHandle {
        SinkHandle::Other(Instruction { target, data }.into_graph().into())
    }

    fn append(&self, parent: &SinkHandle, node: NodeOrText<SinkHandle>) {
        match parent {
            SinkHandle::Element(element) => append(&element.children, node),
            SinkHandle::Other(NodeRc::Fragment(fragment)) => append(&fragment.children, node),
            SinkHandle::Other(NodeRc::Document(document)) => append(&document.children, node),
            SinkHandle::Other(other) => panic!("{other:?} cannot have children"),
        }
    }

    fn append_before_sibling(&self, sibling: &SinkHandle, node: NodeOrText<SinkHandle>) {
        let sibling = sibling.clone().into_child();
        match sibling.parent() {
            Some(ParentRc::Element(parent)) => insert(&parent.children, &sibling, node),
            Some(ParentRc::Fragment(parent)) => insert(&parent.children, &sibling, node),
            Some(ParentRc::Document(parent)) => insert(&parent.children, &sibling, node),
            None => panic!("{sibling:?} has no parent"),
        }
    }

    fn append_based_on_parent_node(
        &self,
        table: &SinkHandle,
        before_table: &SinkHandle,
        node: NodeOrText<SinkHandle>,
    ) {
        if table.element().is_root() {
            self.append(before_table, node);
        } else {
            self.append_before_sibling(table, node);
        }
    }

    fn append_doctype_to_document(
        &self,
        name: StrTendril,
        public_id: StrTendril,
        system_id: StrTendril,
    ) {
        self.document.children.push(Doctype { name, public_id, system_id });
    }

    fn add_attrs_if_missing(&self, node: &SinkHandle, attributes: Vec<Attribute>) {
        node.element().attributes.borrow_mut().add_missing(attributes);
    }

    fn remove_from_parent(&self, node: &SinkHandle) {
        node.element().detach();
    }

    fn reparent_children(&self, from: &SinkHandle, to: &SinkHandle) {
        to.element().children.extend(from.element().children.drain());
    }
}
