//! Parses an HTML file into a DOM, prints its outline, changes it, and writes it as HTML again.
//!
//! ```text
//! cargo run --release -p kinfolk-examples --bin html -- [--no-scripting] [FILE [SELECTOR]]
//! ```
//!
//! Without a FILE, it reads `examples/data/page.html`, a page with many mistakes. A SELECTOR is a
//! tag, ids, classes and attributes: `a.nav[href]`.
//!
//! This example shows:
//!
//! * a union of node types for the children, and one for the parents, to which the back-links of all
//!   children point (`dom/model`),
//! * an owned part that is not among the children: the contents of a `<template>` (`dom/model`),
//! * how a parser builds a graph node by node, and moves nodes while it repairs the page
//!   (`dom/sink`),
//! * walks without recursion, over all nodes (`outline`) and over some (`dom/select`,
//!   `dom/serialise`),
//! * moving and unwrapping elements: they stay the same nodes, and siblings need no index
//!   (`dom/edit`, `clean`).
//!
//! The file is not changed. `benches` measures this DOM beside another one.

#![forbid(unsafe_code)]

mod clean;
#[allow(dead_code, unused_imports, reason = "a DOM has more than one program needs")]
mod dom;
mod outline;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kinfolk::Node as _;
use kinfolk_examples::is_closed_pipe;

use dom::{ParentRc, ParseError, Scripting, Selector, inner_html, parse_document};

const USAGE: &str = "usage: html [--no-scripting] [FILE [SELECTOR]]";

/// The most mistakes to print.
const MAX_ERRORS: usize = 8;

fn main() -> ExitCode {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let mut scripting = Scripting::On;
    if let Some(flag) = arguments.iter().position(|argument| argument == "--no-scripting") {
        arguments.remove(flag);
        scripting = Scripting::Off;
    }
    let (file, selector) = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Shows, changes and writes the tree of an HTML file.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => (Path::new(env!("CARGO_MANIFEST_DIR")).join("data/page.html"), None),
        [file] => (PathBuf::from(file), None),
        [file, selector] => (PathBuf::from(file), Some(selector.to_string_lossy())),
        [..] => return wrong_usage("only one file and one selector are allowed"),
    };
    let selector = match selector.as_deref().unwrap_or("a[href]").parse() {
        Ok(selector) => selector,
        Err(problem) => return wrong_usage(&format!("the selector cannot be read: {problem}")),
    };
    match run(&file, &selector, scripting) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("html: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wrong_usage(problem: &str) -> ExitCode {
    eprintln!("html: {problem}\n{USAGE}");
    ExitCode::from(2)
}

fn run(file: &Path, selector: &Selector, scripting: Scripting) -> Result<(), Box<dyn Error>> {
    let source =
        fs::read(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    let parsed = parse_document(&source, scripting);
    let document = parsed.document;
    let top = ParentRc::from(document.clone());

    let mut out = BufWriter::new(io::stdout().lock());
    print_errors(&mut out, &parsed.errors)?;
    writeln!(out, "\nThe tree, in {:?} mode:", document.quirks.get())?;
    outline::print(&mut out, &top)?;

    writeln!(out, "\n{selector} selects:")?;
    for element in selector.select(top.clone()) {
        writeln!(out, "  {}", outline::path(&element))?;
    }

    let html = clean::find_html(&document).ok_or("the document has no `<html>`")?;
    clean::clean(&mut out, &html)?;
    document.validate()?;

    writeln!(out, "\nThe changed page:\n{}", inner_html(&top, scripting))?;
    out.flush()?;
    Ok(())
}

fn print_errors(out: &mut impl Write, errors: &[ParseError]) -> io::Result<()> {
    writeln!(out, "The parser has repaired {} mistakes:", errors.len())?;
    for ParseError { line, message } in errors.iter().take(MAX_ERRORS) {
        writeln!(out, "  line {line}: {message}")?;
    }
    if errors.len() > MAX_ERRORS {
        writeln!(out, "  … and {} more", errors.len() - MAX_ERRORS)?;
    }
    Ok(())
}
