//! Each operation in transactions that fail, succeed, panic and nest.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, transaction};
use kinfolk_tests::panics::panic_of;

use super::{Board, board, card, fails};

type Operation = fn(&kinfolk::Rc<super::Card>);

#[test]
fn a_failure_undoes_each_operation() {
    let operations: [(&str, Operation); 4] = [
        ("set", |card| card.title.set("c".into())),
        ("replace", |card| assert_eq!(card.title.replace("c".into()), "a")),
        ("take", |card| assert_eq!(card.title.take(), "a")),
        ("update", |card| card.title.update(|title| title.push('c'))),
    ];
    for (name, operation) in operations {
        for is_read in [false, true] {
            let node = card("a", 1).into_graph();
            if is_read {
                drop(node.title.read());
            }
            fails(|| {
                operation(&node);
                assert_ne!(node.title.get(), "a", "{name}");
            });
            assert_eq!(node.to_plain(), card("a", 1), "{name}");
            transaction(|| operation(&node));
            assert_ne!(node.title.get(), "a", "{name}");
        }
    }
}

#[test]
fn a_failure_undoes_many_changes_of_many_values() {
    let node = board().into_graph();
    let first = node.cards.get(0).unwrap();
    fails(|| {
        for round in 0..5 {
            node.name.update(|name| name.push('!'));
            first.votes.set(round);
            node.cards.push(card("new", round));
            node.cards.last().unwrap().title.set("other".into());
            node.tags.take();
            first.title.replace("other".into());
            node.tags.update(|tags| tags.push("red".into()));
        }
    });
    assert_eq!(node.to_plain(), board());
}

#[test]
fn a_panic_undoes_them_too() {
    let node = board().into_graph();
    let text = panic_of(|| {
        transaction(|| {
            node.name.set("Work".into());
            node.tags.update(|tags| {
                tags.clear();
                node.cards.get(0).unwrap().title.set("c".into());
                panic!("bomb");
            });
        });
    });
    assert_eq!(text, "bomb");
    assert_eq!(node.to_plain(), board());
}

#[test]
fn a_panic_in_an_update_outside_keeps_what_was_changed() {
    let node = board().into_graph();
    let text = panic_of(|| {
        node.tags.update(|tags| {
            tags.push("red".into());
            panic!("bomb");
        });
    });
    assert_eq!(text, "bomb");
    assert_eq!(node.tags.get(), ["new", "red"]);
    fails(|| node.tags.take().clear());
    assert_eq!(node.tags.get(), ["new", "red"]);
}

/// The panic is caught within the transaction, which goes on.
#[test]
fn a_panic_that_is_caught_inside_is_undone_by_the_failure() {
    let node = board().into_graph();
    fails(|| {
        panic_of(|| {
            node.tags.update(|tags| {
                tags.push("red".into());
                panic!("bomb");
            });
        });
        assert_eq!(node.tags.get(), ["new", "red"]);
    });
    assert_eq!(node.to_plain(), board());
}

#[test]
fn an_inner_failure_goes_back_to_the_beginning_of_the_inner_one() {
    let node = card("a", 1).into_graph();
    transaction(|| {
        node.title.set("b".into());
        fails(|| {
            node.title.set("c".into());
            node.votes.set(2);
            fails(|| node.title.update(|title| title.push('!')));
            assert_eq!(node.title, "c");
        });
        assert_eq!(node.to_plain(), card("b", 1));
        // After the failure, in the same step.
        node.title.update(|title| title.push('d'));
        fails(|| node.title.set("e".into()));
    });
    assert_eq!(node.to_plain(), card("bd", 1));
}

#[test]
fn an_outer_failure_undoes_inner_successes_and_failures() {
    let node = card("a", 1).into_graph();
    for first in [false, true] {
        fails(|| {
            if first {
                node.title.set("b".into());
            }
            transaction(|| node.title.set("c".into()));
            node.title.set("d".into());
            fails(|| node.title.set("e".into()));
            assert_eq!(node.title, "d");
            node.title.set("f".into());
        });
        assert_eq!(node.to_plain(), card("a", 1));
    }
}

#[test]
fn readers_keep_what_they_read() {
    let node = board().into_graph();
    let before = node.tags.read();
    let mut inside = None;
    fails(|| {
        node.tags.update(|tags| tags.push("red".into()));
        inside = Some(node.tags.read());
        node.tags.update(Vec::clear);
    });
    assert_eq!(
        (&before[..], &inside.unwrap()[..]),
        (&["new".to_owned()][..], &["new".into(), "red".into()][..])
    );
    // The very data is there again.
    assert!(std::ptr::eq(&raw const *before, &raw const *node.tags.read()));
}

#[test]
fn a_transaction_in_an_update_undoes_its_own_changes_only() {
    let node = board().into_graph();
    node.tags.update(|tags| {
        tags.push("red".into());
        fails(|| {
            tags.push("stays".into());
            node.name.set("Work".into());
            node.cards.pop();
        });
        assert_eq!((node.name.get().as_str(), node.cards.len()), ("Home", 2));
        transaction(|| node.name.set("Garden".into()));
    });
    assert_eq!(node.tags.get(), ["new", "red", "stays"]);
    assert_eq!(node.name, "Garden");
}

#[test]
fn an_update_in_an_update_is_undone_with_it() {
    let node = board().into_graph();
    fails(|| {
        node.tags.update(|tags| {
            node.name.update(|name| {
                name.push('!');
                tags.push(name.clone());
                node.cards.get(1).unwrap().votes.set(7);
            });
        });
        assert_eq!(node.tags.get(), ["new", "Home!"]);
    });
    assert_eq!(node.to_plain(), board());
}

/// What is refused records nothing, and the value can be used afterwards.
#[test]
fn a_value_in_use_refuses_a_change_and_loses_nothing() {
    let node = card("a", 1).into_graph();
    fails(|| {
        node.title.update(|title| {
            title.push('b');
            let text = panic_of(|| node.title.set("c".into()));
            assert!(text.starts_with("this value is in use"), "{text}");
            panic_of(|| node.title.replace("c".into()));
            panic_of(|| node.title.update(String::clear));
        });
        assert_eq!(node.title, "ab");
    });
    assert_eq!(node.to_plain(), card("a", 1));
}

#[derive(Graph)]
enum Shape {
    Circle {
        #[graph(value)]
        radius: u32,
    },
    Named(#[graph(value)] String, #[graph(value)] u32),
}

#[derive(Graph)]
struct Pair(#[graph(value)] u32, #[graph(value)] u32);

#[test]
fn values_in_variants_and_tuples_go_back_too() {
    let pair = Pair(1, 2).into_graph();
    fails(|| {
        pair.1.set(3);
        pair.0.update(|number| *number += 5);
        pair.1.set(4);
    });
    assert_eq!((pair.0.get(), pair.1.get()), (1, 2));
    let named = Shape::Named("a".into(), 1).into_graph();
    let circle = Shape::Circle { radius: 3 }.into_graph();
    let (ShapeKind::Named(name, number), ShapeKind::Circle { radius }) =
        (&named.kind, &circle.kind)
    else {
        panic!("each is its variant")
    };
    fails(|| {
        name.set("b".into());
        number.set(2);
        radius.set(4);
    });
    assert_eq!((name.get(), number.get(), radius.get()), ("a".to_owned(), 1, 3));
}

/// A node that dies in the transaction, and another one at its address.
#[test]
fn a_node_that_dies_meanwhile_needs_no_rollback() {
    let node = card("a", 1).into_graph();
    fails(|| {
        for _ in 0..10 {
            let other = card("b", 1).into_graph();
            other.title.set("c".into());
            fails(|| other.title.set("d".into()));
            assert_eq!(other.title, "c");
        }
        node.title.set("d".into());
    });
    assert_eq!(node.title, "a");
}

#[test]
fn a_changed_value_of_a_removed_node_goes_back() {
    let node = board().into_graph();
    fails(|| {
        let first = node.cards.remove(0);
        first.title.set("c".into());
        drop(first);
        node.cards.pop();
    });
    assert_eq!(node.to_plain(), board());
}

#[test]
fn values_change_in_the_clone_of_another() {
    #[derive(Graph)]
    struct Counted {
        #[graph(value)]
        count: u32,
    }
    struct Counts(kinfolk::Rc<Counted>);
    impl Clone for Counts {
        fn clone(&self) -> Self {
            self.0.count.update(|count| *count += 1);
            Counts(self.0.clone())
        }
    }
    #[derive(Graph)]
    struct Holder {
        #[graph(value)]
        data: Counts,
    }
    let counted = Counted { count: 0 }.into_graph();
    let holder = Holder { data: Counts(counted.clone()) }.into_graph();
    fails(|| {
        holder.data.update(|_| ());
        holder.data.update(|_| ());
        assert_eq!(counted.count, 1);
    });
    assert_eq!(counted.count, 0);
}

#[test]
fn a_clone_that_panics_changes_nothing() {
    thread_local!(static PANICS: Cell<bool> = const { Cell::new(false) });
    struct Panics(u32);
    impl Clone for Panics {
        fn clone(&self) -> Self {
            assert!(!PANICS.get(), "bomb");
            Panics(self.0)
        }
    }
    #[derive(Graph)]
    struct Holder {
        #[graph(value)]
        data: Panics,
    }
    let holder = Holder { data: Panics(1) }.into_graph();
    for is_kept in [false, true] {
        PANICS.set(true);
        let change = || {
            transaction(|| {
                let texts = [
                    panic_of(|| holder.data.update(|data| data.0 = 2)),
                    panic_of(|| holder.data.replace(Panics(3)).0),
                ];
                assert_eq!(texts, ["bomb", "bomb"]);
                assert_eq!(holder.data.read().0, 1);
                holder.data.set(Panics(4));
                holder.data.update(|data| data.0 += 1);
                assert!(is_kept, "no");
            });
        };
        let outcome = catch_unwind(AssertUnwindSafe(change));
        assert_eq!(outcome.is_ok(), is_kept);
        assert_eq!(holder.data.read().0, if is_kept { 5 } else { 1 });
        PANICS.set(false);
    }
}

#[test]
fn a_million_changes_are_one_record() {
    let node: kinfolk::Rc<Board> = board().into_graph();
    fails(|| {
        for number in 0..1_000_000 {
            node.cards.get(0).unwrap().votes.set(number);
        }
    });
    assert_eq!(node.to_plain(), board());
}
