//! Code that several example programs share.

#![forbid(unsafe_code)]

pub mod json;
pub mod script;

use std::error::Error;
use std::io;
use std::iter;

/// Whether the reader of our output has closed the pipe, as `head` does after its last line.
pub fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    iter::successors(Some(error), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
