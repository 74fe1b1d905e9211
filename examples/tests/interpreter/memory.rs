//! What programs leave behind, and that all of it is found, named and freed.

use std::thread;

use kinfolk::collect::collect_every;
use kinfolk::{collect, leaks, live_nodes, schema};

use crate::model::Env;
use crate::{evaluate, outcome, parse, value};

/// How many environments and functions there are, in a build that counts them.
#[track_caller]
fn assert_live(count: usize) {
    if let Some(live) = live_nodes() {
        assert_eq!(live, count);
    }
}

/// The cycles that a program leaves, and how many nodes they keep alive.
fn left_by(text: &str) -> (Vec<String>, usize) {
    outcome(text).1.unwrap();
    let cycles = leaks().into_iter().map(|leak| leak.to_string());
    let cycles = cycles.map(|leak| leak.split_once(", ").unwrap().0.to_owned()).collect();
    let freed = collect().freed();
    assert_live(0);
    (cycles, freed)
}

#[test]
fn programs_without_stored_functions_leave_nothing() {
    assert_eq!(left_by("let x = [1, [2]]; { let y = x; } for i in x { let z = i; }").1, 0);
    assert_eq!(left_by("(fn(n) { let m = n; m + 1 })(1)").1, 0);
    assert_eq!(left_by("let f = fn() { 1 }; f = f();").1, 0);
}

#[test]
fn cycles_are_named() {
    assert_eq!(left_by("fn f() {}"), (vec!["Env.store -> Function.env -> Env".into()], 2));
    let in_lists = "let f = [1, [\"a\", fn() {}], fn() {}];";
    assert_eq!(left_by(in_lists), (vec!["Env.store -> Function.env -> Env".into()], 3));
    let outer = "let f = nothing; { let x = 1; f = fn() { x }; }";
    let cycle = "Env.store -> Function.env -> Env.outer -> Env";
    assert_eq!(left_by(outer), (vec![cycle.into()], 3));
}

#[test]
fn the_schema_says_so_before_any_program_runs() {
    let cycles = schema::<Env>().may_leak();
    let cycles: Vec<_> = cycles.iter().map(ToString::to_string).collect();
    assert!(cycles.contains(&"Env.store -> Function.env -> Env".to_owned()), "{cycles:?}");
    assert!(cycles.contains(&"Env.outer -> Env".to_owned()), "{cycles:?}");
}

#[test]
fn a_running_program_is_not_collected() {
    let text = "
        fn make(n) { fn next() { n = n + 1; collect(); n } next }
        let list = [make(1), [make(10)]];
        collect();
        let sum = list[0]() + list[1][0]();
        fn deep(n) { fn here() { n } collect(); if n == 0 { 0 } else { here() + deep(n - 1) } }
        [sum, list[0](), deep(4)]";
    assert_eq!(value(text), "[13, 3, 10]");
    collect();
    assert_live(0);
}

#[test]
fn each_object_is_freed_by_itself() {
    let text = "
        fn make(n) { fn get() { n } fn other() { get() } [get, other] }
        let a = make(1); let b = make(2);
        let before = [length(leaks()), collect()];
        a = nothing;
        let after = [length(leaks()), collect(), length(leaks())];
        [before, after, b[1]()]";
    assert_eq!(value(text), "[[0, 0], [1, 3, 0], 2]");
    collect();
    assert_live(0);
}

/// A loop that makes closures needs no more memory the longer it runs.
#[test]
fn memory_stays_constant() {
    thread::spawn(|| {
        collect_every(300);
        let text = "
            let most = 0; let i = 0;
            while i < 5000 {
                let value = [i];
                fn keep() { value = push(value, keep); value }
                keep();
                if nodes() != nothing and nodes() > most { most = nodes(); }
                i = i + 1;
            }
            most";
        let most: usize = value(text).parse().unwrap();
        assert!(most < 600, "{most}");
        collect();
        assert_live(0);
    })
    .join()
    .unwrap();
}

/// A chain of functions, each in the environment of the next one, dies at any length, on the small
/// stack of this thread.
#[test]
fn long_chains_die() {
    for end in ["f = nothing;", "f();", ""] {
        let text = format!(
            "let f = fn() {{ 0 }}; let i = 0;
            while i < 20000 {{ let g = [f]; f = fn() {{ g }}; i = i + 1; }} {end}"
        );
        outcome(&text).1.unwrap();
        collect();
        assert_live(0);
    }
}

#[test]
fn a_mistake_leaves_no_more() {
    for text in ["fn f(n) { fn g() { x } g() } f(1)", "let a = [fn() {}]; a[1] = fn() { a };"] {
        outcome(text).1.unwrap_err();
        collect();
        assert_live(0);
    }
}

#[test]
fn the_statements_of_a_repl_share_their_variables() {
    let program = evaluate::new_program();
    let run = |text: &str| {
        let statements = parse::parse(text).unwrap();
        evaluate::run(&statements, &program, &mut Vec::new()).unwrap().to_string()
    };
    run("let n = 1; fn f() { n }");
    run("n = 2");
    assert_eq!(run("f()"), "2");
    run("f = nothing");
    drop(program);
    assert_live(0);
}
