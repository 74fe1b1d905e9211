//! serde's attributes on plain types: a model with each is read, made into nodes, and written again.
//! `to_plain` and `into_graph` are inverses, whatever the form of the types.

use std::cell::Cell;
use std::fmt::Debug;

use kinfolk::{Graph, Node};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A flattened struct of data, a flattened map, defaults, and other names.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(parent: Page), to_plain, live(drawn: Cell<u32> = Cell::new(1)))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Page {
    #[serde(rename = "name")]
    title: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graph(own)]
    sub_pages: Vec<Page>,
    #[serde(default = "one")]
    #[graph(cell)]
    line_count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graph(own)]
    foot_note: Option<Box<Note>>,
    #[serde(skip)]
    #[graph(refcell)]
    seen_by: Vec<String>,
}

fn one() -> u32 {
    1
}

/// The fields of a node, flattened into those of its owner.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(to_plain)]
struct Document {
    #[serde(flatten)]
    #[graph(own)]
    info: Info,
    #[serde(flatten)]
    extra: std::collections::BTreeMap<String, u32>,
    #[graph(own)]
    parts: Vec<Part>,
    #[graph(own)]
    shapes: Vec<Shape>,
}

#[derive(Clone, Debug, Default, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document), to_plain)]
#[serde(default)]
struct Info {
    author: String,
    year: u16,
}

/// A union with a tag, over a newtype, a tuple struct and a struct.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(to_plain)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
enum Part {
    Text(Text),
    Pair(Pair),
    #[serde(rename = "remark", alias = "comment")]
    Note(Note),
}

/// A newtype is transparent to serde.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document), to_plain)]
struct Text(#[graph(refcell)] String);

/// A tuple struct is an array to serde.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document), to_plain, live(last: Cell<Option<u8>>))]
struct Pair(
    u8,
    #[graph(own)] Vec<Note>,
    #[serde(default)]
    #[graph(cell)]
    Option<u8>,
);

#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(page: Page, document: Document, pair: Pair, shape: Shape), to_plain)]
struct Note {
    text: String,
}

/// A node enum without a tag.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document, shape: Shape), to_plain, live(area: Cell<u32>))]
#[serde(untagged)]
enum Shape {
    Line {
        length: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[graph(own)]
        label: Option<Note>,
    },
    Point(u32, u32),
    Group {
        #[graph(own)]
        shapes: Vec<Shape>,
    },
    Named(#[graph(cell)] bool),
}

/// A node enum with an internal tag.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(list: Tasks), to_plain)]
#[serde(tag = "state")]
enum Task {
    #[serde(rename = "open")]
    Open {
        title: String,
        #[serde(default)]
        #[graph(own)]
        below: Vec<Tasks>,
    },
    #[serde(rename = "done")]
    Done {
        title: String,
        #[graph(cell)]
        day: u32,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(task: Task), to_plain)]
#[serde(transparent)]
struct Tasks(#[graph(own)] Vec<Task>);

/// A union without a tag: serde tries the variants in order.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(to_plain)]
#[serde(untagged)]
enum Any {
    Info(Info),
    Note(Note),
}

/// Reads the plain value, checks that the nodes have it, and writes it again: the same JSON, except
/// where `written` says otherwise.
fn round_trip<T>(read: Value, written: Option<Value>) -> T::Handle
where
    T: Graph + Clone + Debug + DeserializeOwned + PartialEq + Serialize,
    T::Handle: ToPlain<T>,
{
    let plain: T = serde_json::from_value(read.clone()).unwrap();
    let node = plain.clone().into_graph();
    assert_eq!(node.plain(), plain);
    assert_eq!(serde_json::to_value(node.plain()).unwrap(), written.unwrap_or(read));
    node
}

trait ToPlain<T> {
    fn plain(&self) -> T;
}

macro_rules! to_plain {
    ($($handle:ty => $plain:ty),*) => {
        $(impl ToPlain<$plain> for $handle {
            fn plain(&self) -> $plain {
                self.to_plain()
            }
        })*
    };
}

to_plain!(
    kinfolk::Rc<Page> => Page, kinfolk::Rc<Document> => Document, kinfolk::Rc<Tasks> => Tasks,
    kinfolk::Rc<Shape> => Shape, AnyRc => Any
);

#[test]
fn renamed_and_default_fields() {
    let read = json!({ "name": "a", "subPages": [{ "name": "b", "lineCount": 4 }] });
    let mut written = read.clone();
    written["lineCount"] = json!(1);
    let page = round_trip::<Page>(read, Some(written));
    let below = page.sub_pages.get(0).unwrap();
    assert_eq!((below.line_count.get(), below.drawn.get()), (4, 1));
    below.foot_note.set(Note { text: "c".into() });
    page.seen_by.borrow_mut().push("d".into());
    assert_eq!(
        serde_json::to_value(page.to_plain()).unwrap(),
        json!({
            "name": "a",
            "lineCount": 1,
            "subPages": [{ "name": "b", "lineCount": 4, "footNote": { "text": "c" } }],
        })
    );
    assert!(serde_json::from_value::<Page>(json!({ "name": "a", "drawn": 1 })).is_err());
}

#[test]
fn flattened_tagged_and_untagged() {
    let document = round_trip::<Document>(
        json!({
            "author": "Ada",
            "year": 1843,
            "pages": 3,
            "parts": [
                { "type": "text", "value": "Hi" },
                { "type": "pair", "value": [1, [{ "text": "a" }], 2] },
                { "type": "remark", "value": { "text": "b" } },
            ],
            "shapes": [
                { "length": 3 },
                [4, 5],
                { "shapes": [{ "length": 6, "label": { "text": "c" } }, true] },
            ],
        }),
        None,
    );
    assert_eq!((&*document.info.get().author, document.extra["pages"]), ("Ada", 3));
    let PartRc::Pair(pair) = document.parts.get(1).unwrap() else { unreachable!() };
    assert_eq!((pair.0, pair.1.len(), pair.2.get()), (1, 1, Some(2)));
    assert_eq!(pair.1.get(0).unwrap().path().to_string(), "Document.parts[1].1[0]");
    document.validate().unwrap();
}

#[test]
fn internal_tags_and_transparent_newtypes() {
    let tasks = round_trip::<Tasks>(
        json!([
            { "state": "open", "title": "a", "below": [[{ "state": "done", "title": "b", "day": 3 }]] },
            { "state": "later", "title": "c" },
        ]),
        Some(json!([
            { "state": "open", "title": "a", "below": [[{ "state": "done", "title": "b", "day": 3 }]] },
            { "state": "Unknown" },
        ])),
    );
    assert!(matches!(tasks.0.get(1).unwrap().kind, TaskKind::Unknown));
    assert_eq!(tasks.descendants().count(), 4);
}

#[test]
fn each_variant_of_an_untagged_enum() {
    for value in [json!({ "length": 1 }), json!([1, 2]), json!({ "shapes": [] }), json!(true)] {
        round_trip::<Shape>(value, None);
    }
    let info = round_trip::<Any>(json!({ "text": "a" }), Some(json!({ "author": "", "year": 0 })));
    assert!(matches!(info, AnyRc::Info(_)));
    round_trip::<Any>(json!({ "author": "b", "year": 1 }), None);
}
