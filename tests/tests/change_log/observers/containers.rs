//! What observers see of each kind of owning link.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use kinfolk::history::{Change, Watch};
use kinfolk::prelude::*;
use kinfolk::{Place, Rc, transaction};

use super::{Seen, watch_by};

#[derive(Graph)]
#[graph(back(desk: Desk))]
struct Lamp {
    name: &'static str,
}

#[derive(Graph)]
#[graph(back(room: Room))]
struct Desk {
    #[graph(own)]
    lamp: Lamp,
    #[graph(own)]
    spare: Option<Lamp>,
    #[graph(own)]
    by_key: BTreeMap<u32, Lamp>,
    #[graph(own)]
    indexed: IndexMap<u32, Lamp>,
    #[graph(own)]
    list: Vec<Lamp>,
}

#[derive(Graph)]
struct Room {
    #[graph(own)]
    desks: Vec<Desk>,
}

fn lamp(name: &'static str) -> Lamp {
    Lamp { name }
}

fn desk(name: &'static str) -> Desk {
    let (by_key, indexed) = (BTreeMap::new(), IndexMap::new());
    Desk { lamp: lamp(name), spare: None, by_key, indexed, list: vec![] }
}

fn room() -> (Rc<Room>, [Rc<Desk>; 2]) {
    let room = Room { desks: vec![desk("a"), desk("b")] }.into_graph();
    let desks = [0, 1].map(|index| room.desks.get(index).unwrap());
    (room, desks)
}

fn watch(room: &Rc<Room>) -> (Watch, Seen) {
    watch_by(room, |_, change| {
        let name = change.node_as::<Lamp>().map_or(change.node().type_name(), |it| it.name);
        match change {
            Change::Placed { from, to, .. } => {
                let place = |place: &Place| place.to_string();
                let (from, to) = (from.as_ref().map(place), to.as_ref().map(place));
                format!("{name} {} > {}", from.unwrap_or_default(), to.unwrap_or_default())
            }
            other => format!("{name}.{} ordered", other.link().unwrap()),
        }
    })
}

#[test]
fn a_required_child_that_is_replaced() {
    let (room, [first, _]) = room();
    let (_watch, seen) = watch(&room);
    let former = first.lamp.replace(lamp("c"));
    assert_eq!(seen.take(), ["a lamp > , c  > lamp"]);
    transaction(|| {
        first.list.push(former.clone());
        drop(first.lamp.replace(former.clone()));
    });
    assert_eq!(seen.take(), ["a  > lamp, c lamp > "]);
}

#[test]
fn required_children_that_are_swapped() {
    let (room, [first, second]) = room();
    let (_watch, seen) = watch(&room);
    first.lamp.swap(&second.lamp);
    assert_eq!(seen.take(), ["a lamp > lamp, b lamp > lamp"]);
    transaction(|| {
        first.lamp.swap(&second.lamp);
        first.lamp.swap(&second.lamp);
    });
    assert!(seen.take().is_empty());
    // Of two graphs.
    let other = Room { desks: vec![desk("c")] }.into_graph();
    first.lamp.swap(&other.desks.get(0).unwrap().lamp);
    assert_eq!(seen.take(), ["b lamp > , c  > lamp"]);
}

#[test]
fn an_option() {
    let (room, [first, second]) = room();
    let (_watch, seen) = watch(&room);
    first.spare.set(lamp("x"));
    first.spare.set(lamp("y"));
    second.spare.set(first.spare.get().unwrap());
    drop(second.spare.take());
    assert_eq!(
        seen.take(),
        ["x  > spare", "x spare > , y  > spare", "y spare > spare", "y spare > "]
    );
    transaction(|| {
        let spare = first.spare.take();
        first.spare.set(spare.unwrap_or_else(|| lamp("z").into_graph()));
        let spare = first.spare.take().unwrap();
        first.spare.set(spare);
    });
    assert_eq!(seen.take(), ["z  > spare"]);
}

#[test]
fn maps() {
    let (room, [first, second]) = room();
    let (_watch, seen) = watch(&room);
    first.by_key.insert(3, lamp("x"));
    first.by_key.insert(3, lamp("y"));
    first.by_key.rename(&3, 4);
    second.indexed.insert(1, first.by_key.get(&4).unwrap());
    drop(second.indexed.shift_remove(&1));
    assert_eq!(
        seen.take(),
        [
            "x  > by_key[3]",
            "x by_key[3] > , y  > by_key[3]",
            "y by_key[3] > by_key[4]",
            "y by_key[4] > indexed[1]",
            "y indexed[1] > ",
        ]
    );
}

#[test]
fn an_order_is_one_change() {
    let (room, [first, _]) = room();
    first.list.extend(["p", "q", "r"].map(lamp));
    let (_watch, seen) = watch(&room);
    first.list.reverse();
    transaction(|| {
        first.list.sort_by_key(|lamp| lamp.name);
        first.list.push(lamp("s"));
        first.list.reverse();
    });
    assert_eq!(seen.take(), ["Desk.list ordered", "s  > list[0]"]);
    transaction(|| {
        first.list.reverse();
        first.list.reverse();
    });
    first.list.sort_by_key(|lamp| std::cmp::Reverse(lamp.name));
    assert!(seen.take().is_empty());
    first.list.swap(0, 3);
    first.list.move_to(1, 2);
    assert_eq!(seen.take(), ["s list[0] > list[3], p list[3] > list[0]", "r list[1] > list[2]"]);
}

#[test]
fn an_operation_on_several_children_is_one_call() {
    let (room, [first, second]) = room();
    let (_watch, seen) = watch(&room);
    first.list.extend(["p", "q", "r", "s"].map(lamp));
    second.list.append(&first.list);
    second.list.retain(|lamp| lamp.name != "q");
    second.list.truncate(2);
    second.list.clear();
    assert_eq!(
        seen.take(),
        [
            "p  > list[0], q  > list[1], r  > list[2], s  > list[3]",
            "p list[0] > list[0], q list[1] > list[1], r list[2] > list[2], s list[3] > list[3]",
            "q list[1] > ",
            "s list[2] > ",
            "p list[0] > , r list[1] > ",
        ]
    );
}
