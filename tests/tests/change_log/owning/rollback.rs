//! The state is that from before, by address, order, keys and back-links.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::prelude::*;
use kinfolk::{live_nodes_of, transaction};

use super::model::{Book, Model, State, next_number, take_deaths};
use super::operations;

const NO: Result<(), ()> = Err(());

/// Runs a change in a transaction that fails. Returns the state in it.
fn fail(model: &Model, change: impl FnOnce()) -> State {
    let mut inside = None;
    let outcome = transaction(|| {
        change();
        inside = Some(model.state());
        NO
    });
    assert_eq!(outcome, NO);
    inside.unwrap()
}

/// All books that were made since number `first` have died, each once.
fn check_deaths(first: u32, name: &str) {
    let mut deaths = take_deaths();
    deaths.sort_unstable();
    assert_eq!(deaths, (first..next_number()).collect::<Vec<_>>(), "{name}");
}

fn is_same_outside(name: &str) -> bool {
    // The order of a hash map is not part of the state.
    name == "put back under a key"
}

#[test]
fn an_error_undoes_each_operation() {
    for (name, operation) in operations::all() {
        let model = Model::new(6);
        let (before, first) = (model.state(), next_number());
        let inside = fail(&model, || operation(&model));
        assert!(inside != before || is_same_outside(name), "{name} changes something");
        assert_eq!(model.state(), before, "{name}");
        drop(inside);
        check_deaths(first, name);
    }
}

#[test]
fn a_panic_undoes_each_operation() {
    for (name, operation) in operations::all() {
        let model = Model::new(6);
        let (before, first) = (model.state(), next_number());
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            transaction(|| {
                operation(&model);
                if !name.is_empty() {
                    std::panic::resume_unwind(Box::new(name));
                }
            });
        }));
        assert_eq!(outcome.unwrap_err().downcast_ref(), Some(&name));
        assert_eq!(model.state(), before, "{name}");
        check_deaths(first, name);
    }
}

#[test]
fn the_same_in_long_lists() {
    for (name, operation) in operations::of_lists() {
        let model = Model::new(2100);
        // Changes at both ends, so that the lists go into chunks.
        for _ in 0..200 {
            model.left.list.move_to(0, 2000);
            model.right.list.move_to(2000, 0);
        }
        let (before, first) = (model.state(), next_number());
        drop(fail(&model, || operation(&model)));
        assert_eq!(model.state(), before, "{name}");
        check_deaths(first, name);
    }
}

#[test]
fn the_same_while_the_lists_are_lent() {
    for (name, operation) in operations::all() {
        let model = Model::new(6);
        let (before, first) = (model.state(), next_number());
        let mut books = model.left.list.iter();
        books.next();
        let mut entries = model.left.sorted.iter();
        entries.next();
        let inside = fail(&model, || operation(&model));
        assert_eq!((books.len(), entries.len()), (5, 4), "{name}");
        assert_eq!(model.state(), before, "{name}");
        drop(inside);
        check_deaths(first, name);
    }
}

#[test]
fn the_same_with_other_handles_to_no_book() {
    for (name, operation) in operations::all() {
        let mut model = Model::new(6);
        model.forget_books();
        let (before, first) = (model.state(), next_number());
        fail(&model, || operation(&model));
        assert_eq!(model.state(), before, "{name}");
        drop(before);
        check_deaths(first, name);
        assert_eq!(live_nodes_of::<Book>(), Some(2 * (6 + 6 + 2 + 15) + 1), "{name}");
    }
}

#[test]
fn savepoints_go_back_to_their_beginning() {
    for (number, (outer_name, outer)) in operations::all().into_iter().enumerate() {
        // Each one in some others.
        for (inner_name, inner) in operations::all().into_iter().skip(number % 7).step_by(7) {
            let model = Model::new(6);
            let before = model.state();
            let done = transaction(|| {
                outer(&model);
                let middle = model.state();
                let inside = catch_unwind(AssertUnwindSafe(|| fail(&model, || inner(&model))));
                assert_eq!(model.state(), middle, "{inner_name} after {outer_name}");
                drop(inside);
                NO
            });
            assert_eq!(done, NO);
            assert_eq!(model.state(), before, "{outer_name}");
        }
    }
    take_deaths();
}

#[test]
fn what_is_committed_stays() {
    for (name, operation) in operations::all() {
        let model = Model::new(6);
        let mut inside = None;
        transaction(|| {
            operation(&model);
            inside = Some(model.state());
        });
        assert_eq!(Some(model.state()), inside, "{name}");
    }
    take_deaths();
}

#[test]
fn an_operation_in_a_transaction_does_what_it_does_alone() {
    for (name, operation) in operations::all() {
        let run = |in_transaction: bool| {
            let mut model = Model::new(6);
            model.forget_books();
            let start = next_number();
            let first = model.left.list.get(0).unwrap().number;
            if in_transaction {
                transaction(|| operation(&model));
            } else {
                operation(&model);
            }
            let numbers = |books: Vec<Rc<Book>>| -> Vec<_> {
                books.iter().map(|book| book.number.wrapping_sub(first)).collect()
            };
            let shelves = [&model.left, &model.right].map(|shelf| {
                let sorted = shelf.sorted.iter().map(|(key, book)| (*key, book.number - first));
                let indexed = shelf.indexed.iter().map(|(key, book)| (*key, book.number - first));
                let mut hashed: Vec<_> =
                    shelf.hashed.iter().map(|(key, book)| (*key, book.number - first)).collect();
                hashed.sort_unstable();
                (
                    numbers(shelf.list.iter().collect()),
                    numbers(shelf.other.iter().collect()),
                    numbers(shelf.option.get().into_iter().collect()),
                    numbers(vec![shelf.first.get(), shelf.second.get()]),
                    sorted.collect::<Vec<_>>(),
                    indexed.collect::<Vec<_>>(),
                    hashed,
                )
            });
            let mut deaths: Vec<_> = take_deaths().into_iter().map(|dead| dead - first).collect();
            // The order of a hash map is another one in each model.
            deaths.sort_unstable();
            drop(model);
            take_deaths();
            (shelves, deaths, next_number() - start)
        };
        assert_eq!(run(true), run(false), "{name}");
    }
}
