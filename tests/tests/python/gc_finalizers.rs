//! The effect of finalizers on a collection: the rest of Python's `GCTests`.

use std::cell::{Cell, RefCell};

use kinfolk::collect::{Collected, collect_every};
use kinfolk::{Finalizer, Graph, Node, Rc, Weak, collect, leaks};

use crate::{Object, all_dead, bring_back, clear_survivors, note, notes};
use crate::{on_a_thread, self_cycle, survivors, weak_below};

/// A hook cuts the cycle after the first search, so that the second search no longer finds it.
#[test]
fn test_boom2() {
    let cut = |this: &Rc<Object>| drop(this.held.take());
    let [a, b] = ["a", "b"].map(|name| Object { side_effect: cut, ..Object::simple(name) });
    let [a, b] = [a, b].map(Graph::into_graph);
    a.held.set(b.clone());
    b.held.set(a.clone());
    collect();
    drop((a, b));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, b");
    assert_eq!(leaks(), []);
}

/// Its hook triggers a collection, by setting a link and by calling `collect`.
fn makes_trash(this: &Rc<Object>) {
    let trash = self_cycle(Object::simple("trash"));
    this.other.get().unwrap().others.push(&trash);
    assert_eq!(collect(), Collected::default());
}

#[test]
fn test_del() {
    let watcher = Object::simple("watcher").into_graph();
    collect();
    collect_every(1);
    let object = Object { side_effect: makes_trash, ..Object::simple("a") }.into_graph();
    object.other.set(&watcher);
    drop(object);
    assert_eq!(notes(), "a");
    assert_eq!(watcher.others.iter().count(), 1);

    // The next link is set when no hook runs.
    let cycle = self_cycle(Object { side_effect: makes_trash, ..Object::simple("b") });
    assert_eq!(notes(), "trash");
    assert_eq!(watcher.others.iter().count(), 0);

    // The same in the hook of a node that is collected.
    collect_every(0);
    cycle.other.set(&watcher);
    drop(cycle);
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "b");
    assert_eq!(watcher.others.iter().count(), 1);
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "trash");
}

/// Python's nested lists, tuples and maps: through an option, and through a list.
#[derive(Graph)]
#[graph(shared(inner: Nest), shared(inners: Vec<Nest>), finalize = NestNode::del)]
struct Nest {}

thread_local! {
    /// How many hooks ran as they should. Every 17th hook starts a collection, which does nothing.
    static OUCH: Cell<usize> = const { Cell::new(0) };
}

impl NestNode {
    fn del(_: &Rc<Nest>) {
        let number = OUCH.get() + 1;
        if !number.is_multiple_of(17) || collect() == Collected::default() {
            OUCH.set(number);
        }
    }
}

/// A million nests; returns the outermost and the innermost one.
fn nests() -> (Rc<Nest>, Rc<Nest>) {
    let innermost = Nest {}.into_graph();
    let mut outermost = innermost.clone();
    for number in 1..1_000_000 {
        let outer = Nest {}.into_graph();
        if number % 2 == 0 {
            outer.inner.set(outermost);
        } else {
            outer.inners.push(outermost);
        }
        outermost = outer;
    }
    (outermost, innermost)
}

#[test]
fn test_trashcan() {
    on_a_thread(|| {
        let (outermost, innermost) = nests();
        drop((innermost, outermost));
        assert_eq!(OUCH.take(), 1_000_000);

        let (outermost, innermost) = nests();
        innermost.inner.set(outermost.clone());
        drop((innermost, outermost));
        assert_eq!(collect().freed(), 1_000_000);
        assert_eq!(OUCH.take(), 1_000_000);
    });
}

/// The library cannot be asked whether a hook has run, but the hook itself can record it.
#[test]
fn test_is_finalized() {
    #[derive(Graph)]
    #[graph(shared(held: Lazarus), finalize = LazarusNode::del)]
    struct Lazarus {
        #[graph(cell)]
        is_finalized: bool,
    }
    impl LazarusNode {
        fn del(this: &Rc<Lazarus>) {
            note(this.is_finalized.replace(true));
            bring_back(this);
        }
    }

    let lazarus = Lazarus { is_finalized: false }.into_graph();
    assert!(!lazarus.is_finalized.get());
    lazarus.held.set(lazarus.clone());
    drop(lazarus);
    collect();
    assert_eq!(notes(), "false");
    assert!(survivors::<Lazarus>()[0].is_finalized.get());
    clear_survivors();
    collect();
    assert_eq!(notes(), "");
}

/// The attached finalizers of a collected node find all the other nodes dead, too.
#[test]
fn test_bug1055820b() {
    let objects = ["0", "1"].map(|name| self_cycle(Object::simple(name)));
    let weak = objects.each_ref().map(Rc::downgrade);
    for object in &objects {
        let weak = weak.clone();
        Finalizer::attach(object, move || {
            let alive = weak.iter().filter(|weak| weak.upgrade().is_some()).count();
            note(format_args!("{alive} alive"));
        });
    }
    collect();
    assert_eq!(notes(), "");
    drop(objects);
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "0, 1, 0 alive, 0 alive");
}

/// A hook empties a link, sets it anew, and adds one, in its own cycle.
#[test]
fn test_bug21435() {
    let empty = |this: &Rc<Object>| {
        drop(this.held.take());
    };
    let overwrite = |this: &Rc<Object>| {
        drop(this.held.set(Object::simple("new")));
    };
    let add = |this: &Rc<Object>| this.all_held.push(this.held.get().unwrap());
    for (side_effect, called) in
        [(empty as fn(&Rc<Object>), "a, b, x"), (overwrite, "a, b, new, x"), (add, "a, b, x")]
    {
        let [a, x] = ["a", "x"].map(|name| Object::simple(name).into_graph());
        let b = Object { side_effect, ..Object::simple("b") }.into_graph();
        a.held.set(b.clone());
        b.held.set(a.clone());
        b.all_held.push(x.clone());
        let weak = [&a, &b, &x].map(Rc::downgrade);
        drop((a, b, x));
        assert_eq!(collect().freed(), 3);
        assert_eq!(notes(), called);
        assert!(all_dead(&weak));
        assert_eq!(collect(), Collected::default());
    }
}

/// Lives until another node's hook releases it, and has a weak handle to a third node.
#[derive(Graph)]
#[graph(finalize = LateFinNode::del)]
struct LateFin {
    func: RefCell<Weak<Func>>,
}

impl LateFinNode {
    fn del(&self) {
        match self.func.borrow().upgrade() {
            Some(func) => {
                assert!(func.module.is_some());
                bring_back(&func);
                note("func");
            }
            None => note("None"),
        }
    }
}

#[derive(Graph)]
#[graph(shared(module: Cyclic))]
struct Func {}

#[derive(Graph)]
#[graph(shared(func: Func), shared(late: LateFin), finalize = CyclicNode::del)]
struct Cyclic {
    hidden: RefCell<Option<Rc<LateFin>>>,
}

thread_local! {
    static LATE: Cell<Option<Rc<LateFin>>> = const { Cell::new(None) };
}

impl CyclicNode {
    fn del(&self) {
        let late = LATE.take().unwrap();
        late.func.replace(Rc::downgrade(&self.func.get().unwrap()));
    }
}

fn func_and_cyclic() -> (Rc<Func>, Rc<Cyclic>) {
    let func = Func {}.into_graph();
    let cyclic = Cyclic { hidden: RefCell::default() }.into_graph();
    cyclic.func.set(func.clone());
    func.module.set(cyclic.clone());
    LATE.set(Some(LateFin { func: RefCell::default() }.into_graph()));
    (func, cyclic)
}

/// A hook makes another object part of the dying set, and gives it a weak handle to its own family.
#[test]
fn test_function_tp_clear_leaves_consistent_state() {
    let late = || LATE.take().inspect(|late| LATE.set(Some(late.clone())));

    // The collector does not see it: its hook runs when the family is dead.
    let (func, cyclic) = func_and_cyclic();
    cyclic.hidden.replace(late());
    drop((func, cyclic));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "None");

    // The collector sees it: its hook runs while the family is whole, and may resurrect it.
    let (func, cyclic) = func_and_cyclic();
    cyclic.late.set(late().unwrap());
    let weak = Rc::downgrade(&func);
    drop((func, cyclic));
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (0, 3));
    assert_eq!(notes(), "func");
    assert_eq!(survivors::<Func>(), [weak.upgrade().unwrap()]);
    let cyclic = weak.upgrade().unwrap().module.get().unwrap();
    assert!(cyclic.func.is_some() && cyclic.late.is_some());

    drop(cyclic);
    clear_survivors();
    assert_eq!(collect().freed(), 3);
    assert_eq!(notes(), "");
}

#[test]
fn test_resurrection_only_happens_once_per_object() {
    let object = self_cycle(Object::resurrector("lazarus"));
    assert_eq!(notes(), "");
    drop(object);
    collect();
    assert_eq!(notes(), "lazarus");
    assert_eq!(survivors::<Object>().len(), 1);

    clear_survivors();
    collect();
    assert_eq!(notes(), "");
    assert!(survivors::<Object>().is_empty());
}

#[test]
fn test_resurrection_is_transitive() {
    let lazarus = Object::resurrector("lazarus").with([Object::simple("owned")]).into_graph();
    let cargo = self_cycle(Object::simple("cargo").with([Object::simple("of cargo")]));
    lazarus.all_held.push(cargo.clone());
    cargo.all_held.push(lazarus.clone());
    let weak = [&lazarus, &cargo].map(Rc::downgrade);
    let weak = [weak.to_vec(), weak_below(&lazarus), weak_below(&cargo)].concat();
    drop((lazarus, cargo));
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (0, 4));
    let [lazarus] = survivors::<Object>().try_into().unwrap();
    let cargo = weak[1].upgrade().unwrap();
    assert_eq!((lazarus.all_held.len(), lazarus.all_held.position(&cargo)), (1, Some(0)));
    assert_eq!((cargo.all_held.len(), cargo.all_held.position(&lazarus)), (1, Some(0)));
    assert_eq!(cargo.held.get(), Some(cargo.clone()));
    assert!(weak.iter().all(|weak| weak.upgrade().is_some()));
    lazarus.validate().unwrap();
    cargo.validate().unwrap();

    drop((lazarus, cargo));
    clear_survivors();
    notes();
    assert_eq!(collect().freed(), 4);
    assert_eq!(notes(), "");
    assert!(all_dead(&weak));
}

#[test]
fn test_resurrection_does_not_block_cleanup_of_other_objects() {
    let make = |number| {
        for _ in 0..number {
            self_cycle(Object::simple("a"));
        }
    };
    let make_resurrector = || drop(self_cycle(Object::resurrector("z")));
    let collect = || {
        let collected = collect();
        (collected.freed(), collected.resurrected())
    };
    assert_eq!(collect(), (0, 0));
    make(100);
    assert_eq!(collect(), (100, 0));
    make_resurrector();
    assert_eq!(collect(), (0, 1));
    make(100);
    make_resurrector();
    assert_eq!(collect(), (100, 1));
    assert_eq!(survivors::<Object>().len(), 2);
    clear_survivors();
    assert_eq!(collect(), (2, 0));
    notes();
}

/// The collector cannot see the node that the finalizer is attached to, so that node dies with the
/// data that holds it. However long the finalizer's handle lives, the finalizer finds no live node.
#[test]
fn test_trash_weakref_clear() {
    #[derive(Graph)]
    #[graph(shared(a: A))]
    struct A {
        y: Option<Rc<Object>>,
        wz: RefCell<Option<Finalizer>>,
        wz_too: RefCell<Option<Rc<WeakCycle>>>,
    }
    #[derive(Graph)]
    #[graph(shared(itself: WeakCycle))]
    struct WeakCycle {
        wz: RefCell<Option<Finalizer>>,
    }

    let z = Object::simple("z").into_graph();
    let y = Some(z.clone());
    let a = A { y, wz: RefCell::default(), wz_too: RefCell::default() }.into_graph();
    a.a.set(a.clone());
    let cycle = WeakCycle { wz: RefCell::default() }.into_graph();
    cycle.itself.set(cycle.clone());
    let attach = |name: &'static str| {
        let (weak_a, weak_z) = (Rc::downgrade(&a), Rc::downgrade(&z));
        Finalizer::attach(
            &z,
            Box::new(move || {
                assert_eq!(weak_a.upgrade(), None);
                assert_eq!(weak_z.upgrade(), None);
                note(name);
            }) as Box<dyn FnOnce()>,
        )
    };
    a.wz.replace(Some(attach("of a")));
    cycle.wz.replace(Some(attach("of the cycle")));
    a.wz_too.replace(Some(cycle.clone()));
    assert!(a.y.is_some());
    drop((a, z, cycle));
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "z, of the cycle, of a");
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "");
}

/// Newer than 3.13. Wherever it is asked, dying nodes are not listed, and no collection starts.
#[test]
fn test_get_objects_during_gc() {
    #[derive(Graph)]
    #[graph(shared(cycle: Looks), finalize = |_| look("hook"))]
    struct Looks {
        data: LooksAtItsEnd,
    }
    struct LooksAtItsEnd;
    impl Drop for LooksAtItsEnd {
        fn drop(&mut self) {
            look("drop");
        }
    }
    fn look(place: &str) {
        assert_eq!(leaks(), []);
        assert_eq!(collect(), Collected::default());
        note(place);
    }

    let objects = [(); 3].map(|()| Looks { data: LooksAtItsEnd }.into_graph());
    for object in &objects {
        object.cycle.set(object.clone());
        Finalizer::attach(object, || look("finalizer"));
    }
    let [first, second, third] = objects;
    let LooksAtItsEnd = first.data;
    drop((first, second));
    assert_eq!(leaks()[0].count(), 2);
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "hook, hook, finalizer, finalizer, drop, drop");

    // Also in a death by the last handle, while uncollected cycles exist.
    drop(self_cycle(Object::simple("uncollected")));
    let cycle = third.cycle.take();
    drop((cycle, third));
    assert_eq!(notes(), "hook, finalizer, drop");
    assert_eq!(leaks()[0].count(), 1);
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "uncollected");
}

/// Newer than 3.13, from `test_weakref.py`: all weak handles are alive when a hook runs.
#[test]
fn test_clearing_weakrefs_in_gc() {
    let look = |this: &Rc<Object>| {
        assert_eq!(this.other.get(), Some(this.clone()));
        let others: Vec<_> = this.others.iter().map(|other| other.name).collect();
        note(others.concat());
    };
    let objects = ["a", "b"].map(|name| Object { side_effect: look, ..Object::simple(name) });
    let objects = objects.map(self_cycle);
    for object in &objects {
        object.other.set(object);
        for other in &objects {
            object.others.push(other);
        }
        Finalizer::attach(object, || note("callback"));
    }
    drop(objects);
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, ab, b, ab, callback, callback");
}
