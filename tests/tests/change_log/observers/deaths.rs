//! What dies while observers listen, and what they hold.

use std::cell::{Cell, RefCell};
use std::rc::Rc as StdRc;

use kinfolk::death::take_hook_panics;
use kinfolk::prelude::*;
use kinfolk::{AnyRc, Rc, observe, transaction};

use super::{Item, Seen, leaf, watch, with_items};

type OnDeath = Box<dyn Fn(&'static str)>;

thread_local! {
    /// Called by each hook, with the name of the node that dies.
    static ON_DEATH: RefCell<Option<OnDeath>> = const { RefCell::new(None) };
}

#[derive(Graph)]
#[graph(back(group: Group), finalize = MemberNode::ends)]
struct Member {
    name: &'static str,
}

#[derive(Graph)]
struct Group {
    #[graph(own)]
    members: Vec<Member>,
}

impl MemberNode {
    fn ends(this: &Rc<Member>) {
        assert_eq!(this.group.get(), None);
        ON_DEATH.with_borrow(|on_death| {
            if let Some(on_death) = on_death {
                on_death(this.name);
            }
        });
    }
}

fn group(names: &[&'static str]) -> Rc<Group> {
    Group { members: names.iter().map(|name| Member { name }).collect() }.into_graph()
}

fn on_death(action: impl Fn(&'static str) + 'static) {
    ON_DEATH.set(Some(Box::new(action)));
}

/// Notes the death of each node.
fn note_deaths(seen: &Seen) {
    let seen = seen.clone();
    on_death(move |name| seen.add(format!("{name} dies")));
}

/// What an observer sees of a group.
fn watch_group(group: &Rc<Group>, seen: &Seen) -> kinfolk::history::Watch {
    let seen = seen.clone();
    observe(group, move |changes| {
        for change in changes {
            let sign = if change.to().is_some() { '+' } else { '-' };
            let member = change.node_as::<Member>().unwrap();
            seen.add(format!("{sign}{}", member.name));
        }
    })
}

#[test]
fn removed_nodes_are_alive_and_die_after_the_calls() {
    let group = group(&["a", "b", "c"]);
    let seen = Seen::default();
    note_deaths(&seen);
    let _watch = watch_group(&group, &seen);
    let _other = watch_group(&group, &seen);
    transaction(|| {
        group.members.remove(2);
        group.members.remove(0);
    });
    assert_eq!(seen.take(), ["-c", "-a", "-c", "-a", "c dies", "a dies"]);
    group.members.pop();
    // The handle that was returned has died last.
    assert_eq!(seen.take(), ["-b", "-b", "b dies"]);
}

#[test]
fn an_observer_can_put_a_removed_node_back() {
    let group = group(&["a"]);
    let seen = Seen::default();
    note_deaths(&seen);
    let _watch = observe(&group, {
        let weak = Rc::downgrade(&group);
        move |changes| {
            for change in changes.iter().filter(|change| change.to().is_none()) {
                let group = weak.upgrade().unwrap();
                group.members.push(change.node_as::<Member>().unwrap());
            }
        }
    });
    drop(group.members.remove(0));
    assert_eq!(group.members.len(), 1);
    assert!(seen.take().is_empty());
}

#[test]
fn what_hooks_change_is_one_more_batch() {
    let group = group(&["a", "b"]);
    let seen = Seen::default();
    let _watch = watch_group(&group, &seen);
    on_death({
        let (group, seen) = (Rc::downgrade(&group), seen.clone());
        move |name| {
            seen.add(format!("{name} dies"));
            if let ("a", Some(group)) = (name, group.upgrade()) {
                group.members.push(Member { name: "c" });
                group.members.push(Member { name: "d" });
            }
        }
    });
    transaction(|| {
        group.members.remove(0);
    });
    assert_eq!(seen.take(), ["-a", "a dies", "+c", "+d"]);
    ON_DEATH.take();
}

#[test]
fn hooks_do_not_keep_endless_observers_going() {
    let group = group(&["a", "b"]);
    let calls = StdRc::new(Cell::new(0));
    let _watch = observe(&group, {
        let (weak, calls) = (Rc::downgrade(&group), calls.clone());
        move |_| {
            calls.set(calls.get() + 1);
            let group = weak.upgrade().unwrap();
            group.members.push(Member { name: "again" });
            group.members.remove(0);
        }
    });
    // The hook of each node that the observer removes changes the group, too.
    let hooks = StdRc::new(Cell::new(0));
    on_death({
        let (group, hooks) = (Rc::downgrade(&group), hooks.clone());
        move |name| {
            hooks.set(hooks.get() + 1);
            if let ("again", Some(group)) = (name, group.upgrade()) {
                group.members.push(Member { name: "by a hook" });
            }
        }
    });
    group.members.pop();
    assert_eq!(calls.get(), 64);
    assert!(hooks.get() > 50);
    // One report for each batch about which the observer was not called.
    assert_eq!(take_hook_panics(), 2);
    ON_DEATH.take();
}

#[test]
fn what_came_and_went_dies_after_the_step() {
    let group = group(&[]);
    let seen = Seen::default();
    let _watch = watch_group(&group, &seen);
    note_deaths(&seen);
    transaction(|| {
        group.members.push(Member { name: "a" });
        group.members.pop();
        seen.add("end");
    });
    assert_eq!(seen.take(), ["end", "a dies"]);
}

#[test]
fn what_a_call_has_made_dies_when_it_is_undone() {
    let group = group(&[]);
    let seen = Seen::default();
    note_deaths(&seen);
    let _watch = observe(&group, {
        let weak = Rc::downgrade(&group);
        move |_| {
            weak.upgrade().unwrap().members.push(Member { name: "b" });
            panic!("no");
        }
    });
    group.members.push(Member { name: "a" });
    assert_eq!(take_hook_panics(), 1);
    assert_eq!(group.members.len(), 1);
    assert_eq!(seen.take(), ["b dies"]);
    ON_DEATH.take();
}

#[test]
fn an_observer_holds_neither_the_root_nor_what_it_has_seen() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let (_watch, seen) = watch(&root);
    let a = root.items.remove(0);
    assert_eq!(seen.take(), ["-a root.items[0]"]);
    assert_eq!((Rc::strong_count(&root), Rc::strong_count(&a)), (1, 1));
    let weak = Rc::downgrade(&root);
    drop(root);
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn an_observer_ends_with_its_root() {
    let root = leaf("root").into_graph();
    let (_watch, seen) = watch(&root);
    drop(root);
    let other = leaf("other").into_graph();
    other.items.push(leaf("a"));
    assert!(seen.take().is_empty());
}

#[test]
fn what_the_function_holds_is_dropped_with_the_watch() {
    let root = leaf("root").into_graph();
    let held = leaf("held").into_graph();
    let weak = Rc::downgrade(&held);
    let watch = observe(&root, move |_| drop(held.clone()));
    assert!(weak.upgrade().is_some());
    drop(watch);
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_panic_in_the_drop_of_an_observer_that_ends_in_its_call_is_caught() {
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    let root = leaf("root").into_graph();
    let slot = StdRc::new(Cell::new(None));
    slot.set(Some(observe(&root, {
        let (slot, bomb) = (slot.clone(), Bomb);
        move |_| {
            let _hold = &bomb;
            drop(slot.take());
        }
    })));
    root.items.push(leaf("a"));
    assert_eq!(take_hook_panics(), 1);
    let (_watch, seen) = watch(&root);
    root.items.push(leaf("b"));
    assert_eq!(seen.take(), ["+b root.items[1]"]);
}

#[test]
fn a_root_that_dies_within_a_step_is_not_observed() {
    let root = leaf("root").into_graph();
    let (_watch, seen) = watch(&root);
    let weak: kinfolk::AnyWeak = AnyRc::downgrade(&root.to_any());
    transaction(move || {
        let _child: Rc<Item> = root.items.add(leaf("a"));
        drop(root);
    });
    // The log has held it until the end of the step.
    assert_eq!(seen.take(), ["+a root.items[0]"]);
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn depth_does_not_matter() {
    let run = || {
        let root = leaf("root").into_graph();
        let mut end = root.clone();
        for _ in 0..100_000 {
            end = end.items.add(leaf("below"));
        }
        let (_watch, seen) = watch(&root);
        end.items.push(leaf("a"));
        assert_eq!(seen.take(), ["+a below.items[0]"]);
        transaction(|| {
            let top = root.items.remove(0);
            end.items.remove(0);
            root.others.push(top);
            end.items.push(leaf("b"));
        });
        assert_eq!(
            seen.take(),
            ["below root.items[0] to root.others[0], -a below.items[0], +b below.items[0]"]
        );
        drop(end);
        root.others.clear();
        assert_eq!(seen.take(), ["-below root.others[0]"]);
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn an_observer_may_live_until_its_thread_ends() {
    thread_local! {
        static WATCH: Cell<Option<kinfolk::history::Watch>> = const { Cell::new(None) };
        static ROOT: RefCell<Option<Rc<Item>>> = const { RefCell::new(None) };
    }

    let run = || {
        let root = leaf("root").into_graph();
        ROOT.set(Some(root.clone()));
        let (watch, seen) = watch(&root);
        WATCH.set(Some(watch));
        root.items.push(leaf("a"));
        assert_eq!(seen.take(), ["+a root.items[0]"]);
    };
    std::thread::spawn(run).join().unwrap();
}
