//! Printing to stdout, and error messages.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// Like `println!`, but does not panic if the reader has closed the pipe: the program must still
/// delete its files.
macro_rules! outln {
    ($($text:tt)*) => {
        $crate::output::write_line(format_args!($($text)*))
    };
}
pub(crate) use outln;

pub fn write_line(line: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout(), "{line}")
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        eprintln!("finalizers: {error}");
    }
}

/// Makes the message for an error of the file system.
pub fn cannot(verb: &str, path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("cannot {verb} `{}`: {error}", path.display())
}

pub fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// Prints an error to stderr. For hooks, which cannot return one.
pub fn report_error(result: Result<(), String>) {
    if let Err(error) = result {
        eprintln!("finalizers: {error}");
    }
}
