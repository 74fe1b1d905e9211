//! Deaths: a required child is there until all hooks of the set have run, whatever they do.

use kinfolk::{AnyRc, AttachErrorKind, Handle, Node, Rc};

use crate::model::{
    add, call, expr, find, hooks, keep, kept, neg, no_leaks, on_hook, plain, program, text, text_of,
};

#[test]
fn hooks_run_owner_first_and_see_the_child() {
    let _no_leaks = no_leaks();
    drop(program("((1+-2)+f[-3|4])"));
    assert_eq!(hooks(), "{((1+-2)+f[-3|4])} ((1+-2)+f[-3|4]) (1+-2) 1 -2 2 f[-3|4] -3 3 4");
}

#[test]
fn a_hook_cannot_take_it_away() {
    let _no_leaks = no_leaks();
    let program = program("-(1+2)");
    let living = expr("f[9]");
    let to = call(&living);
    let check = move |this: &AnyRc| {
        let program = this.downcast::<crate::model::Program>().unwrap();
        for wanted in ["-(1+2)", "(1+2)", "1"] {
            let child = find(&program, wanted);
            assert_eq!(child.try_detach().unwrap_err().kind(), AttachErrorKind::Required);
            let error = to.args.try_push(child.clone()).unwrap_err();
            assert_eq!(error.kind(), AttachErrorKind::Required);
            let error = to.extra.try_set(child).unwrap_err();
            assert_eq!(error.kind(), AttachErrorKind::Required);
        }
    };
    on_hook("{-(1+2)}", check);
    drop(program);
    assert_eq!(hooks(), "{-(1+2)} -(1+2) (1+2) 1 2");
    assert_eq!(text(&living), "f[9]");
    drop(living);
    hooks();
}

/// A child that was replaced in a hook, and is kept, lives on. The new one gets its hook.
#[test]
fn a_hook_may_replace_it() {
    let _no_leaks = no_leaks();
    let program = program("-(1+2)");
    on_hook("-(1+2)", |this| {
        let sum = neg(this).inner.replace(plain("-7"));
        keep(&sum.to_any());
    });
    drop(program);
    assert_eq!(hooks(), "{-(1+2)} -(1+2) -7 7");
    let sum = kept().pop().unwrap();
    assert_eq!((text_of(&sum), sum.owner(), sum.validate()), ("(1+2)".into(), None, Ok(())));
    drop(sum);
    assert_eq!(hooks(), "(1+2) 1 2");
}

/// The hook of a child replaces it in its own owner, which is dying.
#[test]
fn the_hook_of_the_child_may_replace_it() {
    let _no_leaks = no_leaks();
    let program = program("-1");
    on_hook("1", |this| {
        let owner = this.owner_of::<crate::model::Neg>().unwrap();
        let old = owner.inner.replace(plain("(2+3)"));
        assert_eq!(old.to_any(), *this);
    });
    drop(program);
    assert_eq!(hooks(), "{-1} -1 1 (2+3) 2 3");
}

/// A hook swaps a dying child with a living one.
#[test]
fn a_hook_may_swap_it_with_a_living_one() {
    let _no_leaks = no_leaks();
    let living = program("-9");
    let dying = program("(1+-2)");
    let target = living.clone();
    on_hook("(1+-2)", move |this| add(this).right.swap(&target.body));
    drop(dying);
    assert_eq!(hooks(), "{(1+-2)} (1+-2) 1 -9 9");
    assert_eq!(text_of(&living.to_any()), "{-2}");
    assert_eq!(living.validate(), Ok(()));
    drop(living);
    assert_eq!(hooks(), "{-2} -2 2");
}

#[test]
fn a_resurrected_owner_keeps_it() {
    let _no_leaks = no_leaks();
    let program = program("-(1+2)");
    on_hook("-(1+2)", keep);
    drop(program);
    // The hooks of what lives on have not run.
    assert_eq!(hooks(), "{-(1+2)} -(1+2)");
    let node = kept().pop().unwrap();
    assert_eq!((text_of(&node), node.is_root(), node.validate()), ("-(1+2)".into(), true, Ok(())));
    let child = node.children().next().unwrap();
    assert_eq!(child.try_detach().unwrap_err().kind(), AttachErrorKind::Required);
    drop((node, child));
    assert_eq!(hooks(), "(1+2) 1 2");
}

/// A child that is held outlives its owner, and has no owner then.
#[test]
fn a_held_child_outlives_its_owner() {
    let _no_leaks = no_leaks();
    for reading in [false, true] {
        let program = program("-(1+2)");
        let child = find(&program, "(1+2)");
        let owner = neg(&program.body.get());
        let weak = Rc::downgrade(&owner);
        if reading {
            let read = owner.inner.read();
            assert_eq!(*read, child);
        }
        drop((program, owner));
        assert_eq!(hooks(), "{-(1+2)} -(1+2)");
        assert_eq!((weak.upgrade(), child.owner(), child.is_root()), (None, None, true));
        // It is free, since nothing requires it any more.
        assert!(!child.try_detach().unwrap());
        let call = call(&expr("f[]"));
        call.args.push(child.clone());
        assert_eq!((text(&call.clone().into()), call.validate()), ("f[(1+2)]".into(), Ok(())));
        drop((child, call));
        assert_eq!(hooks(), "f[(1+2)] (1+2) 1 2");
    }
}

/// A hook puts the last handle of a node in its own required child: both die, or both live.
#[test]
fn a_hook_may_put_its_own_root_below_something_living() {
    let _no_leaks = no_leaks();
    let living = call(&expr("f[]"));
    let target = living.clone();
    on_hook("-1", move |this| target.args.push(neg(this)));
    drop(expr("-1"));
    assert_eq!(hooks(), "-1");
    assert_eq!((text(&living.clone().into()), living.validate()), ("f[-1]".into(), Ok(())));
    drop(living);
    assert_eq!(hooks(), "f[-1] 1");
}

/// Without hooks, too: the drop of an owner's data finds the child detached, or dead.
#[test]
fn attached_finalizers_and_drops_find_it_dead() {
    let _no_leaks = no_leaks();
    let program = program("-1");
    let child = AnyRc::downgrade(&find(&program, "1").to_any());
    let is_dead = std::rc::Rc::new(std::cell::Cell::new(false));
    let answer = is_dead.clone();
    drop(kinfolk::Finalizer::attach(&program.body.get(), move || {
        answer.set(child.upgrade().is_none());
    }));
    drop(program);
    assert!(is_dead.get());
    hooks();
}
