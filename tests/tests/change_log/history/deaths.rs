//! When what is forgotten dies.

use super::*;

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
