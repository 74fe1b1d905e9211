//! Lists of weak links whose targets die.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(weak(friends: Vec<Person>))]
struct Person {}

/// A person with `size` friends, and these.
fn with_friends(size: usize) -> (Rc<Person>, Vec<Rc<Person>>) {
    let person = Person {}.into_graph();
    let friends: Vec<_> = (0..size).map(|_| Person {}.into_graph()).collect();
    for friend in &friends {
        person.friends.push(friend);
    }
    (person, friends)
}

/// How often the cases look at what is left of a list.
const TIMES: usize = 1_000;

const fn case(name: &'static str, growth: Growth, run: fn(usize)) -> Case {
    Case { name, growth, size: 12_500, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    // All friends but the last are dead. The first look removes their entries.
    case("weak_list_of_mostly_dead", Growth::Constant, |size| {
        let (person, mut friends) = with_friends(size);
        let last = friends.pop().expect("there is a friend");
        drop(friends);
        assert!(person.friends.contains(&last));
        measured::run(|| {
            for _ in 0..TIMES {
                assert!(person.friends.contains(&last));
                assert_eq!(person.friends.iter().len(), 1);
            }
        });
    }),
    // One friend after the other dies, and the list is looked at now and then.
    case("weak_list_of_the_dying", Growth::Linear, |size| {
        let (person, mut friends) = with_friends(size);
        measured::run(|| {
            while !friends.is_empty() {
                friends.truncate(friends.len() / 2);
                assert_eq!(person.friends.iter().len(), friends.len());
            }
        });
    }),
    // Reading at both ends, and pushing and popping.
    case("weak_list_ends", Growth::Constant, |size| {
        let (person, friends) = with_friends(size);
        measured::run(|| {
            for _ in 0..TIMES {
                assert_eq!(person.friends.first().as_ref(), friends.first());
                assert_eq!(person.friends.pop().as_ref(), friends.last());
                person.friends.push(&friends[size - 1]);
                assert!(!person.friends.is_empty());
            }
        });
    }),
    // A push makes a weak handle, and a pop a strong one.
    Case {
        at_most: Some(360),
        ..case("weak_list_push_and_pop", Growth::Linear, |size| {
            let (person, friends) = with_friends(size);
            measured::run(|| {
                for friend in &friends {
                    person.friends.push(friend);
                }
                for _ in &friends {
                    person.friends.pop();
                }
            });
        })
    },
    case("weak_list_get", Growth::Constant, |size| {
        let (person, friends) = with_friends(size);
        measured::run(|| {
            for (index, friend) in friends.iter().enumerate().take(TIMES) {
                assert_eq!(person.friends.get(index).as_ref(), Some(friend));
            }
        });
    }),
    case("weak_list_extend_and_drain", Growth::Linear, |size| {
        let (person, friends) = with_friends(size);
        measured::run(|| {
            person.friends.extend(&friends);
            assert_eq!(person.friends.drain().len(), 2 * size);
        });
    }),
    case("weak_list_sort_and_reverse", Growth::Linear, |size| {
        let (person, _friends) = with_friends(size);
        measured::run(|| {
            person.friends.sort_by_key(|_| 0);
            person.friends.reverse();
        });
    }),
    // Each costs O(n): once of each.
    case("weak_list_at_an_index", Growth::Linear, |size| {
        let (person, friends) = with_friends(size);
        measured::run(|| {
            person.friends.insert(size / 2, &friends[0]);
            person.friends.move_to(size / 2, 1);
            person.friends.swap(1, size);
            assert_eq!(person.friends.remove_at(size), friends[0]);
            assert_eq!(person.friends.replace(size / 2, &friends[0]), friends[size / 2 - 1]);
            assert_eq!(person.friends.position(&friends[size - 1]), Some(1));
            person.friends.truncate(size / 2);
            assert_eq!(person.friends.len(), size / 2);
        });
    }),
];
