//! Code that runs on the data cannot use the same value: that panics, and the value stays whole.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, Rc, Weak};
use kinfolk_tests::panics;

const MESSAGE: &str = "this value is in use: the closure of its `update`, and the `Clone`, `Debug`, \
                       `Display` and `PartialEq` of its data, cannot use it";

/// Runs this on a value of the thread, when its data is cloned, compared, printed or dropped.
type Action = Box<dyn Fn(&Rc<Cell2>)>;

thread_local! {
    static ACTION: RefCell<Option<(Weak<Cell2>, Action)>> = const { RefCell::new(None) };
    static DROPS: Cell<usize> = const { Cell::new(0) };
}

#[derive(Default)]
struct Data(u32);

fn act() {
    let action = ACTION.take();
    if let Some((node, action)) = action {
        action(&node.upgrade().unwrap());
        ACTION.set(Some((node, action)));
    }
}

impl Clone for Data {
    fn clone(&self) -> Self {
        act();
        Data(self.0)
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        act();
        self.0 == other.0
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        act();
        self.0.fmt(f)
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        act();
        self.0.fmt(f)
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
        act();
    }
}

#[derive(Graph)]
#[graph(to_plain)]
struct Cell2 {
    #[graph(value)]
    data: Data,
    #[graph(value)]
    other: String,
}

fn node() -> Rc<Cell2> {
    Cell2 { data: Data(1), other: "o".into() }.into_graph()
}

/// Each operation on a value.
const USES: [fn(&Rc<Cell2>); 9] = [
    |node| drop(node.data.get()),
    |node| drop(node.data.read()),
    |node| node.data.set(Data(7)),
    |node| drop(node.data.replace(Data(7))),
    |node| drop(node.data.take()),
    |node| node.data.update(|data| data.0 = 7),
    |node| assert!(node.data == Data(1)),
    |node| drop(node.data.to_string()),
    |node| drop(node.to_plain()),
];

fn panic_of(action: impl FnOnce()) -> String {
    panics::text(&*catch_unwind(AssertUnwindSafe(action)).unwrap_err())
}

#[test]
fn the_closure_of_update_cannot_use_the_same_value() {
    for is_read_before in [false, true] {
        for used in USES {
            let node = node();
            if is_read_before {
                drop(node.data.read());
            }
            let text = panic_of(|| {
                node.data.update(|data| {
                    data.0 = 2;
                    used(&node);
                });
            });
            assert_eq!(text, MESSAGE);
            assert_eq!(node.data.get().0, 2, "what the closure has done stays");
            assert_eq!(node.data.update(|data| data.0), 2);
        }
    }
}

#[test]
fn a_refused_use_that_is_caught_changes_nothing() {
    for used in USES {
        let node = node();
        node.data.update(|data| {
            data.0 = 2;
            assert_eq!(panic_of(|| used(&node)), MESSAGE);
            data.0 += 1;
        });
        assert_eq!(node.data.get().0, 3);
    }
}

#[test]
fn the_closure_can_use_other_values_and_what_it_has_read() {
    let node = node();
    let before = node.data.read();
    node.data.update(|data| {
        data.0 += before.0;
        node.other.update(|other| other.push('!'));
        assert_eq!(format!("{:?}", node.data), "<in use>");
    });
    assert_eq!((node.data.get().0, node.other.get()), (2, "o!".to_owned()));
}

#[test]
fn the_clone_comparison_and_printing_of_data_cannot_use_its_value() {
    let runs: [fn(&Rc<Cell2>); 6] = [
        |node| drop(node.data.get()),
        |node| assert!(node.data == Data(1)),
        |node| drop(format!("{:?}", node.data)),
        |node| drop(node.data.to_string()),
        |node| {
            let reader = node.data.read();
            let old = catch_unwind(AssertUnwindSafe(|| node.data.replace(Data(7))));
            drop(reader);
            old.unwrap_or_else(|payload| std::panic::resume_unwind(payload));
        },
        |node| {
            let reader = node.data.read();
            let updated = catch_unwind(AssertUnwindSafe(|| node.data.update(|data| data.0 = 7)));
            drop(reader);
            updated.unwrap_or_else(|payload| std::panic::resume_unwind(payload));
        },
    ];
    for run in runs {
        for used in USES {
            let node = node();
            ACTION.set(Some((Rc::downgrade(&node), Box::new(used))));
            let text = panic_of(|| run(&node));
            ACTION.set(None);
            assert_eq!(text, MESSAGE);
            assert_eq!(node.data.get().0, 1);
        }
    }
}

#[test]
fn user_code_that_panics_leaves_the_value_whole() {
    let node = node();
    let bomb = || {
        let action: Action = Box::new(|_| panic!("data bomb"));
        ACTION.set(Some((Rc::downgrade(&node), action)));
    };
    let runs: [&dyn Fn(); 6] = [
        &|| drop(node.data.get()),
        &|| assert!(node.data == Data(1)),
        &|| drop(format!("{:?}", node.data)),
        &|| drop(node.data.to_string()),
        &|| drop(node.data.replace(Data(7))),
        &|| node.data.update(|data| data.0 = 7),
    ];
    for run in runs {
        let reader = node.data.read();
        bomb();
        assert_eq!(panic_of(run), "data bomb");
        assert!(ACTION.take().is_none());
        assert_eq!((node.data.get().0, reader.0), (1, 1));
    }
    let update = || {
        node.data.update(|data| {
            data.0 = 5;
            panic!("closure bomb");
        });
    };
    assert_eq!(panic_of(update), "closure bomb");
    assert_eq!(node.data.get().0, 5);
}

/// Old data is dropped when the new data is there.
#[test]
fn the_drop_of_old_data_sees_the_new() {
    thread_local!(static SEEN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) });
    let changes: [fn(&Rc<Cell2>); 2] =
        [|node| node.data.set(Data(2)), |node| drop(node.data.replace(Data(2)))];
    for change in changes {
        for is_read_before in [false, true] {
            let node = node();
            if is_read_before {
                drop(node.data.read());
            }
            let action: Action = Box::new(|node| {
                let seen = node.data.read().0;
                SEEN.with_borrow_mut(|all| all.push(seen));
            });
            ACTION.set(Some((Rc::downgrade(&node), action)));
            change(&node);
            ACTION.set(None);
            assert_eq!(SEEN.take(), [2]);
        }
    }
}

#[test]
fn a_drop_of_old_data_that_panics_leaves_the_new() {
    let node = node();
    ACTION.set(Some((Rc::downgrade(&node), Box::new(|_| panic!("drop bomb")))));
    assert_eq!(panic_of(|| node.data.set(Data(2))), "drop bomb");
    assert_eq!(node.data.get().0, 2);
}
