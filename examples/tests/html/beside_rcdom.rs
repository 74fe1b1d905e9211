//! Random documents, parsed into this DOM and into `markup5ever_rcdom`: the trees are equal.

use html5ever::driver::ParseOpts;
use html5ever::interface::QuirksMode;
use html5ever::serialize::{SerializeOpts, serialize};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};

use crate::dom::{ParentRc, Scripting, inner_html, parse_document};
use crate::tree::{Lines, tree};

/// Pieces that a document is made of, with much that is misplaced.
const PIECES: [&str; 72] = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=x>",
    "</a>",
    "<div>",
    "</div>",
    "x",
    " ",
    "&amp;",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<caption>",
    "<tbody>",
    "<col>",
    "<select>",
    "<option>",
    "</select>",
    "<ul>",
    "<li>",
    "</ul>",
    "<h1>",
    "</h2>",
    "<br>",
    "</br>",
    "<!--c-->",
    "<template>",
    "</template>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "</math>",
    "<foreignObject>",
    "<annotation-xml encoding=text/html>",
    "<desc>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<noscript>",
    "</noscript>",
    "<form>",
    "</form>",
    "<input type=hidden>",
    "<button>",
    "</button>",
    "<html lang=en>",
    "<head>",
    "</head>",
    "<body class=a>",
    "</body>",
    "</html>",
    "<frameset>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<nobr>",
    "<font color=red>",
    "</font>",
    "<p id=a>",
    "<!DOCTYPE html>",
    "\n",
    "<applet>",
];

fn random_document(seed: u64) -> String {
    // Xorshift (Marsaglia, 2003).
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ (seed + 1);
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).unwrap()
    };
    let count = 5 + next() % 60;
    (0..count).map(|_| PIECES[next() % PIECES.len()]).collect()
}

fn tree_of_rcdom(top: &Handle) -> String {
    let mut lines = Lines::default();
    let mut next: Vec<(usize, Handle)> = Vec::new();
    let push = |next: &mut Vec<_>, depth, node: &Handle| {
        next.extend(node.children.borrow().iter().rev().map(|child| (depth, child.clone())));
    };
    push(&mut next, 0, top);
    while let Some((depth, node)) = next.pop() {
        lines.depth = depth;
        push(&mut next, depth + 1, &node);
        match &node.data {
            NodeData::Document => lines.add("content"),
            NodeData::Doctype { name, public_id, system_id } => {
                lines.doctype(name, public_id, system_id);
            }
            NodeData::Text { contents } => lines.text(&contents.borrow()),
            NodeData::Comment { contents } => lines.comment(contents),
            NodeData::Element { name, attrs, template_contents, .. } => {
                lines.element(name, attrs.borrow().iter());
                if let Some(contents) = &*template_contents.borrow() {
                    next.push((depth + 1, contents.clone()));
                }
            }
            NodeData::ProcessingInstruction { .. } => unreachable!("HTML has no instructions"),
        }
    }
    lines.text
}

#[test]
fn trees_are_the_same() {
    for seed in 0..3000 {
        let source = random_document(seed);
        for scripting in [Scripting::On, Scripting::Off] {
            let scripting_enabled = scripting == Scripting::On;
            let tree_builder = TreeBuilderOpts { scripting_enabled, ..Default::default() };
            let options = ParseOpts { tree_builder, ..Default::default() };
            let theirs = html5ever::parse_document(RcDom::default(), options).one(&*source);
            let parsed = parse_document(source.as_bytes(), scripting);
            let document = ParentRc::from(parsed.document.clone());

            assert_eq!(tree(&document), tree_of_rcdom(&theirs.document), "{source}");
            assert_eq!(parsed.document.quirks.get(), theirs.quirks_mode.get(), "{source}");
            assert!(matches!(theirs.quirks_mode.get(), QuirksMode::Quirks | QuirksMode::NoQuirks));
            let messages = parsed.errors.iter().map(|error| &error.message);
            assert!(messages.eq(theirs.errors.borrow().iter()), "{source}");
            kinfolk::Node::validate(&document).unwrap();

            // rcdom leaves out what templates contain.
            if !source.contains("<template>") {
                let mut html = Vec::new();
                let options = SerializeOpts { scripting_enabled, ..Default::default() };
                let top = SerializableHandle::from(theirs.document.clone());
                serialize(&mut html, &top, options).unwrap();
                assert_eq!(inner_html(&document, scripting).as_bytes(), html, "{source}");
            }
        }
    }
}
