//! What is done to a `WeakValueMap`.

use std::cell::RefCell;
use std::iter;
use std::rc::Rc as StdRc;

use crate::actions::act_sometimes;
use crate::compare::{check_found, check_slot};
use crate::cursor::{Cursor, Yielded, walk_or_keep, while_open};
use crate::events::Callback;
use crate::kinds::{Member, id_of, item};
use crate::model::{Entry, Model, Place};
use crate::nodes::{create_one, pick_one, pick_stash};
use crate::panics::panic_if;
use crate::pending::{Change, Done, Focus, Keys, begin_next_of_extend, next_of_extend, operate};
use crate::questions::{check_all_asked, question};
use crate::slots::{Slot, ValueMap, entry_by_key};
use crate::things::{Key, Name, quietly};
use crate::world::{Id, check, has_failed, register, tell, world};

type Map<T> = StdRc<Slot<ValueMap<T>>>;

pub fn act<T: Member>() {
    let chosen = world(|world| {
        let number = world.focus().map(|focus| focus.number);
        let all = &T::bench(world).value_maps;
        let again = all.iter().position(|slot| Some(slot.number) == number);
        let count = all.len();
        let at = again.unwrap_or_else(|| world.random.below(count));
        T::bench(world).value_maps.get(at).map(|slot| (at, slot.clone()))
    });
    let Some((at, slot)) = chosen else { return };
    match world(|world| world.random.below(100)) {
        0..35 => insert(&slot),
        35..45 => get(&slot),
        45..60 => remove(&slot),
        60..72 => get_or_insert(&slot),
        72..78 => retain(&slot),
        78..80 => clear(&slot),
        80..83 => drain(&slot),
        83..91 => iterate(&slot),
        91..95 => extend(&slot),
        95..97 => clone(&slot, at),
        _ => renew(slot.clone(), at),
    }
    if !has_failed() && world(|world| world.random.percent(world.temper.watch)) {
        check_slot(&*slot);
    }
}

fn focus<T: Member>(slot: &Map<T>, place: Option<Place>) -> Focus {
    Focus { model: slot.model.clone(), number: slot.number, place, act: act::<T> }
}

fn name() -> Place {
    world(|world| {
        let place = world.focus().and_then(|focus| focus.place);
        place
            .filter(|place| *place < world.temper.names)
            .unwrap_or_else(|| world.random.below(world.temper.names))
    })
}

/// A key, and what its entry will be.
fn key<T: Member>(node: &T::Handle) -> (Key, Entry) {
    let key = Key::new(name(), pick_stash());
    let entry = Entry { node: id_of(&item(node)), thing: Some(key.thing.serial) };
    (key, entry)
}

fn insert_of(key: &Key, entry: Entry) -> Change {
    Change::Insert { place: key.name.0, entry, is_by_key: true }
}

fn insert<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let (key, entry) = key::<T>(&node);
    let name = key.name.0;
    tell(|| format!("insert {name}: {entry:?} into {}", slot.number));
    let change = insert_of(&key, entry);
    let done = operate(focus(slot, Some(name)), change, entry.thing, || {
        slot.collection.insert(key, &node)
    });
    check_before::<T>(done);
}

/// What an operation gives is what was there before, unless it has died.
fn check_before<T: Member>(done: Done<Option<T::Handle>>) {
    let Some(answer) = done.answer else { return };
    if has_failed() {
        return;
    }
    let given = answer.as_ref().map(|node| id_of(&item(node)));
    let before = done.before.map(|entry| entry.node);
    if given != before && !(done.is_interrupted && given.is_none()) {
        check(Err(format!("it has given {given:?}, not {before:?}")));
    }
}

fn get<T: Member>(slot: &Map<T>) {
    let name = name();
    let asks_only = world(|world| world.random.percent(30));
    tell(|| format!("get {name} from {}", slot.number));
    if asks_only {
        let done = operate(focus(slot, Some(name)), Change::Nothing, None, || {
            slot.collection.contains_key(&Name(name))
        });
        if let Done { answer: Some(is_there), is_interrupted: false, .. } = done {
            let expected = world(|world| world.living_at(&slot.model, name));
            if is_there != expected.is_some() && !has_failed() {
                check(Err(format!("{name} is there: {is_there}, expected {expected:?}")));
            }
        }
        return;
    }
    let done = operate(focus(slot, Some(name)), Change::Nothing, None, || {
        slot.collection.get(&Name(name))
    });
    if let Some(answer) = &done.answer
        && !has_failed()
    {
        let found = answer.as_ref().map(|node| id_of(&item(node)));
        check(check_found(&**slot, name, found, done.is_interrupted));
    }
}

fn remove<T: Member>(slot: &Map<T>) {
    let name = name();
    tell(|| format!("remove {name} from {}", slot.number));
    let done = operate(focus(slot, Some(name)), Change::Remove(name), None, || {
        slot.collection.remove(&Name(name))
    });
    check_before::<T>(done);
}

fn get_or_insert<T: Member>(slot: &Map<T>) {
    let key = Key::new(name(), pick_stash());
    let (name, serial) = (key.name.0, key.thing.serial);
    tell(|| format!("get {name} from {}, or insert with thing {serial}", slot.number));
    let (fails, makes_plain) = world(|world| (world.random.percent(15), world.random.percent(40)));
    let before = world(|world| (world.actions, world.living_at(&slot.model, name)));
    let prepare = || {
        let callback = Callback::begin("make".into());
        world(|world| {
            if let (actions, Some(entry)) = before
                && actions == world.actions
            {
                world.fail(format!("{name} is not found, but there is {entry:?}"));
            }
        });
        act_sometimes(world(|world| world.temper.closures_act));
        drop(callback);
        panic_if(world(|world| world.random.percent(world.temper.panics)));
    };
    let decide = |node: Id| {
        world(|world| {
            let is_there = world.living_at(&slot.model, name).is_some();
            let pending = world.pending.last_mut().expect("this operation");
            pending.keys = Keys::Calm;
            if !is_there {
                let entry = Entry { node, thing: Some(serial) };
                pending.change = Change::Insert { place: name, entry, is_by_key: true };
            }
        });
    };
    let done = operate(focus(slot, Some(name)), Change::Nothing, Some(serial), || {
        if makes_plain {
            let node = slot.collection.get_or_insert_with(key, || {
                prepare();
                let (id, plain) = T::plain();
                decide(id);
                plain
            });
            register(&node);
            return Ok(node);
        }
        slot.collection.try_get_or_insert_with(key, || {
            prepare();
            if fails {
                return Err(());
            }
            let node = pick_one::<T>().unwrap_or_else(create_one::<T>);
            decide(id_of(&item(&node)));
            Ok(node)
        })
    });
    if let Some(Ok(node)) = &done.answer
        && !has_failed()
    {
        let found = Some(id_of(&item(node)));
        check(check_found(&**slot, name, found, done.is_interrupted));
    }
}

fn retain<T: Member>(slot: &Map<T>) {
    tell(|| format!("retain in {}", slot.number));
    let left = RefCell::new(world(|world| world.living(&slot.model)));
    let done = operate(focus(slot, None), Change::reject(&slot.model), None, || {
        while_open(|| {
            slot.collection.retain(|key, node| {
                let (place, entry) = entry_by_key::<T>(key, node);
                let asked = left.borrow_mut().remove(&place);
                question(place, entry, asked)
            });
        });
    });
    check_all_asked(&left.into_inner(), done.answer.is_some());
}

fn clear<T: Member>(slot: &Map<T>) {
    tell(|| format!("clear {}", slot.number));
    operate(focus(slot, None), Change::Clear, None, || slot.collection.clear());
}

/// The key may panic when it is dropped, which is not to happen on the way out: the node would leak.
fn yielded_by_key<T: Member>(key: StdRc<Key>, node: &T::Handle) -> Yielded {
    let yielded = (entry_by_key::<T>(&key, node), Some(item(node)));
    drop(key);
    yielded
}

fn drain<T: Member>(slot: &Map<T>) {
    tell(|| format!("drain {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let done = operate(focus(slot, None), Change::Clear, None, || slot.collection.drain());
    let Some(mut drain) = done.answer else { return };
    let cursor = Cursor::new(entries, move || {
        let (key, node) = drain.next()?;
        Some(yielded_by_key::<T>(key, &node))
    });
    walk_or_keep(cursor);
}

fn iterate<T: Member>(slot: &Map<T>) {
    tell(|| format!("iterate over {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let map = &slot.collection;
    match world(|world| world.random.below(6)) {
        0 => {
            let mut keys = map.keys();
            let next = move || keys.next();
            return Cursor::of_parts(entries, next, |key, place, entry| {
                place == key.name.0 && entry.thing == Some(key.thing.serial)
            })
            .walk();
        }
        1 => {
            let mut nodes = map.values();
            let next = move || nodes.next();
            return Cursor::of_parts(entries, next, |node, _, entry| {
                entry.node == id_of(&item(node))
            })
            .walk();
        }
        _ => {}
    }
    let mut iter = map.iter();
    let cursor = Cursor::new(entries, move || {
        let (key, node) = iter.next()?;
        Some(yielded_by_key::<T>(key, &node))
    });
    cursor.walk();
}

fn extend<T: Member>(slot: &Map<T>) {
    tell(|| format!("extend {}", slot.number));
    let mut count = world(|world| world.random.below(4));
    operate(focus(slot, None), Change::Nothing, None, || {
        slot.collection.extend(iter::from_fn(|| {
            next_of_extend();
            act_sometimes(world(|world| world.temper.closures_act));
            count = count.checked_sub(1)?;
            let node = pick_one::<T>()?;
            let (key, entry) = key::<T>(&node);
            tell(|| format!("next is {}: {entry:?}", key.name.0));
            begin_next_of_extend(insert_of(&key, entry), entry.thing);
            Some((key, node))
        }));
    });
}

fn clone<T: Member>(slot: &Map<T>, at: usize) {
    tell(|| format!("clone {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let copy = Slot::new(slot.collection.clone(), Model::of(entries));
    check_slot(&*copy);
    if !has_failed() && quietly(|| copy.collection != slot.collection) {
        check(Err("a copy is not equal".into()));
    }
    replace(copy, at + 1);
}

fn renew<T: Member>(slot: Map<T>, at: usize) {
    tell(|| format!("another one for {}", slot.number));
    drop(slot);
    replace(Slot::<ValueMap<T>>::empty(), at);
}

fn replace<T: Member>(mut new: Map<T>, at: usize) {
    world(|world| {
        let all = &mut T::bench(world).value_maps;
        let at = at % all.len().max(1);
        if let Some(old) = all.get_mut(at) {
            std::mem::swap(old, &mut new);
        }
    });
    tell(|| format!("{} goes", new.number));
    while_open(|| drop(new));
}
