//! Parsing: whole documents and fragments.

use std::borrow::Cow;

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, ParseOpts, QualName, ns};
use kinfolk::{Graph, Rc};

use super::model::{ChildRc, Document, Fragment};
use super::sink::Sink;

/// Whether scripts run. If they do, `<noscript>` contains text; if not, it contains elements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scripting {
    On,
    Off,
}

/// A document, and what was wrong with its source.
pub struct Parsed {
    pub document: Rc<Document>,
    pub errors: Vec<ParseError>,
}

/// A mistake in the source. The parser mends each as HTML prescribes.
#[derive(Debug)]
pub struct ParseError {
    pub line: u64,
    pub message: Cow<'static, str>,
}

fn options(scripting: Scripting) -> ParseOpts {
    let tree_builder =
        TreeBuilderOpts { scripting_enabled: scripting == Scripting::On, ..Default::default() };
    ParseOpts { tree_builder, ..Default::default() }
}

/// Parses bytes of UTF-8. Bytes that are none become replacement characters.
pub fn parse_document(source: &[u8], scripting: Scripting) -> Parsed {
    html5ever::parse_document(Sink::new(), options(scripting)).from_utf8().one(source)
}

/// As [`parse_document`]. The texts of the document share the source's buffer.
pub fn parse_text(source: StrTendril, scripting: Scripting) -> Parsed {
    html5ever::parse_document(Sink::new(), options(scripting)).one(source)
}

/// Parses what could stand in an HTML element with this name, as `innerHTML` does.
pub fn parse_fragment(source: &str, context: &str, scripting: Scripting) -> Rc<Fragment> {
    let context = QualName::new(None, ns!(html), LocalName::from(context));
    let scripting_is_on = scripting == Scripting::On;
    let parser = html5ever::parse_fragment(
        Sink::new(),
        options(scripting),
        context,
        vec![],
        scripting_is_on,
    );
    let document = parser.one(StrTendril::from_slice(source)).document;
    let fragment = Fragment { children: vec![] }.into_graph();
    // The parser puts everything into an `<html>`.
    if let Some(ChildRc::Element(html)) = document.children.last() {
        fragment.children.append(&html.children);
    }
    fragment
}
