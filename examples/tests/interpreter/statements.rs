//! What each form of expression and statement does.

use crate::{outcome, repl, value};

#[test]
fn operators() {
    assert_eq!(value("1 + 2 * 3 - 8 / 3 % 2"), "7");
    assert_eq!(value("(1 + 2) * -3"), "-9");
    assert_eq!(value("- - 1"), "1");
    assert_eq!(value("10 - 4 - 3"), "3");
    assert_eq!(value("\"a\" + \"b\\n\""), "ab\n");
    assert_eq!(value("[1] + [] + [\"a\\\"b\", [true]]"), "[1, \"a\\\"b\", [true]]");
    assert_eq!(value("1 < 2 and 2 <= 2 and not (3 > 3 or 3 >= 4)"), "true");
    assert_eq!(value("1 == 1 and 1 != \"1\" and [1, [2]] == [1, [2]]"), "true");
    // The right operand is not evaluated if the left one decides.
    assert_eq!(value("false and 1 / 0 == 1"), "false");
    assert_eq!(value("true or 1 / 0 == 1"), "true");
}

#[test]
fn functions_compare_by_identity() {
    assert_eq!(
        value("fn f() {} [f == f, f == fn() {}, print == print, print == text]"),
        "[true, false, true, false]"
    );
    assert_eq!(value("fn make() { fn() {} } make() == make()"), "false");
}

#[test]
fn blocks_conditions_and_loops() {
    assert_eq!(value("if 1 > 2 { 1 } else if 2 > 1 { 2 } else { 3 }"), "2");
    assert_eq!(value("if false { 1 }"), "nothing");
    assert_eq!(value("let x = 1; { let x = 2; x = 3; } x"), "1");
    assert_eq!(value("let x = 1; { x = 2; } x"), "2");
    assert_eq!(value("let x = { let y = 2; y * y }; x"), "4");
    assert_eq!(value("let i = 0; let n = 0; while i < 5 { i = i + 1; n = n + i; } n"), "15");
    assert_eq!(value("let n = 0; for i in range(5) { n = n + i; } n"), "10");
    assert_eq!(value("for i in [] { 1 / 0; }"), "nothing");
    assert_eq!(value(""), "nothing");
}

#[test]
fn lists_are_values() {
    assert_eq!(value("let a = [1, 2]; let b = a; a[0] = 5; [a, b]"), "[[5, 2], [1, 2]]");
    assert_eq!(value("let a = [[1], [2]]; a[1][0]"), "2");
    assert_eq!(value("fn f(list) { list[0] = 9; list } let a = [1]; [f(a), a]"), "[[9], [1]]");
    assert_eq!(value("let a = [1]; fn f() { a[0] = a[0] + 1; } f(); f(); a"), "[3]");
    // An item may be the list itself, as it was.
    assert_eq!(value("let a = [1, 2]; a[0] = a; a"), "[[1, 2], 2]");
    assert_eq!(value("length(push([1], 2)) + length(\"abc\")"), "5");
    assert_eq!(value("range(0 - 1)"), "[]");
}

#[test]
fn functions_capture_variables() {
    assert_eq!(
        value("fn add(a) { fn(b) { a + b } } let f = add(1); [f(2), add(10)(1)]"),
        "[3, 11]"
    );
    // Two functions share a variable.
    let shared = "fn pair() { let n = 0; [fn() { n = n + 1; }, fn() { n }] }
        let a = pair(); let b = pair(); a[0](); a[0](); b[0](); [a[1](), b[1]()]";
    assert_eq!(value(shared), "[2, 1]");
    // Each round and each call has its own.
    let rounds = "let fs = []; for i in range(3) { fs = push(fs, fn() { i = i + 10; i }); }
        [fs[0](), fs[0](), fs[2]()]";
    assert_eq!(value(rounds), "[10, 20, 12]");
    let rounds = "let fs = []; let i = 0;
        while i < 2 { let here = i; fs = push(fs, fn() { here }); i = i + 1; } [fs[0](), fs[1]()]";
    assert_eq!(value(rounds), "[0, 1]");
    // The variable of a parameter can be captured and changed.
    assert_eq!(value("fn f(n) { fn g() { n = n + 1; n } g(); g() } f(5)"), "7");
}

#[test]
fn functions_call_each_other_and_return() {
    let even = "fn even(n) { if n == 0 { true } else { odd(n - 1) } }
        fn odd(n) { if n == 0 { false } else { even(n - 1) } } [even(10), odd(10)]";
    assert_eq!(value(even), "[true, false]");
    assert_eq!(
        value("fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } } fib(15)"),
        "610"
    );
    assert_eq!(value("fn f() { for i in range(9) { if i == 3 { return i; } } 0 } f()"), "3");
    assert_eq!(value("fn f() { { return; } 1 } f()"), "nothing");
    assert_eq!(value("fn f(g) { [g(), 2] } f(fn() { return 1; })"), "[1, 2]");
    // A function that was taken out of its variable while it runs goes on.
    assert_eq!(value("fn f() { f = nothing; let x = 1; x + 1 } [f(), f]"), "[2, nothing]");
}

#[test]
fn builtins_are_values() {
    assert_eq!(value("let show = text; [show, show(1) + \"!\"]"), "[fn text, \"1!\"]");
    assert_eq!(value("fn print(x) { x } print(1)"), "1");
    assert_eq!(value("[text(fn() {}), text([]), text(nothing)]"), "[\"fn\", \"[]\", \"nothing\"]");
    assert_eq!(outcome("print(1); print(\"a\"); print([\"a\"]);").0, "1\na\n[\"a\"]\n");
}

fn typed(lines: &str) -> String {
    let mut out = Vec::new();
    repl::run(lines.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn statements_may_be_typed() {
    assert_eq!(typed("let x = 1\nx + 1\n\nprint(x)\n"), "2\n1\n");
    // A statement may go on in the next line, and a mistake ends only its statement.
    assert_eq!(typed("fn f(n) {\n  n + 1\n}\nf(\n1)\n"), "2\n");
    assert_eq!(
        typed("f(1)\nlet = 3\n7"),
        "1:1: `f` is not defined\n1:5: expected a name, found `=`\n7\n"
    );
    assert_eq!(typed("let f = fn() {\n"), "2:1: expected `}`, found the end of the program\n");
    // What a mistake leaves stays, too.
    assert_eq!(typed("let x = 1; x = 2; x();\nx\n"), "1:20: a number cannot be called\n2\n");
}
