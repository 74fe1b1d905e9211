//! Python's own tests of finalizers, weak references and weak collections, by meaning and under their
//! names, and what Python does beside them. `tests/PYTHON.md` says what became of each.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod child_process;
mod collection;
mod cycle_chain_finalization;
mod differences;
mod finalize;
mod gc_at_exit;
mod gc_callbacks;
mod gc_cycles;
mod gc_finalizers;
mod gc_toggling;
mod guarantees;
mod legacy_finalization;
mod mapping_keys;
mod mapping_values;
mod references;
mod self_cycle_finalization;
mod simple_finalization;
mod weak_collections;
mod weak_key_dictionary;
mod weak_set;
mod weak_value_dictionary;

use std::any::Any;
use std::cell::RefCell;
use std::fmt::Display;
use std::sync::LazyLock;

use kinfolk::death::set_panic_report;
use kinfolk::{AnyRc, Graph, Handle, Node, Rc, Weak};
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static SURVIVORS: RefCell<Vec<AnyRc>> = const { RefCell::new(Vec::new()) };
}

/// The report is one for the whole process: it notes panics for the thread that they are in.
static PANICS_ARE_NOTED: LazyLock<()> = LazyLock::new(|| {
    set_panic_report(|node, payload| note(format_args!("{node} panicked: {}", text(payload))));
});

fn text(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref().map(String::as_str)).unwrap_or("?")
}

/// What hooks and finalizers tell the test. From then on a panic in one of them is noted, too.
fn note(what: impl Display) {
    LazyLock::force(&PANICS_ARE_NOTED);
    NOTES.with_borrow_mut(|notes| notes.push(what.to_string()));
}

/// All that was noted on this thread since the last time.
fn notes() -> String {
    NOTES.take().join(", ")
}

/// Stores a node where it outlives its hook.
fn bring_back(node: &impl Handle) {
    SURVIVORS.with_borrow_mut(|survivors| survivors.push(node.to_any()));
}

/// Those that were brought back, as far as they are a `T`.
fn survivors<T: Graph>() -> Vec<T::Handle> {
    SURVIVORS.with_borrow(|survivors| survivors.iter().filter_map(AnyRc::downcast::<T>).collect())
}

fn clear_survivors() {
    drop(SURVIVORS.take());
}

/// The object of most tests. Its hook notes its name, and does what it was told.
#[derive(Graph)]
#[graph(back(owner: Object), weak(other: Object), weak(others: Vec<Object>))]
#[graph(shared(held: Object), shared(all_held: Vec<Object>))]
#[graph(finalize = ObjectNode::del)]
struct Object {
    name: &'static str,
    side_effect: fn(&Rc<Object>),
    #[graph(own)]
    owned: Vec<Object>,
}

impl Object {
    fn simple(name: &'static str) -> Self {
        Object { name, side_effect: |_| (), owned: Vec::new() }
    }

    fn resurrector(name: &'static str) -> Self {
        Object { side_effect: bring_back, ..Object::simple(name) }
    }

    fn with(self, owned: impl Into<Vec<Object>>) -> Self {
        Object { owned: owned.into(), ..self }
    }
}

/// An object that holds itself, and that only the collector can let go of.
fn self_cycle(object: Object) -> Rc<Object> {
    let object = object.into_graph();
    object.held.set(object.clone());
    object
}

/// Weak handles to all that an object owns, in the order of a walk.
fn weak_below(object: &Rc<Object>) -> Vec<Weak<Object>> {
    object.descendants_of::<Object>().map(|object| Rc::downgrade(&object)).collect()
}

fn all_dead(weak: &[Weak<Object>]) -> bool {
    weak.iter().all(|weak| weak.upgrade().is_none())
}

impl ObjectNode {
    fn del(this: &Rc<Object>) {
        note(this.name);
        (this.side_effect)(this);
    }
}

/// With a stack of 2 MiB, and thread-locals of its own, which are gone when this returns.
fn on_a_thread(test: impl FnOnce() + Send + 'static) {
    on_a_small_stack(test);
}
