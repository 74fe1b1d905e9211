//! Types with `undo`: all forms of nodes, with all that it allows.

#![deny(warnings)]

use std::cell::{Cell, OnceCell};

use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(undo, to_plain, back(parent: Folder), weak(friend: Folder), shared(theme: Theme))]
#[graph(live(width: Cell<u32>, height: OnceCell<u32>))]
struct Folder {
    name: String,
    #[graph(value)]
    title: String,
    #[graph(value, trace)]
    seen: Vec<Rc<Theme>>,
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(data)]
    size: Cell<u64>,
}

#[derive(Graph)]
#[graph(undo)]
struct Theme;

#[derive(Graph)]
#[graph(undo)]
struct Pair<T: Clone>(#[graph(value)] T, T);

#[derive(Graph)]
#[graph(back(parent: Expr), undo)]
enum Expr {
    Number(#[graph(value)] f64),
    Call(#[graph(own)] Vec<Expr>, u8),
    Nothing,
}

/// It looks like a union.
#[derive(Graph)]
#[graph(undo, node_enum)]
enum Shape {
    Circle(Radius),
    Square(Radius),
}

struct Radius(#[expect(dead_code)] u32);

#[derive(Graph)]
enum Entry {
    Folder(Folder),
    Theme(Theme),
}

fn main() {
    let theme = Theme.into_graph();
    let (name, title, seen) = (String::new(), "a".to_owned(), vec![theme.clone()]);
    let folder = Folder { name, title, seen, folders: vec![], size: Cell::new(1) }.into_graph();
    folder.theme.set(theme);
    folder.friend.set(&folder);
    folder.width.set(1);
    assert!(folder.height.get().is_none() && folder.parent.get().is_none());
    let Folder { name, title, seen, folders, size } = folder.to_plain();
    assert_eq!(
        (name, title, seen.len(), folders.len(), size.get()),
        (String::new(), "a".to_owned(), 1, 0, 1)
    );
    let pair = Pair(1, 2).into_graph();
    pair.0.set(pair.1);
    let call = Expr::Call(vec![Expr::Number(1.0), Expr::Nothing], 7).into_graph();
    let (ExprKind::Call(parts, seven), None) = (&call.kind, call.parent.get()) else { panic!() };
    assert_eq!((parts.len(), *seven), (2, 7));
    let first = parts.get(0).unwrap();
    let ExprKind::Number(number) = &first.kind else { panic!() };
    number.set(2.0);
    let circle = Shape::Circle(Radius(1)).into_graph();
    let ShapeKind::Circle(_) = &circle.kind else { panic!() };
    _ = Shape::Square(Radius(1)).into_graph();
    for entry in [Entry::Folder(folder.to_plain()), Entry::Theme(Theme)] {
        _ = entry.into_graph();
    }
}
