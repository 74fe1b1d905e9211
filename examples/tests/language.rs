//! The example `language`: its parser, printer, resolver, folder and interpreter, on written and on
//! random programs.

#[path = "../src/bin/language/fold.rs"]
mod fold;
#[path = "../src/bin/language/interpret.rs"]
mod interpret;
#[path = "../src/bin/language/lexer.rs"]
mod lexer;
#[path = "../src/bin/language/model.rs"]
mod model;
#[path = "../src/bin/language/parse.rs"]
mod parse;
#[path = "../src/bin/language/print.rs"]
mod print;
#[path = "../src/bin/language/resolve.rs"]
mod resolve;
#[path = "../src/bin/language/value.rs"]
mod value;

#[path = "language/mistakes.rs"]
mod mistakes;
#[path = "language/random.rs"]
mod random;
#[path = "language/trees.rs"]
mod trees;

use kinfolk::{Graph, Node, Rc};

use model::Program;

/// A program as a graph, with its names resolved.
fn resolved(text: &str) -> Rc<Program> {
    let program = parse::parse(text).unwrap().into_graph();
    resolve::resolve(&program).unwrap();
    program.validate().unwrap();
    program
}

fn printed(program: &Rc<Program>) -> String {
    print::statements_of(&program.body.get())
}

/// The output of a program, and its value or its error.
fn outcome(program: &Rc<Program>) -> (String, Result<String, String>) {
    let mut out = Vec::new();
    let result = interpret::run(program, &mut out);
    let result = match result {
        Ok(value) => Ok(format!("{value:?}")),
        Err(interpret::RunError::Failed { message, .. }) => Err(message),
        Err(interpret::RunError::Output(error)) => panic!("{error}"),
    };
    (String::from_utf8(out).unwrap(), result)
}
