//! The parser's view of the tree: `html5ever` calls these methods while it parses.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName};
use kinfolk::{Graph, Handle as _, Node as _, Rc};

use super::model::{
    Attributes, Child, ChildRc, Comment, Doctype, Document, Element, Fragment, Instruction, NodeRc,
    Parent, Text,
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

/// The parser promises that the node is an element.
fn element(node: &NodeRc) -> &Rc<Element> {
    match node {
        NodeRc::Element(element) => element,
        other => panic!("{other:?} is no element"),
    }
}

/// The parser promises that the node can have a parent. Nearly all are elements.
fn child(node: NodeRc) -> ChildRc {
    match node {
        NodeRc::Element(element) => element.into(),
        other => other.cast::<Child>().expect("a node that can have a parent"),
    }
}

/// Adds a text to the one before it, if there is one.
fn join(before: Option<&ChildRc>, text: &StrTendril) -> bool {
    let Some(ChildRc::Text(before)) = before else { return false };
    before.data.borrow_mut().push_tendril(text);
    true
}

/// What becomes a child after `before`, unless it is a text that was added to `before`.
fn as_child(node: NodeOrText<NodeRc>, before: Option<&ChildRc>) -> Option<ChildRc> {
    match node {
        NodeOrText::AppendNode(node) => Some(child(node)),
        NodeOrText::AppendText(text) if join(before, &text) => None,
        NodeOrText::AppendText(text) => Some(Text { data: text }.into_graph().into()),
    }
}

impl TreeSink for Sink {
    type Handle = NodeRc;
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

    fn get_document(&self) -> NodeRc {
        self.document.clone().into()
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.quirks.set(mode);
    }

    fn elem_name<'a>(&'a self, node: &'a NodeRc) -> ExpandedName<'a> {
        element(node).name.expanded()
    }

    fn same_node(&self, a: &NodeRc, b: &NodeRc) -> bool {
        a == b
    }

    fn get_template_contents(&self, template: &NodeRc) -> NodeRc {
        let contents = element(template).contents.get();
        contents.expect("a template has contents").into()
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &NodeRc) -> bool {
        element(node).is_html_integration_point
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeRc {
        let element = Element {
            name,
            attributes: Attributes::new(attributes),
            children: vec![],
            contents: flags.template.then_some(Fragment { children: vec![] }),
            is_html_integration_point: flags.mathml_annotation_xml_integration_point,
        };
        element.into_graph().into()
    }

    fn create_comment(&self, data: StrTendril) -> NodeRc {
        Comment { data }.into_graph().into()
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeRc {
        Instruction { target, data }.into_graph().into()
    }

    fn append(&self, parent: &NodeRc, node: NodeOrText<NodeRc>) {
        match (parent, node) {
            (NodeRc::Element(parent), NodeOrText::AppendNode(node)) => {
                parent.children.push(child(node));
            }
            (NodeRc::Element(parent), NodeOrText::AppendText(text)) => {
                if !join(parent.children.read().last(), &text) {
                    parent.children.push(Text { data: text });
                }
            }
            (parent, node) => {
                let parent = parent.cast::<Parent>().expect("a node that can have children");
                let children = parent.children();
                // Not in the `if let`, which would keep the snapshot, and copy the list.
                let node = as_child(node, children.snapshot().last());
                if let Some(node) = node {
                    children.try_push(node).expect("the parser puts no node below itself");
                }
            }
        }
    }

    fn append_before_sibling(&self, sibling: &NodeRc, node: NodeOrText<NodeRc>) {
        let sibling = child(sibling.clone());
        let before = sibling.previous_sibling().and_then(|before| before.cast::<Child>());
        if let Some(node) = as_child(node, before.as_ref()) {
            let parent = sibling.owner_of::<Parent>().expect("the sibling has a parent");
            let inserted = parent.children().try_insert_before(&sibling, node);
            inserted.expect("the parser puts no node below itself");
        }
    }

    fn append_based_on_parent_node(
        &self,
        table: &NodeRc,
        before_table: &NodeRc,
        node: NodeOrText<NodeRc>,
    ) {
        if table.is_root() {
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

    fn add_attrs_if_missing(&self, node: &NodeRc, attributes: Vec<Attribute>) {
        element(node).attributes.borrow_mut().add_missing(attributes);
    }

    fn remove_from_parent(&self, node: &NodeRc) {
        node.detach();
    }

    fn reparent_children(&self, from: &NodeRc, to: &NodeRc) {
        element(to).children.append(&element(from).children);
    }
}
