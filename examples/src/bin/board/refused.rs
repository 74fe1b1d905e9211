//! [`Refused`]: why a command or an edit cannot be carried out.

use std::error::Error;
use std::fmt;

/// The program stops with this, or shows it; nothing has changed then.
pub type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

#[derive(Debug)]
pub struct Refused(String);

impl Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn refused<T>(text: impl Into<String>) -> Result<T> {
    Err(Refused(text.into()).into())
}
