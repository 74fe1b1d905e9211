//! A history undoes each operation, and makes it again, any number of times.

use kinfolk::{History, transaction};

use super::model::{Model, next_number, take_deaths};
use super::operations::{self, Operation};

fn check(name: &'static str, len: usize, operation: Operation) {
    let (mut model, root) = Model::in_root(len);
    let history = History::new(&root);
    let (before, first) = (model.state(), next_number());
    let done = |result: Result<bool, _>| assert_eq!(result.ok(), Some(true), "{name}");
    history.step(name, || operation(&model));
    let after = model.state();
    for _ in 0..2 {
        done(history.undo());
        assert_eq!(model.state(), before, "{name} is undone");
        done(history.redo());
        assert_eq!(model.state(), after, "{name} is made again");
    }
    done(history.undo());
    // An undo in a transaction that fails is undone.
    let outcome: Result<(), ()> = transaction(|| {
        operation(&model);
        Err(())
    });
    assert_eq!(outcome, Err(()));
    assert_eq!(model.state(), before, "{name}");
    done(history.redo());
    assert_eq!(model.state(), after, "{name}");
    done(history.undo());
    drop((before, after));
    model.forget_books();
    take_deaths();
    history.clear().unwrap();
    let mut deaths = take_deaths();
    deaths.retain(|number| *number >= first);
    deaths.sort_unstable();
    deaths.dedup();
    let made = next_number() - first;
    // What the transaction has made, is dead already.
    assert!(deaths.len() * 2 <= made as usize, "{name}: {deaths:?}");
    drop((model, root));
    take_deaths();
}

#[test]
fn each_operation_is_undone_and_made_again() {
    for (name, operation) in operations::all() {
        check(name, 6, operation);
    }
}

#[test]
fn the_same_in_long_lists() {
    for (name, operation) in operations::of_lists() {
        check(name, 700, operation);
    }
}

#[test]
fn all_operations_one_after_another() {
    let (model, root) = Model::in_root(60);
    let history = History::new(&root);
    let mut states = vec![model.state()];
    for (name, operation) in operations::all() {
        // Some of them panic in this state, and are undone.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            history.step(name, || operation(&model));
        }));
        if outcome.is_ok() && states.last() != Some(&model.state()) {
            states.push(model.state());
        }
    }
    for _ in 0..2 {
        for state in states.iter().rev().skip(1) {
            assert_eq!(history.undo().ok(), Some(true));
            assert_eq!(model.state(), *state);
        }
        assert!(!history.can_undo());
        for state in &states[1..] {
            assert_eq!(history.redo().ok(), Some(true));
            assert_eq!(model.state(), *state);
        }
        assert!(!history.can_redo());
    }
    drop((states, model, root, history));
    take_deaths();
}
