//! The DOM of the example `html`.

use html5ever::tendril::StrTendril;
use kinfolk::Rc;

use super::Dom;
use dom::{Document, Scripting};

#[path = "../../../examples/src/bin/html/dom/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the example uses more of it")]
mod dom;

pub(super) struct WithKinfolk(Rc<Document>);

impl Dom for WithKinfolk {
    fn parse(source: StrTendril) -> Self {
        WithKinfolk(dom::parse_text(source, Scripting::On).document)
    }

    fn count_elements(&self) -> usize {
        dom::elements(self.0.clone()).count()
    }

    fn serialise(&self, html: &mut Vec<u8>) {
        let options = html5ever::serialize::SerializeOpts::default();
        let document = dom::ParentRc::from(self.0.clone());
        html5ever::serialize(html, &document, options).expect("a `Vec` takes everything");
    }
}
