//! Python's `GCTests` once more, with containers as data: an object is a node with a traced value,
//! and what it holds is in lists, dictionaries and tuples within that value.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kinfolk::collect::Collected;
use kinfolk::{AnyRc, Finalizer, Graph, Handle, Rc, Trace, Weak, collect, leaks, schema};

use crate::{bring_back, clear_survivors, note, notes, on_a_thread, survivors};

/// A list, which is shared, so it is a node. Its items are data.
#[derive(Graph)]
struct List {
    #[graph(value, trace)]
    items: Vec<Data>,
}

/// A dictionary.
#[derive(Graph)]
struct Dict {
    #[graph(value, trace)]
    entries: BTreeMap<u32, Data>,
}

/// An object with attributes, like those of Python, by name.
#[derive(Graph)]
#[graph(finalize = |this| { note(this.name); (this.del)(this) })]
struct Instance {
    name: &'static str,
    del: fn(&Rc<Instance>),
    #[graph(value, trace)]
    dict: BTreeMap<&'static str, Data>,
}

/// A function, with the variables that it sees.
#[derive(Graph)]
#[graph(shared(globals: Frame))]
struct Function {}

#[derive(Graph)]
struct Frame {
    #[graph(value, trace)]
    locals: HashMap<String, Data>,
}

#[derive(Clone, Trace)]
enum Data {
    Int(i64),
    /// What does not change is data itself.
    Tuple(Vec<Data>),
    Set(BTreeSet<u8>),
    List(Rc<List>),
    Dict(Rc<Dict>),
    Instance(Rc<Instance>),
    Method {
        object: Rc<Instance>,
        #[trace(skip)]
        function: fn(&Rc<Instance>),
    },
    Function(Rc<Function>),
    Frame(Rc<Frame>),
    Weak(Weak<Instance>),
    Any(AnyRc),
}

fn list() -> Rc<List> {
    List { items: vec![] }.into_graph()
}

fn instance(name: &'static str, del: fn(&Rc<Instance>)) -> Rc<Instance> {
    Instance { name, del, dict: BTreeMap::new() }.into_graph()
}

impl InstanceNode {
    fn set(&self, attribute: &'static str, data: Data) {
        self.dict.update(|dict| dict.insert(attribute, data));
    }

    /// The object that is the value of an attribute.
    fn get(&self, attribute: &str) -> Option<Rc<Instance>> {
        match self.dict.read().get(attribute) {
            Some(Data::Instance(object)) => Some(object.clone()),
            _ => None,
        }
    }
}

#[test]
fn test_list() {
    let list = list();
    list.items.update(|items| items.push(Data::List(list.clone())));
    collect();
    drop(list);
    assert_eq!(collect().freed(), 1);
}

#[test]
fn test_dict() {
    let dict = Dict { entries: BTreeMap::new() }.into_graph();
    dict.entries.update(|entries| entries.insert(1, Data::Dict(dict.clone())));
    collect();
    drop(dict);
    assert_eq!(collect().freed(), 1);
}

/// The tuple is part of the list's data.
#[test]
fn test_tuple() {
    let list = list();
    let tuple = Data::Tuple(vec![Data::Int(1), Data::Tuple(vec![Data::List(list.clone())])]);
    list.items.update(|items| items.push(tuple));
    collect();
    drop(list);
    assert_eq!(collect().freed(), 1);
}

#[test]
fn test_instance() {
    let a = instance("a", |_| ());
    a.set("a", Data::Instance(a.clone()));
    collect();
    drop(a);
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "a");
}

/// Two objects that hold each other in several ways, and twice.
#[test]
fn test_newinstance() {
    let [a, b] = ["a", "b"].map(|name| instance(name, |_| ()));
    a.set("twice", Data::Tuple(vec![Data::Instance(b.clone()), Data::Instance(b.clone())]));
    a.set("itself", Data::Any(a.to_any()));
    b.set("back", Data::Instance(a.clone()));
    b.set("weak", Data::Weak(Rc::downgrade(&b)));
    collect();
    drop((a, b));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, b");
}

/// A bound method holds its object, which has it as an attribute. The function in it is skipped.
#[test]
fn test_method() {
    let a = instance("a", |_| ());
    a.set("init", Data::Method { object: a.clone(), function: |this| note(this.name) });
    if let Some(Data::Method { object, function }) = a.dict.read().get("init") {
        function(object);
    }
    drop(a);
    assert_eq!(leaks()[0].cycle().to_string(), "Instance.dict -> Instance");
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "a, a");
}

/// A function is in the variables that it sees.
#[test]
fn test_function() {
    let globals = Frame { locals: HashMap::new() }.into_graph();
    let f = Function {}.into_graph();
    f.globals.set(globals.clone());
    globals.locals.update(|locals| locals.insert("f".into(), Data::Function(f)));
    collect();
    drop(globals);
    let leak = &leaks()[0];
    assert_eq!(leak.cycle().to_string(), "Frame.locals -> Function.globals -> Frame");
    assert_eq!(collect().freed(), 2);
}

/// A frame is among its own variables.
#[test]
fn test_frame() {
    let frame = Frame { locals: HashMap::new() }.into_graph();
    frame.locals.update(|locals| locals.insert("frame".into(), Data::Frame(frame.clone())));
    collect();
    drop(frame);
    assert_eq!(collect().freed(), 1);
}

#[test]
fn test_saveall() {
    collect();
    assert_eq!(leaks(), []);
    let list = list();
    list.items.set(vec![Data::List(list.clone())]);
    let weak = Rc::downgrade(&list);
    drop(list);

    let found = leaks();
    let [leak] = &found[..] else { panic!("{found:?}") };
    assert_eq!(leak.cycle().to_string(), "List.items -> List");
    assert_eq!((leak.count(), leak.nodes()), (1, 1));
    assert_eq!(weak.upgrade().unwrap().items.read().len(), 1);
    assert_eq!(leaks(), found);

    assert_eq!(collect().freed(), 1);
    assert_eq!(leaks(), []);
    assert_eq!(weak.upgrade(), None);
}

/// Which node types the data can lead to is known from its type. An untyped handle may lead to
/// a node of any type.
#[test]
fn test_get_referents() {
    let schema = schema::<List>();
    let items = schema.node_types()[0].links()[0].targets().collect::<Vec<_>>();
    assert_eq!(items, ["List", "Dict", "Instance", "Function", "Frame", "AnyRc"]);
}

/// A list with handles in it is examined, and one without is not; nor is one whose type has no room
/// for a handle.
#[test]
fn test_is_tracked() {
    #[derive(Graph)]
    struct Numbers {
        #[graph(value, trace)]
        all: Vec<(f64, String)>,
    }

    let numbers = Numbers { all: vec![] }.into_graph();
    numbers.all.update(|all| all.push((1.0, "one".into())));
    let tracked = list();
    assert_eq!(collect().examined(), 0);
    tracked.items.update(|items| items.extend([Data::Int(7), Data::Set(BTreeSet::from([1]))]));
    assert_eq!(collect().examined(), 0);
    tracked.items.update(|items| items.push(Data::List(list())));
    assert_eq!(collect().examined(), 1);
    assert!(
        matches!(tracked.items.read()[..], [Data::Int(7), Data::Set(ref set), _] if set.len() == 1)
    );
    assert_eq!(numbers.all.read().len(), 1);
}

/// A hook cuts the cycle between the first search and the second.
#[test]
fn test_boom() {
    let cut = |this: &Rc<Instance>| {
        let attr = this.dict.update(|dict| dict.remove("attr"));
        note(attr.is_some());
    };
    let [a, b] = ["a", "b"].map(|name| instance(name, cut));
    a.set("attr", Data::Instance(b.clone()));
    b.set("attr", Data::Instance(a.clone()));
    collect();
    drop((a, b));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, true, b, true");
}

/// A hook empties the data of its node, sets it anew, or adds to it.
#[test]
fn test_bug21435() {
    let empty = |this: &Rc<Instance>| {
        drop(this.dict.update(|dict| dict.remove("a")));
    };
    let overwrite = |this: &Rc<Instance>| {
        this.set("a", Data::Instance(instance("new", |_| ())));
    };
    let add = |this: &Rc<Instance>| this.set("again", Data::Instance(this.get("a").unwrap()));
    for (del, called) in
        [(empty as fn(&Rc<Instance>), "a, b, x"), (overwrite, "a, b, new, x"), (add, "a, b, x")]
    {
        let [a, x] = ["a", "x"].map(|name| instance(name, |_| ()));
        let b = instance("b", del);
        a.set("b", Data::Instance(b.clone()));
        b.set("a", Data::Instance(a.clone()));
        b.set("x", Data::Tuple(vec![Data::Instance(x.clone())]));
        let weak = [&a, &b, &x].map(Rc::downgrade);
        drop((a, b, x));
        assert_eq!(collect().freed(), 3);
        assert_eq!(notes(), called);
        assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
        assert_eq!(collect(), Collected::default());
    }
}

/// An object comes back with all that its data holds, and is finalised no second time.
#[test]
fn test_resurrection_is_transitive() {
    let returns = instance("returns", bring_back);
    let cargo = instance("cargo", |_| ());
    let weak = Rc::downgrade(&cargo);
    returns.set("me", Data::Instance(returns.clone()));
    returns.set("cargo", Data::Tuple(vec![Data::Int(1), Data::Instance(cargo)]));
    drop(returns);
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (0, 2));
    assert_eq!(notes(), "returns, cargo");
    let [returns] = &survivors::<Instance>()[..] else { panic!("one survivor") };
    assert!(matches!(
        &returns.dict.read()["cargo"],
        Data::Tuple(cargo) if matches!(&cargo[..], [_, Data::Instance(cargo)] if cargo.name == "cargo")
    ));
    assert!(weak.upgrade().is_some());

    clear_survivors();
    returns.dict.update(|dict| dict.remove("me"));
    assert!(weak.upgrade().is_some());
}

/// Attached finalizers run when all is dead, also for nodes that only data held.
#[test]
fn test_trash_weakref_clear() {
    let [a, b] = ["a", "b"].map(|name| instance(name, |_| ()));
    let weak = Rc::downgrade(&a);
    Finalizer::attach(&b, move || note(format_args!("finalizer: {}", weak.upgrade().is_some())));
    a.set("b", Data::Instance(b.clone()));
    b.set("a", Data::Instance(a.clone()));
    drop((a, b));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, b, finalizer: false");
}

/// A long chain through data, with a hook at each level, on a small stack: once it hangs on a handle,
/// and once on itself.
#[test]
fn test_trashcan() {
    const DEPTH: usize = 100_000;
    for is_ring in [false, true] {
        on_a_thread(move || {
            let first = instance("x", |_| ());
            let mut last = first.clone();
            for _ in 1..DEPTH {
                let next = instance("x", |_| ());
                last.set("next", Data::Tuple(vec![Data::Int(1), Data::Instance(next.clone())]));
                last = next;
            }
            if is_ring {
                last.set("next", Data::Instance(first.clone()));
            }
            drop((first, last));
            assert_eq!(collect().freed(), if is_ring { DEPTH } else { 0 });
            assert_eq!(notes().len(), 3 * DEPTH - 2);
        });
    }
}
