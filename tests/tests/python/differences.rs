//! Deliberate differences between kinfolk and Python.

use std::panic::catch_unwind;

use kinfolk::weak::WeakSet;
use kinfolk::{AnyRc, Finalizer, Graph, Handle, Node, Rc, collect};

use crate::weak_collections::{ByName, Names, WeakCollection, objects};
use crate::{Object, all_dead, bring_back, clear_survivors, note, notes};
use crate::{self_cycle, survivors, weak_below};

/// In Python the child holds its owner strongly, or has no link to it. Here back-links are weak.
#[test]
fn a_resurrected_child_does_not_resurrect_its_owner() {
    let owner = Object::simple("owner").with([Object::resurrector("child")]).into_graph();
    let weak_owner = Rc::downgrade(&owner);
    let weak_child = Rc::downgrade(&owner.owned.get(0).unwrap());
    drop(owner);
    assert_eq!(notes(), "owner, child");
    assert_eq!(weak_owner.upgrade(), None);
    let [child] = survivors::<Object>().try_into().unwrap();
    assert_eq!(weak_child.upgrade(), Some(child.clone()));
    assert_eq!(child.owner.get(), None);
    child.validate().unwrap();
    clear_survivors();
}

#[test]
fn a_hook_may_give_a_child_another_owner() {
    let refuge = Object::simple("refuge").into_graph();
    let child = Object {
        side_effect: |this| this.other.get().unwrap().owned.push(this.clone()),
        ..Object::simple("child").with([Object::simple("grandchild")])
    };
    let owner = Object::simple("owner").with([child]).into_graph();
    let weak = Rc::downgrade(&owner.owned.get(0).unwrap());
    weak.upgrade().unwrap().other.set(&refuge);
    drop(owner);
    assert_eq!(notes(), "owner, child");
    assert_eq!(weak.upgrade().unwrap().owner.get(), Some(refuge.clone()));
    refuge.validate().unwrap();
    drop(refuge);
    assert_eq!(notes(), "refuge, grandchild");
    assert_eq!(weak.upgrade(), None);
}

/// In Python the owner is gone when its children are finalised, and weak references to it are dead.
#[test]
fn the_hook_of_a_child_sees_its_owner_whole() {
    let look = |this: &Rc<Object>| {
        let owner = this.owner.get().unwrap();
        assert_eq!(owner.owned.position(this), this.index_in_owner());
        assert_eq!(owner.owned.len(), 2);
        owner.validate().unwrap();
    };
    let child = |name| Object { side_effect: look, ..Object::simple(name) };
    drop(Object::simple("owner").with([child("first"), child("second")]).into_graph());
    assert_eq!(notes(), "owner, first, second");
}

#[test]
fn the_hook_of_a_child_may_resurrect_its_owner_with_all_children() {
    let last = Object {
        side_effect: |this| bring_back(&this.owner.get().unwrap()),
        ..Object::simple("last")
    };
    let owner = Object::simple("owner").with([Object::simple("first"), last]).into_graph();
    let weak = weak_below(&owner);
    drop(owner);
    assert_eq!(notes(), "owner, first, last");
    let [owner] = survivors::<Object>().try_into().unwrap();
    assert_eq!(owner.owned.len(), 2);
    owner.validate().unwrap();

    drop(owner);
    clear_survivors();
    assert_eq!(notes(), "");
    assert!(all_dead(&weak));
}

/// Up to 3.14, Python's collector clears weak references before the finalizers run, even those to
/// objects that come back.
#[test]
fn weak_handles_stay_alive_after_resurrection() {
    let watcher = Object::simple("watcher").into_graph();
    let child = Object::simple("child");
    let object = Object::resurrector("object").with([child]).into_graph();
    let child = object.owned.get(0).unwrap();
    watcher.other.set(&object);
    watcher.others.push(&child);
    let (weak, any) = (Rc::downgrade(&object), AnyRc::downgrade(&object.to_any()));
    drop((object, child));
    assert_eq!(notes(), "object");

    let object = weak.upgrade().unwrap();
    assert_eq!(any.upgrade(), Some(object.to_any()));
    assert_eq!(watcher.other.get(), Some(object.clone()));
    assert_eq!(watcher.others.iter().next(), object.owned.get(0));
    assert_eq!(watcher.others.iter().count(), 1);

    drop(object);
    clear_survivors();
    assert_eq!(notes(), "child");
    assert_eq!((weak.upgrade(), any.upgrade()), (None, None));
    assert_eq!((watcher.other.get(), watcher.others.iter().count()), (None, 0));
}

#[test]
fn weak_handles_to_a_cycle_stay_alive_after_resurrection() {
    let watcher = Object::simple("watcher").into_graph();
    let object = self_cycle(Object::resurrector("object").with([Object::simple("child")]));
    let child = object.owned.first().unwrap();
    watcher.other.set(&object);
    watcher.others.push(&child);
    let (weak, any) = (Rc::downgrade(&object), AnyRc::downgrade(&object.to_any()));
    drop((object, child));
    assert_eq!(collect().resurrected(), 2);
    assert_eq!(notes(), "object, child");

    let object = weak.upgrade().unwrap();
    assert_eq!(any.upgrade(), Some(object.to_any()));
    assert_eq!(watcher.other.get(), Some(object.clone()));
    assert_eq!(watcher.others.iter().next(), object.owned.first());

    drop(object);
    clear_survivors();
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "");
    assert_eq!((weak.upgrade(), any.upgrade()), (None, None));
    assert_eq!((watcher.other.get(), watcher.others.iter().count()), (None, 0));
}

/// Python's collector calls callbacks before the finalizers, even for objects that come back.
#[test]
fn attached_finalizers_do_not_run_for_resurrected_nodes() {
    let children =
        [Object::resurrector("lives").with([Object::simple("below")]), Object::simple("dies")];
    let owner = Object::simple("owner").with(children).into_graph();
    let finalizers: Vec<_> = owner
        .descendants_of::<Object>()
        .map(|object| {
            let name = object.name;
            Finalizer::attach(&object, move || note(format_args!("{name} is dead")))
        })
        .collect();
    drop(owner);
    assert_eq!(notes(), "owner, lives, dies, dies is dead");
    let are_alive = || finalizers.iter().map(Finalizer::is_alive).collect::<Vec<_>>();
    assert_eq!(are_alive(), [true, true, false]);

    clear_survivors();
    assert_eq!(notes(), "below, below is dead, lives is dead");
    assert_eq!(are_alive(), [false; 3]);
}

#[test]
fn attached_finalizers_of_a_cycle_run_after_all_hooks_and_not_for_resurrected_nodes() {
    let lives = self_cycle(Object::resurrector("lives"));
    let dies = self_cycle(Object::simple("dies").with([Object::simple("below")]));
    lives.all_held.push(Object::simple("held"));
    let all = [lives.clone(), lives.all_held.first().unwrap(), dies.clone()];
    let finalizers = all.map(|object| {
        let name = object.name;
        Finalizer::attach(&object, move || note(format_args!("{name} is dead")))
    });
    let are_alive = || finalizers.each_ref().map(Finalizer::is_alive);
    drop((lives, dies));
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (2, 2));
    assert_eq!(notes(), "lives, held, dies, below, dies is dead");
    assert_eq!(are_alive(), [true, true, false]);

    clear_survivors();
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "held is dead, lives is dead");
    assert_eq!(are_alive(), [false; 3]);
}

/// In Python each object dies separately: its finalizer, then its callbacks, then the next object.
#[test]
fn attached_finalizers_run_after_all_hooks_when_all_nodes_are_dead() {
    let owner = Object::simple("owner")
        .with([Object::simple("first").with([Object::simple("below")]), Object::simple("second")])
        .into_graph();
    let first = owner.owned.get(0).unwrap();
    let all = [owner.clone(), owner.owned.get(1).unwrap(), first.owned.get(0).unwrap(), first];
    let weak = all.each_ref().map(Rc::downgrade);
    for object in &all {
        let (name, weak) = (object.name, weak.clone());
        Finalizer::attach(object, move || {
            let alive = weak.iter().filter(|weak| weak.upgrade().is_some()).count();
            note(format_args!("{name} with {alive} alive"));
        });
    }
    drop((all, owner));
    assert_eq!(
        notes(),
        "owner, first, below, second, \
         first with 0 alive, below with 0 alive, second with 0 alive, owner with 0 alive"
    );
}

/// A weak collection of each kind, with the same objects.
#[derive(Default)]
struct Registries {
    by_name: ByName,
    names: Names,
    set: WeakSet<Object>,
}

thread_local! {
    static REGISTRIES: Registries = Registries::default();
}

impl Registries {
    fn add(object: &Rc<Object>) {
        REGISTRIES.with(|registries| {
            registries.by_name.add(object);
            registries.names.add(object);
            registries.set.add(object);
        });
    }

    /// The number of entries, which is the same in all of them.
    fn len() -> usize {
        REGISTRIES.with(|registries| {
            let len = registries.set.len();
            assert_eq!((registries.by_name.len(), registries.names.len()), (len, len));
            assert_eq!(registries.by_name.values().count(), len);
            assert_eq!(
                (registries.names.keys().count(), registries.set.iter().count()),
                (len, len)
            );
            len
        })
    }

    fn assert_have(object: &Rc<Object>) {
        REGISTRIES.with(|registries| {
            assert_eq!(registries.by_name.get(object.name).as_ref(), Some(object));
            assert_eq!(registries.names.get(object).as_deref(), Some(&object.name));
            assert!(registries.set.contains(object));
        });
    }
}

/// Python's collector removes the entries before the finalizers run, as it clears weak references.
/// While some callbacks have not run yet, `len` is too large.
#[test]
fn weak_collections_have_dying_nodes_until_all_hooks_have_run() {
    let look = |this: &Rc<Object>| {
        Registries::assert_have(this);
        note(format_args!("{} there", Registries::len()));
    };
    for in_a_cycle in [false, true] {
        let child = Object { side_effect: look, ..Object::simple("child") };
        let object = Object { side_effect: look, ..Object::simple("object") }.with([child]);
        let object = self_cycle(object);
        Finalizer::attach(&object, || note(format_args!("{} there", Registries::len())));
        Registries::add(&object);
        Registries::add(&object.owned.first().unwrap());
        Finalizer::attach(&object, || note(format_args!("{} there", Registries::len())));
        if !in_a_cycle {
            drop(object.held.take());
        }
        drop(object);
        collect();
        assert_eq!(notes(), "object, 2 there, child, 2 there, 0 there, 0 there");
    }
}

/// In Python the collections have lost an object that was in a cycle.
#[test]
fn weak_collections_keep_resurrected_nodes() {
    for in_a_cycle in [false, true] {
        let object = self_cycle(Object::resurrector("object").with([Object::simple("child")]));
        Registries::add(&object);
        Registries::add(&object.owned.first().unwrap());
        if !in_a_cycle {
            drop(object.held.take());
        }
        drop(object);
        collect();
        let [object] = survivors::<Object>().try_into().unwrap();
        assert_eq!(Registries::len(), 2);
        Registries::assert_have(&object);
        Registries::assert_have(&object.owned.first().unwrap());

        clear_survivors();
        drop(object);
        collect();
        assert_eq!(Registries::len(), 0);
        notes();
    }
}

/// Python raises an error when a collection grows during iteration.
#[test]
fn weak_collections_may_grow_while_they_are_iterated() {
    let objects = objects("abcdef");
    let (at_start, later) = objects.split_at(3);
    at_start.iter().for_each(Registries::add);
    let mut later = later.iter();
    REGISTRIES.with(|registries| {
        for object in &registries.set {
            assert!(at_start.contains(&object));
            Registries::add(later.next().unwrap());
        }
    });
    assert_eq!((later.next(), Registries::len()), (None, 6));
}

/// Python also calls `__del__` for an object whose `__init__` failed. Here only nodes have hooks.
#[test]
fn a_value_that_fails_before_it_becomes_a_graph_is_never_finalised() {
    fn open(name: &'static str) -> Result<Rc<Object>, String> {
        let object = Object::simple(name).with([Object::simple("child")]);
        if name.is_empty() { Err("no name".into()) } else { Ok(object.into_graph()) }
    }
    assert_eq!(open("").unwrap_err(), "no name");
    assert_eq!(notes(), "");

    let panic = catch_unwind(|| {
        let _half = Object::simple("half");
        panic!("before it is whole");
    });
    assert!(panic.is_err());
    assert_eq!(notes(), "");

    drop(open("whole"));
    assert_eq!(notes(), "whole, child");
}
