//! A table of the operations of owning links. Each changes two shelves as [`Model::new`] makes them,
//! with at least five books in each list, and panics in no state of them in which the one before it
//! has not been undone.

#![allow(clippy::semicolon_if_nothing_returned, reason = "each operation is an expression")]

use std::cmp::Reverse;

use kinfolk::prelude::*;

use super::model::{Model, book, books, shelf};

pub type Operation = fn(&Model);

/// The operations, with their names.
pub fn all() -> Vec<(&'static str, Operation)> {
    [lists(), several(), orders(), options(), required(), sorted(), hashed(), indexed(), untyped()]
        .concat()
}

/// Those of lists.
pub fn of_lists() -> Vec<(&'static str, Operation)> {
    [lists(), several(), orders()].concat()
}

macro_rules! table {
    ($($name:literal: |$left:ident, $right:ident| $body:expr;)*) => {
        vec![$(($name, |model: &Model| {
            let ($left, $right) = (&model.left, &model.right);
            let _ = ($left, $right);
            let _ = $body;
        })),*]
    };
}

fn lists() -> Vec<(&'static str, Operation)> {
    table! {
        "push": |left, _r| left.list.push(book());
        "push of a child of another list": |left, right| left.list.push(right.list.get(1).unwrap());
        "push of a child of another link": |left, _r| left.list.push(left.other.get(1).unwrap());
        "push of a child": |left, _r| left.list.push(left.list.get(1).unwrap());
        "push of a child of a map": |left, right| left.list.push(right.sorted.get(&20).unwrap());
        "push of a child of a hash map": |left, right| left.list.push(right.hashed.get(&20).unwrap());
        "push of a child of an index map": |left, right| {
            left.list.push(right.indexed.get(&20).unwrap());
        };
        "push of a child of an option": |left, right| right.list.push(left.option.get().unwrap());
        "add": |left, _r| left.list.add(book());
        "insert": |left, _r| left.list.insert(2, book());
        "insert at the end": |left, _r| left.list.insert(left.list.len(), book());
        "insert of a child": |left, _r| left.list.insert(1, left.list.get(3).unwrap());
        "insert of a child of another list": |left, right| {
            left.list.insert(1, right.list.get(3).unwrap());
        };
        "insert_before": |left, _r| left.list.insert_before(&left.list.get(2).unwrap(), book());
        "insert_before of a child": |left, _r| {
            left.list.insert_before(&left.list.get(3).unwrap(), left.list.get(0).unwrap());
        };
        "insert_after": |left, right| {
            left.list.insert_after(&left.list.get(2).unwrap(), right.other.get(0).unwrap());
        };
        "replace": |left, _r| left.list.replace(1, book());
        "replace by a child": |left, _r| left.list.replace(1, left.list.get(3).unwrap());
        "replace by a later child": |left, _r| left.list.replace(3, left.list.get(1).unwrap());
        "replace by a child of another list": |left, right| {
            left.list.replace(1, right.list.get(3).unwrap())
        };
        "remove": |left, _r| left.list.remove(1);
        "pop": |left, _r| left.list.pop();
        "swap_remove": |left, _r| left.list.swap_remove(1);
        "swap_remove of the last": |left, _r| left.list.swap_remove(left.list.len() - 1);
        "detach": |left, _r| left.list.get(2).unwrap().detach();
        "replace_with": |left, _r| left.list.get(2).unwrap().replace_with(book().into_graph()).unwrap();
        "replace_with a sibling": |left, _r| {
            left.list.get(3).unwrap().replace_with(left.list.get(1).unwrap()).unwrap();
        };
        "replace_with, of a required child": |left, right| {
            left.first.get().replace_with(right.list.get(0).unwrap()).unwrap();
        };
    }
}

fn several() -> Vec<(&'static str, Operation)> {
    table! {
        "drain": |left, _r| left.list.drain();
        "clear": |left, _r| left.list.clear();
        "truncate": |left, _r| left.list.truncate(2);
        "retain": |left, _r| {
            let mut number = 0;
            left.list.retain(|_| {
                number += 1;
                number % 3 == 1
            });
        };
        "extend": |left, _r| left.list.extend(books(3));
        "extend by children": |left, right| {
            let own = [left.list.get(1), left.list.get(0), left.list.get(1)];
            let others = [right.list.get(2), right.other.get(0), right.list.get(0)];
            left.list.extend(own.into_iter().chain(others).flatten());
        };
        "append": |left, right| left.list.append(&right.list);
        "append of another link": |left, _r| left.list.append(&left.other);
        "splice": |left, _r| left.list.splice(1..3, books(4));
        "splice of children": |left, right| {
            let own = [left.list.get(2), left.list.get(0), left.list.get(4)];
            let others = [right.list.get(2), right.other.get(0)];
            left.list.splice(1..3, own.into_iter().chain(others).flatten())
        };
        "splice of nothing": |left, _r| left.list.splice(1..3, books(0));
        "splice by an iterator that changes the list": |left, right| {
            let children = (0..3).map(|number| {
                left.list.remove(1);
                left.list.insert(0, book());
                right.list.get(number).unwrap()
            });
            left.list.splice(1..4, children)
        };
        "set_all": |left, right| {
            let own = [left.list.get(3), left.list.get(0), left.list.get(3)];
            left.list.set_all(own.into_iter().flatten().chain(right.list.iter().take(2)));
        };
        "set_all to nothing": |left, _r| left.list.set_all(books(0));
    }
}

fn orders() -> Vec<(&'static str, Operation)> {
    table! {
        "swap": |left, _r| left.list.swap(1, 3);
        "move_to, down": |left, _r| left.list.move_to(1, 3);
        "move_to, up": |left, _r| left.list.move_to(3, 0);
        "reverse": |left, _r| left.list.reverse();
        "sort_by": |left, _r| left.list.sort_by(|a, b| b.number.cmp(&a.number));
        "sort_by_key": |left, _r| left.list.sort_by_key(|book| (book.number % 2, Reverse(book.number)));
    }
}

fn options() -> Vec<(&'static str, Operation)> {
    table! {
        "set": |left, _r| left.option.set(book());
        "set of an empty one": |_l, right| right.option.set(book());
        "set of a child": |left, right| right.option.set(left.option.get().unwrap());
        "set of a child of a list": |left, _r| left.option.set(left.list.get(1).unwrap());
        "replace of an option": |left, _r| left.option.replace(book());
        "take": |left, _r| left.option.take();
        "detach of an option's child": |left, _r| left.option.get().unwrap().detach();
    }
}

fn required() -> Vec<(&'static str, Operation)> {
    table! {
        "replace of a required child": |left, _r| left.first.replace(book());
        "replace of a required child by another's": |left, right| {
            left.first.replace(right.option.set(left.list.get(0).unwrap()).unwrap_or_else(|| {
                right.list.get(1).unwrap()
            }))
        };
        "swap of required children": |left, right| left.first.swap(&right.second);
        "swap of required children of one node": |left, _r| left.first.swap(&left.second);
    }
}

macro_rules! map_table {
    ($map:ident; $($name:literal: |$left:ident, $right:ident| $body:expr;)*) => {
        table! {
            "insert into a map": |left, _r| left.$map.insert(25, book());
            "insert before all": |left, right| left.$map.insert(0, right.list.get(0).unwrap());
            "insert at a key that is there": |left, right| {
                left.$map.insert(20, right.list.get(0).unwrap())
            };
            "insert of a child at another key": |left, _r| {
                left.$map.insert(25, left.$map.get(&10).unwrap())
            };
            "insert of a child at the key of another": |left, _r| {
                left.$map.insert(30, left.$map.get(&10).unwrap())
            };
            "insert of a child at the key of one before": |left, _r| {
                left.$map.insert(10, left.$map.get(&30).unwrap())
            };
            "insert of another map's child": |left, right| {
                left.$map.insert(35, right.$map.get(&10).unwrap())
            };
            "add to a map": |left, _r| left.$map.add(15, book());
            "remove of a key": |left, _r| left.$map.remove(&20);
            "remove_entry": |left, _r| left.$map.remove_entry(&0);
            "rename": |left, _r| left.$map.rename(&20, 45);
            "rename to an equal key": |left, _r| left.$map.rename(&20, 20);
            "drain of a map": |left, _r| left.$map.drain();
            "clear of a map": |left, _r| left.$map.clear();
            "retain of a map": |left, _r| left.$map.retain(|key, _| key % 20 == 0);
            "extend of a map": |left, _r| left.$map.extend([1, 25, 99].map(|key| (key, book())));
            "extend of a map by children": |left, right| {
                let child = |key: u32| left.$map.get(&key).unwrap();
                left.$map.extend([
                    (25, child(10)),
                    (30, child(20)),
                    (0, right.list.get(0).unwrap()),
                    (31, right.list.get(1).unwrap()),
                    (31, right.$map.get(&0).unwrap()),
                    (40, right.option.get().unwrap_or_else(|| right.other.get(0).unwrap())),
                    (20, child(0)),
                ])
            };
            "detach of a map's child": |left, _r| left.$map.get(&30).unwrap().detach();
            $($name: |$left, $right| $body;)*
        }
    };
}

fn sorted() -> Vec<(&'static str, Operation)> {
    map_table! { sorted; }
}

fn hashed() -> Vec<(&'static str, Operation)> {
    map_table! { hashed; }
}

fn indexed() -> Vec<(&'static str, Operation)> {
    map_table! {
        indexed;
        "swap_remove of a key": |left, _r| left.indexed.swap_remove(&30);
        "swap_remove of the last key": |left, _r| {
            left.indexed.swap_remove(&*left.indexed.last().unwrap().0)
        };
        "shift_remove": |left, _r| left.indexed.shift_remove(&30);
    }
}

fn untyped() -> Vec<(&'static str, Operation)> {
    table! {
        "put in a list": |left, _r| {
            left.list.get(1).unwrap().place().unwrap().put(book().into_graph()).unwrap();
        };
        "put of a sibling": |left, _r| {
            left.list.get(3).unwrap().place().unwrap().put(left.list.get(1).unwrap()).unwrap();
        };
        "put in an option": |left, _r| {
            let place = left.option.get().unwrap().place().unwrap();
            left.option.take();
            place.put(left.list.get(1).unwrap()).unwrap();
        };
        "put in the place of a required child": |left, right| {
            left.first.get().place().unwrap().put(right.list.get(2).unwrap()).unwrap();
        };
        "put under a key": |left, _r| {
            let place = left.sorted.get(&20).unwrap().place().unwrap();
            left.sorted.remove(&20);
            place.put(left.sorted.get(&40).unwrap()).unwrap();
        };
        "put back under a key": |left, _r| {
            let place = left.indexed.get(&20).unwrap().place().unwrap();
            let child = left.indexed.remove(&20).unwrap();
            place.put(child).unwrap();
        };
        "push of an owner": |left, right| {
            let inner = left.shelves.add(shelf(2));
            inner.shelves.push(right.clone());
            inner.list.push(right.list.get(0).unwrap());
            right.list.append(&left.list);
            inner.detach();
        };
    }
}
