//! What is a step, and what undo and redo do.

use super::*;

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
