//! The operations of a link to a required child.

use kinfolk::schema::LinkKind;
use kinfolk::{Graph, Handle, Node, Rc, schema};

use crate::model::{
    Add, Counted, Expr, ExprRc, Neg, Num, Program, add, expr, hooks, neg, no_leaks, plain, program,
    text, text_of,
};

#[test]
fn the_child_is_there_from_the_start() {
    let _no_leaks = no_leaks();
    let program = program("-(1+2)");
    let neg = neg(&program.body.get());
    let add = add(&neg.inner.get());
    assert_eq!(text(&program.body.read()), "-(1+2)");
    assert_eq!(neg.owner_of::<Program>(), Some(program.clone()));
    assert_eq!(neg.owner.get().map(|owner| owner.to_any()), Some(program.to_any()));
    assert_eq!(add.owner_of::<Neg>(), Some(neg.clone()));
    assert_eq!(add.left.get().owner(), Some(add.to_any()));
    assert_eq!((program.body.owner(), neg.inner.owner()), (program.clone(), neg.clone()));
    assert_eq!(program.validate(), Ok(()));
}

#[test]
fn replace_takes_plain_values_and_handles() {
    let _no_leaks = no_leaks();
    let program = program("1");
    let one = program.body.replace(plain("-2"));
    assert_eq!((text(&one), one.is_root()), ("1".into(), true));
    let number = Num { value: 3, count: Counted::new() }.into_graph();
    let before = neg(&program.body.get()).inner.replace(number.clone());
    assert_eq!(text(&before), "2");
    assert_eq!(number.owner(), Some(program.body.get().to_any()));
    assert_eq!(text_of(&program.to_any()), "{-3}");

    // From a list, and from an option.
    let call = expr("f[4 5|6]");
    let call = crate::model::call(&call);
    let four = call.args.get(0).unwrap();
    assert_eq!(text(&program.body.replace(four.clone())), "-3");
    assert_eq!((four.owner(), call.args.len()), (Some(program.to_any()), 1));
    let six = call.extra.get().unwrap();
    assert_eq!(program.body.try_replace(six.clone()).unwrap(), four);
    assert_eq!((program.body.get(), call.extra.get()), (six, None));
    assert_eq!(four.owner(), None);
    assert_eq!((program.validate(), call.validate()), (Ok(()), Ok(())));
}

#[test]
fn a_child_replaced_by_itself_stays() {
    let _no_leaks = no_leaks();
    let program = program("-1");
    let child = program.body.get();
    assert_eq!(program.body.replace(child.clone()), child);
    assert_eq!(program.body.try_replace(child.clone()).unwrap(), child);
    assert_eq!(child.owner(), Some(program.to_any()));
    assert_eq!(hooks(), "");
}

#[test]
fn the_old_child_dies_when_nothing_holds_it() {
    let _no_leaks = no_leaks();
    let program = program("-1");
    let weak = Rc::downgrade(&neg(&program.body.get()));
    program.body.replace(plain("2"));
    assert_eq!((hooks().as_str(), weak.upgrade()), ("-1 1", None));
}

#[test]
fn a_read_child_is_held() {
    let _no_leaks = no_leaks();
    let program = program("1");
    let read = program.body.read();
    assert_eq!(format!("{read:?}"), format!("{:?}", *read));
    program.body.replace(plain("2"));
    assert!(matches!(&*read, ExprRc::Num(num) if num.value == 1));
    assert_eq!(hooks(), "");
    drop(read);
    assert_eq!(hooks(), "1");
}

#[test]
fn it_has_a_place_without_an_index() {
    let _no_leaks = no_leaks();
    let program = program("f[-(1+2)]");
    let call = program.body.get();
    let neg = neg(&crate::model::call(&call).args.get(0).unwrap());
    let add = add(&neg.inner.get());
    let two = add.right.get();
    assert_eq!(two.path().to_string(), "Program.body.args[0].inner.right");
    let place = two.place().unwrap();
    assert_eq!((place.owner(), place.link(), place.index()), (add.to_any(), "right", None));
    assert_eq!(place.to_string(), "right");
    assert_eq!((two.index_in_owner(), two.depth()), (Some(0), 4));
    assert_eq!((two.next_sibling(), two.previous_sibling()), (None, None));
    assert_eq!((add.left.get().next_sibling(), neg.next_sibling()), (None, None));
}

#[test]
fn walks_visit_it() {
    let _no_leaks = no_leaks();
    let program = program("((1+-2)+f[3|4])");
    let all: Vec<_> = program.descendants().map(|node| text_of(&node)).collect();
    assert_eq!(all, ["((1+-2)+f[3|4])", "(1+-2)", "1", "-2", "2", "f[3|4]", "3", "4"]);
    let body = add(&program.body.get());
    let children: Vec<_> = body.children().map(|node| text_of(&node)).collect();
    assert_eq!(children, ["(1+-2)", "f[3|4]"]);
    assert_eq!(body.children().rev().map(|node| text_of(&node)).last().unwrap(), "(1+-2)");
    let numbers: Vec<_> = program.descendants_of::<Num>().map(|num| num.value).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(program.traverse().count(), 16);
    let two = crate::model::find(&program, "2");
    assert_eq!(two.ancestors().count(), 4);
    assert_eq!(two.ancestors_of::<Add>().count(), 2);
    assert!(two.is_below(&*body) && !body.is_below(&two));
}

#[test]
fn debug_shows_the_child() {
    let _no_leaks = no_leaks();
    let program = program("1");
    assert_eq!(format!("{:?}", program.body), format!("[{:?}]", program.body.get().to_any()));
}

#[test]
fn the_schema_tells_it_apart() {
    let schema = schema::<Program>();
    let links = |name| {
        let node = schema.node_types().iter().find(|node| node.name() == name).unwrap();
        let own = node.links().iter().filter(|link| link.kind() == LinkKind::Own);
        own.map(|link| (link.name(), link.is_required(), link.is_list())).collect::<Vec<_>>()
    };
    assert_eq!(links("Program"), [("body", true, false)]);
    assert_eq!(links("Add"), [("left", true, false), ("right", true, false)]);
    assert_eq!(links("Call"), [("args", false, true), ("extra", false, false)]);
    let neg = schema.node_types().iter().find(|node| node.name() == "Neg").unwrap();
    assert_eq!(
        format!("{neg:?}"),
        "Neg { owner: back Program | Neg | Add | Call, inner: own 1 Num | Neg | Add | Call }"
    );
    assert!(schema.may_leak().is_empty());
}

/// A panic in the drop of the child that was replaced comes when the graph is in order.
#[test]
fn a_panic_in_the_drop_of_the_old_child_loses_nothing() {
    let program = program("1");
    if let ExprRc::Num(num) = program.body.get() {
        num.count.on_drop(|| panic!("drop bomb"));
    }
    let message = kinfolk_tests::panics::panic_of(|| drop(program.body.replace(plain("-2"))));
    assert_eq!(message, "drop bomb");
    assert_eq!(text_of(&program.to_any()), "{-2}");
    assert_eq!(program.validate(), Ok(()));
}

#[test]
fn plain_values_compare() {
    assert_eq!(
        program("-(1+2)").to_plain(),
        Program { body: plain("-(1+2)"), count: Counted::new() }
    );
    let Expr::Neg(Neg { inner, .. }) = plain("-1") else { unreachable!() };
    assert_eq!(*inner, plain("1"));
}
