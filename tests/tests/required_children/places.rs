//! Putting nodes of any type in the place of a required child: it is replaced.

use kinfolk::{AttachErrorKind, Handle, Node};

use crate::model::{call, expr, find, hooks, no_leaks, plain, program, text, text_of, unchanged};

#[test]
fn put_replaces() {
    let _no_leaks = no_leaks();
    let (program, other) = (program("-1"), expr("f[2 3|4]"));
    let place = find(&program, "1").place().unwrap();
    let one = find(&program, "1");
    place.put(expr("5")).unwrap();
    assert_eq!((text_of(&program.to_any()), one.owner()), ("{-5}".into(), None));
    assert_eq!(hooks(), "");
    place.put(find(&other, "2")).unwrap();
    assert_eq!((text_of(&program.to_any()), text(&other)), ("{-2}".into(), "f[3|4]".into()));
    // The child that nothing holds dies when all is in order.
    assert_eq!(hooks(), "5");
    place.put(find(&other, "4")).unwrap();
    assert_eq!((text_of(&program.to_any()), text(&other)), ("{-4}".into(), "f[3]".into()));
    assert_eq!((program.validate(), other.validate()), (Ok(()), Ok(())));
    assert_eq!(hooks(), "2");
}

#[test]
fn put_where_it_is_changes_nothing() {
    let _no_leaks = no_leaks();
    let program = program("-1");
    for wanted in ["-1", "1"] {
        let child = find(&program, wanted);
        let place = child.place().unwrap();
        unchanged(&[program.to_any()], || place.put(child.clone()).unwrap());
        unchanged(&[program.to_any()], || child.replace_with(child.clone()).unwrap());
    }
    assert_eq!(hooks(), "");
}

#[test]
fn put_refuses_the_wrong_type_and_cycles() {
    let _no_leaks = no_leaks();
    let (program, other) = (program("-1"), program("2"));
    let place = find(&program, "1").place().unwrap();
    let everything = [program.to_any(), other.to_any()];
    let error = unchanged(&everything, || place.put(other.clone()).unwrap_err());
    assert_eq!(error.kind(), AttachErrorKind::WrongType);
    assert_eq!(
        error.to_string(),
        "cannot attach a `Program` at `Neg.inner`: its children are of the type `Num` or `Neg` or \
         `Add` or `Call`"
    );
    let error = unchanged(&everything, || place.put(program.body.get()).unwrap_err());
    assert_eq!(error.kind(), AttachErrorKind::Cycle);
}

#[test]
fn replace_with_replaces() {
    let _no_leaks = no_leaks();
    let (program, other) = (program("(1+-2)"), expr("f[3]"));
    let (one, minus) = (find(&program, "1"), find(&program, "-2"));
    one.replace_with(find(&other, "3")).unwrap();
    minus.to_any().replace_with(other.clone()).unwrap();
    assert_eq!(text_of(&program.to_any()), "{(3+f[])}");
    assert_eq!((one.owner(), minus.owner(), program.validate()), (None, None, Ok(())));

    // A descendant in an option or a list takes the place of its owner in one step.
    call(&other).extra.set(plain("4"));
    other.replace_with(find(&other, "4")).unwrap();
    assert_eq!((text_of(&program.to_any()), other.owner()), ("{(3+4)}".into(), None));
    assert_eq!(hooks(), "");
}
