//! Values whose handles the library sees.

use kinfolk::prelude::*;
use kinfolk::{assert_no_leaks, collect, leaks, transaction};
use kinfolk_tests::count::{Count, live};

use super::fails;

#[derive(Graph)]
#[graph(weak(first: Person), finalize = PersonNode::dies)]
struct Person {
    #[graph(value, trace)]
    friends: Vec<Rc<Person>>,
    #[graph(value)]
    deaths: u32,
    _count: Count,
}

impl PersonNode {
    fn dies(&self) {
        if let Some(first) = self.first.get() {
            first.deaths.update(|deaths| *deaths += 1);
        }
    }
}

fn person() -> Rc<Person> {
    Person { friends: vec![], deaths: 0, _count: Count::new() }.into_graph()
}

fn befriend(ann: &Rc<Person>, bob: &Rc<Person>) {
    ann.friends.update(|friends| friends.push(bob.clone()));
}

#[test]
fn a_cycle_that_a_failure_takes_back_leaks_nothing() {
    let ann = person();
    fails(|| {
        let bob = person();
        befriend(&ann, &bob);
        befriend(&bob, &ann);
    });
    assert_eq!(live(), 1);
    assert!(ann.friends.read().is_empty());
    drop(ann);
    assert_eq!(live(), 0);
    assert_no_leaks!();
}

#[test]
fn a_cycle_that_stays_is_a_leak_and_is_collected() {
    let (ann, bob) = (person(), person());
    transaction(|| {
        befriend(&ann, &bob);
        fails(|| befriend(&bob, &ann));
        befriend(&bob, &ann);
    });
    drop((ann, bob));
    assert_eq!(leaks().len(), 1);
    assert_eq!(collect().freed(), 2);
    assert_eq!(live(), 0);
}

/// The value has been registered when the cycle was there, and is so when it is there again.
#[test]
fn a_cycle_that_a_failure_brings_back_is_collected() {
    let (ann, bob) = (person(), person());
    befriend(&ann, &bob);
    befriend(&bob, &ann);
    fails(|| {
        ann.friends.take();
        bob.friends.set(vec![]);
    });
    drop((ann, bob));
    assert_eq!(leaks().len(), 1);
    assert_eq!(collect().freed(), 2);
    assert_eq!(live(), 0);
}

#[test]
fn old_data_holds_its_nodes_during_the_step() {
    let (ann, bob) = (person(), person());
    befriend(&ann, &bob);
    befriend(&bob, &ann);
    let weak = Rc::downgrade(&bob);
    drop(bob);
    fails(|| {
        ann.friends.set(vec![]);
        assert_eq!(collect().freed(), 0);
        assert!(weak.upgrade().is_some());
    });
    assert_eq!(ann.friends.read().len(), 1);
    transaction(|| {
        ann.friends.set(vec![]);
        assert_eq!(collect().freed(), 0);
    });
    assert!(weak.upgrade().is_none());
    drop(ann);
    assert_eq!(live(), 0);
}

#[test]
fn a_collection_in_a_transaction_frees_what_is_unreachable() {
    let ann = person();
    let free = || {
        let (bob, eve) = (person(), person());
        befriend(&bob, &eve);
        befriend(&eve, &bob);
        bob.first.set(&ann);
        drop((bob, eve));
        collect().freed()
    };
    // The old data of both, which the log keeps, has no handles.
    transaction(|| assert_eq!(free(), 2));
    assert_eq!(ann.deaths, 1);
    // What its hooks have changed is undone.
    fails(|| assert_eq!(free(), 2));
    assert_eq!(ann.deaths, 1);
    assert_eq!(live(), 1);
}

/// A death looks at the data again if a failure changes it meanwhile.
#[test]
fn a_failure_in_a_hook_brings_friends_back() {
    #[derive(Graph)]
    #[graph(finalize = EndNode::dies)]
    struct End {
        #[graph(value, trace)]
        people: Vec<Rc<Person>>,
        fails: bool,
    }
    impl EndNode {
        fn dies(&self) {
            let change = || self.people.update(Vec::clear);
            if self.fails { fails(change) } else { transaction(change) }
        }
    }
    for fails in [true, false] {
        let (first, bob) = (person(), person());
        bob.first.set(&first);
        let end = End { people: vec![bob], fails }.into_graph();
        drop(end);
        assert_eq!((first.deaths.get(), live()), (1, 1));
    }
}

#[test]
fn data_without_handles_that_gets_some_twice() {
    for is_kept in [false, true] {
        let (ann, bob) = (person(), person());
        for _ in 0..6 {
            fails(|| ann.friends.set(vec![bob.clone()]));
            assert!(ann.friends.read().is_empty());
        }
        let change = || {
            befriend(&ann, &bob);
            befriend(&bob, &ann);
        };
        if is_kept {
            transaction(change);
        } else {
            fails(change);
        }
        drop((ann, bob));
        assert_eq!(collect().freed(), if is_kept { 2 } else { 0 });
        assert_eq!(live(), 0);
    }
}
