//! `History`: undo and redo.

use std::cell::{Cell, OnceCell, RefCell};

use kinfolk::history::{InsideStep, UndoError};
use kinfolk::prelude::*;
use kinfolk::{AnyRc, History, assert_no_leaks, leaks, live_nodes, transaction};
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    /// The names of the cards whose hooks have run.
    static CLOSED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    /// What the hook of a card does besides.
    static HOOK: Cell<fn(&Rc<Card>)> = const { Cell::new(|_| ()) };
}

#[derive(Graph)]
#[graph(back(pub column: Column), finalize = CardNode::closed)]
struct Card {
    number: u32,
}

#[derive(Graph)]
#[graph(back(pub board: Board))]
struct Column {
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Graph)]
#[graph(live(pub history: OnceCell<History>))]
struct Board {
    #[graph(own)]
    columns: Vec<Column>,
}

impl CardNode {
    fn closed(this: &Rc<Card>) {
        CLOSED.with_borrow_mut(|closed| closed.push(this.number));
        HOOK.get()(this);
    }
}

fn closed() -> Vec<u32> {
    CLOSED.take()
}

fn card(number: u32) -> Card {
    Card { number }
}

fn column(numbers: impl IntoIterator<Item = u32>) -> Column {
    Column { cards: numbers.into_iter().map(card).collect() }
}

fn board(sizes: &[u32]) -> Rc<Board> {
    let columns = sizes.iter().enumerate();
    let columns = columns.map(|(at, size)| {
        let first = 10 * u32::try_from(at).unwrap();
        column(first..first + size)
    });
    Board { columns: columns.collect() }.into_graph()
}

/// All nodes in order.
fn state(board: &Rc<Board>) -> Vec<AnyRc> {
    assert_eq!(board.validate(), Ok(()));
    board.descendants_or_self().collect()
}

/// The numbers of the cards in each column.
fn numbers(board: &Rc<Board>) -> Vec<Vec<u32>> {
    let cards = |column: Rc<Column>| column.cards.iter().map(|card| card.number).collect();
    board.columns.iter().map(cards).collect()
}

#[test]
fn the_same_nodes_come_back() {
    let board = board(&[3, 2]);
    let history = History::new(&board);
    let mut states = vec![state(&board)];
    let [left, right] = [0, 1].map(|at| board.columns.get(at).unwrap());
    left.cards.push(card(90));
    states.push(state(&board));
    right.cards.insert(1, left.cards.get(0).unwrap());
    states.push(state(&board));
    history.step("Empty", || left.cards.clear());
    states.push(state(&board));
    drop(left);
    board.columns.remove(0);
    states.push(state(&board));
    board.columns.insert(1, column([70, 71]));
    states.push(state(&board));
    let weak = Rc::downgrade(&board.columns.get(1).unwrap().cards.get(1).unwrap());

    for _ in 0..3 {
        for before in states.iter().rev().skip(1) {
            assert!(history.undo().unwrap());
            assert_eq!(state(&board), *before);
        }
        assert!(!history.undo().unwrap() && !history.can_undo());
        assert!(weak.upgrade().is_some());
        for after in states.iter().skip(1) {
            assert!(history.redo().unwrap());
            assert_eq!(state(&board), *after);
        }
        assert!(!history.redo().unwrap() && !history.can_redo());
    }
    assert_eq!(closed(), []);
    assert_no_leaks!();
    drop(states);
    drop(history);
    // The step `Empty` is forgotten before that in which the column has left.
    assert_eq!(closed(), [1, 2, 90]);
    drop((right, board));
    assert_eq!(closed(), [10, 0, 11, 70, 71]);
}

#[test]
fn labels_and_what_can_be_done() {
    let board = board(&[0]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    assert_eq!((history.undo_label(), history.redo_label()), (None, None));
    assert!(!history.can_undo() && !history.can_redo());
    assert_eq!(format!("{history:?}"), "History(0 done, 0 undone)");

    history.step("Outer", || history.step("Inner", || column.cards.push(card(1))));
    assert_eq!(history.undo_label().as_deref(), Some("Outer"));
    transaction(|| {
        history.step("First", || column.cards.push(card(2)));
        history.step(String::from("Second"), || column.cards.push(card(3)));
    });
    assert_eq!(history.undo_label().as_deref(), Some("First"));
    // A step that fails in a transaction leaves no label.
    transaction(|| {
        assert_eq!(history.step("Failed", || Err::<(), _>(())), Err(()));
        history.step("Done", || column.cards.push(card(4)));
    });
    assert_eq!(history.undo_label().as_deref(), Some("Done"));
    // Nor does a transaction that fails.
    let failed = transaction(|| {
        history.step("Lost", || column.cards.push(card(5)));
        Err::<(), _>(())
    });
    assert_eq!(failed, Err(()));
    column.cards.push(card(6));
    assert!(history.can_undo());
    assert_eq!(history.undo_label(), None);
    history.undo().unwrap();
    assert_eq!(history.undo_label().as_deref(), Some("Done"));
    history.undo().unwrap();
    assert_eq!(history.redo_label().as_deref(), Some("Done"));
    assert_eq!(format!("{history:?}"), "History(2 done, 2 undone)");
    history.step("New", || column.cards.push(card(7)));
    assert!(!history.can_redo());
    assert_eq!(numbers(&board), [[1, 2, 3, 7]]);
}

#[test]
fn what_changes_nothing_is_no_step() {
    let board = board(&[2]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    column.cards.push(card(5));
    history.undo().unwrap();
    history.step("Nothing", || {
        column.cards.push(card(6));
        column.cards.pop();
    });
    history.step("Nothing", || {
        let last = column.cards.remove(1);
        column.cards.push(last.clone());
        last.detach();
        column.cards.push(last);
    });
    history.step("Nothing", || {
        column.cards.push(card(7));
        column.cards.push(card(8));
        column.cards.remove(2);
        column.cards.push(column.cards.remove(0));
        column.cards.remove(1);
        column.cards.push(column.cards.remove(0));
    });
    assert_eq!(closed(), [6, 7, 8]);
    assert!(!history.can_undo());
    assert!(history.redo().unwrap());
    assert_eq!(numbers(&board), [[0, 1, 5]]);
}

#[test]
fn an_amendment_joins_the_newest_step() {
    let board = board(&[0]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    history.amend(|| column.cards.push(card(1)));
    assert_eq!(history.undo_label(), None);
    history.step("Type", || column.cards.push(card(2)));
    history.amend(|| column.cards.push(card(3)));
    history.amend(|| history.step("Ignored", || column.cards.push(card(4))));
    assert_eq!(history.undo_label().as_deref(), Some("Type"));
    history.undo().unwrap();
    assert_eq!(numbers(&board), [[1]]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [[1, 2, 3, 4]]);
    history.undo().unwrap();
    // What could be redone goes.
    history.amend(|| column.cards.push(card(5)));
    assert!(!history.can_redo());
    history.undo().unwrap();
    assert_eq!(numbers(&board), [[0; 0]]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [[1, 5]]);
    // In an open step, it is part of that.
    history.step("Open", || history.amend(|| column.cards.push(card(6))));
    assert_eq!(history.undo_label().as_deref(), Some("Open"));
    let failed = history.amend(|| {
        column.cards.push(card(7));
        Err("no")
    });
    assert_eq!(failed, Err::<(), _>("no"));
    assert_eq!(numbers(&board), [[1, 5, 6]]);
}

#[test]
fn an_open_step_refuses_undo_redo_and_clear() {
    let board = board(&[0]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    column.cards.push(card(1));
    column.cards.push(card(2));
    history.undo().unwrap();
    transaction(|| {
        assert!(matches!(history.undo(), Err(UndoError::InsideStep)));
        assert!(matches!(history.redo(), Err(UndoError::InsideStep)));
        assert_eq!(history.clear(), Err(InsideStep));
        assert_eq!(format!("{history:?}"), "History(1 done, 1 undone)");
    });
    assert!(history.redo().unwrap());
    assert_eq!(numbers(&board), [[1, 2]]);
}

#[test]
fn the_clean_state() {
    let board = board(&[0]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board).limit(3);
    assert!(history.is_clean());
    column.cards.push(card(1));
    assert!(!history.is_clean());
    history.undo().unwrap();
    assert!(history.is_clean());
    history.redo().unwrap();
    history.mark_clean();
    history.undo().unwrap();
    assert!(!history.is_clean());
    // The clean state cannot be reached any more.
    column.cards.push(card(2));
    assert!(!history.is_clean());
    history.mark_clean();
    history.amend(|| column.cards.push(card(3)));
    assert!(!history.is_clean());
    history.undo().unwrap();
    history.redo().unwrap();
    assert!(!history.is_clean());
    history.mark_clean();
    for number in 4..7 {
        column.cards.push(card(number));
    }
    for _ in 0..3 {
        assert!(!history.is_clean());
        assert!(history.undo().unwrap());
    }
    assert!(history.is_clean());
    assert!(!history.undo().unwrap());
    for number in 7..11 {
        column.cards.push(card(number));
    }
    while history.undo().unwrap() {
        assert!(!history.is_clean());
    }
    history.mark_clean();
    history.redo().unwrap();
    history.clear().unwrap();
    assert!(!history.is_clean());
    history.mark_clean();
    column.cards.push(card(12));
    history.undo().unwrap();
    history.clear().unwrap();
    assert!(history.is_clean());
}

#[test]
fn only_removed_tops_are_held() {
    let board = board(&[2, 0]);
    let history = History::new(&board);
    let column = board.columns.get(0).unwrap();
    let [first, second] = [0, 1].map(|at| column.cards.get(at).unwrap());
    let counts =
        || [Rc::strong_count(&column), Rc::strong_count(&first), Rc::strong_count(&second)];
    assert_eq!(counts(), [2, 2, 2]);
    first.detach();
    // The history in place of the link.
    assert_eq!(counts(), [2, 2, 2]);
    column.cards.push(first.clone());
    assert_eq!(counts(), [2, 2, 2]);
    first.detach();
    column.detach();
    column.cards.push(first.clone());
    assert_eq!(counts(), [2, 2, 2]);
    column.cards.remove(0);
    assert_eq!(counts(), [2, 2, 2]);
    board.columns.push(column.clone());
    assert_eq!(counts(), [2, 2, 2]);
    // Elsewhere, both hold it.
    let other = self::board(&[0]);
    other.columns.get(0).unwrap().cards.push(first.clone());
    assert_eq!(counts(), [2, 3, 2]);
    // It comes back with a node that the history has not known.
    let stranger = other.columns.remove(0);
    board.columns.push(stranger);
    assert_eq!(counts(), [2, 2, 2]);
    while history.undo().unwrap() {
        assert_eq!(counts(), [2, 2, 2]);
    }
    assert_eq!(numbers(&board), [vec![0, 1], vec![]]);
    history.clear().unwrap();
    assert_eq!(counts(), [2, 2, 2]);
    drop(history);
    assert_eq!(counts(), [2, 2, 2]);
}

#[test]
fn forgotten_nodes_die_in_order() {
    let board = board(&[5]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board).limit(2);
    for _ in 0..4 {
        column.cards.remove(0);
    }
    assert_eq!(closed(), [0, 1]);
    history.undo().unwrap();
    assert_eq!(numbers(&board), [[3, 4]]);
    // A new step forgets what could be redone; here, that places a card that is in the graph.
    column.cards.push(card(5));
    assert_eq!(closed(), []);
    history.undo().unwrap();
    history.step("New", || drop(column.cards.remove(0)));
    assert_eq!(closed(), [5]);
    history.clear().unwrap();
    assert_eq!(closed(), [2, 3]);
    assert_eq!(numbers(&board), [[4]]);
}

#[test]
fn a_placed_node_outlives_the_forgotten_node_above_it() {
    let board = board(&[1]);
    let history = History::new(&board).limit(1);
    let column = board.columns.remove(0);
    let weak = Rc::downgrade(&column);
    let added = Rc::downgrade(&column.cards.add(card(7)));
    drop(column);
    // The column's step is forgotten; that of the card is not.
    assert!(weak.upgrade().is_none());
    assert_eq!(closed(), [0]);
    assert!(added.upgrade().unwrap().is_root());
    assert!(history.undo().unwrap() && history.redo().unwrap());
    drop(history);
    assert_eq!(closed(), [7]);
}

#[test]
fn a_hook_that_stores_its_node_ends_the_matter() {
    thread_local!(static STORED: RefCell<Vec<Rc<Card>>> = const { RefCell::new(Vec::new()) });
    let board = board(&[2]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    column.cards.remove(0);
    HOOK.set(|this| {
        assert!(this.column.get().is_none());
        STORED.with_borrow_mut(|stored| stored.push(this.clone()));
    });
    history.clear().unwrap();
    HOOK.set(|_| ());
    assert_eq!(closed(), [0]);
    let stored = STORED.take().pop().unwrap();
    assert_eq!(Rc::strong_count(&stored), 1);
    column.cards.push(stored.clone());
    history.undo().unwrap();
    assert_eq!(Rc::strong_count(&stored), 2);
    drop(history);
    assert_eq!(Rc::strong_count(&stored), 1);
    drop(stored);
    assert_eq!(closed(), []);
}

#[test]
fn what_hooks_change_belongs_to_the_step() {
    thread_local!(static TARGET: RefCell<Option<Rc<Column>>> = const { RefCell::new(None) });
    let board = board(&[3, 0]);
    let column = board.columns.get(0).unwrap();
    TARGET.set(board.columns.get(1));
    let history = History::new(&board).limit(1);
    column.cards.remove(0);
    HOOK.set(|this| {
        if this.number == 0 {
            TARGET.with_borrow(|target| target.as_ref().unwrap().cards.push(card(9)));
        }
    });
    history.step("Second", || drop(column.cards.remove(0)));
    HOOK.set(|_| ());
    TARGET.take();
    assert_eq!(closed(), [0]);
    assert_eq!(numbers(&board), [vec![2], vec![9]]);
    assert_eq!(history.undo_label().as_deref(), Some("Second"));
    history.undo().unwrap();
    assert_eq!(numbers(&board), [vec![1, 2], vec![]]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [vec![2], vec![9]]);
    closed();
}

#[test]
fn it_leaks_nothing_in_its_root() {
    let board = board(&[3]);
    assert!(board.history.set(History::new(&board)).is_ok());
    let history = board.history.get().unwrap();
    let column = board.columns.get(0).unwrap();
    column.cards.remove(0);
    column.cards.remove(0);
    history.undo().unwrap();
    column.cards.remove(0).detach();
    drop(column);
    assert_no_leaks!();
    assert_eq!(closed(), [] as [u32; 0]);
    drop(board);
    // The hooks of the root come first.
    assert_eq!(closed(), [2, 0, 1]);
    assert!(leaks().is_empty());
    assert_no_leaks!();
}

#[test]
fn it_ends_with_the_root() {
    let board = board(&[2]);
    let history = History::new(&board);
    let column = board.columns.get(0).unwrap();
    column.cards.remove(0);
    column.cards.push(card(5));
    drop(board);
    assert_eq!(closed(), [0]);
    assert!(!history.can_undo() && !history.undo().unwrap());
    column.cards.push(card(6));
    assert!(!history.can_undo());
    drop(history);
    drop(column);
    assert_eq!(closed(), [1, 5, 6]);
}

#[test]
fn a_history_dropped_in_a_step_ends_with_it() {
    let board = board(&[3]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    column.cards.remove(0);
    transaction(|| {
        column.cards.remove(0);
        drop(history);
        assert_eq!(closed(), [] as [u32; 0]);
        column.cards.remove(0);
    });
    assert_eq!(closed(), [1, 2, 0]);

    let history = History::new(&board);
    column.cards.push(card(7));
    column.cards.pop();
    let failed = transaction(|| {
        drop(history);
        assert_eq!(closed(), [] as [u32; 0]);
        Err(())
    });
    assert_eq!(failed, Err::<(), _>(()));
    assert_eq!(closed(), [7]);
}

#[test]
fn two_histories_on_overlapping_roots() {
    let board = board(&[2, 2]);
    let [left, right] = [0, 1].map(|at| board.columns.get(at).unwrap());
    let [whole, part] = [History::new(&board), History::new(&left)];
    let first = state(&board);
    let first_left: Vec<_> = left.cards.iter().collect();
    right.cards.push(left.cards.remove(0));
    left.cards.push(card(5));
    // Both undo the push.
    assert!(part.undo().unwrap());
    assert_eq!(numbers(&board), [vec![1], vec![10, 11, 0]]);
    assert!(whole.undo().unwrap());
    assert_eq!(numbers(&board), [vec![1, 5], vec![10, 11, 0]]);
    // The card comes back out of the other column.
    while part.undo().unwrap() {}
    assert_eq!(left.cards.iter().collect::<Vec<_>>(), first_left);
    assert_eq!(right.cards.len(), 2);
    while whole.undo().unwrap() {}
    assert_eq!(state(&board), first);
    while whole.redo().unwrap() {}
    while part.redo().unwrap() {}
    assert_eq!(board.validate(), Ok(()));
}

#[test]
fn a_node_that_has_gone_to_another_document_comes_back() {
    let [here, there] = [board(&[2]), board(&[0])];
    let [of_here, of_there] = [&here, &there].map(|board| History::new(board));
    let [from, to] = [&here, &there].map(|board| board.columns.get(0).unwrap());
    let moved = from.cards.get(1).unwrap();
    to.cards.push(moved.clone());
    of_there.undo().unwrap();
    // It is out, and not back in the other document.
    assert_eq!(moved.column.get(), None);
    assert_eq!(Rc::strong_count(&moved), 3);
    of_there.redo().unwrap();
    of_here.undo().unwrap();
    assert_eq!(numbers(&here), [[0, 1]]);
    assert_eq!(numbers(&there), [[0; 0]]);
    assert_eq!(Rc::strong_count(&moved), 3);
    // That was a step there.
    of_there.undo().unwrap();
    assert_eq!(moved.column.get(), Some(to));
    drop(moved);
    drop([of_here, of_there]);
    assert_eq!(closed(), [] as [u32; 0]);
}

#[test]
fn a_conflict_changes_nothing() {
    let board = board(&[1, 1]);
    let history = History::new(&board);
    let tree = Folder { folders: vec![folder(vec![folder(vec![])])] }.into_graph();
    let of_tree = History::new(&tree);
    let inner = tree.folders.get(0).unwrap();
    of_tree.step("First", || {
        tree.folders.push(folder(vec![]));
        inner.detach();
    });
    of_tree.mark_clean();
    inner.folders.push(tree.clone());
    let before: Vec<_> = inner.descendants_or_self().collect();
    let Err(UndoError::Conflict(conflict)) = of_tree.undo() else { panic!("no conflict") };
    assert_eq!(*conflict.node(), inner.to_any());
    assert_eq!(
        conflict.to_string(),
        "cannot attach `Folder` below itself: \
         it would close the cycle Folder.folders -> Folder.folders -> Folder",
    );
    assert_eq!(before, inner.descendants_or_self().collect::<Vec<_>>());
    assert!(of_tree.is_clean() && of_tree.can_undo() && !of_tree.can_redo());
    assert_eq!(of_tree.undo_label().as_deref(), Some("First"));
    tree.detach();
    assert!(of_tree.undo().unwrap());
    assert_eq!(tree.folders.len(), 1);
    drop(history);
}

#[derive(Graph)]
#[graph(back(pub outer: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn folder(folders: Vec<Folder>) -> Folder {
    Folder { folders }
}

#[test]
fn the_moves_of_the_root_are_not_recorded() {
    let outer = folder(vec![]).into_graph();
    let root = folder(vec![]).into_graph();
    let history = History::new(&root);
    outer.folders.push(root.clone());
    root.detach();
    let removed = root.folders.add(folder(vec![]));
    removed.detach();
    // Below a node that the history follows.
    removed.folders.push(root.clone());
    root.detach();
    assert_eq!(format!("{history:?}"), "History(2 done, 0 undone)");
}

#[test]
fn changes_below_removed_nodes_are_recorded() {
    let board = board(&[2]);
    let history = History::new(&board);
    let column = board.columns.remove(0);
    column.cards.remove(0);
    let card = column.cards.add(card(5));
    card.detach();
    let other = self::board(&[]);
    other.columns.push(column.clone());
    column.cards.push(card.clone());
    assert_eq!(format!("{history:?}"), "History(5 done, 0 undone)");
    while history.undo().unwrap() {}
    assert_eq!(numbers(&board), [[0, 1]]);
    assert!(other.columns.is_empty());
    while history.redo().unwrap() {}
    assert_eq!(column.cards.iter().map(|card| card.number).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(column.board.get(), None);
    drop((history, column, card));
    assert_eq!(closed().len(), 3);
}

#[test]
fn forgotten_steps_leave_no_nodes() {
    let root = folder(vec![]).into_graph();
    let history = History::new(&root).limit(10);
    let live = || live_nodes().unwrap_or_default();
    let before = live();
    for _ in 0..1_000 {
        root.folders.push(folder(vec![folder(vec![])]));
        root.folders.remove(0);
        root.folders.push(folder(vec![]));
        history.undo().unwrap();
        assert!(live() <= before + 20);
    }
    history.clear().unwrap();
    assert_eq!(live(), before);
}

#[test]
fn depth_does_not_matter() {
    on_a_small_stack(|| {
        const DEPTH: usize = 100_000;
        let root = folder(vec![]).into_graph();
        let mut top = folder(vec![]).into_graph();
        for _ in 0..DEPTH {
            let above = folder(vec![]).into_graph();
            above.folders.push(top);
            top = above;
        }
        let history = History::new(&root).limit(1);
        root.folders.push(top.clone());
        root.folders.pop();
        assert!(history.undo().unwrap() && history.redo().unwrap());
        let weak = Rc::downgrade(&top);
        drop(top);
        assert!(weak.upgrade().is_some());
        // A step below it outlives its own.
        let below = weak.upgrade().unwrap().folders.get(0).unwrap().folders.add(folder(vec![]));
        assert!(weak.upgrade().is_none());
        assert_eq!(Rc::strong_count(&below), 2);
        drop(history);
        assert_eq!(Rc::strong_count(&below), 1);
    });
}
