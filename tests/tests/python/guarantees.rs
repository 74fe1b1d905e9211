//! What Python does beyond its own tests when the last reference to an object goes.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};

use kinfolk::death::ExitGuard;
use kinfolk::weak::WeakKeyMap;
use kinfolk::{Finalizer, Graph, Node, Rc, Weak, collect};

use crate::{Object, all_dead, bring_back, clear_survivors, note, notes};
use crate::{on_a_thread, survivors, text, weak_below};

#[test]
fn owner_before_owned_and_depth_first() {
    let b = Object::simple("b").with([Object::simple("c"), Object::simple("d")]);
    let e = Object::simple("e").with([Object::simple("f")]);
    drop(Object::simple("a").with([b, e]).into_graph());
    assert_eq!(notes(), "a, b, c, d, e, f");
}

#[test]
fn once_however_often_a_node_is_resurrected() {
    // The second hook resurrects the first node, whose own hook has already run.
    let second = Object {
        side_effect: |this| bring_back(&this.previous_sibling().unwrap()),
        ..Object::simple("second")
    };
    let owner = Object::simple("owner").with([Object::resurrector("first"), second]).into_graph();
    let weak = Rc::downgrade(&owner.owned.get(0).unwrap());
    drop(owner);
    assert_eq!(notes(), "owner, first, second");
    let first = weak.upgrade().unwrap();
    assert_eq!(survivors::<Object>(), [first.clone(), first.clone()]);
    clear_survivors();

    let owner = Object::simple("new owner").into_graph();
    owner.owned.push(first);
    drop(owner);
    assert_eq!(notes(), "new owner");
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn resurrection_is_transitive_and_keeps_no_other_node() {
    let lives = Object::resurrector("lives");
    let lives = lives.with([Object::simple("below").with([Object::simple("deep below")])]);
    let owner = Object::simple("owner").with([Object::simple("a"), lives, Object::simple("z")]);
    let owner = owner.into_graph();
    let weak = weak_below(&owner);
    drop(owner);
    assert_eq!(notes(), "owner, a, lives, z");
    let alive = weak.iter().filter_map(Weak::upgrade).map(|object| object.name);
    assert_eq!(alive.collect::<Vec<_>>(), ["lives", "below", "deep below"]);
    let [lives] = survivors::<Object>().try_into().unwrap();
    assert_eq!(lives.descendants().count(), 2);
    lives.validate().unwrap();

    drop(lives);
    clear_survivors();
    assert_eq!(notes(), "below, deep below");
    assert!(all_dead(&weak));
}

#[test]
fn weak_links_are_live_in_a_hook() {
    let look = |this: &Rc<Object>| {
        assert_eq!(this.other.get(), Some(this.clone()));
        let names: Vec<_> = this.others.iter().map(|object| object.name).collect();
        note(names.concat());
    };
    let object = |name| Object { side_effect: look, ..Object::simple(name) };
    let owner = object("a").with([object("b"), object("c")]).into_graph();
    let keeper = Object::simple("keeper").into_graph();
    let all = [owner.clone(), owner.owned.get(0).unwrap(), owner.owned.get(1).unwrap()];
    for object in &all {
        object.other.set(object);
        for other in &all {
            object.others.push(other);
        }
        keeper.others.push(object);
    }
    drop((all, owner));
    assert_eq!(notes(), "a, abc, b, abc, c, abc");
    assert_eq!(keeper.others.iter().count(), 0);
}

/// A removed node is released when the list is whole again, so its hook finds nothing half done.
#[test]
fn a_hook_may_read_and_change_the_list_that_its_node_leaves() {
    let leave = |this: &Rc<Object>| {
        assert_eq!(this.owner.get(), None);
        let owner = this.other.get().unwrap();
        let names: Vec<_> = owner.owned.iter().map(|object| object.name).collect();
        note(names.concat());
        owner.owned.push(Object::simple("+"));
    };
    let object = |name| Object { side_effect: leave, ..Object::simple(name) };
    let owner = Object::simple("owner").with([object("a"), object("b"), object("c")]).into_graph();
    owner.owned.iter().for_each(|object| object.other.set(&owner));

    owner.owned.retain(|object| object.name != "b");
    assert_eq!(notes(), "b, ac");
    owner.owned.clear();
    assert_eq!(notes(), "a, , c, +, +");
    owner.validate().unwrap();
    drop(owner);
    assert_eq!(notes(), "owner, +, +");
}

#[test]
fn nodes_that_a_hook_makes_and_drops_die_in_it() {
    let parent = Object {
        side_effect: |_| {
            let trash = Object::simple("trash").with([Object::simple("below")]).into_graph();
            Finalizer::attach(&trash, || note("trash is dead"));
            drop(trash);
            note("end");
        },
        ..Object::simple("parent")
    };
    drop(parent.with([Object::simple("child")]).into_graph());
    assert_eq!(notes(), "parent, trash, below, trash is dead, end, child");
}

/// Whether it is put where the walk still comes, or where the walk has been.
#[test]
fn nodes_that_a_hook_puts_below_a_dying_owner_are_finalised_with_it() {
    let add = |this: &Rc<Object>| {
        let owner = this.owner.get().unwrap();
        owner.owned.insert(0, Object::simple("before"));
        owner.owned.push(Object::simple("after"));
        let first = owner.owned.get(1).unwrap();
        assert_eq!(first.name, "first");
        first.owned.push(Object::simple("below"));
    };
    let second = Object { side_effect: add, ..Object::simple("second") };
    let owner = Object::simple("owner").with([Object::simple("first"), second]).into_graph();
    let owner_is_dead = Finalizer::attach(&owner, || note("dead"));
    drop(owner);
    assert!(!owner_is_dead.is_alive());

    let notes = notes();
    let mut names: Vec<_> = notes.split(", ").collect();
    assert_eq!(names.pop(), Some("dead"));
    assert_eq!(names[..3], ["owner", "first", "second"]);
    names[3..].sort_unstable();
    assert_eq!(names[3..], ["after", "before", "below"]);
}

#[test]
fn a_child_that_is_held_keeps_its_hook_for_its_own_death() {
    let see_owner = |this: &Rc<Object>| note(this.owner.get().map_or("alone", |owner| owner.name));
    let child = |name| Object { side_effect: see_owner, ..Object::simple(name) };
    let last = Object {
        side_effect: |this| bring_back(&this.owner.get().unwrap()),
        ..Object::simple("last")
    };
    let middle = Object::simple("middle").with([child("a"), child("b")]);
    let owner = Object::simple("owner").with([middle, last]).into_graph();
    let middle = owner.owned.get(0).unwrap();
    let [a, b] = [0, 1].map(|index| middle.owned.get(index).unwrap());
    drop((middle, owner));
    assert_eq!(notes(), "owner, middle, last");

    // All are back. At the second death only one of the two is held.
    drop(a);
    assert_eq!(notes(), "");
    clear_survivors();
    assert_eq!(notes(), "a, middle");
    drop(b);
    assert_eq!(notes(), "b, alone");
}

/// Python's `weakref.finalize` is also kept alive by its registry. A bare weak reference that dies
/// with its object does not call back.
#[test]
fn a_finalizer_runs_though_its_handle_dies_with_the_node() {
    #[derive(Graph)]
    #[graph(finalize = |_| note("del"))]
    struct Holder {
        finalizer: RefCell<Option<Finalizer>>,
    }
    let holder = Holder { finalizer: RefCell::default() }.into_graph();
    let dead: Box<dyn FnOnce()> = Box::new(|| note("dead"));
    holder.finalizer.replace(Some(Finalizer::attach(&holder, dead)));
    drop(holder);
    assert_eq!(notes(), "del, dead");
}

/// A user mistake, as in Python.
#[test]
fn a_finalizer_that_holds_its_own_node_keeps_it_alive() {
    let object = Object::simple("object").into_graph();
    let weak = Rc::downgrade(&object);
    let handle = object.clone();
    let finalizer = Finalizer::attach(&object, move || note(handle.name));
    drop(object);
    assert!(weak.upgrade().is_some());
    assert_eq!(notes(), "");
    drop(finalizer.detach());
    assert_eq!(notes(), "object");
    assert_eq!(weak.upgrade(), None);
}

/// Also a user mistake.
#[test]
fn a_value_of_a_weak_key_map_that_holds_its_own_key_keeps_it_alive() {
    let map = WeakKeyMap::<Object, Rc<Object>>::new();
    let object = Object::simple("object").into_graph();
    map.insert(&object, object.clone());
    drop(object);
    collect();
    assert_eq!((map.len(), notes()), (1, String::new()));
    map.clear();
    assert_eq!((map.len(), notes()), (0, "object".into()));
}

fn fails(name: &'static str) -> Object {
    Object { side_effect: |this| panic!("{} fails", this.name), ..Object::simple(name) }
}

#[test]
fn an_exception_in_a_hook_is_reported_and_goes_no_further() {
    let children = [fails("b").with([Object::simple("c")]), fails("d"), Object::simple("e")];
    let owner = fails("a").with(children).into_graph();
    let weak = weak_below(&owner);
    drop(owner);
    assert_eq!(
        notes(),
        "a, Object panicked: a fails, b, Object panicked: b fails, c, \
         d, Object panicked: d fails, e"
    );
    assert!(all_dead(&weak));
}

#[test]
fn a_hook_that_fails_after_it_resurrected_its_node() {
    let object = Object {
        side_effect: |this| {
            bring_back(this);
            panic!("too late");
        },
        ..Object::simple("object")
    };
    drop(object.into_graph());
    assert_eq!(notes(), "object, Object panicked: too late");
    assert_eq!(survivors::<Object>().len(), 1);
    clear_survivors();
    assert_eq!(notes(), "");
}

#[test]
fn an_exception_in_an_attached_finalizer_is_reported_and_the_others_run() {
    let owner = Object::simple("owner").with([Object::simple("child")]).into_graph();
    let child = owner.owned.get(0).unwrap();
    Finalizer::attach(&owner, || note("1"));
    Finalizer::attach(&child, || panic!("2 fails"));
    Finalizer::attach(&owner, || panic!("3 fails"));
    Finalizer::attach(&child, || note("4"));
    drop((child, owner));
    assert_eq!(notes(), "owner, child, 4, Object panicked: 3 fails, Object panicked: 2 fails, 1");
}

#[test]
fn an_exception_in_a_finalizer_that_is_called_by_hand_reaches_the_caller() {
    let object = Object::simple("object").into_graph();
    let finalizer = Finalizer::attach(&object, || panic!("fails"));
    let panic = catch_unwind(AssertUnwindSafe(|| finalizer.call())).unwrap_err();
    assert_eq!(text(&*panic), "fails");
    assert!(!finalizer.is_alive());
    assert!(finalizer.detach().is_none());
    drop(object);
    assert_eq!(notes(), "object");
}

/// Python also finalises what is left when an exception ends the program.
#[test]
fn everything_is_finalised_while_the_thread_unwinds() {
    on_a_thread(|| {
        let held = Object::simple("held").into_graph();
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let _guard = ExitGuard::new();
            let _object = fails("object").with([Object::simple("child")]).into_graph();
            let _resurrector = Object::resurrector("resurrector").into_graph();
            Finalizer::attach(&held, || note("at exit"));
            Finalizer::attach(&held, || panic!("no exit"));
            panic!("uncaught");
        }));
        assert_eq!(text(&*panic.unwrap_err()), "uncaught");
        assert_eq!(
            notes(),
            "resurrector, object, Object panicked: object fails, child, \
             Object panicked: no exit, at exit"
        );
        assert_eq!(survivors::<Object>().len(), 1);
        clear_survivors();
        drop(held);
        assert_eq!(notes(), "held");
    });
}

/// Python usually finalises globals at exit. Here this applies to a thread's globals.
#[test]
fn globals_are_finalised_at_the_end_of_their_thread() {
    #[derive(Graph)]
    #[graph(back(owner: Global), finalize = GlobalNode::del)]
    struct Global {
        name: &'static str,
        sender: Sender<&'static str>,
        #[graph(own)]
        owned: Option<Box<Global>>,
    }
    impl GlobalNode {
        fn del(&self) {
            self.sender.send(self.name).unwrap();
        }
    }
    thread_local! {
        static GLOBAL: RefCell<Option<Rc<Global>>> = const { RefCell::new(None) };
    }

    let (sender, receiver) = mpsc::channel();
    on_a_thread(move || {
        let owned = Global { name: "owned", sender: sender.clone(), owned: None };
        let global = Global { name: "global", sender: sender.clone(), owned: Some(owned.into()) };
        let global = global.into_graph();
        Finalizer::attach(&global, move || sender.send("dead").unwrap());
        GLOBAL.set(Some(global));
    });
    assert_eq!(receiver.iter().collect::<Vec<_>>(), ["global", "owned", "dead"]);
}

#[derive(Graph)]
#[graph(back(above: Link), finalize = LinkNode::del)]
struct Link {
    number: usize,
    side_effect: SideEffect,
    #[graph(own)]
    below: Option<Box<Link>>,
}

#[derive(Clone, Copy, PartialEq)]
enum SideEffect {
    None,
    Cut,
    ComeBack,
}

thread_local! {
    /// How many hooks have run, each in its turn.
    static CALLED: Cell<usize> = const { Cell::new(0) };
}

impl LinkNode {
    fn del(this: &Rc<Link>) {
        let has_owner = this.number > 0 && this.side_effect == SideEffect::None;
        let owner = this.above.get().map(|above| above.number + 1);
        if CALLED.get() == this.number && owner == has_owner.then_some(this.number) {
            CALLED.set(this.number + 1);
        }
        match this.side_effect {
            SideEffect::None => {}
            SideEffect::Cut => drop(this.below.take()),
            SideEffect::ComeBack => bring_back(this),
        }
    }
}

/// A million links, each of which owns the next one.
fn chain(of_first: SideEffect, of_others: SideEffect) -> Rc<Link> {
    let link = |number, side_effect| Link { number, side_effect, below: None }.into_graph();
    let mut below = link(999_999, of_others);
    for number in (1..999_999).rev() {
        let above = link(number, of_others);
        above.below.set(below);
        below = above;
    }
    let first = link(0, of_first);
    first.below.set(below);
    first
}

#[test]
fn a_million_links_with_hooks() {
    on_a_thread(|| {
        let first = chain(SideEffect::None, SideEffect::None);
        let last = first.descendants_of::<Link>().last().unwrap();
        let weak = Rc::downgrade(&last);
        Finalizer::attach(&last, || note(CALLED.get()));
        drop((last, first));
        assert_eq!(notes(), "1000000");
        assert_eq!(CALLED.get(), 1_000_000);
        assert_eq!(weak.upgrade(), None);
    });
}

/// Each link dies in the hook of the one before.
#[test]
fn a_million_links_that_are_cut_by_hooks() {
    on_a_thread(|| {
        drop(chain(SideEffect::Cut, SideEffect::Cut));
        assert_eq!(CALLED.get(), 1_000_000);
    });
}

#[test]
fn a_million_links_below_a_resurrected_node() {
    on_a_thread(|| {
        let first = chain(SideEffect::ComeBack, SideEffect::None);
        drop(first);
        assert_eq!(CALLED.get(), 1);
        assert_eq!(survivors::<Link>()[0].descendants().count(), 999_999);
        clear_survivors();
        assert_eq!(CALLED.get(), 1_000_000);
    });
}
