//! Programs with mistakes: where and what each error says.

use kinfolk::Graph;

use crate::{interpret, parse, resolve, resolved};

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
    does_not_parse("}", "1:1: expected a statement, found `}`");
    does_not_parse("\n  \"abc", "2:3: this text has no end: add a `\"`");
    does_not_parse("\"a\\q\"", r#"1:3: write `\n`, `\r`, `\t`, `\"` or `\\`"#);
    does_not_parse("1.2.3", "1:1: `1.2.3` is not a number");
    does_not_parse("12ab", "1:1: `12ab` is not a number");
    does_not_parse("a ? b", "1:3: `?` has no meaning here");
    does_not_parse("fn f(a, a) {}", "1:9: there are two parameters `a`");
    does_not_parse("fn f() 1", "1:8: expected `{`, found the number 1");
    does_not_parse("let x = let y = 1;", "1:9: expected an expression, found `let`");
}

#[test]
fn deep_programs_are_refused() {
    let levels = |open: &str, middle: &str, close: &str, count: usize| {
        open.repeat(count) + middle + &close.repeat(count)
    };
    for (open, middle, close) in
        [("(", "1", ")"), ("-", "1", ""), ("1 + ", "1", ""), ("", "1", " + 1"), ("{", "", "}")]
    {
        assert!(parse::parse(&levels(open, middle, close, 100)).is_ok());
        for count in [1_000, 100_000] {
            let error = parse::parse(&levels(open, middle, close, count)).unwrap_err();
            assert!(error.message.contains("more than 200 levels"), "{error}");
        }
    }
}

#[track_caller]
fn does_not_resolve(text: &str, error: &str) {
    let program = parse::parse(text).unwrap().into_graph();
    assert_eq!(resolve::resolve(&program).unwrap_err().to_string(), error);
}

#[test]
fn wrong_names_have_a_path() {
    does_not_resolve("let x = y;", "`y` is not defined\n  at Program.body.body[0].value");
    does_not_resolve("x; let x = 1;", "`x` is not defined\n  at Program.body.body[0]");
    does_not_resolve("{ let x = 1; } x;", "`x` is not defined\n  at Program.body.body[1]");
    does_not_resolve(
        "fn f() {} f + 1;",
        "`f` is a function: call it, as in `f(..)`\n  at Program.body.body[1].left",
    );
    does_not_resolve("let x = 1; x(2);", "`x` is not a function\n  at Program.body.body[1]");
    does_not_resolve("f(2);", "the function `f` is not defined\n  at Program.body.body[0]");
    does_not_resolve(
        "fn f(a) {} f(1, 2);",
        "`f` takes 1 arguments, not 2\n  at Program.body.body[1]",
    );
    does_not_resolve(
        "fn f(a) { fn g() { a } }",
        "`a` belongs to a call of an outer function: pass it to `g`\n  \
         at Program.body.body[0].body.body[0].body.body[0]",
    );
    does_not_resolve(
        "fn f() {} fn f() {}",
        "there are two functions `f` in this block\n  at Program.body.body[1]",
    );
}

#[test]
fn all_wrong_names_are_reported() {
    let program = parse::parse("a + b;").unwrap().into_graph();
    let errors = resolve::resolve(&program).unwrap_err().to_string();
    assert_eq!(
        errors,
        "`a` is not defined\n  at Program.body.body[0].left\n\
         `b` is not defined\n  at Program.body.body[0].right"
    );
}

#[track_caller]
fn fails(text: &str, error: &str) {
    let program = resolved(text);
    let failure = interpret::run(&program, &mut Vec::new()).unwrap_err();
    assert_eq!(failure.to_string(), error);
}

#[test]
fn failures_show_the_expression_its_path_and_the_calls() {
    fails("let x = 1 / 0;", "division by zero\n  in `1 / 0`\n  at Program.body.body[0].value");
    fails(
        "1 + true;",
        "`+` has no meaning for a number and a truth value\n  in `1 + true`\n  \
         at Program.body.body[0]",
    );
    fails(
        "if 1 { 2 }",
        "a condition must be a truth value, not a number\n  in `1`\n  \
         at Program.body.body[0].condition",
    );
    fails(
        "fn f(a) { -a }\nf(\"b\");",
        "`-` needs a number, not a text\n  in `-a`\n  at Program.body.body[0].body.body[0]\n  \
         called by `f(\"b\")`\n  at Program.body.body[1]",
    );
    fails(
        "f(); let x = 1; fn f() { x }",
        "`x` has no value yet\n  in `x`\n  at Program.body.body[2].body.body[0]\n  \
         called by `f()`\n  at Program.body.body[0]",
    );
}

#[test]
fn endless_calls_end() {
    let program = resolved("fn f(n) { f(n + 1) } f(0);");
    let failure = interpret::run(&program, &mut Vec::new()).unwrap_err().to_string();
    assert!(failure.starts_with("too many calls inside each other\n"), "{failure}");
    assert!(failure.contains("more calls"), "{failure}");
}
