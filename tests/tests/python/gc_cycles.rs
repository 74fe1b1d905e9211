//! What the collector finds and counts: Python's `GCTests`, except where a finalizer acts.

use std::cell::RefCell;
use std::fmt;

use kinfolk::collect::{Collected, collect_every};
use kinfolk::{Graph, Node, Rc, Weak, collect, leaks};

use crate::{Object, note, notes, self_cycle};

#[derive(Graph)]
#[graph(shared(items: Vec<Container>))]
struct List {}

#[derive(Graph)]
#[graph(shared(item: Container))]
struct Tuple {}

#[derive(Graph)]
struct Dict {
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(back(dict: Dict), shared(value: Container))]
struct Entry {
    key: u32,
}

#[derive(Graph)]
enum Container {
    List(List),
    Tuple(Tuple),
    Dict(Dict),
}

/// A list that contains itself.
fn endless_list() -> Rc<List> {
    let list = List {}.into_graph();
    list.items.push(list.clone());
    list
}

#[test]
fn test_list() {
    let list = endless_list();
    collect();
    drop(list);
    assert_eq!(collect().freed(), 1);
}

/// Each entry is a node, too.
#[test]
fn test_dict() {
    let dict = Dict { entries: vec![Entry { key: 1 }] }.into_graph();
    let entry = dict.entries.first().unwrap();
    assert_eq!(entry.key, 1);
    entry.value.set(dict.clone());
    collect();
    drop((entry, dict));
    assert_eq!(collect().freed(), 2);
}

#[test]
fn test_tuple() {
    let list = List {}.into_graph();
    let tuple = Tuple {}.into_graph();
    tuple.item.set(list.clone());
    list.items.push(tuple.clone());
    collect();
    drop((tuple, list));
    assert_eq!(collect().freed(), 2);
}

#[derive(Graph)]
#[graph(shared(a: Instance))]
struct Instance {}

#[test]
fn test_instance() {
    let a = Instance {}.into_graph();
    a.a.set(a.clone());
    collect();
    drop(a);
    assert_eq!(collect().freed(), 1);
}

/// It holds itself through all kinds of links, and the node that it owns holds it too.
#[test]
fn test_newinstance() {
    let a = self_cycle(Object::simple("a").with([Object::simple("owned")]));
    a.all_held.extend([&a, &a].map(Clone::clone));
    a.other.set(&a);
    a.others.push(&a);
    a.owned.first().unwrap().held.set(a.clone());
    collect();
    drop(a);
    assert_eq!(collect().freed(), 2);
    assert_eq!(collect().freed(), 0);
    assert_eq!(notes(), "a, owned");
}

/// The collector cannot look into a closure. If the closure holds its node weakly, no collection is
/// needed.
#[test]
fn test_method() {
    #[derive(Graph)]
    struct A {
        init: RefCell<Option<Box<dyn Fn()>>>,
    }
    let a = A { init: RefCell::default() }.into_graph();
    let this = a.clone();
    a.init.replace(Some(Box::new(move || assert!(this.init.borrow().is_some()))));
    a.init.borrow().as_ref().unwrap()();
    let weak = Rc::downgrade(&a);
    drop(a);
    assert_eq!(collect(), Collected::default());
    assert_eq!(leaks(), []);
    let a = weak.upgrade().unwrap();
    let init = a.init.take();
    drop((init, a));
    assert_eq!(weak.upgrade(), None);

    let a = A { init: RefCell::default() }.into_graph();
    let this = Rc::downgrade(&a);
    let weak = this.clone();
    a.init.replace(Some(Box::new(move || assert!(this.upgrade().is_some()))));
    a.init.borrow().as_ref().unwrap()();
    drop(a);
    assert_eq!(weak.upgrade(), None);
}

/// Holds itself in a place that the collector cannot see.
#[derive(Graph)]
#[graph(finalize = |_| note("uncollectable"))]
struct Uncollectable {
    itself: RefCell<Option<Rc<Uncollectable>>>,
}

#[test]
fn test_legacy_finalizer() {
    let a = Uncollectable { itself: RefCell::default() }.into_graph();
    a.itself.replace(Some(a.clone()));
    let weak = Rc::downgrade(&a);
    let b = endless_list();
    collect();
    drop((a, b));
    assert_eq!(collect().freed(), 1);
    assert_eq!(leaks(), []);
    assert_eq!(notes(), "");

    let a = weak.upgrade().unwrap();
    a.itself.take();
    drop(a);
    assert_eq!(notes(), "uncollectable");
    assert_eq!(weak.upgrade(), None);
}

/// Unreachable nodes are listed, and stay.
#[test]
fn test_saveall() {
    collect();
    assert_eq!(leaks(), []);
    let list = endless_list();
    let weak = Rc::downgrade(&list);
    drop(list);

    let found = leaks();
    let [leak] = &found[..] else { panic!("{found:?}") };
    assert_eq!(leak.cycle().to_string(), "List.items -> List");
    assert_eq!((leak.count(), leak.nodes()), (1, 1));
    assert_eq!(weak.upgrade().unwrap().items.len(), 1);
    assert_eq!(leaks(), found);

    assert_eq!(collect().freed(), 1);
    assert_eq!(leaks(), []);
    assert_eq!(weak.upgrade(), None);
}

/// Nodes whose shared link has been set count; each collection starts the count again.
#[test]
fn test_get_count() {
    collect();
    collect_every(3);
    let first = Rc::downgrade(&endless_list());
    let second = Rc::downgrade(&endless_list());
    assert!(first.upgrade().is_some() && second.upgrade().is_some());
    let held = endless_list();
    assert!(first.upgrade().is_none() && second.upgrade().is_none());

    // None since then.
    let third = Rc::downgrade(&endless_list());
    collect();
    assert!(third.upgrade().is_none());
    let fourth = Rc::downgrade(&endless_list());
    held.items.push(held.clone()); // counted when its first target was put in
    let fifth = Rc::downgrade(&endless_list());
    assert!(fourth.upgrade().is_some() && fifth.upgrade().is_some());
    collect_every(0);
    held.items.clear();
    assert_eq!(collect().freed(), 2);
}

/// Lists and options contain the nodes that they link to.
#[test]
fn test_get_referents() {
    let list = List {}.into_graph();
    let tuple = Tuple {}.into_graph();
    tuple.item.set(List {});
    list.items.push(tuple.clone());
    list.items.push(tuple.clone());
    let found: Vec<_> = list.items.iter().collect();
    let expected = ContainerRc::from(tuple.clone());
    assert_eq!(found, [expected.clone(), expected]);
    assert!(matches!(tuple.item.get(), Some(ContainerRc::List(list)) if list.items.is_empty()));

    let dict = Dict { entries: vec![Entry { key: 1 }, Entry { key: 2 }] };
    list.items.extend([
        Container::List(List {}),
        Container::Tuple(Tuple {}),
        Container::Dict(dict),
    ]);
    let Some(ContainerRc::Dict(dict)) = list.items.last() else {
        panic!("the last item is the dict")
    };
    let keys = dict.children().filter_map(|node| node.downcast::<Entry>()).map(|entry| entry.key);
    assert_eq!(keys.collect::<Vec<_>>(), [1, 2]);
    assert_eq!(dict.entries.first().unwrap().value.get(), None);
}

/// The collector examines nodes with a set shared link that can close a cycle, and the nodes above
/// them.
#[test]
fn test_is_tracked() {
    #[derive(Graph)]
    #[graph(shared(theme: Theme))]
    struct Page {}
    #[derive(Graph)]
    struct Theme {}

    let page = Page {}.into_graph();
    page.theme.set(Theme {});
    let list = List {}.into_graph();
    assert_eq!(collect().examined(), 0);
    list.items.push(List {});
    assert_eq!(collect().examined(), 1);
    list.items.clear();
    assert_eq!(collect().examined(), 0);

    let dict = Dict { entries: vec![Entry { key: 1 }] }.into_graph();
    dict.entries.first().unwrap().value.set(List {});
    assert_eq!(collect().examined(), 2);
}

/// Each collection reports its own numbers; nothing adds them up.
#[test]
fn test_get_stats() {
    assert_eq!(collect(), Collected::default());
    let held = endless_list();
    drop((endless_list(), endless_list()));
    let collected = collect();
    assert_eq!((collected.examined(), collected.freed(), collected.resurrected()), (3, 2, 0));
    let collected = collect();
    assert_eq!((collected.examined(), collected.freed(), collected.resurrected()), (1, 0, 0));
    drop(held);
    let collected = collect();
    assert_eq!((collected.examined(), collected.freed(), collected.resurrected()), (1, 1, 0));
    assert_eq!(collect(), Collected::default());
}

/// Its data cuts the cycle in each of its trait methods.
#[derive(Graph)]
#[graph(shared(attr: Boom), derive(Debug))]
struct Boom {
    data: Ripping,
}

struct Ripping {
    node: RefCell<Weak<Boom>>,
}

impl Ripping {
    fn rip(&self, method: &str) {
        let node = self.node.borrow().upgrade();
        note(format_args!(
            "{method} of {}",
            if node.is_some() { "the living" } else { "the dead" }
        ));
        drop(node.and_then(|node| node.attr.take()));
    }
}

impl fmt::Debug for Ripping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rip("text");
        f.write_str("Ripping")
    }
}

impl Drop for Ripping {
    fn drop(&mut self) {
        self.rip("drop");
    }
}

/// The search for unreachable nodes runs no user code.
#[test]
fn test_boom() {
    let [a, b] = [(); 2].map(|()| {
        let node = Boom { data: Ripping { node: RefCell::default() } }.into_graph();
        node.data.node.replace(Rc::downgrade(&node));
        node
    });
    a.attr.set(b.clone());
    b.attr.set(a.clone());
    collect();
    drop((a, b));
    assert_eq!(leaks().len(), 1);
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "drop of the dead, drop of the dead");
}
