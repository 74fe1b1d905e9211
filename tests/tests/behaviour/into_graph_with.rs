//! Links that are set while a node is made, and panics meanwhile.

use std::cell::RefCell;

use kinfolk::{
    AnyRc, Finalizer, Graph, Handle, IntoHandle, Node, Own, Rc, Weak, assert_no_leaks, collect,
};
use kinfolk_tests::panics::panic_of;
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    static HOOKS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static KEPT: RefCell<Vec<AnyRc>> = const { RefCell::new(Vec::new()) };
}

#[derive(Graph)]
#[graph(back(parent: Folder), weak(target: Folder), shared(theme: Theme))]
#[graph(finalize = |folder| HOOKS.with_borrow_mut(|hooks| hooks.push(folder.name)))]
struct Folder {
    name: &'static str,
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(own)]
    first: Option<Box<Folder>>,
}

#[derive(Graph)]
#[graph(shared(folder: Folder))]
#[graph(finalize = |theme| HOOKS.with_borrow_mut(|hooks| hooks.push(theme.name)))]
struct Theme {
    name: &'static str,
}

#[derive(Graph)]
enum Part {
    Folder(Folder),
    Theme(Theme),
}

fn folder(name: &'static str, folders: Vec<Folder>) -> Folder {
    Folder { name, folders, first: None }
}

/// The names of nodes whose hooks have run since the last call.
fn hooks() -> Vec<&'static str> {
    HOOKS.take()
}

#[test]
fn links_are_set_before_the_handle_is_returned() {
    let theme = Theme { name: "theme" }.into_graph();
    let root = folder("root", vec![folder("below", vec![])]).into_graph_with(|root| {
        root.theme.set(theme.clone());
        let below = root.folders.get(0).unwrap();
        below.target.set(root);
        root.folders.push(folder("new", vec![]));
    });
    assert_eq!(root.theme.get(), Some(theme.clone()));
    assert_eq!(root.folders.get(0).unwrap().target.get(), Some(root.clone()));
    assert_eq!(root.folders.len(), 2);
    assert_eq!(Rc::strong_count(&root), 1);
    root.validate().unwrap();
    drop((root, theme));
    assert_eq!(hooks(), ["root", "below", "new", "theme"]);
}

#[test]
fn unions_and_boxes_give_their_handles() {
    let part = Part::Theme(Theme { name: "theme" }).into_graph_with(|part: &PartRc| {
        let PartRc::Theme(theme) = part else { unreachable!() };
        theme.folder.set(folder("held", vec![]));
    });
    drop(part);
    assert_eq!(hooks(), ["theme", "held"]);
    let boxed = Box::new(folder("boxed", vec![])).into_graph_with(|folder: &Rc<Folder>| {
        folder.target.set(folder);
    });
    assert_eq!(boxed.target.get(), Some(boxed.clone()));
    drop(boxed);
    assert_eq!(hooks(), ["boxed"]);
}

#[test]
fn the_closure_may_attach_and_keep_the_node() {
    let root = folder("root", vec![]).into_graph();
    let mut kept = None;
    let child = folder("child", vec![]).into_graph_with(|child| {
        root.folders.push(child.clone());
        kept = Some(child.clone());
    });
    assert_eq!(kept, Some(child.clone()));
    assert_eq!(child.parent.get(), Some(root.clone()));
    drop((kept, child));
    assert_eq!(hooks(), [""; 0]);
    drop(root);
    assert_eq!(hooks(), ["root", "child"]);
}

/// A tree with nodes in both links.
fn tree() -> Folder {
    let below = || Box::new(folder("first below", vec![]));
    let left = Folder { first: Some(below()), ..folder("left", vec![folder("leaf", vec![])]) };
    Folder { first: Some(Box::new(folder("first", vec![]))), ..folder("root", vec![left]) }
}

/// Makes a node whose closure panics in the end, and returns a weak handle to it.
fn bomb(plain: Folder, action: impl FnOnce(&Rc<Folder>)) -> Weak<Folder> {
    let mut weak = Weak::new();
    let message = panic_of(|| {
        plain.into_graph_with(|root| {
            weak = Rc::downgrade(root);
            action(root);
            panic!("closure bomb");
        })
    });
    assert_eq!(message, "closure bomb");
    weak
}

#[test]
fn a_node_whose_closure_panics_has_no_hook() {
    let weak = bomb(tree(), |_| ());
    assert_eq!((weak.upgrade(), hooks()), (None, vec![]));
    // Nodes that are built later have theirs.
    drop(tree().into_graph());
    assert_eq!(hooks().len(), 5);
}

#[test]
fn nor_has_one_with_deferred_children() {
    fn chain(length: usize) -> Folder {
        let mut top = folder("end", vec![folder("end", vec![])]);
        for _ in 1..length {
            top = folder("link", vec![folder("side", vec![]), top, folder("side", vec![])]);
        }
        top
    }
    on_a_small_stack(|| {
        let weak = bomb(chain(3_000), |_| ());
        assert_eq!((weak.upgrade(), hooks()), (None, vec![]));
        drop(chain(3_000).into_graph());
        assert_eq!(hooks().len(), 1 + 3 * 2_999 + 1);
    });
}

#[test]
fn nodes_that_were_there_before_keep_their_hooks() {
    let source = folder("source", vec![tree(), folder("moved", vec![folder("inner", vec![])])]);
    let source = source.into_graph();
    let moved = source.folders.get(1).unwrap();
    let theme = Theme { name: "theme" }.into_graph();
    let weak = bomb(tree(), |root| {
        // At the top, and below a node that was built with the root.
        root.folders.push(source.folders.get(0).unwrap());
        root.folders.get(0).unwrap().folders.push(moved);
        root.theme.set(theme);
        root.folders.push(folder("new", vec![folder("below new", vec![])]));
    });
    assert_eq!(weak.upgrade(), None);
    let mut left = hooks();
    let mut expected =
        ["root", "left", "leaf", "first", "first below", "moved", "inner", "new", "below new"]
            .to_vec();
    expected.push("theme");
    left.sort_unstable();
    expected.sort_unstable();
    assert_eq!(left, expected);
    assert_eq!(source.folders.len(), 0);
    source.validate().unwrap();
    drop(source);
    assert_eq!(hooks(), ["source"]);
}

#[test]
fn a_node_that_was_moved_by_place_keeps_its_hook() {
    let source = folder("source", vec![folder("placed", vec![]), folder("replacing", vec![])]);
    let source = source.into_graph();
    let [placed, replacing] = [0, 1].map(|index| source.folders.get(index).unwrap());
    let plain = folder("root", vec![folder("replaced", vec![]), folder("put away", vec![])]);
    let weak = bomb(plain, |root| {
        let replaced = root.folders.get(0).unwrap();
        replaced.replace_with(replacing).unwrap();
        let place = root.folders.get(1).unwrap().place().unwrap();
        root.folders.get(1).unwrap().detach();
        place.put(placed.to_any()).unwrap();
        drop(placed);
    });
    assert_eq!(weak.upgrade(), None);
    // "replaced" and "put away" have left the root, and died in the closure.
    assert_eq!(hooks(), ["put away", "replaced", "replacing", "placed"]);
}

#[test]
fn a_node_that_the_closure_has_kept_lives_on_with_its_hook() {
    let weak = bomb(tree(), |root| KEPT.with_borrow_mut(|kept| kept.push(root.to_any())));
    assert!(weak.upgrade().is_some());
    assert_eq!(hooks(), [""; 0]);
    drop(KEPT.take());
    assert_eq!(hooks(), ["root", "left", "leaf", "first below", "first"]);
}

#[test]
fn a_node_that_the_closure_has_attached_lives_on_with_its_hook() {
    let owner = folder("owner", vec![]).into_graph();
    let weak = bomb(folder("child", vec![]), |child| owner.folders.push(child.clone()));
    assert_eq!(owner.folders.get(0), weak.upgrade());
    owner.validate().unwrap();
    drop(owner);
    assert_eq!(hooks(), ["owner", "child"]);
}

#[test]
fn a_child_that_the_closure_has_kept_lives_on_with_its_hook() {
    let weak = bomb(tree(), |root| {
        KEPT.with_borrow_mut(|kept| kept.push(root.folders.get(0).unwrap().to_any()));
    });
    assert_eq!((weak.upgrade(), hooks()), (None, vec![]));
    let left = KEPT.take().pop().unwrap();
    assert_eq!(left.owner(), None);
    drop(left);
    assert_eq!(hooks(), ["left", "leaf", "first below"]);

    // A reader of the list keeps its children, too.
    let mut children = None;
    bomb(tree(), |root| children = Some(root.folders.iter()));
    assert_eq!(hooks(), [""; 0]);
    drop(children);
    assert_eq!(hooks(), ["left", "leaf", "first below"]);
}

#[test]
fn a_cycle_that_the_closure_has_closed_is_collected() {
    let weak = bomb(folder("root", vec![]), |root| {
        let theme = Theme { name: "theme" }.into_graph();
        theme.folder.set(root.clone());
        root.theme.set(theme);
    });
    assert!(weak.upgrade().is_some());
    assert_eq!(collect().freed(), 2);
    assert_eq!((weak.upgrade(), hooks()), (None, vec!["theme", "root"]));
    assert_no_leaks!();
}

#[test]
fn attached_finalizers_run() {
    let mut finalizer = None;
    bomb(folder("root", vec![]), |root| {
        let attach = || HOOKS.with_borrow_mut(|hooks| hooks.push("attached"));
        finalizer = Some(Finalizer::attach(root, attach));
    });
    assert!(!finalizer.unwrap().is_alive());
    assert_eq!(hooks(), ["attached"]);
}

/// Code that takes a child may be given a node with its links set.
#[test]
fn the_handle_can_be_pushed() {
    fn push(list: &Own<Folder, Vec<Folder>>, child: impl IntoHandle<Folder>) {
        list.push(child);
    }
    let root = folder("root", vec![]).into_graph();
    push(&root.folders, folder("child", vec![]).into_graph_with(|child| child.target.set(&root)));
    assert_eq!(root.folders.get(0).unwrap().target.get(), Some(root.clone()));
    drop(root);
    hooks();
}
