//! Cycles over shared links, and weak collections, with required children in them.

use std::cell::RefCell;

use kinfolk::weak::{WeakKeyMap, WeakSet};
use kinfolk::{AttachErrorKind, Graph, Node, Rc, collect, leaks};
use kinfolk_tests::count::{Count, live};

thread_local! {
    static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Holds a shared link, so that it is part of cycles.
#[derive(Graph)]
#[graph(shared(pub next: Car), finalize = |_| LOG.with_borrow_mut(|log| log.push("car")))]
struct Car {
    count: Count,
    #[graph(own)]
    engine: Engine,
}

#[derive(Graph)]
#[graph(back(pub car: Car), shared(pub home: Car), finalize = Engine::ends)]
struct Engine {
    count: Count,
    #[graph(own)]
    part: Box<Part>,
}

#[derive(Graph)]
#[graph(back(pub engine: Engine))]
struct Part {
    count: Count,
}

impl Engine {
    fn ends(this: &Rc<Engine>) {
        LOG.with_borrow_mut(|log| log.push("engine"));
        // It is whole, and its part cannot be taken away, not even now.
        assert_eq!(this.part.get().engine.get().as_ref(), Some(this));
        let error = this.part.get().try_detach().unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Required);
        if let Some(car) = this.car.get() {
            assert_eq!(car.engine.get(), *this);
        }
    }
}

fn part() -> Part {
    Part { count: Count::new() }
}

fn engine() -> Engine {
    Engine { count: Count::new(), part: Box::new(part()) }
}

fn car() -> Rc<Car> {
    Car { count: Count::new(), engine: engine() }.into_graph()
}

fn log() -> Vec<&'static str> {
    LOG.take()
}

/// Two cars, each held by the other.
fn ring() -> [Rc<Car>; 2] {
    let cars = [car(), car()];
    cars[0].next.set(cars[1].clone());
    cars[1].next.set(cars[0].clone());
    cars
}

#[test]
fn a_cycle_is_collected() {
    drop(ring());
    assert_eq!((live(), log()), (6, vec![]));
    assert_eq!(leaks().len(), 1);
    let collected = collect();
    assert_eq!((collected.freed(), live()), (6, 0));
    assert_eq!(log(), ["car", "engine", "car", "engine"]);
}

#[test]
fn a_cycle_through_the_required_child_is_named_and_collected() {
    let car = car();
    car.engine.get().home.set(car.clone());
    drop(car);
    let leaks = leaks();
    assert_eq!(leaks.len(), 1);
    assert!(leaks[0].to_string().contains("Car.engine -> Engine.home -> Car"), "{}", leaks[0]);
    drop(leaks);
    assert_eq!((collect().freed(), live()), (3, 0));
    assert_eq!(log(), ["car", "engine"]);
}

#[test]
fn replacing_it_can_end_a_cycle() {
    let car = car();
    car.engine.get().home.set(car.clone());
    drop(car.engine.replace(engine()));
    assert_eq!((log(), live()), (vec!["engine"], 3));
    drop(car);
    assert_eq!((live(), log()), (0, vec!["car", "engine"]));
    assert_eq!(leaks().len(), 0);
}

#[test]
fn what_is_held_lives_on_with_what_it_requires() {
    let cars = ring();
    let held = cars[0].engine.get();
    drop(cars);
    // The engine does not hold its car.
    assert_eq!(collect().freed(), 4);
    assert_eq!((held.car.get(), live()), (None, 2));
    assert_eq!(held.validate(), Ok(()));
    assert_eq!(held.part.get().engine.get(), Some(held.clone()));
    log();
    drop(held);
    assert_eq!((live(), log()), (0, vec!["engine"]));
}

#[test]
fn a_hook_of_the_collection_may_replace_it() {
    #[derive(Graph)]
    #[graph(shared(pub this: Knot), finalize = Knot::ends)]
    struct Knot {
        count: Count,
        #[graph(own)]
        part: Bead,
    }

    #[derive(Graph)]
    #[graph(back(pub knot: Knot), finalize = |_| LOG.with_borrow_mut(|log| log.push("bead")))]
    struct Bead {
        count: Count,
    }

    thread_local!(static SAVED: RefCell<Option<Rc<Bead>>> = const { RefCell::new(None) });

    impl Knot {
        fn ends(this: &Rc<Knot>) {
            let old = this.part.replace(Bead { count: Count::new() });
            SAVED.replace(Some(old));
        }
    }

    let knot = Knot { count: Count::new(), part: Bead { count: Count::new() } }.into_graph();
    knot.this.set(knot.clone());
    drop(knot);
    collect();
    // The new bead has died with the knot. The old one was unreachable, too, so its hook has run; it
    // lives on.
    assert_eq!((log(), live()), (vec!["bead", "bead"], 1));
    let saved = SAVED.take().unwrap();
    assert_eq!((saved.knot.get(), saved.validate()), (None, Ok(())));
    drop(saved);
    assert_eq!((log(), live()), (vec![], 0));
}

#[test]
fn a_resurrected_cycle_keeps_it() {
    #[derive(Graph)]
    #[graph(shared(pub this: Knot), finalize = |this| { SAVED.replace(Some(this.clone())); })]
    struct Knot {
        #[graph(own)]
        part: Box<Bead>,
    }

    #[derive(Graph)]
    #[graph(back(pub knot: Knot))]
    struct Bead {
        count: Count,
    }

    thread_local!(static SAVED: RefCell<Option<Rc<Knot>>> = const { RefCell::new(None) });

    let knot = Knot { part: Box::new(Bead { count: Count::new() }) }.into_graph();
    knot.this.set(knot.clone());
    drop(knot);
    assert_eq!(collect().resurrected(), 2);
    let knot = SAVED.take().unwrap();
    assert_eq!(knot.validate(), Ok(()));
    knot.this.take();
    drop(knot);
    assert_eq!(live(), 0);
}

#[test]
fn weak_collections_see_it_until_it_dies() {
    let set = WeakSet::<Engine>::new();
    let map = WeakKeyMap::<Part, i32>::new();
    let car = car();
    let first = car.engine.get();
    set.insert(&first);
    map.insert(&first.part.get(), 1);
    drop(first);
    assert_eq!((set.len(), map.len()), (1, 1));
    let old = car.engine.replace(engine());
    assert_eq!((set.contains(&old), map.contains_key(&old.part.get())), (true, true));
    drop(old);
    assert_eq!((set.len(), map.len()), (0, 0));
    set.insert(&car.engine.get());
    drop(car);
    assert_eq!((set.len(), live()), (0, 0));
    log();
}
