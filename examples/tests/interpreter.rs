//! The example `interpreter`: its parser and its evaluator, and that nothing is left behind.

#[path = "../src/bin/interpreter/builtins.rs"]
mod builtins;
#[path = "../src/bin/interpreter/evaluate.rs"]
mod evaluate;
#[path = "../src/bin/interpreter/lexer.rs"]
mod lexer;
#[path = "../src/bin/interpreter/model.rs"]
mod model;
#[path = "../src/bin/interpreter/parse.rs"]
mod parse;
#[path = "../src/bin/interpreter/repl.rs"]
mod repl;
#[path = "../src/bin/interpreter/syntax.rs"]
mod syntax;
#[path = "../src/bin/interpreter/value.rs"]
mod value;

#[path = "interpreter/memory.rs"]
mod memory;
#[path = "interpreter/mistakes.rs"]
mod mistakes;
#[path = "interpreter/programs.rs"]
mod programs;
#[path = "interpreter/statements.rs"]
mod statements;

use std::thread;

use kinfolk::collect;

/// Runs this in a thread with the stack of the program.
fn on_its_stack<R: Send + 'static>(run: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = thread::Builder::new().stack_size(evaluate::STACK).spawn(run).unwrap();
    thread.join().unwrap()
}

/// What a program prints, and its value or its error as text.
fn outcome(text: &str) -> (String, Result<String, String>) {
    let program = parse::parse(text).unwrap();
    let mut out = Vec::new();
    let result = evaluate::run(&program, &evaluate::new_program(), &mut out);
    let result = result.map(|value| value.to_string()).map_err(|error| error.to_string());
    (String::from_utf8(out).unwrap(), result)
}

/// The value of a program without a mistake. Frees what the program has left.
#[track_caller]
fn value(text: &str) -> String {
    let value = outcome(text).1.unwrap();
    collect();
    value
}
