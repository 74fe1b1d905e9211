//! Trees of written programs: parsing, printing, scopes, folding.

use std::fs;
use std::path::Path;

use kinfolk::{Graph, Handle, Node, Rc};

use crate::model::{DefinitionRc, Expr, ExprKind, Program};
use crate::{fold, outcome, parse, printed, resolved};

#[test]
fn the_shipped_programs_print_and_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/language");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let program = resolved(&text);
        assert_eq!(parse::parse(&printed(&program)).unwrap(), parse::parse(&text).unwrap());
        let before = outcome(&program);
        before.1.as_ref().unwrap();
        fold::fold(&program);
        assert_eq!(outcome(&program), before);
        count += 1;
    }
    assert_eq!(count, 3);
}

/// Checks that the text is what the printer writes for it.
#[track_caller]
fn is_printed_alike(text: &str) {
    let program = parse::parse(text).unwrap().into_graph();
    assert_eq!(printed(&program), text);
}

#[test]
fn only_needed_parentheses_are_printed() {
    is_printed_alike("1 + 2 * 3;\n(1 + 2) * 3;\n1 - (2 - 3);\n1 - 2 - 3;\n");
    is_printed_alike("-(1 + 2);\n--1;\n-1 + 2;\nnot (true and false);\nnot true and false;\n");
    is_printed_alike("(if true {} else {}) == ({});\nlet x = if true {};\nprint({});\n");
    is_printed_alike("if (if true {}) {\n    1;\n} else if false {} else {\n    2;\n}\n");
    is_printed_alike("\"a \\\"b\\\" \\\\ \\n\\r\\t ü\";\n");
}

#[test]
fn names_lead_to_their_definitions() {
    let program = resolved("let x = 1; fn f(x) { x } { let x = x; f(x) }");
    let uses: Vec<Rc<Expr>> = program
        .descendants_of::<Expr>()
        .filter(|expr| matches!(expr.kind, ExprKind::Name(_)))
        .collect();
    let definitions: Vec<String> = uses
        .iter()
        .map(|name| match name.definition.get().unwrap() {
            DefinitionRc::Expr(expr) => expr.path().to_string(),
            DefinitionRc::Parameter(parameter) => parameter.path().to_string(),
        })
        .collect();
    let body = "Program.body.body";
    assert_eq!(
        definitions,
        [format!("{body}[1].parameters[0]"), format!("{body}[0]"), format!("{body}[2].body[0]")]
    );
}

#[test]
fn a_definition_that_leaves_the_tree_is_found_no_more() {
    let program = resolved("let x = 1; x");
    let body = program.body.get();
    let ExprKind::Block { body } = &body.kind else { unreachable!() };
    let name = body.get(1).unwrap();
    assert_eq!(name.definition.get(), body.get(0).map(DefinitionRc::from));
    drop(body.remove(0));
    assert_eq!(name.definition.get(), None);
}

#[track_caller]
fn folds_to(text: &str, folded: &str) {
    let program = resolved(text);
    fold::fold(&program);
    program.validate().unwrap();
    assert_eq!(printed(&program), folded);
}

#[test]
fn constants_are_folded() {
    folds_to("24 * 60 * 60;", "86400;\n");
    folds_to("1 - 2;", "-1;\n");
    folds_to("--3;", "3;\n");
    folds_to("let a = 1; a + 2 * 3;", "let a = 1;\na + 6;\n");
    folds_to("\"a\" + \"b\" == \"ab\";", "true;\n");
    folds_to("if 1 < 2 { 3 } else { 4 }", "{\n    3;\n}\n");
    folds_to("if 1 > 2 { 3 } else { 4 }", "{\n    4;\n}\n");
    folds_to("if 1 > 2 { 3 }", "{}\n");
}

#[test]
fn what_fails_is_not_folded() {
    folds_to("1 / 0;", "1 / 0;\n");
    folds_to("-\"a\";", "-\"a\";\n");
    folds_to("1 + \"a\";", "1 + \"a\";\n");
    folds_to("true and false;", "true and false;\n");
}

#[test]
fn a_folded_node_leaves_the_nodes_around_it() {
    let program: Rc<Program> = resolved("let x = 1 + 2; print(x * (3 + 4));");
    let body = program.body.get();
    let ExprKind::Block { body } = &body.kind else { unreachable!() };
    let before: Vec<Rc<Expr>> = body.iter().collect();
    let sum = program.descendants_of::<Expr>().nth(2).unwrap();
    assert_eq!(sum.path().to_string(), "Program.body.body[0].value");
    assert_eq!(fold::fold(&program), 2);
    assert_eq!(body.iter().collect::<Vec<_>>(), before);
    assert!(sum.is_root() && sum.root().is::<Expr>());
    assert_eq!(outcome(&program).0, "21\n");
}
