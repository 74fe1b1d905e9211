//! Writes trees as in html5lib's tests, without recursion.

use html5ever::{Attribute, QualName, ns};
use kinfolk::{Node as _, WalkEvent};

use crate::dom::{NodeRc, ParentRc};

/// The nodes below this one.
pub fn tree(parent: &ParentRc) -> String {
    let mut lines = Lines::default();
    for event in parent.traverse() {
        let WalkEvent::Enter(node) = event else {
            lines.depth -= 1;
            continue;
        };
        match node.downcast::<crate::dom::Node>().unwrap() {
            NodeRc::Document(_) => unreachable!("a document is at the top"),
            NodeRc::Fragment(_) => lines.add("content"),
            NodeRc::Doctype(doctype) => {
                lines.doctype(&doctype.name, &doctype.public_id, &doctype.system_id);
            }
            NodeRc::Element(element) => {
                lines.element(&element.name, element.attributes.borrow().iter());
            }
            NodeRc::Text(text) => lines.text(&text.data.borrow()),
            NodeRc::Comment(comment) => lines.comment(&comment.data),
            NodeRc::Instruction(_) => unreachable!("HTML has no instructions"),
        }
        lines.depth += 1;
    }
    lines.text
}

#[derive(Default)]
pub struct Lines {
    pub text: String,
    pub depth: usize,
}

impl Lines {
    pub fn add(&mut self, line: &str) {
        let indent = "  ".repeat(self.depth);
        self.text.extend([&indent, line, "\n"]);
    }

    pub fn doctype(&mut self, name: &str, public_id: &str, system_id: &str) {
        if public_id.is_empty() && system_id.is_empty() {
            self.add(&format!("<!DOCTYPE {name}>"));
        } else {
            self.add(&format!("<!DOCTYPE {name} \"{public_id}\" \"{system_id}\">"));
        }
    }

    pub fn element<'a>(
        &mut self,
        name: &QualName,
        attributes: impl Iterator<Item = &'a Attribute>,
    ) {
        let space = match name.ns {
            ns!(svg) => "svg ",
            ns!(mathml) => "math ",
            _ => "",
        };
        self.add(&format!("<{space}{}>", name.local));
        let line = |attribute: &Attribute| {
            let space = match attribute.name.ns {
                ns!(xlink) => "xlink ",
                ns!(xml) => "xml ",
                ns!(xmlns) => "xmlns ",
                _ => "",
            };
            format!("{space}{}=\"{}\"", attribute.name.local, attribute.value)
        };
        let mut attributes: Vec<_> = attributes.map(line).collect();
        attributes.sort();
        self.depth += 1;
        for line in &attributes {
            self.add(line);
        }
        self.depth -= 1;
    }

    pub fn text(&mut self, text: &str) {
        self.add(&format!("\"{text}\""));
    }

    pub fn comment(&mut self, text: &str) {
        self.add(&format!("<!-- {text} -->"));
    }
}
