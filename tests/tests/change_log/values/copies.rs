//! How often data is copied.

use std::cell::Cell;

use kinfolk::{Graph, transaction};

use super::fails;

thread_local! {
    static CLONES: Cell<usize> = const { Cell::new(0) };
}

#[derive(Default, Debug, PartialEq)]
struct Text(String);

impl Clone for Text {
    fn clone(&self) -> Self {
        CLONES.set(CLONES.get() + 1);
        Text(self.0.clone())
    }
}

#[derive(Graph)]
struct Page {
    #[graph(value)]
    text: Text,
}

fn clones_in(action: impl FnOnce()) -> usize {
    CLONES.set(0);
    action();
    CLONES.get()
}

fn page() -> kinfolk::Rc<Page> {
    Page { text: Text("a".into()) }.into_graph()
}

#[test]
fn outside_of_a_step_nothing_is_copied() {
    let page = page();
    let clones = clones_in(|| {
        page.text.update(|text| text.0.push('b'));
        page.text.set(Text::default());
        drop(page.text.replace(Text::default()));
        drop(page.text.take());
    });
    assert_eq!(clones, 0);
}

#[test]
fn updates_copy_once_a_step() {
    let page = page();
    let updates = || {
        for _ in 0..5 {
            page.text.update(|text| text.0.push('b'));
        }
    };
    assert_eq!(clones_in(|| fails(updates)), 1);
    assert_eq!(page.text.read().0, "a");
    assert_eq!(clones_in(|| transaction(updates)), 1);
    assert_eq!(page.text.read().0, "abbbbb");
    assert_eq!(clones_in(|| (transaction(updates), transaction(updates)).0), 2);
}

#[test]
fn set_never_copies() {
    let page = page();
    let sets = || (0..5).for_each(|_| page.text.set(Text::default()));
    assert_eq!(clones_in(|| transaction(sets)), 0);
    assert_eq!(clones_in(|| fails(sets)), 0);
    // The old data is kept by the set, and the new need not be.
    let set_and_update = || {
        page.text.set(Text::default());
        page.text.update(|text| text.0.push('b'));
    };
    assert_eq!(clones_in(|| fails(set_and_update)), 0);
}

#[test]
fn replace_and_take_copy_once_a_step() {
    let page = page();
    let both = || {
        drop(page.text.replace(Text::default()));
        drop(page.text.take());
        drop(page.text.replace(Text::default()));
    };
    assert_eq!(clones_in(|| transaction(both)), 1);
    assert_eq!(clones_in(|| fails(both)), 1);
}

#[test]
fn an_inner_transaction_copies_once_more() {
    let page = page();
    let update = || page.text.update(|text| text.0.push('b'));
    let clones = clones_in(|| {
        transaction(|| {
            update();
            transaction(|| {
                update();
                update();
            });
            // The record of the inner one is part of the outer one now.
            update();
        });
    });
    assert_eq!(clones, 2);
    assert_eq!(page.text.read().0, "abbbb");
    let clones = clones_in(|| {
        transaction(|| {
            update();
            fails(update);
            // The log still keeps the data from before the outer one, but not that from before the inner
            // one.
            update();
        });
    });
    assert_eq!(clones, 2);
    assert_eq!(page.text.read().0, "abbbbbb");
}

#[test]
fn a_reader_costs_a_copy_as_ever() {
    let page = page();
    let clones = clones_in(|| {
        transaction(|| {
            page.text.update(|text| text.0.push('b'));
            let reader = page.text.read();
            page.text.update(|text| text.0.push('b'));
            drop(reader);
            page.text.update(|text| text.0.push('b'));
        });
    });
    assert_eq!(clones, 2);
}
