//! Showing an expansion: `KINFOLK_EXPAND=Folder cargo check`.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use proc_macro2::{Ident, TokenStream};

use crate::hygiene::names;

/// Names the type whose expansion is wanted.
const VARIABLE: &str = "KINFOLK_EXPAND";

/// Prints what the derive makes of this type if the environment asks for it.
pub(crate) fn show_if_asked(name: &Ident, output: &TokenStream) {
    if std::env::var(VARIABLE).is_ok_and(|wanted| wanted == names::plain(name)) {
        eprintln!("{}", formatted(output));
    }
}

/// As a person would write it, where `rustfmt` is at hand.
pub(crate) fn formatted(output: &TokenStream) -> String {
    let code = output.to_string();
    by_rustfmt(&code).unwrap_or(code)
}

fn by_rustfmt(code: &str) -> io::Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args([
            "--edition",
            "2024",
            "--config",
            "max_width=100,use_small_heuristics=Max,normalize_doc_attributes=true",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = rustfmt.stdin.take() {
        input.write_all(code.as_bytes())?;
    }
    let formatted = rustfmt.wait_with_output()?;
    if !formatted.status.success() {
        return Err(io::Error::other("rustfmt could not read it"));
    }
    String::from_utf8(formatted.stdout).map_err(io::Error::other)
}
