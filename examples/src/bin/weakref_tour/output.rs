//! Printing to stdout.

use std::fmt;
use std::io::{self, Write};

/// Like `println!`, but does not panic if the reader has closed the pipe.
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
        eprintln!("weakref_tour: {error}");
    }
}
