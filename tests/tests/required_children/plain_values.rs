//! `into_graph` and `to_plain` are inverse.

use kinfolk::Graph;
use serde::{Deserialize, Serialize};

use crate::model::{expr, hooks, no_leaks, plain, program, text_of};

#[test]
fn of_expressions() {
    let _no_leaks = no_leaks();
    for text in ["1", "-1", "--1", "(1+2)", "((1+-2)+f[])", "f[1 -2 (3+4)|-f[5]]"] {
        assert_eq!(expr(text).to_plain(), plain(text));
        let again = program(text).to_plain().into_graph();
        assert_eq!(text_of(&again.into()), format!("{{{text}}}"));
        hooks();
    }
}

/// A document as serde reads and writes it.
#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(to_plain)]
struct Document {
    title: String,
    #[graph(own)]
    settings: Settings,
    #[serde(flatten)]
    #[graph(own)]
    page: Box<Page>,
    #[serde(default, rename = "body")]
    #[graph(own)]
    text: Text,
}

#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document), to_plain)]
struct Settings {
    #[graph(cell)]
    dark: bool,
}

#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document), to_plain)]
struct Page {
    width: u32,
    #[graph(own)]
    margins: Box<Margins>,
}

#[derive(Clone, Debug, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(page: Page), to_plain)]
struct Margins {
    left: u32,
}

#[derive(Clone, Debug, Default, Deserialize, Graph, PartialEq, Serialize)]
#[graph(back(document: Document), to_plain)]
struct Text {
    words: Vec<String>,
}

#[test]
fn of_what_serde_reads() {
    let json = r#"{
        "title": "t", "settings": { "dark": false }, "width": 3, "margins": { "left": 4 }
    }"#;
    let plain: Document = serde_json::from_str(json).unwrap();
    let document = plain.clone().into_graph();
    assert_eq!(document.to_plain(), plain);
    document.settings.get().dark.set(true);
    document.text.replace(Text { words: vec!["w".into()] });
    document.page.get().margins.replace(Margins { left: 5 });
    let json = serde_json::to_value(document.to_plain()).unwrap();
    let expected = serde_json::json!({
        "title": "t", "settings": { "dark": true }, "width": 3, "margins": { "left": 5 },
        "body": { "words": ["w"] },
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_value::<Document>(json).unwrap(), document.to_plain());
}

/// `Rc::new` and `Default`.
#[test]
fn of_default_values() {
    #[derive(Default, Graph)]
    struct Window {
        #[graph(own)]
        menu: Menu,
        #[graph(own)]
        bar: Box<Menu>,
    }

    #[derive(Default, Graph)]
    #[graph(back(window: Window))]
    struct Menu {}

    let window = kinfolk::Rc::<Window>::default();
    assert_eq!(window.menu.get().window.get(), Some(window.clone()));
    assert_ne!(window.menu.get(), window.bar.get());
    let other = kinfolk::Rc::new(Window::default());
    other.menu.swap(&window.bar);
    assert_eq!(window.bar.get().window.get(), Some(window));
}
