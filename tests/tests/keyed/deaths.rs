//! How children by key die, survive, and are collected; and how their keys are dropped.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc as StdRc;
use std::thread;

use kinfolk::{Graph, Handle, Node, Rc, collect};

use crate::model::{Workspace, closed, project, workspace};

#[test]
fn hooks_run_in_the_order_of_the_keys() {
    let workspace = workspace("c a b");
    workspace.by_name.get("b").unwrap().parts.add("b2".to_owned(), project("b2"));
    workspace.by_name.get("b").unwrap().parts.add("b1".to_owned(), project("b1"));
    closed();
    drop(workspace);
    assert_eq!(closed(), ["a", "b", "b1", "b2", "c"]);
}

#[test]
fn a_large_map_dies_whole_and_its_survivors_have_no_owner() {
    for held in [0, 100, 299] {
        let names: Vec<_> = (0..300).map(|number| format!("p{number:03}")).collect();
        let workspace = workspace(&names.join(" "));
        let survivor = workspace.by_name.get(&names[held]).unwrap();
        // A reader of an older state shares most chunks.
        let reader = (held == 100).then(|| workspace.by_name.iter());
        workspace.by_name.remove(&names[200]);
        closed();
        drop(workspace);
        assert_eq!(survivor.owner(), None);
        match reader {
            None => assert_eq!(closed().len(), 298),
            Some(reader) => {
                assert!(closed().is_empty());
                assert!(reader.clone().all(|(_, project)| project.owner().is_none()));
                drop(reader);
                assert_eq!(closed().len(), 299);
            }
        }
    }
    closed();
}

#[test]
fn a_hook_may_change_the_map_that_it_dies_in() {
    #[derive(Graph)]
    #[graph(back(pub shelf: Shelf), finalize = BookNode::dying)]
    struct Book {
        number: u32,
    }

    #[derive(Graph)]
    struct Shelf {
        #[graph(own)]
        sorted: BTreeMap<u32, Book>,
        #[graph(own)]
        hashed: HashMap<u32, Book>,
    }

    thread_local! {
        static DEAD: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
        static SAVED: RefCell<Vec<Rc<Book>>> = const { RefCell::new(Vec::new()) };
    }

    impl BookNode {
        fn dying(this: &Rc<Book>) {
            DEAD.with_borrow_mut(|dead| dead.push(this.number));
            let Some(shelf) = this.shelf.get() else { return };
            if this.number.is_multiple_of(10) {
                shelf.sorted.remove(&(this.number + 1));
                shelf.hashed.remove(&(this.number + 2));
                shelf.sorted.insert(this.number + 1000, Book { number: this.number + 1001 });
            }
            if this.number.is_multiple_of(50) {
                SAVED.with_borrow_mut(|saved| saved.push(this.clone()));
            }
        }
    }

    let books = || (0..300).map(|number| (number, Book { number }));
    let shelf = Shelf { sorted: books().collect(), hashed: books().collect() }.into_graph();
    drop(shelf);
    let mut dead = DEAD.take();
    let saved = SAVED.take();
    assert!(saved.iter().all(|book| book.owner().is_none() && book.number.is_multiple_of(50)));
    drop(saved);
    let count = dead.len();
    dead.sort_unstable();
    // Each hook once: 300 in each map, and one book for each multiple of ten that was in a map.
    assert_eq!((count, DEAD.take().len()), (dead.len(), 0));
    assert!((0..300).all(|number| dead.iter().filter(|dead| **dead == number).count() == 2));
}

#[test]
fn depth_does_not_matter() {
    #[derive(Graph)]
    #[graph(back(pub up: Level), back(pub other: Level2))]
    struct Level {
        #[graph(own)]
        down: BTreeMap<String, Level>,
    }

    #[derive(Graph)]
    #[graph(back(pub up: Level2))]
    struct Level2 {
        #[graph(own)]
        down: HashMap<u8, Level2>,
        #[graph(own)]
        others: BTreeMap<u8, Level>,
    }

    let small_stack = thread::Builder::new().stack_size(2 << 20).spawn(|| {
        let mut top = Level { down: BTreeMap::new() }.into_graph();
        let mut top2 = Level2 { down: HashMap::new(), others: BTreeMap::new() }.into_graph();
        for _ in 0..100_000 {
            let next = Level { down: BTreeMap::new() }.into_graph();
            next.down.add("next".to_owned(), top);
            top = next;
            let next = Level2 { down: HashMap::new(), others: BTreeMap::new() }.into_graph();
            next.down.add(1, top2);
            top2 = next;
        }
        assert_eq!(top.descendants().count(), 100_000);
        assert_eq!(top2.validate(), Ok(()));
        drop((top, top2));
    });
    small_stack.unwrap().join().unwrap();

    // As deep as the plain value itself can be dropped.
    let mut plain = project("0");
    for _ in 0..1000 {
        let mut next = project("next");
        next.parts.insert("inner".to_owned(), plain);
        plain = next;
    }
    let live = plain.into_graph();
    assert_eq!(live.to_plain().into_graph().descendants().count(), 1000);
}

/// A key that looks at the graph when it is dropped.
#[derive(Clone)]
struct Watch {
    name: &'static str,
    on_drop: StdRc<dyn Fn()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        (self.on_drop)();
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Watch {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Watch {}

impl PartialOrd for Watch {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Watch {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name.cmp(other.name)
    }
}

#[derive(Graph)]
#[graph(back(pub hall: Hall))]
struct Door {}

#[derive(Graph)]
struct Hall {
    #[graph(own)]
    doors: BTreeMap<Watch, Door>,
    #[graph(own)]
    rest: Vec<Door>,
    #[graph(own)]
    main: Option<Door>,
}

fn hall() -> Rc<Hall> {
    Hall { doors: BTreeMap::new(), rest: vec![], main: None }.into_graph()
}

#[test]
fn a_key_is_dropped_when_the_graph_is_in_order() {
    let hall = hall();
    let (owner, drops) = (Rc::downgrade(&hall), StdRc::new(RefCell::new(0)));
    let on_drop = {
        let drops = StdRc::clone(&drops);
        StdRc::new(move || {
            *drops.borrow_mut() += 1;
            let Some(hall) = owner.upgrade() else { return };
            assert_eq!(hall.validate(), Ok(()));
            let doors = hall.doors.len() + hall.rest.len() + usize::from(hall.main.is_some());
            assert_eq!(doors, 1);
        })
    };
    let key = || Watch { name: "a", on_drop: on_drop.clone() };
    let door = hall.doors.add(key(), Door {});
    hall.rest.push(door.clone());
    hall.doors.add(key(), door.clone());
    hall.main.set(door.clone());
    hall.doors.add(key(), door.clone());
    hall.rest.insert(0, door.clone());
    hall.doors.add(key(), door.clone());
    hall.rest.set_all([door.clone()]);
    hall.doors.add(key(), door.clone());
    let place = door.place().unwrap();
    let other = hall.rest.add(Door {});
    other.detach();
    door.replace_with(other.clone()).unwrap();
    assert_eq!(hall.doors.get(&key()), Some(other.clone()));
    assert_eq!(door.owner(), None);
    hall.rest.push(other.clone());
    assert_eq!(*drops.borrow(), 5);
    other.detach();
    place.put(door.clone()).unwrap();
    drop(place);
    assert!(door.clone().to_any().downcast::<Door>().is_some());
    let drops_before = *drops.borrow();
    hall.rest.push(door);
    assert_eq!(*drops.borrow(), drops_before + 1);
}

#[test]
fn a_panic_in_the_drop_of_a_key_leaves_the_graph_whole() {
    let on_drop: StdRc<dyn Fn()> = StdRc::new(|| {
        assert!(thread::panicking(), "a key panics");
    });
    let quiet: StdRc<dyn Fn()> = StdRc::new(|| ());
    let key = |name| Watch { name, on_drop: StdRc::clone(&on_drop) };
    let hall = hall();
    for (number, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        let door = hall.doors.add(key(name), Door {});
        let action = AssertUnwindSafe(|| match number {
            0 => hall.rest.push(door.clone()),
            1 => drop(hall.main.set(door.clone())),
            2 => drop(door.detach()),
            3 => {
                let name = Watch { name, on_drop: StdRc::clone(&quiet) };
                drop(hall.doors.remove(&name));
            }
            _ => hall.doors.clear(),
        });
        assert!(catch_unwind(action).is_err());
        assert_eq!(hall.validate(), Ok(()));
        assert_eq!(hall.doors.len(), 0);
    }
    assert_eq!((hall.rest.len(), hall.main.is_some()), (1, true));
}

#[test]
fn cycles_through_maps_are_collected() {
    #[derive(Graph)]
    #[graph(back(pub scope: Scope), shared(pub scope_used: Scope))]
    struct Function {}

    #[derive(Graph)]
    struct Scope {
        #[graph(own)]
        functions: BTreeMap<u32, Function>,
        #[graph(own)]
        hashed: HashMap<u32, Function>,
    }

    let functions = || (0..200).map(|number| (number, Function {}));
    let scope = Scope { functions: functions().collect(), hashed: functions().collect() };
    let scope = scope.into_graph();
    for (_, function) in scope.functions.iter().chain(scope.hashed.iter()).step_by(7) {
        function.scope_used.set(scope.clone());
    }
    // An iterator holds all, the part that it does not share included.
    let reader = scope.functions.iter();
    scope.functions.insert(1000, Function {});
    let weak = Rc::downgrade(&scope);
    drop(scope);
    collect();
    assert!(weak.upgrade().is_some());
    drop(reader);
    assert_eq!(collect().freed(), 402);
    assert!(weak.upgrade().is_none());
}

#[test]
fn nothing_leaks_from_a_workspace() {
    let workspace = Workspace::default().into_graph();
    workspace.by_number.extend((0..100).map(|number| (number, project("p"))));
    workspace.by_name.extend((0..200).map(|number| (number.to_string(), project("p"))));
    drop(workspace);
    closed();
    kinfolk::assert_no_leaks!();
}
