//! The parser's view of the tree: `html5ever` calls these methods while it parses.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName};
use kinfolk::{BackTo, Graph, Handle as _, Node as _, NodeType, Own, Rc};

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

fn append<O: NodeType>(children: &Own<O, Vec<Child>>, node: NodeOrText<NodeRc>)
where
    Child: BackTo<O>,
{
    match node {
        NodeOrText::AppendNode(node) => children.push(child(node)),
        NodeOrText::AppendText(text) => {
            if !join(children.read().last(), &text) {
                children.push(Text { data: text });
            }
        }
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
        match parent {
            NodeRc::Element(element) => append(&element.children, node),
            NodeRc::Fragment(fragment) => append(&fragment.children, node),
            NodeRc::Document(document) => append(&document.children, node),
            other => panic!("{other:?} cannot have children"),
        }
    }

    fn append_before_sibling(&self, sibling: &NodeRc, node: NodeOrText<NodeRc>) {
        let sibling = child(sibling.clone());
        let node = match node {
            NodeOrText::AppendNode(node) => child(node),
            NodeOrText::AppendText(text) => {
                let before = sibling.previous_sibling().and_then(|before| before.cast::<Child>());
                if join(before.as_ref(), &text) {
                    return;
                }
                Text { data: text }.into_graph().into()
            }
        };
        let parent = sibling.owner_of::<Parent>().expect("the sibling has a parent");
        let inserted = parent.children().try_insert_before(&sibling, node);
        inserted.expect("the parser puts no node below itself");
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
