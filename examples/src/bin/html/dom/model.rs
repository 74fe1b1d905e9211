//! The model: the nodes of a document, as plain structs that derive `Graph`.

use html5ever::interface::QuirksMode;
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use kinfolk::links::ChildList;
use kinfolk::{Graph, Rc};

#[derive(Graph)]
pub struct Document {
    #[graph(own)]
    pub children: Vec<Child>,
    /// Set by the parser from the doctype. It changes how browsers lay out the page.
    #[graph(cell)]
    pub quirks: QuirksMode,
}

/// Nodes that are not part of a document: what a `<template>` contains, or a parsed fragment.
#[derive(Graph)]
#[graph(back(pub template: Element))]
pub struct Fragment {
    #[graph(own)]
    pub children: Vec<Child>,
}

#[derive(Graph)]
#[graph(back(pub parent: Parent))]
pub struct Doctype {
    pub name: StrTendril,
    pub public_id: StrTendril,
    pub system_id: StrTendril,
}

#[derive(Graph)]
#[graph(back(pub parent: Parent))]
pub struct Element {
    pub name: QualName,
    #[graph(refcell)]
    pub attributes: Attributes,
    #[graph(own)]
    pub children: Vec<Child>,
    /// What a `<template>` contains. These nodes are not children: no walk over the document visits
    /// them, and no selector finds them.
    #[graph(own)]
    pub contents: Option<Fragment>,
    /// Whether HTML may stand in this element of `MathML`. The parser asks for it.
    pub is_html_integration_point: bool,
}

#[derive(Graph)]
#[graph(back(pub parent: Parent))]
pub struct Text {
    #[graph(refcell)]
    pub data: StrTendril,
}

#[derive(Graph)]
#[graph(back(pub parent: Parent))]
pub struct Comment {
    pub data: StrTendril,
}

/// A processing instruction. HTML has none (`<?php ..?>` becomes a comment), but XML has.
#[derive(Graph)]
#[graph(back(pub parent: Parent))]
pub struct Instruction {
    pub target: StrTendril,
    pub data: StrTendril,
}

/// A node that has a parent.
#[derive(Graph)]
pub enum Child {
    Doctype(Doctype),
    Element(Element),
    Text(Text),
    Comment(Comment),
    Instruction(Instruction),
}

/// A node that has children.
#[derive(Graph)]
pub enum Parent {
    Document(Document),
    Fragment(Fragment),
    Element(Element),
}

/// Any node.
#[derive(Graph)]
pub enum Node {
    Document(Document),
    Fragment(Fragment),
    Doctype(Doctype),
    Element(Element),
    Text(Text),
    Comment(Comment),
    Instruction(Instruction),
}

/// Attributes in their order in the source. Names are in lower case.
pub struct Attributes(Vec<Attribute>);

impl Attributes {
    pub fn new(attributes: Vec<Attribute>) -> Self {
        Attributes(attributes)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter()
    }

    /// The value of the attribute with this name, which is in no namespace.
    pub fn get(&self, name: &str) -> Option<&str> {
        Some(&self.0[self.position(name)?].value)
    }

    pub fn set(&mut self, name: &str, value: &str) {
        let value = StrTendril::from_slice(value);
        if let Some(index) = self.position(name) {
            self.0[index].value = value;
        } else {
            let name = QualName::new(None, ns!(), LocalName::from(name));
            self.0.push(Attribute { name, value });
        }
    }

    pub fn remove(&mut self, name: &str) {
        if let Some(index) = self.position(name) {
            self.0.remove(index);
        }
    }

    /// Adds those whose names are not there yet.
    pub fn add_missing(&mut self, more: Vec<Attribute>) {
        for attribute in more {
            if self.0.iter().all(|found| found.name != attribute.name) {
                self.0.push(attribute);
            }
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|found| found.name.ns == ns!() && *found.name.local == *name)
    }
}

impl ElementNode {
    /// The name of an HTML element, or `None` for elements of SVG and `MathML`.
    pub fn html_name(&self) -> Option<&LocalName> {
        (self.name.ns == ns!(html)).then_some(&self.name.local)
    }

    pub fn is_template(&self) -> bool {
        self.html_name() == Some(&local_name!("template"))
    }
}

impl ParentRc {
    #[inline]
    pub fn children(&self) -> &dyn ChildList<Child> {
        match self {
            ParentRc::Element(element) => &element.children,
            ParentRc::Fragment(fragment) => &fragment.children,
            ParentRc::Document(document) => &document.children,
        }
    }
}

impl ChildRc {
    pub fn as_element(&self) -> Option<&Rc<Element>> {
        match self {
            ChildRc::Element(element) => Some(element),
            _ => None,
        }
    }
}
