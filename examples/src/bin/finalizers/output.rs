//! What the program says, and how it complains.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// As `println!`, without the panic where nobody reads any more: that is no reason to leave files
/// behind.
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

/// The message for an error of the file system.
pub fn cannot(do_what: &str, path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("cannot {do_what} `{}`: {error}", path.display())
}

pub fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// A hook has nobody to return an error to: it is for stderr.
pub fn complain(result: Result<(), String>) {
    if let Err(error) = result {
        eprintln!("finalizers: {error}");
    }
}
