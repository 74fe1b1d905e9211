//! Nodes in a traced value die with its node: hooks first, in the order of the data, then all are
//! dead in one step.

use std::cell::RefCell;

use kinfolk::{AnyRc, Finalizer, Graph, Handle, Node, Rc, Trace, Weak};
use kinfolk_tests::panics::panic_of;

use crate::model::{Function, Store, Value, builtin, env, note, notes};

#[test]
fn hooks_run_in_the_order_of_the_data_after_shared_links() {
    let global = env("global");
    let outer = env("outer");
    outer.put("x", builtin("x"));
    global.put("b", vec![builtin("b1").into(), Value::Int(1), builtin("b2").into()]);
    global.put("a", builtin("a"));
    global.outer.set(outer);
    drop(global);
    let order = ["env global", "env outer", "function x in ", "function a in ", "function b1 in "];
    assert_eq!(notes()[..5], order);
}

#[test]
fn a_node_that_is_held_elsewhere_lives_on() {
    let global = env("global");
    let [f, g] = [builtin("f"), builtin("g")];
    global.put("f", f.clone());
    global.put("g", g);
    drop(global);
    assert_eq!(notes(), ["env global", "function g in "]);
    assert_eq!(f.name, "f");
    drop(f);
    assert_eq!(notes(), ["function f in "]);
}

#[test]
fn a_node_in_two_dying_values_dies_with_the_last() {
    let outer = env("outer");
    let global = env("global");
    let f = builtin("f");
    outer.put("f", f.clone());
    global.put("f", vec![f.clone().into(), f.clone().into()]);
    global.outer.set(outer);
    drop(f);
    drop(global);
    assert_eq!(notes(), ["env global", "env outer", "function f in "]);
}

#[test]
fn a_value_that_its_own_hook_fills_is_seen() {
    #[derive(Graph)]
    #[graph(finalize = |hub| hub.all.set(vec![builtin("late")]))]
    struct Hub {
        #[graph(value, trace)]
        all: Vec<Rc<Function>>,
    }
    drop(Hub { all: vec![] }.into_graph());
    assert_eq!(notes(), ["function late in "]);
}

/// A part whose hook may change the value that it is in.
#[derive(Graph)]
#[graph(weak(hub: Hub), finalize = PartNode::end)]
struct Part {
    name: &'static str,
    then: Then,
    #[graph(own)]
    children: Vec<Child>,
}

#[derive(Graph)]
#[graph(back(part: Part), finalize = |child| note(format!("child of {}", child.part.get().unwrap().name)))]
struct Child {}

#[derive(Graph)]
struct Hub {
    #[graph(value, trace)]
    parts: Vec<Rc<Part>>,
}

impl PartNode {
    fn end(&self) {
        note(self.name);
        let Some(hub) = self.hub.get() else { return note("no hub") };
        (self.then)(&hub);
    }
}

fn part(hub: &Rc<Hub>, name: &'static str, then: Then) -> Rc<Part> {
    let part = Part { name, then, children: vec![] }.into_graph();
    part.hub.set(hub);
    part
}

/// What the hook of a part does with its hub.
type Then = fn(&Rc<Hub>);

fn hub(parts: &[(&'static str, Then)]) -> Rc<Hub> {
    let hub = Hub { parts: vec![] }.into_graph();
    let parts: Vec<_> = parts.iter().map(|&(name, then)| part(&hub, name, then)).collect();
    hub.parts.set(parts);
    hub
}

#[test]
fn nodes_that_a_hook_puts_into_the_value_get_their_hook_too() {
    drop(hub(&[
        ("a", |hub| {
            let first = part(hub, "first", |_| ());
            let last = part(hub, "last", |_| ());
            hub.parts.update(|parts| {
                parts.insert(0, first);
                parts.push(last);
            });
        }),
        ("b", |_| ()),
    ]));
    let mut notes = notes();
    assert_eq!(notes[0], "a");
    notes.sort();
    assert_eq!(notes, ["a", "b", "first", "last"]);
}

#[test]
fn nodes_that_a_hook_takes_out_die_at_once() {
    drop(hub(&[
        ("a", |hub| {
            let last = hub.parts.update(Vec::pop);
            note("pops");
            drop(last);
            note("popped");
        }),
        ("b", |_| ()),
        ("c", |_| ()),
    ]));
    assert_eq!(notes(), ["a", "pops", "c", "popped", "b"]);
}

#[test]
fn a_hook_that_takes_itself_out_runs_once() {
    drop(hub(&[
        ("a", |hub| hub.parts.update(|parts| parts.retain(|part| part.name != "a"))),
        ("b", |hub| hub.parts.update(|parts| parts.retain(|part| part.name != "b"))),
        ("c", |hub| hub.parts.update(Vec::clear)),
    ]));
    assert_eq!(notes(), ["a", "b", "c"]);
}

thread_local! {
    static KEPT: RefCell<Vec<Rc<Part>>> = const { RefCell::new(Vec::new()) };
    static KEPT_HUB: RefCell<Option<Rc<Hub>>> = const { RefCell::new(None) };
}

#[test]
fn a_node_that_a_hook_keeps_lives_on_with_its_hook() {
    let keep = |hub: &Rc<Hub>| {
        KEPT.with_borrow_mut(|kept| kept.extend(hub.parts.read().iter().skip(2).cloned()));
    };
    drop(hub(&[("a", |_| ()), ("b", keep), ("c", |_| ()), ("d", |_| ())]));
    assert_eq!(notes(), ["a", "b"]);
    let kept = KEPT.take();
    assert!(kept.iter().all(|part| part.hub.get().is_none()));
    drop(kept);
    assert_eq!(notes(), ["c", "no hub", "d", "no hub"]);
}

#[test]
fn a_hook_that_keeps_the_holder_keeps_all() {
    drop(hub(&[("a", |hub| KEPT_HUB.set(Some(hub.clone()))), ("b", |_| ())]));
    assert_eq!(notes(), ["a"]);
    let kept = KEPT_HUB.take().unwrap();
    assert_eq!(kept.parts.read().len(), 2);
    drop(kept);
    assert_eq!(notes(), ["b"]);
}

#[test]
fn a_reader_holds_the_nodes_in_the_value() {
    let global = env("global");
    global.put("f", builtin("f"));
    let reader = global.store.read();
    let Value::Function(f) = &reader["f"] else { unreachable!() };
    let weak = Rc::downgrade(f);
    global.store.set(Store::new());
    assert!(weak.upgrade().is_some());
    drop(reader);
    assert_eq!(notes(), ["function f in "]);
    assert!(weak.upgrade().is_none());
    drop(global);
    notes();
}

thread_local! {
    static LIVE_HUB: RefCell<Option<Rc<Hub>>> = const { RefCell::new(None) };
}

/// Moves the first part to the live hub.
fn move_first(hub: &Rc<Hub>) {
    let first = hub.parts.update(|parts| parts.remove(0));
    let live = LIVE_HUB.with_borrow(Clone::clone).unwrap();
    live.parts.update(|parts| parts.push(first));
}

#[test]
fn a_node_that_a_hook_moves_to_a_live_value_lives_on() {
    let live = hub(&[]);
    LIVE_HUB.set(Some(live.clone()));
    let dying = hub(&[("a", move_first), ("b", |_| ()), ("c", move_first), ("d", |_| ())]);
    dying.parts.read().iter().for_each(|part| part.children.push(Child {}));
    drop(dying);
    assert_eq!(notes(), ["a", "b", "child of b", "c", "child of c", "d", "child of d"]);
    let weak: Vec<_> = live.parts.read().iter().map(Rc::downgrade).collect();
    let names: Vec<_> = weak.iter().map(|part| part.upgrade().unwrap().name).collect();
    // The hook of "c" moves the first one: "b".
    assert_eq!(names, ["a", "b"]);
    LIVE_HUB.set(None);
    drop(live);
    assert_eq!(notes(), ["child of a"]);
}

/// Says in its `Drop` which of these weak handles upgrade.
#[derive(Clone, Default)]
struct Witness(std::rc::Rc<RefCell<Vec<Weak<Leaf>>>>);

impl Drop for Witness {
    fn drop(&mut self) {
        let alive = self.0.borrow().iter().filter(|leaf| leaf.upgrade().is_some()).count();
        note(format!("{alive} alive"));
    }
}

/// It has no hook, so it has no mark while only traced values hold it.
#[derive(Graph)]
#[graph(back(tree: Tree), back(branch: Branch))]
struct Leaf {}

#[derive(Graph)]
struct Tree {
    witness: Witness,
    #[graph(own)]
    leaves: Vec<Leaf>,
    #[graph(own)]
    branches: Vec<Branch>,
    #[graph(own)]
    holder: Option<Holder>,
    #[graph(own)]
    late_leaves: Vec<Leaf>,
    #[graph(own)]
    late_branches: Vec<Branch>,
}

#[derive(Graph)]
#[graph(back(tree: Tree))]
struct Branch {
    #[graph(own)]
    leaves: Vec<Leaf>,
}

#[derive(Graph)]
#[graph(back(tree: Tree))]
struct Holder {
    #[graph(value, trace)]
    leaves: Vec<Rc<Leaf>>,
}

#[test]
fn all_are_dead_in_one_step() {
    let witness = Witness::default();
    let holder = Some(Holder { leaves: vec![] });
    let leaves = || vec![Leaf {}, Leaf {}];
    let branches = || vec![Branch { leaves: leaves() }, Branch { leaves: leaves() }];
    let tree = Tree {
        witness: witness.clone(),
        leaves: leaves(),
        branches: branches(),
        holder,
        late_leaves: leaves(),
        late_branches: branches(),
    };
    let tree = tree.into_graph();
    let owned: Vec<_> = tree.descendants_of::<Leaf>().collect();
    assert_eq!(owned.len(), 12);
    let free: Vec<_> = (0..3).map(|_| Leaf {}.into_graph()).collect();
    let holder = tree.holder.get().unwrap();
    holder.leaves.update(|leaves| {
        leaves.extend(owned.iter().cloned());
        leaves.extend(free.iter().chain(&free).cloned());
    });
    witness.0.borrow_mut().extend(owned.iter().chain(&free).map(Rc::downgrade));
    drop((owned, free, holder));
    assert_eq!(tree.validate(), Ok(()));
    drop(tree);
    assert_eq!(notes(), ["0 alive"]);
}

#[test]
fn attached_finalizers_run_when_all_are_dead() {
    let global = env("global");
    let f = builtin("f");
    let weak = Rc::downgrade(&f);
    global.put("f", f.clone());
    let finalizer =
        Finalizer::attach(&f, move || note(format!("{:?}", weak.upgrade().map(|_| ()))));
    drop(f);
    drop(global);
    assert_eq!(notes(), ["env global", "function f in ", "None"]);
    assert!(!finalizer.is_alive());
}

#[test]
fn deaths_within_an_update_wait_for_its_end() {
    let global = env("global");
    let f = crate::model::function("f", &global);
    global.put("f", f);
    global.store.update(|store| {
        store.clear();
        assert!(notes().is_empty());
    });
    assert_eq!(notes(), ["function f in global[]"]);
    drop(global);
    notes();
}

#[test]
fn an_update_that_panics_leaves_its_changes_in_sight() {
    let global = env("global");
    let f = crate::model::function("f", &global);
    let panics = || {
        global.store.update(|store| {
            store.insert("f".into(), f.clone().into());
            panic!("the change panics");
        });
    };
    assert_eq!(panic_of(panics), "the change panics");
    drop((global, f));
    assert_eq!(kinfolk::collect().freed(), 2);
    notes();
}

/// Reads the value that it was in when it is dropped.
#[derive(Clone, Trace)]
struct Reads {
    #[trace(skip)]
    _part: Reader,
}

#[derive(Clone)]
struct Reader(Weak<Reading>);

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(node) = self.0.upgrade() {
            note(format!("{} left", node.parts.read().len()));
        }
    }
}

#[derive(Graph)]
struct Reading {
    #[graph(value, trace)]
    parts: Vec<Reads>,
}

#[test]
fn what_a_change_removes_is_dropped_last() {
    let node = Reading { parts: vec![] }.into_graph();
    let reads = || Reads { _part: Reader(Rc::downgrade(&node)) };
    node.parts.set(vec![reads(), reads()]);
    node.parts.set(vec![reads()]);
    assert_eq!(notes(), ["1 left", "1 left"]);
    drop(node.parts.replace(vec![]));
    assert_eq!(notes(), ["0 left"]);
}

/// When the walk comes to `two`, it marks the leaf, and so `one`, which it was done with. It goes
/// through the value of `one` again.
#[test]
fn a_handle_that_the_walk_reaches_twice_counts_once() {
    #[derive(Graph)]
    #[graph(back(owner: Part), finalize = |part| note(part.name))]
    struct Part {
        name: &'static str,
        #[graph(own)]
        parts: Vec<Part>,
        #[graph(own)]
        leaf: Option<Leaf>,
        #[graph(value, trace)]
        others: Vec<AnyRc>,
    }

    #[derive(Graph)]
    #[graph(back(owner: Part))]
    struct Leaf {}

    let part = |name| Part { name, parts: vec![], leaf: None, others: vec![] }.into_graph();
    let (living, target) = (part("living"), part("target"));
    living.parts.push(target.clone());
    let (root, one, two) = (part("root"), part("one"), part("two"));
    one.leaf.set(Leaf {});
    one.others.set(vec![target.to_any()]);
    two.others.set(vec![one.leaf.get().unwrap().to_any()]);
    root.parts.extend([one, two]);
    let weak = Rc::downgrade(&target);
    drop(target);
    drop(root);
    assert_eq!(notes(), ["root", "one", "two"]);
    assert!(weak.upgrade().is_some());
    drop(living);
    assert_eq!(notes(), ["living", "target"]);
}
