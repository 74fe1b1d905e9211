//! Cycles through traced values are found, finalized and freed.

use kinfolk::{Graph, Rc, Trace, collect, leaks};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::panics::panic_of;

use crate::model::{Env, Function, Store, Value, builtin, env, function, note, notes};

#[test]
fn a_function_in_its_own_environment_is_collected() {
    let global = env("global");
    global.put("f", function("f", &global));
    let weak = Rc::downgrade(&global);
    assert_eq!(collect().freed(), 0);
    drop(global);
    assert!(weak.upgrade().is_some());
    let leaks = leaks();
    assert_eq!(leaks.len(), 1);
    assert_eq!(leaks[0].cycle().to_string(), "Env.store -> Function.env -> Env");
    assert_eq!((leaks[0].count(), leaks[0].nodes()), (1, 2));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), ["function f in global[f]", "env global"]);
    assert!(weak.upgrade().is_none());
}

#[test]
fn handles_deep_in_the_data_are_seen() {
    let global = env("global");
    let inner = Value::List(vec![Value::Int(1), Value::List(vec![function("f", &global).into()])]);
    global.put("list", inner);
    drop(global);
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), ["function f in global[list]", "env global"]);
}

#[test]
fn a_handle_that_is_twice_in_the_data_is_counted_twice() {
    let global = env("global");
    let f = function("f", &global);
    global.put("f", f.clone());
    global.put("list", vec![f.clone().into(), f.clone().into()]);
    drop((global, f));
    assert_eq!(collect().freed(), 2);
}

#[test]
fn a_weak_handle_in_the_data_holds_nothing() {
    let global = env("global");
    let f = function("f", &global);
    global.put("f", Value::Weak(Rc::downgrade(&f)));
    drop(global);
    assert!(leaks().is_empty());
    drop(f);
    assert_eq!(notes(), ["function f in global[f]", "env global"]);
}

type Change = fn(&Rc<Env>, Rc<Function>);

#[test]
fn each_way_to_change_a_value_makes_a_candidate() {
    let changes: [Change; 3] = [
        |env, f| env.store.set(Store::from([("f".into(), f.into())])),
        |env, f| drop(env.store.replace(Store::from([("f".into(), f.into())]))),
        |env, f| env.put("f", f),
    ];
    for change in changes {
        let global = env("global");
        change(&global, function("f", &global));
        drop(global);
        assert_eq!(collect().freed(), 2);
    }
}

#[test]
fn the_data_that_a_node_is_built_with_is_seen() {
    let f = builtin("f");
    let global = Env { name: "global", store: Store::from([("f".into(), f.clone().into())]) };
    let global = global.into_graph();
    f.env.set(global.clone());
    drop(f);
    assert_eq!(collect().freed(), 0);
    drop(global);
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), ["env global", "function f in global[f]"]);
}

#[test]
fn a_handle_that_is_put_in_after_many_changes_is_seen() {
    for changes in 0..10 {
        let global = env("global");
        (0..changes).for_each(|number| global.put(&number.to_string(), number));
        global.put("f", function("f", &global));
        drop(global);
        assert_eq!(collect().freed(), 2, "{changes}");
    }
}

#[test]
fn a_value_whose_handles_are_gone_leaves_nothing_behind() {
    let global = env("global");
    global.put("f", function("f", &global));
    drop(global.store.take());
    assert_eq!(notes(), ["function f in global[]"]);
    drop(global);
    assert_eq!(notes(), ["env global"]);
    assert_eq!(collect().examined(), 0);
}

#[test]
fn small_values_without_handles_are_not_examined() {
    let [global, built] = [env("global"), env("built")];
    global.put("a", 1);
    global.put("b", 2);
    assert_eq!(collect().examined(), 0);
    drop((global, built));
    notes();
}

#[test]
fn what_hangs_on_a_cycle_dies_with_it() {
    let global = env("global");
    let inner = env("inner");
    inner.outer.set(global.clone());
    inner.put("g", builtin("g"));
    global.put("f", function("f", &inner));
    drop((global, inner));
    assert_eq!(collect().freed(), 4);
    assert_eq!(notes(), ["env inner", "env global", "function f in inner[g]", "function g in "]);
}

#[test]
fn a_collection_within_an_update_does_nothing() {
    let global = env("global");
    global.put("f", function("f", &global));
    let other = env("other");
    drop(global);
    let freed = other.store.update(|_| collect().freed());
    assert_eq!(freed, 0);
    assert_eq!(collect().freed(), 2);
}

#[test]
fn an_update_starts_a_collection_that_is_due() {
    kinfolk::collect::collect_every(4);
    for _ in 0..8 {
        let global = env("global");
        global.put("f", function("f", &global));
    }
    assert!(!notes().is_empty());
    kinfolk::collect::collect_every(0);
    collect();
}

/// Its `Drop` panics, if it is told to.
#[derive(Clone)]
struct Fuse(bool);

impl Drop for Fuse {
    fn drop(&mut self) {
        note("fuse");
        assert!(!self.0, "the fuse blows");
    }
}

#[derive(Clone, Trace)]
struct Wire {
    #[trace(skip)]
    _fuse: std::rc::Rc<Fuse>,
    next: Rc<Socket>,
}

/// It has a second value, which is cut after the one that may panic.
#[derive(Graph)]
#[graph(shared(this: Socket))]
struct Socket {
    count: Count,
    #[graph(value, trace)]
    wires: Vec<Wire>,
    #[graph(value, trace)]
    more: Vec<Rc<Socket>>,
}

#[test]
fn data_that_panics_when_it_is_cut_keeps_nothing_alive() {
    let socket = || Socket { count: Count::new(), wires: vec![], more: vec![] }.into_graph();
    let ring = [socket(), socket(), socket()];
    for (index, socket) in ring.iter().enumerate() {
        let fuse = std::rc::Rc::new(Fuse(index == 1));
        let next = ring[(index + 1) % 3].clone();
        socket.wires.set(vec![Wire { _fuse: fuse, next }]);
        socket.more.set(ring.to_vec());
        socket.this.set(socket.clone());
    }
    drop(ring);
    assert_eq!(live(), 3);
    assert_eq!(panic_of(collect), "the fuse blows");
    assert_eq!((live(), notes().len()), (0, 3));
    assert_eq!(collect().examined(), 0);
}

/// As a link target, a `Part` leads nowhere, since the library does not see its plain data. As data,
/// it leads to a `Whole`.
#[test]
fn a_type_may_be_data_here_and_a_node_there() {
    #[derive(Clone, Graph, Trace)]
    struct Part {
        whole: Option<Rc<Whole>>,
    }

    #[derive(Graph)]
    #[graph(shared(part: Part))]
    struct Whole {
        #[graph(value, trace)]
        data: Part,
    }

    let whole = Whole { data: Part { whole: None } }.into_graph();
    whole.part.set(Part { whole: None });
    whole.data.set(Part { whole: Some(whole.clone()) });
    drop(whole);
    assert_eq!(collect().freed(), 2);
}
