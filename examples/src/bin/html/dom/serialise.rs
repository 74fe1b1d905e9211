//! Serialising: `html5ever` writes the HTML, and asks for the nodes in order.

use std::io;

use html5ever::serialize::{Serialize, SerializeOpts, Serializer, TraversalScope, serialize};
use kinfolk::Rc;

use super::model::{ChildRc, Element, ElementNode, ParentRc};
use super::parse::Scripting;

/// The HTML of all children.
pub fn inner_html(node: &ParentRc, scripting: Scripting) -> String {
    let parent = match node {
        ParentRc::Element(element) => Some(element.name.clone()),
        _ => None,
    };
    html(node, scripting, TraversalScope::ChildrenOnly(parent))
}

/// The HTML of the node with all that is below it.
pub fn outer_html(node: &ParentRc, scripting: Scripting) -> String {
    html(node, scripting, TraversalScope::IncludeNode)
}

fn html(node: &ParentRc, scripting: Scripting, traversal_scope: TraversalScope) -> String {
    let scripting_enabled = scripting == Scripting::On;
    let options =
        SerializeOpts { scripting_enabled, traversal_scope, create_missing_parent: false };
    let mut html = Vec::new();
    serialize(&mut html, node, options).expect("a `Vec` takes everything");
    String::from_utf8(html).expect("names and texts are UTF-8")
}

/// A node whose children are being written.
struct Level {
    parent: ParentRc,
    /// The index of the child that comes next.
    next: usize,
}

impl Level {
    /// The start of the children. In a template, the contents take their place.
    fn inside(parent: ParentRc) -> Level {
        let contents = match &parent {
            ParentRc::Element(element) => element.contents.get(),
            ParentRc::Document(_) | ParentRc::Fragment(_) => None,
        };
        Level { parent: contents.map_or(parent, ParentRc::from), next: 0 }
    }

    /// Writes children, up to the next element that needs a level. Returns that one.
    fn next_element<S: Serializer>(&mut self, to: &mut S) -> io::Result<Option<Rc<Element>>> {
        let children = self.parent.children().snapshot();
        let children = &children[..];
        for (index, child) in children.iter().enumerate().skip(self.next) {
            let ChildRc::Element(element) = child else {
                write_leaf(child, to)?;
                continue;
            };
            let inside = element.children.read();
            let inside = &inside[..];
            let has_elements = inside.iter().any(|inner| inner.as_element().is_some());
            if has_elements || element.contents.is_some() {
                self.next = index + 1;
                return Ok(Some(element.clone()));
            }
            write_start(element, to)?;
            for leaf in inside {
                write_leaf(leaf, to)?;
            }
            to.end_elem(element.name.clone())?;
        }
        Ok(None)
    }
}

impl Serialize for ParentRc {
    fn serialize<S: Serializer>(&self, to: &mut S, scope: TraversalScope) -> io::Result<()> {
        let mut levels = Vec::new();
        let mut next = None;
        match (self, scope) {
            (ParentRc::Element(element), TraversalScope::IncludeNode) => {
                next = Some(element.clone());
            }
            _ => levels.push(Level::inside(self.clone())),
        }
        let outside = levels.len();
        loop {
            if let Some(element) = next {
                write_start(&element, to)?;
                levels.push(Level::inside(element.into()));
            }
            let Some(level) = levels.last_mut() else { return Ok(()) };
            next = level.next_element(to)?;
            if next.is_none() {
                if levels.len() > outside {
                    write_end(&levels[levels.len() - 1].parent, to)?;
                }
                levels.pop();
            }
        }
    }
}

fn write_start<S: Serializer>(element: &ElementNode, to: &mut S) -> io::Result<()> {
    let attributes = element.attributes.borrow();
    let pairs = attributes.iter().map(|attribute| (&attribute.name, &*attribute.value));
    to.start_elem(element.name.clone(), pairs)
}

fn write_end<S: Serializer>(parent: &ParentRc, to: &mut S) -> io::Result<()> {
    match parent {
        ParentRc::Element(element) => to.end_elem(element.name.clone()),
        ParentRc::Fragment(contents) => {
            contents.template.get().map_or(Ok(()), |template| to.end_elem(template.name.clone()))
        }
        ParentRc::Document(_) => Ok(()),
    }
}

fn write_leaf<S: Serializer>(node: &ChildRc, to: &mut S) -> io::Result<()> {
    match node {
        ChildRc::Text(text) => to.write_text(&text.data.borrow()),
        ChildRc::Comment(comment) => to.write_comment(&comment.data),
        ChildRc::Doctype(doctype) => to.write_doctype(&doctype.name),
        ChildRc::Instruction(instruction) => {
            to.write_processing_instruction(&instruction.target, &instruction.data)
        }
        ChildRc::Element(_) => Ok(()),
    }
}
