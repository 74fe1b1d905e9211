//! Programs with mistakes: where and what each error says.

use crate::{on_its_stack, outcome, parse};

#[track_caller]
fn does_not_parse(text: &str, error: &str) {
    assert_eq!(parse::parse(text).unwrap_err().to_string(), error);
}

#[test]
fn syntax_errors_have_a_position() {
    does_not_parse("let = 1;", "1:5: expected a name, found `=`");
    does_not_parse("1 +\n  ;", "2:3: expected an expression, found `;`");
    does_not_parse("let x = 1 2;", "1:11: expected an operator or `;`, found the number 2");
    does_not_parse("print(1", "1:8: expected `,`, found the end of the program");
    does_not_parse("[1, 2", "1:6: expected `,`, found the end of the program");
    does_not_parse("a[1", "1:4: expected `]`, found the end of the program");
    does_not_parse("}", "1:1: expected a statement, found `}`");
    does_not_parse("\n  \"abc", "2:3: this text has no end: add a `\"`");
    does_not_parse("\"a\\q\"", r#"1:3: write `\n`, `\t`, `\"` or `\\`"#);
    does_not_parse("12ab", "1:1: `12ab` is not a number");
    does_not_parse(
        "9223372036854775808",
        "1:1: `9223372036854775808` is larger than 9223372036854775807",
    );
    does_not_parse("a ? b", "1:3: `?` has no meaning here");
    does_not_parse("fn f(a, a) {}", "1:9: there are two parameters `a`");
    does_not_parse("fn f() 1", "1:8: expected `{`, found the number 1");
    does_not_parse("if a { 1 } else 2", "1:17: expected `if` or `{`, found the number 2");
    does_not_parse("for x of y {}", "1:7: expected `in`, found the name `of`");
    does_not_parse("let x = let y = 1;", "1:9: expected an expression, found `let`");
    does_not_parse("return 1;", "1:1: `return` stands outside of all functions");
    does_not_parse("f() = 1;", "1:5: only a name, or an item of a named list, can be assigned");
    does_not_parse("a[0][1] = 1;", "1:9: only an item of a named list can be assigned");
}

#[test]
fn only_what_may_go_on_is_unfinished() {
    for text in ["fn f() {", "1 +", "f(1,", "if a", "let x", "[", "for a in", "{ 1;", "a["] {
        assert!(parse::parse(text).unwrap_err().is_unfinished, "{text}");
    }
    for text in ["fn 1", "1 + ;", "f(1 2", "let 3", "}", "\"abc", "a ? b"] {
        assert!(!parse::parse(text).unwrap_err().is_unfinished, "{text}");
    }
}

#[test]
fn deep_programs_are_refused() {
    let levels = |open: &str, middle: &str, close: &str, count: usize| {
        open.repeat(count) + middle + &close.repeat(count)
    };
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("-", "1", ""),
        ("1 + ", "1", ""),
        ("", "1", " + 1"),
        ("{", "", "}"),
        ("[", "", "]"),
        ("f(", "", ")"),
        ("", "f", "()"),
        ("", "f", "[0]"),
        ("fn() {", "", "}"),
        ("if a { 1 } else ", "{}", ""),
        ("while a {", "", "}"),
    ] {
        assert!(parse::parse(&levels(open, middle, close, 60)).is_ok(), "{open}{close}");
        for count in [1_000, 100_000] {
            let error = parse::parse(&levels(open, middle, close, count)).unwrap_err();
            assert!(error.message.contains("more than 200 levels"), "{open}{close}: {error}");
        }
    }
}

#[track_caller]
fn fails(text: &str, error: &str) {
    assert_eq!(outcome(text).1.unwrap_err(), error);
}

#[test]
fn mistakes_have_a_position() {
    fails("let x =\n  1 / 0;", "2:5: division by zero");
    fails("1 % 0", "1:3: division by zero");
    fails("1 + true", "1:3: `+` has no meaning for a number and a truth value");
    fails("nothing < \"a\"", "1:9: `<` has no meaning for nothing and a text");
    fails("-[]", "1:1: `-` needs a number, not a list");
    fails("if 1 { 2 }", "1:4: a truth value is needed here, not a number");
    fails("true and 1", "1:10: a truth value is needed here, not a number");
    fails("9223372036854775807 + 1", "1:21: the result does not fit in 64 bits");
    fails("-(0 - 9223372036854775807 - 1)", "1:1: the result does not fit in 64 bits");
    fails("(0 - 9223372036854775807 - 1) / -1", "1:31: the result does not fit in 64 bits");
    fails("x", "1:1: `x` is not defined");
    fails("x = 1", "1:1: `x` is not defined: write `let x = ..`");
    fails("{ let x = 1; } x", "1:16: `x` is not defined");
    fails("1(2)", "1:2: a number cannot be called");
    fails("fn f(a) {} f()", "1:13: `f` takes 1 argument, not 0");
    fails("push([])", "1:5: `push` takes 2 arguments, not 1");
    fails("push(1, 2)", "1:5: `push` needs a list, not a number");
    fails("length(1)", "1:7: `length` needs a text or a list, not a number");
    fails("range(\"a\")", "1:6: `range` needs a number, not a text");
    fails("for x in 1 {}", "1:10: `for` needs a list, not a number");
    fails("[1][1]", "1:4: there is no item 1 in a list of 1");
    fails("[1][-1]", "1:4: there is no item -1 in a list of 1");
    fails("[1][\"a\"]", "1:4: an index is a number, not a text");
    fails("\"a\"[0]", "1:4: a text has no items");
    fails("let a = 1; a[0] = 2", "1:13: a number has no items");
}

#[test]
fn mistakes_show_the_calls() {
    fails(
        "fn f(a) { -a }\nfn g() {\n  f(\"b\") }\n[fn() { g() }][0]();",
        "1:11: `-` needs a number, not a text\n  in `f`, called at 3:4\n  in `g`, called at 4:10\n  \
         in `fn`, called at 4:18",
    );
    fails(
        "fn f(n) { if n == 0 { x } else { f(n - 1) } }\nf(4);",
        "1:23: `x` is not defined\n  in `f`, called at 1:35\n  in `f`, called at 1:35\n  \
         in `f`, called at 1:35\n  in 2 more calls",
    );
}

#[test]
fn a_mistake_changes_nothing_halfway() {
    let text = "let a = [1, 2]; fn f() { a[5] = 9; } ";
    assert_eq!(outcome(&format!("{text} f(); print(a);")).0, "");
    let (out, result) = outcome(&format!("{text} print(a); f();"));
    assert_eq!((out.as_str(), result.is_err()), ("[1, 2]\n", true));
}

#[test]
fn endless_recursion_is_a_mistake() {
    on_its_stack(|| {
        for text in [
            "fn f(n) { f(n + 1) } f(0)",
            "fn f(n) { 1 + (1 + (1 + (1 + f(n)))) } f(0)",
            "fn f(n) { for i in [1] { while true { if true { { let x = f(n); } } } } } f(0)",
            "fn f() { [[[[[g()]]]]] } fn g() { -(-(-f())) } f()",
            "fn f(g) { g(g) } f(f)",
            "let f = fn(n) { text(f(n)) + \"a\" }; f(0)",
        ] {
            let error = outcome(text).1.unwrap_err();
            assert!(error.contains("too many calls inside of each other\n"), "{text}: {error}");
            assert!(error.contains("more calls"), "{text}: {error}");
        }
        // A thousand calls are not too many.
        let deep = outcome("fn f(n) { if n == 0 { 0 } else { 1 + f(n - 1) } } f(1500)");
        assert_eq!(deep.1.unwrap(), "1500");
    });
}

#[test]
fn lists_nest_only_so_deeply() {
    let nested = "let l = []; let i = 0; while i < 99 { l = [l]; i = i + 1; }";
    assert_eq!(outcome(&format!("{nested} length(text(l))")).1.unwrap(), "200");
    let error = "more than 100 lists would be inside of each other";
    fails(&format!("{nested}\n[l]"), &format!("2:1: {error}"));
    fails(&format!("{nested}\nlet a = [1];\na[0] = l"), &format!("3:2: {error}"));
    fails(&format!("{nested}\npush([], l)"), &format!("2:5: {error}"));
}
