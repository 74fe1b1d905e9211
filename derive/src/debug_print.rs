//! Prints an expansion on request: `KINFOLK_EXPAND=Folder cargo check`.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use proc_macro2::{Ident, TokenStream};

use crate::hygiene::names;

/// The environment variable that names a type. The expansion of that type is printed.
const VARIABLE: &str = "KINFOLK_EXPAND";

pub(crate) fn print_on_request(name: &Ident, expansion: &TokenStream) {
    if std::env::var(VARIABLE).is_ok_and(|wanted| wanted == names::display_name(name)) {
        eprintln!("{}", formatted(expansion));
    }
}

/// The code in rustfmt's layout, or on one line if there is no `rustfmt`.
pub(crate) fn formatted(code: &TokenStream) -> String {
    let code = code.to_string();
    rustfmt(&code).unwrap_or(code)
}

fn rustfmt(code: &str) -> io::Result<String> {
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
        return Err(io::Error::other("rustfmt failed"));
    }
    String::from_utf8(formatted.stdout).map_err(io::Error::other)
}
