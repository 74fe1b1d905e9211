//! Histories with weak and shared links, and values.

use super::*;

#[derive(Graph)]
#[graph(finalize = |_| CLOSED.with_borrow_mut(|closed| closed.push(100)))]
struct Style {
    #[graph(value)]
    size: u32,
    #[graph(own)]
    parts: Vec<Part>,
}

#[derive(Graph)]
#[graph(back(pub style: Style))]
struct Part {}

#[derive(Graph)]
#[graph(back(pub page: Page), shared(pub style: Style), weak(pub next: Line))]
struct Line {
    #[graph(value)]
    text: String,
}

#[derive(Graph)]
struct Page {
    #[graph(own)]
    lines: Vec<Line>,
}

fn line(text: &str) -> Line {
    Line { text: text.into() }
}

fn style(size: u32) -> Style {
    Style { size, parts: vec![] }
}

#[test]
fn a_target_that_only_the_history_holds_comes_back() {
    let page = Page { lines: vec![line("a")] }.into_graph();
    let line = page.lines.get(0).unwrap();
    let history = History::new(&page);
    line.style.set(style(1).into_graph());
    let first = Rc::downgrade(&line.style.get().unwrap());
    line.style.set(style(2).into_graph());
    line.style.take();
    assert_eq!(closed(), [] as [u32; 0]);
    history.undo().unwrap();
    assert_eq!(line.style.get().unwrap().size.get(), 2);
    history.undo().unwrap();
    assert_eq!(line.style.get(), first.upgrade());
    assert_eq!(Rc::strong_count(&line.style.get().unwrap()), 3);
    history.undo().unwrap();
    assert!(line.style.get().is_none() && first.upgrade().is_some());
    while history.redo().unwrap() {}
    assert!(line.style.get().is_none());
    assert_no_leaks!();
    drop(history);
    assert_eq!(closed(), [100, 100]);
}

#[test]
fn changes_of_a_target_are_not_recorded() {
    let page = Page { lines: vec![line("a")] }.into_graph();
    let line = page.lines.get(0).unwrap();
    let history = History::new(&page);
    let style = style(1).into_graph();
    line.style.set(style.clone());
    style.size.set(5);
    style.parts.push(Part {});
    assert_eq!(format!("{history:?}"), "History(1 done, 0 undone)");
    history.undo().unwrap();
    assert_eq!((style.size.get(), style.parts.len()), (5, 1));
}

#[test]
fn a_weak_link_goes_on_finding_a_removed_node() {
    let page = Page { lines: vec![line("a"), line("b")] }.into_graph();
    let [first, second] = [0, 1].map(|at| page.lines.get(at).unwrap());
    first.next.set(&second);
    let weak = Rc::downgrade(&second);
    let history = History::new(&page);
    second.detach();
    drop(second);
    assert_eq!(first.next.get(), weak.upgrade());
    first.next.clear();
    history.undo().unwrap();
    assert_eq!(first.next.get(), weak.upgrade());
    history.undo().unwrap();
    assert_eq!(page.lines.get(1), weak.upgrade());
    while history.redo().unwrap() {}
    history.clear().unwrap();
    assert!(first.next.get().is_none() && weak.upgrade().is_none());
}

#[test]
fn values_go_back_and_forth() {
    let page = Page { lines: vec![line("a")] }.into_graph();
    let line = page.lines.get(0).unwrap();
    let history = History::new(&page);
    history.step("Type", || line.text.update(|text| text.push('b')));
    history.amend(|| line.text.update(|text| text.push('c')));
    line.detach();
    line.text.set("out".into());
    page.lines.push(line.clone());
    for _ in 0..3 {
        assert_eq!(line.text.get(), "out");
        assert!(history.undo().unwrap() && history.undo().unwrap());
        assert_eq!(line.text.get(), "abc");
        assert!(history.undo().unwrap() && history.undo().unwrap());
        assert_eq!(line.text.get(), "a");
        assert!(!history.undo().unwrap());
        while history.redo().unwrap() {}
    }
    assert_eq!(format!("{history:?}"), "History(4 done, 0 undone)");
}

#[test]
fn an_update_refuses_undo() {
    let page = Page { lines: vec![line("a")] }.into_graph();
    let line = page.lines.get(0).unwrap();
    let history = History::new(&page);
    page.lines.push(self::line("b"));
    line.text.update(|text| {
        text.push('b');
        assert!(matches!(history.undo(), Err(UndoError::InsideStep)));
        page.lines.push(self::line("c"));
    });
    assert_eq!(format!("{history:?}"), "History(2 done, 0 undone)");
    history.undo().unwrap();
    assert_eq!((line.text.get().as_str(), page.lines.len()), ("a", 2));
}
