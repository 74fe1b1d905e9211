//! Selecting elements by tag and attributes.

use std::fmt;
use std::str::FromStr;

use html5ever::LocalName;
use kinfolk::{Node as _, Rc};

use super::model::{ChildRc, Element, ElementNode, ParentRc, Text};

/// The elements below a node in the order of the source. Those in templates are left out.
pub fn elements(parent: impl Into<ParentRc>) -> Elements {
    let mut walk = Elements { next: Vec::new() };
    walk.push(&parent.into().children().snapshot());
    walk
}

/// A walk over elements. It takes the children of an element when it yields the element.
pub struct Elements {
    /// The next one last.
    next: Vec<Rc<Element>>,
}

impl Elements {
    fn push(&mut self, children: &[ChildRc]) {
        for child in children.iter().rev() {
            if let ChildRc::Element(element) = child {
                self.next.push(element.clone());
            }
        }
    }
}

impl Iterator for Elements {
    type Item = Rc<Element>;

    #[inline]
    fn next(&mut self) -> Option<Rc<Element>> {
        let element = self.next.pop()?;
        self.push(&element.children.read());
        Some(element)
    }
}

/// The texts in an element, one after the other. Those in templates are left out.
pub fn text(element: &Rc<Element>) -> String {
    let children = element.descendants().follow(|place| place.link() == "children");
    children.of::<Text>().map(|text| text.data.borrow().to_string()).collect()
}

/// What an element must be: a tag, an id, classes and attributes, as in `a#top.nav[href]` and
/// `input[type=text]`. Each part may be left out.
#[derive(Debug)]
pub struct Selector {
    source: String,
    tag: Option<LocalName>,
    attributes: Vec<(String, Test)>,
}

/// What the value of an attribute must be.
#[derive(Debug)]
enum Test {
    Anything,
    Equal(String),
    /// A list of words, one of which is this one.
    HasWord(String),
}

impl Selector {
    pub fn matches(&self, element: &ElementNode) -> bool {
        let has_tag = self.tag.as_ref().is_none_or(|tag| element.name.local == *tag);
        has_tag && {
            let attributes = element.attributes.borrow();
            self.attributes
                .iter()
                .all(|(name, test)| attributes.get(name).is_some_and(|value| test.allows(value)))
        }
    }

    /// The elements below a node that match.
    pub fn select(&self, parent: impl Into<ParentRc>) -> impl Iterator<Item = Rc<Element>> {
        elements(parent).filter(|element| self.matches(element))
    }
}

impl Test {
    fn allows(&self, value: &str) -> bool {
        match self {
            Test::Anything => true,
            Test::Equal(expected) => value == expected,
            Test::HasWord(word) => value.split_ascii_whitespace().any(|found| found == word),
        }
    }
}

/// A selector that cannot be read.
#[derive(Debug)]
pub struct SelectorError {
    /// Where the text cannot be understood.
    rest: String,
}

impl fmt::Display for SelectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected `tag`, `#id`, `.class`, `[name]` or `[name=value]` at `{}`", self.rest)
    }
}

impl std::error::Error for SelectorError {}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let error = |rest: &str| SelectorError { rest: rest.to_owned() };
        let (tag, mut rest) = word(text);
        let tag = (!tag.is_empty()).then(|| LocalName::from(tag));
        let mut selector = Selector { source: text.to_owned(), tag, attributes: Vec::new() };
        while let Some(mark) = rest.chars().next() {
            let (name, after) = word(&rest[mark.len_utf8()..]);
            if name.is_empty() {
                return Err(error(rest));
            }
            let (attribute, after) = match mark {
                '#' => (("id".to_owned(), Test::Equal(name.to_owned())), after),
                '.' => (("class".to_owned(), Test::HasWord(name.to_owned())), after),
                '[' => {
                    let (inside, after) = after.split_once(']').ok_or_else(|| error(rest))?;
                    let expected = match inside.strip_prefix('=') {
                        Some(value) => Test::Equal(value.trim_matches('"').to_owned()),
                        None if inside.is_empty() => Test::Anything,
                        None => return Err(error(rest)),
                    };
                    ((name.to_owned(), expected), after)
                }
                _ => return Err(error(rest)),
            };
            selector.attributes.push(attribute);
            rest = after;
        }
        Ok(selector)
    }
}

/// The name at the start of a text, and what follows.
fn word(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}
