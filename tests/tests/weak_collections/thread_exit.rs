//! At the end of a thread, nodes and collections in thread-locals go in any order.

use std::cell::RefCell;
use std::mem;
use std::sync::{Arc, Mutex};
use std::thread;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc};
use kinfolk_tests::panics::quietly;

/// The events of a thread, readable after its thread-locals are gone.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

struct Noted(&'static str, Log);

impl Drop for Noted {
    fn drop(&mut self) {
        self.1.0.lock().unwrap().push(self.0);
    }
}

#[derive(Graph)]
#[graph(back(owner: Thing), finalize = ThingNode::finalized)]
struct Thing {
    name: &'static str,
    data: Noted,
    #[graph(own)]
    things: Vec<Thing>,
}

impl ThingNode {
    fn finalized(this: &Rc<Thing>) {
        // The collections may already be gone.
        let seen = ALL.try_with(|all| {
            all.borrow().as_ref().map(|all| {
                let is_known = all.set.contains(this) && all.values.contains_key(this);
                (is_known, all.names.get(this.name).as_ref() == Some(this))
            })
        });
        let entry = match seen {
            Ok(Some((true, true))) => "found",
            Ok(Some(_)) => "lost",
            Ok(None) | Err(_) => "gone",
        };
        this.data.1.0.lock().unwrap().push(entry);
    }
}

struct All {
    set: WeakSet<Thing>,
    values: WeakKeyMap<Thing, Noted>,
    names: WeakValueMap<&'static str, Thing>,
}

thread_local! {
    static NODES: RefCell<Option<Rc<Thing>>> = const { RefCell::new(None) };
    static ALL: RefCell<Option<All>> = const { RefCell::new(None) };
}

fn thing(log: &Log, name: &'static str) -> Thing {
    Thing { name, data: Noted("data", log.clone()), things: Vec::new() }
}

fn fill(log: &Log) {
    let root = thing(log, "root").into_graph();
    let child = root.things.add(thing(log, "child"));
    ALL.with_borrow_mut(|all| {
        let all = all.insert(All {
            set: WeakSet::new(),
            values: WeakKeyMap::new(),
            names: WeakValueMap::new(),
        });
        for node in [&root, &child] {
            all.set.insert(node);
            all.values.insert(node, Noted("value", log.clone()));
            all.names.insert(node.name, node);
        }
    });
    NODES.set(Some(root));
}

/// Runs a thread to its end, including its thread-locals. Returns its events as text.
fn in_thread(action: impl FnOnce(&Log) + Send + 'static) -> String {
    let log = Log::default();
    let captured = log.clone();
    thread::spawn(move || action(&captured)).join().unwrap();
    let entries = mem::take(&mut *log.0.lock().unwrap());
    entries.join(" ")
}

/// The order of initialisation decides which of them is destroyed first.
#[test]
fn of_nodes_and_collections() {
    let one = in_thread(|log| {
        NODES.set(None);
        fill(log);
    });
    let other = in_thread(|log| {
        ALL.set(None);
        fill(log);
    });
    let mut logs = [one, other];
    logs.sort();
    assert_eq!(logs, ["found found value value data data", "value value gone gone data data"]);
}

#[test]
fn of_nodes_only() {
    let log = in_thread(|log| {
        fill(log);
        ALL.set(None);
    });
    assert_eq!(log, "value value gone gone data data");
}

/// The entry goes with a node that another thread-local holds in a value.
#[test]
fn of_a_chain_by_values() {
    thread_local!(static VALUES: WeakKeyMap<Thing, Rc<Thing>> = WeakKeyMap::new());
    let log = in_thread(|log| {
        let first = thing(log, "first").into_graph();
        let mut last = first.clone();
        for _ in 0..100 {
            let next = thing(log, "next").into_graph();
            VALUES.with(|values| values.insert(&last, next.clone()));
            last = next;
        }
        NODES.set(Some(first));
    });
    assert_eq!((log.matches("gone").count(), log.matches("data").count()), (101, 101));
}

/// Both in one struct, so its field order decides.
#[test]
fn of_a_struct_with_both() {
    struct Application {
        set: WeakSet<Thing>,
        root: Option<Rc<Thing>>,
        values: WeakKeyMap<Thing, Noted>,
    }
    thread_local!(static APPLICATION: RefCell<Option<Application>> = const { RefCell::new(None) });
    let log = in_thread(|log| {
        let root = thing(log, "root").into_graph();
        let application = Application {
            set: WeakSet::new(),
            root: Some(root.clone()),
            values: WeakKeyMap::new(),
        };
        application.set.insert(&root);
        application.values.insert(&root, Noted("value", log.clone()));
        assert!(application.root.as_ref() == application.set.iter().next().as_ref());
        APPLICATION.set(Some(application));
    });
    assert_eq!(log, "gone value data");
}

#[test]
fn of_a_thread_that_has_panicked() {
    let log = Log::default();
    let captured = log.clone();
    let thread = thread::spawn(move || {
        let values = WeakKeyMap::<Thing, Noted>::new();
        let root = thing(&captured, "root").into_graph();
        values.insert(&root, Noted("value", captured.clone()));
        quietly(|| panic!("the thread"));
    });
    assert!(thread.join().is_err());
    assert_eq!(log.0.lock().unwrap().join(" "), "gone value data");
}

/// Each thread has its own nodes, even where their addresses are the same.
#[test]
fn of_many_threads() {
    let threads: Vec<_> = (0..8)
        .map(|_| {
            thread::spawn(|| {
                let log = Log::default();
                for _ in 0..1000 {
                    let set = WeakSet::<Thing>::new();
                    let node = thing(&log, "node").into_graph();
                    assert!(set.insert(&node));
                    assert_eq!(set.len(), 1);
                    drop(node);
                    assert!(set.is_empty());
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
