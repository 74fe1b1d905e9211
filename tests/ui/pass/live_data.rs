//! Live data with and without a value, of any type; and empty lists.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use kinfolk::{Graph, Rc, Weak};

const START: u32 = 2;

#[derive(Default, Debug, PartialEq)]
pub struct Rect {
    width: u32,
}

#[derive(Graph)]
#[graph(
    live(pub rect: Cell<Option<Rect>>, last: RefCell<Option<Weak<View>>>),
    live(
        /// How often it was drawn.
        pub(crate) drawn: Cell<u32> = Cell::new(START),
        sizes: HashMap<String, u32> = HashMap::<String, u32>::from([("a".into(), 1), ("b".into(), 2)]),
        compare: fn(u32, u32) -> bool = |a, b| a < b,
        block: u32 = { let a = START; a + 1 },
        choice: u32 = if START < 3 { 1 } else { 2 },
        matched: &'static str = match START { 2 => "two", _ => "other" },
        of_macro: Vec<u32> = vec![1, 2],
        shifted: u32 = 1 << START,
        less: bool = START < 3,
        text: String = format!("{START}"),
        of_struct: Rect = Rect { width: START },
        of_type: Vec<Self> = Vec::<Self>::new(),
    ),
    live(root: OnceCell<Rc<View>>),
)]
struct View {
    name: String,
}

#[derive(Graph)]
#[graph()]
#[graph(back(), weak(), shared(), live(), derive(), attr())]
#[graph()]
struct Empty {
    #[graph()]
    data: u32,
}

#[derive(Graph)]
#[graph()]
#[graph(derive(), attr())]
enum Any {
    View(View),
    Empty(Empty),
}

/// Its nodes have the data, whatever their variant.
#[derive(Graph)]
#[graph(back(parent: Shape), live(rect: Cell<u32> = Cell::new(3), #[cfg(any())] no: Missing))]
enum Shape {
    Line { length: u32 },
    Group(#[graph(own)] Vec<Shape>, String),
}

/// `live` makes a node enum of an enum that looks like a union.
#[derive(Graph)]
#[graph(live(drawn: Cell<bool>))]
enum Looks {
    Text(String),
}

fn main() {
    let group = Shape::Group(vec![Shape::Line { length: 1 }], String::new()).into_graph();
    let ShapeKind::Group(shapes, _) = &group.kind else { unreachable!() };
    let line = shapes.get(0).unwrap();
    line.rect.set(4);
    assert_eq!((group.rect.get(), line.rect.get(), line.parent.get()), (3, 4, Some(group)));
    assert!(matches!(line.kind, ShapeKind::Line { length: 1 }));
    assert!(!Looks::Text(String::new()).into_graph().drawn.replace(true));
    let view = View { name: "a".into() }.into_graph();
    assert_eq!((view.rect.take(), view.drawn.get(), view.sizes["b"]), (None, 2, 2));
    assert!((view.compare)(1, 2) && view.less && view.of_type.is_empty());
    assert_eq!((view.block, view.choice, view.matched, view.shifted), (3, 1, "two", 4));
    assert_eq!((&view.of_macro[..], &*view.text), (&[1, 2][..], "2"));
    assert_eq!(view.of_struct, Rect { width: 2 });
    *view.last.borrow_mut() = Some(Rc::downgrade(&view));
    assert!(view.root.get().is_none() && view.name == "a");
    let empty = AnyRc::from(Any::Empty(Empty { data: 1 }).into_graph());
    assert!(matches!(empty, AnyRc::Empty(node) if node.data == 1));
    let _ = Any::View(View { name: String::new() });
}
