//! Prints the tree as an indented list, without the white space between elements.

use std::fmt::Write as _;
use std::io::{self, Write};

use kinfolk::{Node as _, Rc, WalkEvent};

use crate::dom::{Element, ElementNode, Node, NodeRc, ParentRc};

/// The most lines to print of a tree, and characters of a text.
const MAX_LINES: usize = 100;
const MAX_TEXT: usize = 50;

/// Prints all nodes below this one, and what templates contain.
pub fn print(out: &mut impl Write, parent: &ParentRc) -> io::Result<()> {
    let mut depth: usize = 1;
    let mut lines = 0;
    for event in parent.traverse() {
        let WalkEvent::Enter(node) = event else {
            depth -= 1;
            continue;
        };
        if let Some(line) = node.downcast::<Node>().and_then(|node| describe(&node)) {
            if lines < MAX_LINES {
                writeln!(out, "{}{line}", "  ".repeat(depth))?;
            }
            lines += 1;
        }
        depth += 1;
    }
    if lines > MAX_LINES {
        writeln!(out, "  … and {} more lines", lines - MAX_LINES)?;
    }
    Ok(())
}

/// The line for a node. `None` for white space.
fn describe(node: &NodeRc) -> Option<String> {
    Some(match node {
        NodeRc::Document(_) => "document".into(),
        NodeRc::Fragment(_) => "contents:".into(),
        NodeRc::Doctype(doctype) => format!("<!DOCTYPE {}>", doctype.name),
        NodeRc::Element(element) => tag(element),
        NodeRc::Text(text) => format!("\"{}\"", short(&text.data.borrow())?),
        NodeRc::Comment(comment) => {
            format!("<!-- {} -->", short(&comment.data).unwrap_or_default())
        }
        NodeRc::Instruction(instruction) => {
            format!("<?{} {}>", instruction.target, instruction.data)
        }
    })
}

/// The start tag of an element.
pub fn tag(element: &ElementNode) -> String {
    let mut tag = format!("<{}", element.name.local);
    for attribute in element.attributes.borrow().iter() {
        _ = write!(tag, " {}=\"{}\"", attribute.name.local, attribute.value);
    }
    tag + ">"
}

/// The elements from the root down to this one, and the element's text.
pub fn path(element: &Rc<Element>) -> String {
    let mut names: Vec<_> =
        element.ancestors_of::<Element>().map(|above| above.name.local.to_string()).collect();
    names.reverse();
    let text = short(&crate::dom::text(element)).unwrap_or_default();
    format!("{} > {} \"{text}\"", names.join(" > "), tag(element))
}

/// A text without superfluous white space, shortened. `None` if there is only white space.
fn short(text: &str) -> Option<String> {
    let words: Vec<_> = text.split_ascii_whitespace().collect();
    let text = words.join(" ");
    match text.char_indices().nth(MAX_TEXT) {
        _ if text.is_empty() => None,
        Some((end, _)) => Some(format!("{}…", &text[..end])),
        None => Some(text),
    }
}
