//! Python's own tests of finalizers, weak references and weak collections, ported by meaning under
//! their names, and Python's behaviour beyond them. `tests/PYTHON.md` lists what became of each
//! test.

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
mod gc_data;
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

/// The report is one for the whole process. It notes a panic in the thread where it happens.
static PANICS_ARE_NOTED: LazyLock<()> = LazyLock::new(|| {
    set_panic_report(|node, payload| note(format_args!("{node} panicked: {}", text(payload))));
});

fn text(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref().map(String::as_str)).unwrap_or("?")
}

/// Records a message of a hook or finalizer. After the first call, panics in hooks and finalizers
/// are recorded too.
fn note(what: impl Display) {
    LazyLock::force(&PANICS_ARE_NOTED);
    NOTES.with_borrow_mut(|notes| notes.push(what.to_string()));
}

/// Everything that was noted on this thread since the last call.
fn notes() -> String {
    NOTES.take().join(", ")
}

/// Stores a node so that it outlives its hook.
fn bring_back(node: &impl Handle) {
    SURVIVORS.with_borrow_mut(|survivors| survivors.push(node.to_any()));
}

/// The resurrected nodes of type `T`.
fn survivors<T: Graph>() -> Vec<T::Handle> {
    SURVIVORS.with_borrow(|survivors| survivors.iter().filter_map(AnyRc::downcast::<T>).collect())
}

fn clear_survivors() {
    drop(SURVIVORS.take());
}

/// The object of most tests. Its hook notes its name, and then runs its side effect.
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

/// An object that holds itself, so that only the collector can free it.
fn self_cycle(object: Object) -> Rc<Object> {
    let object = object.into_graph();
    object.held.set(object.clone());
    object
}

/// Weak handles to everything that an object owns, in the order of a walk.
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

/// Runs the test with a stack of 2 MiB and its own thread-locals, which are gone when this returns.
fn on_a_thread(test: impl FnOnce() + Send + 'static) {
    on_a_small_stack(test);
}
