//! Whatever would take a required child away is refused before anything changes, and loses nothing.

use kinfolk::{AnyRc, AttachError, AttachErrorKind, Handle, Node, Rc};
use kinfolk_tests::panics::panic_of;

use crate::model::{
    Call, ExprRc, add, call, expr, find, hooks, neg, no_leaks, plain, program, text, unchanged,
};

/// A way to take a child away: it is refused, and the child that the error holds is returned.
type Road = fn(&Rc<Call>, ExprRc) -> Option<AttachError<ExprRc>>;

const ROADS: [(&str, Road); 14] = [
    ("push", |to, child| to.args.try_push(child).err()),
    ("add", |to, child| to.args.try_add(child).err()),
    ("insert", |to, child| to.args.try_insert(1, child).err()),
    ("insert at a wrong index", |to, child| to.args.try_insert(9, child).err()),
    ("replace in a list", |to, child| to.args.try_replace(0, child).err()),
    ("replace at a wrong index", |to, child| to.args.try_replace(9, child).err()),
    ("insert_before", |to, child| to.args.try_insert_before(&to.args.get(1).unwrap(), child).err()),
    ("insert_after", |to, child| to.args.try_insert_after(&to.args.get(0).unwrap(), child).err()),
    ("insert_before a stranger", |to, child| to.args.try_insert_before(&expr("9"), child).err()),
    ("extend", |to, child| to.args.try_extend([child]).err()),
    ("splice", |to, child| to.args.try_splice(.., [child]).err()),
    ("set_all", |to, child| to.args.try_set_all([child]).err()),
    ("set", |to, child| to.extra.try_set(child).err()),
    ("replace in an option", |to, child| to.extra.try_replace(child).err()),
];

#[test]
fn on_every_road_of_lists_and_options() {
    for (road, take) in ROADS {
        for extra in ["", "|3"] {
            let _no_leaks = no_leaks();
            let from = expr("-(1+2)");
            let to = expr(&format!("f[7 8{extra}]"));
            for wanted in ["(1+2)", "1", "2"] {
                let child = find(&from, wanted);
                let error = unchanged(&[from.to_any(), to.to_any()], || {
                    take(&call(&to), child.clone()).expect(road)
                });
                assert_eq!(error.kind(), AttachErrorKind::Required, "{road}");
                assert_eq!(error.into_child(), child);
            }
            assert_eq!(hooks().replace('9', "").trim(), "", "{road}");
            drop((from, to));
            hooks();
        }
    }
}

#[test]
fn by_another_required_link() {
    let _no_leaks = no_leaks();
    let (from, to) = (program("(1+2)"), program("-3"));
    let body = add(&from.body.get());
    let everything = [from.to_any(), to.to_any()];
    for child in [from.body.get(), body.left.get(), body.right.get()] {
        let error = unchanged(&everything, || to.body.try_replace(child.clone()).unwrap_err());
        assert_eq!((error.kind(), error.into_child()), (AttachErrorKind::Required, child.clone()));
        let inner = neg(&to.body.get());
        let error = unchanged(&everything, || inner.inner.try_replace(child.clone()).unwrap_err());
        assert_eq!((error.kind(), error.into_child()), (AttachErrorKind::Required, child));
    }
    // Within one node, too.
    let error = unchanged(&everything, || body.left.try_replace(body.right.get()).unwrap_err());
    assert_eq!(error.kind(), AttachErrorKind::Required);
    assert_eq!(
        error.to_string(),
        "cannot take this `Num` from `Add.right`, which needs a child; \
         replace it there first: `.right.replace(other)` returns it",
    );
}

#[test]
fn by_a_place() {
    let _no_leaks = no_leaks();
    let (from, to) = (expr("-1"), expr("f[7 8]"));
    let child = find(&from, "1");
    let seven = find(&to, "7");
    let places = [seven.place().unwrap(), {
        call(&to).extra.set(plain("9"));
        let nine = find(&to, "9");
        let place = nine.place().unwrap();
        nine.detach();
        place
    }];
    for place in places {
        let error = unchanged(&[from.to_any(), to.to_any()], || place.put(child.clone()));
        let error = error.unwrap_err();
        assert_eq!((error.kind(), error.into_child()), (AttachErrorKind::Required, child.to_any()));
    }
    let error = unchanged(&[from.to_any(), to.to_any()], || seven.replace_with(child.clone()));
    assert_eq!(error.unwrap_err().kind(), AttachErrorKind::Required);
    hooks();
}

/// The error for a grandchild that is put in the place of its owner says what to do.
#[test]
fn hoisting_in_one_step() {
    let _no_leaks = no_leaks();
    let program = program("-1");
    let one = find(&program, "1");
    for error in unchanged(&[program.to_any()], || {
        [
            program.body.try_replace(one.clone()).unwrap_err().to_string(),
            program.body.get().replace_with(one.clone()).unwrap_err().to_string(),
        ]
    }) {
        assert_eq!(
            error,
            "cannot take this `Num` from `Neg.inner`, which needs a child; \
             replace it there first: `.inner.replace(other)` returns it",
        );
    }
}

#[test]
fn detaching() {
    let _no_leaks = no_leaks();
    let program = program("-(1+2)");
    for wanted in ["-(1+2)", "(1+2)", "1", "2"] {
        let child = find(&program, wanted);
        let error = unchanged(&[program.to_any()], || child.try_detach().unwrap_err());
        assert_eq!((error.kind(), error.child()), (AttachErrorKind::Required, &child.to_any()));
        let text = error.to_string();
        let message = unchanged(&[program.to_any()], || panic_of(|| child.detach()));
        assert_eq!(message, text);
        let message = unchanged(&[program.to_any()], || panic_of(|| child.to_any().detach()));
        assert_eq!(message, text);
    }
    // What is not required leaves as ever.
    let call = expr("f[-1|2]");
    assert!(find(&call, "-1").try_detach().unwrap());
    assert!(find(&call, "2").detach());
    assert_eq!(text(&call), "f[]");
    assert!(!call.try_detach().unwrap());
    hooks();
}

/// The plain forms panic with the text of the error, and change nothing.
#[test]
fn the_plain_forms_panic() {
    let _no_leaks = no_leaks();
    let (from, to) = (expr("-1"), expr("f[7]"));
    let child = find(&from, "1");
    let text = call(&to).args.try_push(child.clone()).unwrap_err().to_string();
    let to_call = call(&to);
    let other = neg(&expr("-2"));
    let forms: [&dyn Fn(); 6] = [
        &|| to_call.args.push(child.clone()),
        &|| to_call.args.insert(0, child.clone()),
        &|| to_call.args.extend([child.clone()]),
        &|| drop(to_call.args.splice(.., [child.clone()])),
        &|| drop(to_call.extra.set(child.clone())),
        &|| drop(other.inner.replace(child.clone())),
    ];
    for form in forms {
        let message = unchanged(&[from.to_any(), to.to_any()], || panic_of(form));
        assert_eq!(message, text);
    }
    drop(other);
    hooks();
}

type Several<'a> = &'a dyn Fn(Vec<ExprRc>) -> AttachError<ExprRc>;

#[test]
fn of_several_children_none_moves() {
    let _no_leaks = no_leaks();
    let from = expr("f[1 -2 3]");
    let to = expr("f[7 8]");
    let given = |new: &str| {
        vec![find(&from, "1"), expr(new), find(&from, "2"), find(&from, "3"), find(&to, "8")]
    };
    let everything = [from.to_any(), to.to_any()];
    let target = call(&to);
    let operations: [Several<'_>; 3] = [
        &|children| target.args.try_extend(children).unwrap_err(),
        &|children| target.args.try_splice(1.., children).unwrap_err(),
        &|children| target.args.try_set_all(children).unwrap_err(),
    ];
    for operation in operations {
        let children = given("9");
        let error = unchanged(&everything, || operation(children.clone()));
        assert_eq!(error.kind(), AttachErrorKind::Required);
        assert_eq!(text(error.child()), "2");
        assert_eq!(error.into_children(), children);
        assert_eq!(hooks(), "");
        drop(children);
        assert_eq!(hooks(), "9");
    }
    drop(target);
}

/// A cycle is what the error reports if the child would also close one: to replace it would not help.
#[test]
fn cycles_come_first() {
    let _no_leaks = no_leaks();
    let program = program("--f[1]");
    let outer = neg(&program.body.get());
    let inner = neg(&outer.inner.get());
    let call = call(&inner.inner.get());
    let errors = unchanged(&[program.to_any()], || {
        [
            call.args.try_push(outer.clone()).unwrap_err(),
            call.args.try_push(inner.clone()).unwrap_err(),
            call.extra.try_set(inner.clone()).unwrap_err(),
            inner.inner.try_replace(outer.clone()).unwrap_err(),
            inner.inner.try_replace(inner.clone()).unwrap_err(),
            call.args.try_extend([inner.inner.get(), outer.clone().into()]).unwrap_err(),
        ]
    });
    assert!(errors.iter().all(|error| error.kind() == AttachErrorKind::Cycle));
    assert_eq!(
        errors[3].to_string(),
        "cannot attach `Neg` below itself: it would close the cycle Neg.inner -> Neg.inner -> Neg"
    );
    drop(errors);
}

/// The children that a required child has are free.
#[test]
fn what_is_below_it_can_move() {
    let _no_leaks = no_leaks();
    let program = program("-f[1 2]");
    let owner = call(&find(&program, "f[1 2]"));
    let to = call(&expr("f[]"));
    to.args.append(&owner.args);
    assert_eq!(
        (text(&program.body.get()), text(&to.clone().into())),
        ("-f[]".into(), "f[1 2]".into())
    );
    assert!(program.body.get().owner().is_some());
    // And it can be put in a list once another child has taken its place.
    let body = program.body.replace(plain("0"));
    to.args.push(body);
    assert_eq!(text(&to.clone().into()), "f[1 2 -f[]]");
    let nodes: Vec<AnyRc> = vec![program.to_any(), to.to_any()];
    assert!(nodes.iter().all(|node| node.validate() == Ok(())));
}
