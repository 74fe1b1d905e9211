//! Cleans a page: unwraps elements that only say how it looks, and moves what belongs into the head.

use std::io::{self, Write};

use kinfolk::{Node as _, Rc};

use crate::dom::{ChildRc, Document, Element, append, elements, unwrap};
use crate::outline::tag;

const PRESENTATIONAL: [&str; 7] = ["basefont", "big", "blink", "center", "font", "strike", "tt"];

const METADATA: [&str; 4] = ["base", "link", "meta", "style"];

/// The `<html>` of a document.
pub fn find_html(document: &Rc<Document>) -> Option<Rc<Element>> {
    document.children.read().iter().find_map(ChildRc::as_element).cloned()
}

/// Changes the page, and says what has changed.
pub fn clean(out: &mut impl Write, html: &Rc<Element>) -> io::Result<()> {
    let Some(head) = html.children.first().and_then(|head| head.as_element().cloned()) else {
        return Ok(());
    };
    writeln!(out, "\nChanges:")?;
    // The walk has taken the children of an element before it yields it, so the element can leave.
    for element in elements(html.clone()) {
        let Some(name) = element.html_name() else { continue };
        if PRESENTATIONAL.contains(&&**name) {
            unwrap(&element);
            writeln!(out, "  unwrapped {}", tag(&element))?;
        } else if METADATA.contains(&&**name)
            && element.owner_of::<Element>().as_ref() != Some(&head)
        {
            append(&head, element.clone());
            writeln!(out, "  moved {} into the head", tag(&element))?;
        }
    }
    Ok(())
}
