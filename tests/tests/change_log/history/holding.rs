//! Which nodes a history holds, and that it leaks nothing.

use super::*;

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

/// What has come is counted only when something has left.
#[test]
fn new_nodes_are_held_when_they_have_left() {
    let board = board(&[0]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board).limit(3);
    for number in 0..5 {
        column.cards.push(card(number));
    }
    let cards = column.cards.iter().map(|card| Rc::downgrade(&card)).collect::<Vec<_>>();
    let count =
        |card: &kinfolk::Weak<Card>| card.upgrade().map_or(0, |it| Rc::strong_count(&it) - 1);
    let counts = || cards.iter().map(count).collect::<Vec<_>>();
    assert_eq!(counts(), [1; 5]);
    column.cards.truncate(1);
    assert_eq!(counts(), [1; 5]);
    drop(board.columns.remove(0));
    // Below a removed node.
    column.cards.push(card(5));
    assert_eq!(counts(), [1; 5]);
    while history.undo().unwrap() {}
    assert_eq!((counts(), numbers(&board)), (vec![1; 5], vec![vec![0, 1, 2, 3, 4]]));
    history.clear().unwrap();
    assert_eq!((counts(), closed()), (vec![1; 5], vec![5]));
    column.cards.clear();
    assert_eq!(counts(), [1; 5]);
    drop(history);
    assert_eq!((counts(), closed()), (vec![0; 5], vec![0, 1, 2, 3, 4]));
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

/// What changes there is not recorded, so a step must not go on from it.
#[test]
fn a_node_that_no_step_places_any_more_is_left_alone() {
    let board = board(&[2, 1]);
    let history = History::new(&board).limit(1);
    let column = board.columns.remove(0);
    history.step("Move", || {
        let moved = column.cards.remove(0);
        board.columns.get(0).unwrap().cards.push(moved);
    });
    // The step that has removed the column is forgotten.
    column.cards.push(card(7));
    assert!(history.undo().unwrap());
    assert_eq!(numbers(&board), [[10]]);
    assert_eq!(column.cards.iter().map(|card| card.number).collect::<Vec<_>>(), [1, 7]);
    assert!(history.redo().unwrap());
    assert_eq!(numbers(&board), [[10, 0]]);
}

/// The move of the root is no part of the step; what it has replaced is.
#[test]
fn what_the_root_replaces_comes_back() {
    let root = folder(vec![folder(vec![folder(vec![]), folder(vec![])])]).into_graph();
    let history = History::new(&root);
    let out = root.folders.get(0).unwrap();
    let children = || out.folders.iter().map(|child| Rc::downgrade(&child)).collect::<Vec<_>>();
    let before = children();
    history.step("Replace", || {
        out.detach();
        drop(out.folders.replace(0, root.clone()));
        out.folders.clear();
    });
    assert!(root.is_root() && out.folders.is_empty());
    assert!(history.undo().unwrap());
    assert_eq!(children(), before);
    assert_eq!(root.folders.get(0), Some(out));
}

#[derive(Graph)]
#[graph(back(seat: Seat))]
struct Guest {}

#[derive(Graph)]
#[graph(back(room: Room))]
struct Seat {
    #[graph(own)]
    guest: Guest,
}

#[derive(Graph)]
struct Room {
    #[graph(own)]
    seats: Vec<Seat>,
}

/// The other link of a swap may be gone when it is undone.
#[test]
fn a_swap_with_a_forgotten_node_is_undone() {
    let seats = (0..2).map(|_| Seat { guest: Guest {} }).collect();
    let room = Room { seats }.into_graph();
    let history = History::new(&room).limit(1);
    let out = room.seats.remove(0);
    let seat = room.seats.get(0).unwrap();
    let [first, second] = [seat.guest.get(), out.guest.get()];
    seat.guest.swap(&out.guest);
    let weak = Rc::downgrade(&out);
    drop(out);
    assert!(weak.upgrade().is_none());
    assert!(history.undo().unwrap());
    assert_eq!((seat.guest.get(), room.validate()), (first.clone(), Ok(())));
    assert!(second.is_root());
    assert!(history.redo().unwrap());
    assert_eq!((seat.guest.get(), room.validate()), (second, Ok(())));
    assert!(first.is_root());
}
