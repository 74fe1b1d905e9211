//! What observers change in a step, an undo and a redo.

use std::rc::Rc as StdRc;

use kinfolk::history::Watch;

use super::*;

/// Keeps the sums of all columns.
fn keep_sums(board: &Rc<Board>) -> Watch {
    let weak = Rc::downgrade(board);
    observe(board, move |_| {
        for column in weak.upgrade().unwrap().columns.iter() {
            let sum = column.cards.iter().map(|card| card.number).sum();
            if column.sum.get() != sum {
                column.sum.set(sum);
            }
        }
    })
}

fn sums(board: &Rc<Board>) -> Vec<u32> {
    board.columns.iter().map(|column| column.sum.get()).collect()
}

#[test]
fn a_derived_value_is_part_of_the_step() {
    let board = board(&[2, 0]);
    let history = History::new(&board);
    let watch = keep_sums(&board);
    let [left, right] = [0, 1].map(|at| board.columns.get(at).unwrap());
    left.cards.push(card(5));
    right.cards.push(left.cards.get(1).unwrap());
    board.columns.remove(0);
    assert_eq!(format!("{history:?}"), "History(3 done, 0 undone)");
    for _ in 0..100 {
        assert_eq!(sums(&board), [1]);
        history.undo().unwrap();
        assert_eq!(sums(&board), [5, 1]);
        history.undo().unwrap();
        assert_eq!(sums(&board), [6, 0]);
        history.undo().unwrap();
        // The first sum was set in the first step, and the observer sets it again.
        assert_eq!((left.sum.get(), right.sum.get()), (1, 0));
        assert!(!history.undo().unwrap());
        while history.redo().unwrap() {}
    }
    assert_eq!(format!("{history:?}"), "History(3 done, 0 undone)");
    drop(watch);
    while history.undo().unwrap() {}
    assert_eq!((left.sum.get(), right.sum.get()), (0, 0));
}

#[test]
fn what_an_observer_adds_at_a_boundary_is_taken_back() {
    let board = board(&[1, 0]);
    let history = History::new(&board);
    let [left, right] = [0, 1].map(|at| board.columns.get(at).unwrap());
    let number = StdRc::new(Cell::new(50));
    let watch = observe(&left, {
        let (right, number) = (right.clone(), number.clone());
        move |_| {
            number.set(number.get() + 1);
            right.cards.push(card(number.get()));
        }
    });
    left.cards.push(card(1));
    left.cards.push(card(2));
    assert_eq!(numbers(&board), [vec![0, 1, 2], vec![51, 52]]);
    history.undo().unwrap();
    assert_eq!(numbers(&board), [vec![0, 1], vec![51, 53]]);
    assert_eq!(closed(), [] as [u32; 0]);
    history.undo().unwrap();
    assert_eq!(numbers(&board), [vec![0], vec![54]]);
    assert_eq!(closed(), [53]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [vec![0, 1], vec![51, 55]]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [vec![0, 1, 2], vec![51, 52, 56]]);
    assert_eq!(closed(), [54, 55]);
    // A new step takes it with it.
    left.cards.push(card(3));
    assert_eq!(numbers(&board), [vec![0, 1, 2, 3], vec![51, 52, 56, 57]]);
    drop(watch);
    history.undo().unwrap();
    assert_eq!(numbers(&board), [vec![0, 1, 2], vec![51, 52]]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [vec![0, 1, 2, 3], vec![51, 52, 56, 57]]);
    while history.undo().unwrap() {}
    assert_eq!(numbers(&board), [vec![0], vec![]]);
}

#[test]
fn an_amendment_takes_what_observers_have_added_with_it() {
    let board = board(&[1, 0]);
    let history = History::new(&board);
    let [left, right] = [0, 1].map(|at| board.columns.get(at).unwrap());
    left.cards.push(card(1));
    left.cards.push(card(2));
    let watch = observe(&left, {
        let right = right.clone();
        move |_| right.cards.push(card(50))
    });
    history.undo().unwrap();
    drop(watch);
    history.amend(|| left.cards.push(card(3)));
    assert_eq!(numbers(&board), [vec![0, 1, 3], vec![50]]);
    assert!(!history.can_redo());
    history.undo().unwrap();
    assert_eq!(numbers(&board), [vec![0], vec![]]);
    history.redo().unwrap();
    assert_eq!(numbers(&board), [vec![0, 1, 3], vec![50]]);
}

#[test]
fn observers_see_the_step_and_cannot_undo_it() {
    let board = board(&[1]);
    let history = StdRc::new(History::new(&board));
    let column = board.columns.get(0).unwrap();
    let seen = StdRc::new(RefCell::new(Vec::new()));
    let watch = observe(&board, {
        let (history, seen) = (history.clone(), seen.clone());
        move |_| {
            assert!(matches!(history.undo(), Err(UndoError::InsideStep)));
            assert!(matches!(history.redo(), Err(UndoError::InsideStep)));
            assert_eq!(history.clear(), Err(InsideStep));
            let label = |label: Option<_>| label.unwrap_or_default();
            let labels = [label(history.undo_label()), label(history.redo_label())];
            seen.borrow_mut().push((labels.join(", "), history.is_clean()));
        }
    });
    history.step("First", || column.cards.push(card(1)));
    history.step("Second", || column.cards.push(card(2)));
    history.undo().unwrap();
    history.undo().unwrap();
    history.redo().unwrap();
    history.step("Third", || column.cards.push(card(3)));
    let seen = seen.take();
    let seen: Vec<_> = seen.iter().map(|(labels, is_clean)| (&labels[..], *is_clean)).collect();
    assert_eq!(
        seen,
        [
            ("First, ", false),
            ("Second, ", false),
            ("First, Second", false),
            (", First", true),
            ("First, Second", false),
            ("Third, ", false),
        ]
    );
    drop(watch);
}

#[test]
fn a_step_that_an_observer_takes_back_is_none() {
    let board = board(&[2]);
    let history = History::new(&board);
    let column = board.columns.get(0).unwrap();
    history.step("Kept", || column.cards.push(card(5)));
    history.undo().unwrap();
    history.mark_clean();
    let watch = observe(&board, {
        let column = column.clone();
        move |_| {
            if let Some(veto) = column.cards.iter().find(|card| card.number == 7) {
                veto.detach();
            }
        }
    });
    history.step("Refused", || column.cards.insert(1, card(7)));
    assert_eq!(closed(), [7]);
    assert_eq!(numbers(&board), [[0, 1]]);
    assert!(!history.can_undo() && history.is_clean());
    assert_eq!(history.redo_label().as_deref(), Some("Kept"));
    history.redo().unwrap();
    history.amend(|| column.cards.insert(1, card(7)));
    assert_eq!(history.undo_label().as_deref(), Some("Kept"));
    assert_eq!(closed(), [7]);
    drop(watch);
    history.undo().unwrap();
    assert_eq!(numbers(&board), [[0, 1]]);
    assert!(history.is_clean());
}

#[test]
fn a_panic_of_an_observer_in_an_undo_undoes_its_call() {
    let board = board(&[2]);
    let history = History::new(&board);
    let column = board.columns.get(0).unwrap();
    column.cards.remove(0);
    let watch = observe(&board, {
        let column = column.clone();
        move |_| {
            column.cards.push(card(9));
            panic!("in an observer");
        }
    });
    assert!(history.undo().unwrap());
    assert_eq!(numbers(&board), [[0, 1]]);
    assert!(history.redo().unwrap());
    assert_eq!(numbers(&board), [[1]]);
    drop(watch);
    assert!(history.undo().unwrap() && !history.undo().unwrap());
}

#[test]
fn a_limit_that_is_set_in_a_call_holds_from_the_end_of_the_step() {
    let board = board(&[1, 0]);
    let [left, right] = [0, 1].map(|at| board.columns.get(at).unwrap());
    let history = StdRc::new(RefCell::new(Some(History::new(&board))));
    left.cards.push(card(1));
    let watch = observe(&left, {
        let (right, history) = (right.clone(), history.clone());
        move |_| {
            right.cards.push(card(50));
            let taken = history.try_borrow_mut().ok().and_then(|mut history| history.take());
            if let Some(taken) = taken {
                history.replace(Some(taken.limit(0)));
            }
        }
    });
    assert!(history.borrow().as_ref().unwrap().undo().unwrap());
    left.cards.push(card(2));
    drop(watch);
    assert_eq!(numbers(&board), [vec![0, 2], vec![50, 50]]);
    let steps = || format!("{:?}", history.borrow().as_ref().unwrap());
    assert_eq!(steps(), "History(0 done, 0 undone)");
    left.cards.pop();
    assert_eq!(steps(), "History(0 done, 0 undone)");
    assert_eq!(closed(), [1, 2]);
}
