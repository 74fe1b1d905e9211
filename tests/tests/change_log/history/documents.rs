//! Several histories, and nodes that leave one for another.

use super::*;

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
    let [history, other] = [&here, &there].map(History::new);
    let [from, to] = [&here, &there].map(|board| board.columns.get(0).unwrap());
    let moved = from.cards.get(1).unwrap();
    to.cards.push(moved.clone());
    other.undo().unwrap();
    // It is out, and not back in the other document.
    assert_eq!(moved.column.get(), None);
    assert_eq!(Rc::strong_count(&moved), 3);
    other.redo().unwrap();
    history.undo().unwrap();
    assert_eq!(numbers(&here), [[0, 1]]);
    assert_eq!(numbers(&there), [[0; 0]]);
    assert_eq!(Rc::strong_count(&moved), 3);
    // That was a step there.
    other.undo().unwrap();
    assert_eq!(moved.column.get(), Some(to));
    drop(moved);
    drop([history, other]);
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
