//! Nodes that hooks put below the nodes of a large unreachable set, where a collection does not
//! look at all of them again for each new node.

use kinfolk::{Graph, Node, collect};

use crate::model::{PartRc, Weaks, World, keep, kept, log, names, part, world};
use crate::watch::watch;

/// Many more nodes than hooks.
const OTHERS: usize = 200;

/// Collects a large set `a>B>a` in whose second round a hook does something: that of `n`, which the
/// hook of `a` puts below `a`. `B` owns `C`, and weak handles to these come with it.
fn collect_with(hook: impl FnOnce(&PartRc, &Weaks) + 'static) -> (usize, usize) {
    let world = world("a>B>a B/C");
    let weaks = world.weaks();
    for _ in 0..OTHERS {
        world.node("B").adopt(&part("Other").into_graph());
    }
    world.on_hook("a", move |this| {
        let new = crate::model::world("n");
        new.on_hook("n", move |this| hook(this, &weaks));
        this.adopt(&new.only("n"));
    });
    drop(world);
    log();
    let collected = collect();
    (collected.freed(), collected.resurrected())
}

/// The hooks that ran.
fn hooks() -> String {
    let log = log();
    log.split(' ').filter(|entry| !entry.starts_with('~')).collect::<Vec<_>>().join(" ")
}

/// How many nodes `collect_with` frees by itself.
const FIRST: usize = OTHERS + 4;

#[test]
fn have_their_hooks_run_again_and_again() {
    fn put_below(depth: usize, this: &PartRc) {
        if depth > 0 {
            let new = world(&format!("m{depth}>m{depth}"));
            new.on_hook(&format!("m{depth}"), move |this| put_below(depth - 1, this));
            this.adopt(&new.only(&format!("m{depth}")));
        }
    }
    let _watch = watch();
    let counts = collect_with(|this, _| put_below(5, this));
    assert_eq!((counts, hooks().as_str()), ((FIRST + 5, 0), "a n m5 m4 m3 m2 m1"));
}

#[test]
fn run_by_owning_and_shared_links_owners_first() {
    let _watch = watch();
    let counts = collect_with(|this, weaks| {
        let b = weaks.get("B").unwrap();
        let new = world("p/q p>r q>p s t>t");
        b.share(&new.node("s"));
        b.adopt(&new.node("p"));
        this.share(&new.node("t"));
        this.share(&new.node("t"));
        this.point_at(&new.node("q"));
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST + 5, 0), "a n t p q r s"));
}

/// The new owner has no hook when it is attached, so it gets its mark later.
#[test]
fn run_below_a_new_node_that_is_filled_later() {
    let _watch = watch();
    let counts = collect_with(|_, weaks| {
        let c = weaks.get("C").unwrap();
        let (d, e) = (part("D").into_graph(), part("E").into_graph());
        c.adopt(&d);
        d.adopt(&e);
        let new = world("m k");
        new.on_hook("m", |this| this.adopt(&part("l").into_graph()));
        e.share(&new.node("k"));
        e.adopt(&new.node("m"));
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST + 5, 0), "a n m k l"));
}

#[test]
fn keep_their_hooks_while_something_else_holds_them() {
    let _watch = watch();
    let counts = collect_with(|this, weaks| {
        let new = world("m/l k>k");
        this.adopt(&new.node("m"));
        weaks.get("C").unwrap().share(&new.node("k"));
        keep(new.node("m"));
        keep(new.node("k"));
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST, 0), "a n"));
    let kept = kept();
    assert_eq!(names(kept.iter().cloned()), "m k");
    kept[1].clear_links();
    drop(kept);
    assert_eq!(hooks(), "m l k");
}

/// A ring that was below an unreachable node for a moment is found by the next collection.
#[test]
fn are_left_alone_where_they_are_taken_out_again() {
    let _watch = watch();
    let counts = collect_with(|this, weaks| {
        let c = weaks.get("C").unwrap();
        let new = world("k>l>k m>m j");
        this.share(&new.node("k"));
        this.clear_links();
        this.adopt(&new.node("m"));
        assert!(new.node("m").detach());
        c.share(&new.node("j"));
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST + 1, 0), "a n j"));
    assert_eq!(collect().freed(), 3);
    assert_eq!(hooks(), "k l m");
}

/// They live on with the nodes that bring them back.
#[test]
fn can_be_resurrected_by_their_hooks() {
    let _watch = watch();
    let counts = collect_with(|this, _| {
        let new: World = world("m/l m>m");
        new.on_hook("l", |this| keep(this.clone()));
        this.adopt(&new.only("m"));
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST + 1, 1), "a n m l"));
    assert_eq!(names(kept()), "l");
    log();
}

/// A node that a hook takes out of a link and keeps is no way to run the hooks below it.
#[test]
fn keep_their_hooks_below_a_node_that_was_taken_out() {
    let _watch = watch();
    let counts = collect_with(|this, _| {
        let new = world("p/c");
        new.on_hook("p", |this| {
            if let PartRc::Hooked(this) = this {
                keep(this.parts.pop().unwrap());
            }
        });
        new.on_hook("c", |this| this.adopt(&part("d").into_graph()));
        this.adopt(&new.only("p"));
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST + 1, 1), "a n p c"));
    assert_eq!(names(kept()), "c");
    assert_eq!(hooks(), "d");
}

/// Nothing is made of live nodes that a hook attaches, or shares, or fills.
#[test]
fn are_no_live_nodes() {
    let _watch = watch();
    let live = world("v/w/x v>v");
    let weaks = live.weaks();
    let counts = collect_with(move |this, _| {
        this.share(&weaks.get("v").unwrap());
        weaks.get("x").unwrap().adopt(&part("y").into_graph());
        weaks.get("w").unwrap().share(&part("z").into_graph());
    });
    assert_eq!((counts, hooks().as_str()), ((FIRST, 0), "a n"));
    let v = live.only("v");
    v.clear_links();
    drop(v);
    assert_eq!(hooks(), "v w x y z");
}
