//! `markup5ever_rcdom`: nodes of one type, `Rc` down and `Weak` up.

use html5ever::serialize::SerializeOpts;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{ParseOpts, parse_document, serialize};
use markup5ever_rcdom::{NodeData, RcDom, SerializableHandle};

use super::Dom;

pub(super) struct WithRcdom(RcDom);

impl Dom for WithRcdom {
    fn parse(source: StrTendril) -> Self {
        WithRcdom(parse_document(RcDom::default(), ParseOpts::default()).one(source))
    }

    /// The crate has no walk. A recursion would overflow the stack in a deep document, so this is a
    /// stack of handles, as in the crate's own serialiser.
    fn count_elements(&self) -> usize {
        let mut count = 0;
        let mut next = vec![self.0.document.clone()];
        while let Some(node) = next.pop() {
            count += usize::from(matches!(node.data, NodeData::Element { .. }));
            next.extend(node.children.borrow().iter().rev().cloned());
        }
        count
    }

    fn serialise(&self, html: &mut Vec<u8>) {
        let document = SerializableHandle::from(self.0.document.clone());
        serialize(html, &document, SerializeOpts::default()).expect("a `Vec` takes everything");
    }
}
