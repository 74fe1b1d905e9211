//! Undoing what has changed further while the history did not follow it.

use std::collections::{BTreeMap, HashMap};

use kinfolk::AttachErrorKind;

use super::*;

#[derive(Graph)]
#[graph(back(pub shelf: Shelf))]
struct Item {}

#[derive(Graph)]
#[graph(back(pub room: Room))]
struct Shelf {
    #[graph(own)]
    list: Vec<Item>,
    #[graph(own)]
    one: Option<Item>,
    #[graph(own)]
    sorted: BTreeMap<u32, Item>,
    #[graph(own)]
    hashed: HashMap<u32, Item>,
}

#[derive(Graph)]
struct Room {
    #[graph(own)]
    shelves: Vec<Shelf>,
    #[graph(value)]
    number: u32,
}

/// A shelf with four items, and a history that has seen this change of the shelf, but has forgotten the
/// step before it, which took the shelf out of the room. So the history does not follow the shelf.
fn changed(change: impl Fn(&Rc<Shelf>)) -> (Rc<Room>, Rc<Shelf>, History) {
    let shelf = Shelf {
        list: (0..4).map(|_| Item {}).collect(),
        one: Some(Item {}),
        sorted: BTreeMap::from([(1, Item {}), (2, Item {})]),
        hashed: HashMap::from([(1, Item {}), (2, Item {})]),
    };
    let room = Room { shelves: vec![shelf], number: 0 }.into_graph();
    let history = History::new(&room).limit(2);
    let shelf = room.shelves.remove(0);
    history.step("Change", || change(&shelf));
    room.number.set(1);
    assert!(history.undo().unwrap());
    (room, shelf, history)
}

/// Puts the shelf into the room and undoes that, so that the history follows it again.
fn follow_again(room: &Rc<Room>, shelf: &Rc<Shelf>, history: &History) {
    room.shelves.push(shelf.clone());
    assert!(history.undo().unwrap());
}

fn is_whole(shelf: &Rc<Shelf>) {
    assert_eq!(shelf.validate(), Ok(()));
    for child in shelf.children() {
        assert_eq!(child.owner(), Some(shelf.to_any()));
    }
}

type Change = fn(&Rc<Shelf>);

#[test]
fn a_list_that_has_changed() {
    let seen: [Change; 5] = [
        |shelf| shelf.list.extend([Item {}, Item {}, Item {}]),
        |shelf| shelf.list.truncate(1),
        |shelf| shelf.list.clear(),
        |shelf| shelf.list.reverse(),
        |shelf| {
            let mut number = 0;
            shelf.list.retain(|_| {
                number += 1;
                number % 2 == 0
            });
        },
    ];
    let unseen: [Change; 6] = [
        |shelf| shelf.list.clear(),
        |shelf| shelf.list.truncate(1),
        |shelf| shelf.list.insert(0, Item {}),
        |shelf| drop(shelf.list.pop()),
        |shelf| shelf.list.reverse(),
        |shelf| shelf.list.extend([Item {}, Item {}]),
    ];
    for (seen, unseen) in seen.iter().flat_map(|seen| unseen.iter().map(move |it| (seen, it))) {
        let (room, shelf, history) = changed(seen);
        unseen(&shelf);
        follow_again(&room, &shelf, &history);
        for _ in 0..2 {
            assert!(history.undo().unwrap());
            is_whole(&shelf);
            assert!(history.redo().unwrap());
            is_whole(&shelf);
        }
    }
}

#[test]
fn a_child_in_the_way_is_a_conflict() {
    let check = |link: &str, seen: Change, unseen: Change| {
        let (room, shelf, history) = changed(seen);
        unseen(&shelf);
        follow_again(&room, &shelf, &history);
        let before: Vec<_> = shelf.children().collect();
        let Err(UndoError::Conflict(conflict)) = history.undo() else { panic!("no conflict") };
        assert_eq!(conflict.kind(), AttachErrorKind::Occupied);
        assert!(conflict.to_string().contains(link), "{conflict}");
        assert_eq!(shelf.children().collect::<Vec<_>>(), before);
        is_whole(&shelf);
    };
    check("Shelf.one", |shelf| drop(shelf.one.take()), |shelf| drop(shelf.one.set(Item {})));
    check(
        "Shelf.sorted",
        |shelf| drop(shelf.sorted.remove(&1)),
        |shelf| drop(shelf.sorted.insert(1, Item {})),
    );
    check(
        "Shelf.hashed",
        |shelf| drop(shelf.hashed.remove(&1)),
        |shelf| drop(shelf.hashed.insert(1, Item {})),
    );
}

/// The child that is to come back is there already, under another key.
#[test]
fn a_child_under_another_key() {
    let removed = RefCell::new(Vec::new());
    let (room, shelf, history) = changed(|shelf| {
        removed.replace([shelf.sorted.remove(&2), shelf.hashed.remove(&2)].into());
    });
    let removed: Vec<_> = removed.take().into_iter().map(Option::unwrap).collect();
    shelf.sorted.insert(0, removed[0].clone());
    shelf.sorted.insert(3, Item {});
    shelf.hashed.insert(0, removed[1].clone());
    follow_again(&room, &shelf, &history);
    assert!(history.undo().unwrap());
    is_whole(&shelf);
    assert_eq!(shelf.sorted.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!([shelf.sorted.get(&2), shelf.hashed.get(&2)].map(Option::unwrap), *removed);
    assert_eq!(shelf.hashed.len(), 2);
}
