//! Serialising: `html5ever` writes the HTML, and asks for the nodes in order.

use std::io;
use std::mem;

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
    fn of(parent: ParentRc) -> Level {
        Level { parent, next: 0 }
    }

    /// In a template, the contents take the place of the children.
    fn inside(element: Rc<Element>) -> Level {
        let contents = element.contents.get();
        Level::of(contents.map_or_else(|| element.into(), ParentRc::from))
    }

    /// Writes children, up to the start tag of the next element, which it returns.
    #[inline]
    fn write_on<S: Serializer>(&mut self, to: &mut S) -> io::Result<Option<Rc<Element>>> {
        let children = self.parent.read();
        for child in &children[self.next..] {
            self.next += 1;
            match child {
                ChildRc::Element(element) => {
                    write_start(element, to)?;
                    return Ok(Some(element.clone()));
                }
                ChildRc::Text(text) => to.write_text(&text.data.borrow())?,
                ChildRc::Comment(comment) => to.write_comment(&comment.data)?,
                ChildRc::Doctype(doctype) => to.write_doctype(&doctype.name)?,
                ChildRc::Instruction(instruction) => {
                    to.write_processing_instruction(&instruction.target, &instruction.data)?;
                }
            }
        }
        Ok(None)
    }

    fn write_end<S: Serializer>(self, to: &mut S) -> io::Result<()> {
        let element = match self.parent {
            ParentRc::Element(element) => Some(element),
            ParentRc::Fragment(contents) => contents.template.get(),
            ParentRc::Document(_) => None,
        };
        element.map_or(Ok(()), |element| to.end_elem(element.name.clone()))
    }
}

fn write_start<S: Serializer>(element: &ElementNode, to: &mut S) -> io::Result<()> {
    let attributes = element.attributes.borrow();
    let pairs = attributes.iter().map(|attribute| (&attribute.name, &*attribute.value));
    to.start_elem(element.name.clone(), pairs)
}

impl Serialize for ParentRc {
    fn serialize<S: Serializer>(&self, to: &mut S, scope: TraversalScope) -> io::Result<()> {
        let mut is_closed = false;
        let mut level = match self {
            ParentRc::Element(element) => {
                if scope == TraversalScope::IncludeNode {
                    write_start(element, to)?;
                    is_closed = true;
                }
                Level::inside(element.clone())
            }
            ParentRc::Document(_) | ParentRc::Fragment(_) => Level::of(self.clone()),
        };
        let mut above = Vec::new();
        loop {
            if let Some(element) = level.write_on(to)? {
                above.push(mem::replace(&mut level, Level::inside(element)));
            } else if let Some(outer) = above.pop() {
                mem::replace(&mut level, outer).write_end(to)?;
            } else if is_closed {
                return level.write_end(to);
            } else {
                return Ok(());
            }
        }
    }
}
