//! Printing to stdout, and error messages.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// Like `println!`, but does not panic if the reader has closed the pipe: the program must still
/// delete its files.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::output::say_line(format_args!($($text)*))
    };
}
pub(crate) use say;

pub fn say_line(line: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout(), "{line}")
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        eprintln!("finalizers: {error}");
    }
}

/// Makes the message for an error of the file system.
pub fn cannot(do_what: &str, path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("cannot {do_what} `{}`: {error}", path.display())
}

pub fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// Prints an error to stderr. For hooks, which cannot return one.
pub fn complain(result: Result<(), String>) {
    if let Err(error) = result {
        eprintln!("finalizers: {error}");
    }
}
