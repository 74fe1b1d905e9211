// Neither the hidden parts of the public traits nor their bounds are in the way of user code.
#![deny(warnings)]

use std::ops::Deref;

use kinfolk::prelude::*;
use kinfolk::weak::WeakSet;
use kinfolk::{NodeType, WeakLink};

#[derive(Graph)]
#[graph(weak(pub links: Vec<Button>), weak(pub link: Button))]
pub struct Button {
    pub name: String,
}

// A node's own methods, named like hidden functions of the traits that the prelude brings.
impl ButtonNode {
    pub fn handle(&self, event: &str) -> String {
        format!("{}: {event}", self.name)
    }

    pub fn weak(&self) -> bool {
        false
    }

    pub fn into_incoming(&self) -> u8 {
        1
    }

    pub fn dyn_handle(&self) -> u8 {
        2
    }

    pub fn as_dyn(&self) -> u8 {
        3
    }

    pub fn untyped(&self) -> u8 {
        4
    }
}

// `Target` is that of `Deref`.
fn show<H: Handle + Deref>(handle: &H) -> &'static str
where
    H::Target: Named,
{
    handle.name()
}

trait Named {
    fn name(&self) -> &'static str;
}

impl Named for TextNode {
    fn name(&self) -> &'static str {
        "text"
    }
}

#[derive(Graph)]
struct Text {}

fn text() -> Rc<Text> {
    Text {}.into_graph()
}

// A reference to a handle is a handle, too, in generic code.
fn all<O: NodeType, T: NodeType, H: AsHandle<T>>(links: &WeakLink<O, Vec<T>>, handles: &[H]) {
    for handle in handles {
        links.push(&handle);
    }
}

// What can be a child can be looked for.
fn save<O: NodeType, N: NodeType, T: NodeType>(link: &WeakLink<O, T>, handle: &Rc<N>)
where
    Rc<N>: IntoHandle<T>,
{
    link.set(handle);
}

fn set<T: Graph>(set: &WeakSet<T>, node: T::Handle) {
    let reference = &node;
    set.insert(&reference);
}

fn main() {
    let button = Button { name: "ok".into() }.into_graph();
    assert_eq!(button.handle("click"), "ok: click");
    assert!(!button.weak());
    let numbers = [button.into_incoming(), button.dyn_handle(), button.as_dyn(), button.untyped()];
    assert_eq!(numbers, [1, 2, 3, 4]);

    all(&button.links, &[button.clone()]);
    save(&button.link, &button);
    let buttons = WeakSet::<Button>::new();
    set(&buttons, button.clone());
    assert_eq!((button.links.iter().count(), buttons.len()), (1, 1));
    assert_eq!(button.link.get(), Some(button));
    assert_eq!(show(&text()), "text");
}
