//! The root as a child of a node that it has lost. Its moves are not recorded, but it may be in a slot
//! that is never empty, or among the children of a list.

use kinfolk::AttachErrorKind;
use kinfolk::history::Conflict;

use super::*;

#[derive(Graph)]
#[graph(back(tray: Tray))]
struct Page {
    name: &'static str,
}

#[derive(Graph)]
#[graph(back(outer: Tray))]
struct Tray {
    name: &'static str,
    #[graph(own)]
    top: Box<Entry>,
    #[graph(own)]
    list: Vec<Entry>,
}

#[derive(Graph)]
enum Entry {
    Tray(Tray),
    Page(Page),
}

fn page(name: &'static str) -> Page {
    Page { name }
}

fn tray(name: &'static str, top: &'static str, list: Vec<Entry>) -> Tray {
    Tray { name, top: Box::new(page(top).into()), list }
}

/// A root with two trays that have left it, and its history.
fn trays() -> (Rc<Tray>, [Rc<Tray>; 2], History) {
    let list = vec![tray("f", "c", vec![]).into(), tray("g", "d", vec![]).into()];
    let root = tray("root", "top", list).into_graph();
    let history = History::new(&root);
    let removed = transaction(|| Ok::<_, ()>([0, 0].map(|index| root.list.remove(index)))).unwrap();
    let trays = removed.map(|entry| entry.cast::<Tray>().unwrap());
    (root, trays, history)
}

fn name(entry: &EntryRc) -> &'static str {
    match entry {
        EntryRc::Tray(tray) => tray.name,
        EntryRc::Page(page) => page.name,
    }
}

/// The names of the children in the list.
fn names(tray: &Rc<Tray>) -> Vec<&'static str> {
    tray.list.iter().map(|entry| name(&entry)).collect()
}

/// The top of each tray.
fn tops(trays: &[Rc<Tray>; 2]) -> [&'static str; 2] {
    trays.each_ref().map(|tray| {
        assert_eq!(tray.validate(), Ok(()));
        name(&tray.top.get())
    })
}

fn conflict(result: Result<bool, UndoError>) -> Conflict {
    match result {
        Err(UndoError::Conflict(conflict)) => conflict,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_required_link_to_the_root_goes_back_and_forth() {
    let (root, trays, history) = trays();
    let [f, g] = &trays;
    let states = [["c", "d"], ["root", "d"], ["d", "root"], ["d", "new"], ["d", "root"]];
    history.step("Replace", || drop(f.top.replace(root.clone())));
    assert_eq!(tops(&trays), states[1]);
    history.step("Swap", || f.top.swap(&g.top));
    assert_eq!(tops(&trays), states[2]);
    history.step("Replace it", || drop(g.top.replace(page("new"))));
    assert_eq!((tops(&trays), root.is_root()), (states[3], true));
    history.step("Put it back", || drop(g.top.replace(root.clone())));
    assert_eq!(tops(&trays), states[4]);
    for _ in 0..2 {
        for state in states[..4].iter().rev() {
            assert!(history.undo().unwrap());
            assert_eq!(tops(&trays), *state);
        }
        assert!(root.is_root());
        assert!(history.undo().unwrap());
        assert_eq!((names(&root), history.can_undo()), (vec!["f", "g"], false));
        assert!(history.redo().unwrap());
        for state in &states[1..] {
            assert!(history.redo().unwrap());
            assert_eq!(tops(&trays), *state);
        }
    }
    drop(g.top.replace(page("last")));
    drop(history);
}

/// A child that went to a tray that the history does not follow has become a required child there.
#[test]
fn a_required_link_to_the_root_that_was_swapped_with_one_elsewhere_is_a_conflict() {
    let (root, [f, g], history) = trays();
    let other = tray("other", "o", vec![]).into_graph();
    drop(other.top.replace(root.clone()));
    history.step("Swap", || f.top.swap(&other.top));
    let trays = [f, other];
    assert_eq!(tops(&trays), ["root", "c"]);
    let refused = conflict(history.undo());
    assert_eq!(refused.kind(), AttachErrorKind::Required);
    assert_eq!(tops(&trays), ["root", "c"]);
    drop(trays[1].top.replace(page("o")));
    assert!(history.undo().unwrap());
    assert_eq!((tops(&trays), root.is_root()), (["c", "o"], true));
    assert!(history.redo().unwrap());
    assert_eq!((tops(&trays), root.is_root()), (["root", "o"], false));
    drop((g, history));
    drop(trays[0].top.replace(page("last")));
}

#[test]
fn a_swap_with_the_root_in_a_list_keeps_the_others_in_order() {
    let (root, [f, _], history) = trays();
    f.list.push(root.clone());
    history.step("Push", || f.list.extend([page("a"), page("b")]));
    history.step("Swap", || f.list.swap(0, 2));
    assert_eq!(names(&f), ["b", "a", "root"]);
    for _ in 0..2 {
        assert!(history.undo().unwrap());
        assert_eq!(names(&f), ["root", "a", "b"]);
        assert!(history.redo().unwrap());
        assert_eq!(names(&f), ["b", "a", "root"]);
    }
    // The root may have left.
    assert!(root.detach());
    assert!(history.undo().unwrap());
    assert_eq!(names(&f), ["a", "b"]);
    assert!(history.redo().unwrap());
    assert_eq!(names(&f), ["b", "a"]);
    assert!(history.undo().unwrap() && history.undo().unwrap());
    assert!(names(&f).is_empty());
}

/// An index counts the root as it was there, since its coming and leaving is no part of the history.
/// This is as the documentation of `History` says.
#[test]
fn a_child_that_comes_back_to_a_list_with_the_root_gets_the_index_that_it_had() {
    let (root, [f, _], history) = trays();
    history.step("Push", || f.list.extend([page("a"), page("b")]));
    history.step("Remove", || drop(f.list.remove(1)));
    f.list.insert(0, root.clone());
    assert!(history.undo().unwrap());
    assert_eq!(names(&f), ["root", "b", "a"]);
    assert!(history.redo().unwrap());
    assert_eq!(names(&f), ["root", "a"]);
    root.detach();
    assert!(history.undo().unwrap());
    assert_eq!(names(&f), ["a", "b"]);
    assert!(history.undo().unwrap());
    assert!(names(&f).is_empty());
    assert!(history.undo().unwrap());
    assert_eq!((names(&root), history.can_undo()), (vec!["f", "g"], false));
}

/// This is as the documentation of `History` says, too.
#[test]
fn an_order_with_the_root_comes_back_only_where_the_root_is() {
    let (root, [f, _], history) = trays();
    f.list.push(root.clone());
    history.step("Push", || f.list.extend([page("a"), page("b")]));
    history.step("Reverse", || f.list.reverse());
    assert!(history.undo().unwrap());
    assert_eq!(names(&f), ["root", "a", "b"]);
    assert!(history.redo().unwrap());
    assert_eq!(names(&f), ["b", "a", "root"]);
    root.detach();
    assert!(history.undo().unwrap());
    assert_eq!(names(&f), ["b", "a"]);
    assert!(history.undo().unwrap());
    assert!(names(&f).is_empty());
}
