//! Mistakes in the text of a program, and where they are.

use std::error::Error;
use std::fmt;

/// A place in the text. Both numbers begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: u32,
    /// Counted in characters.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A part of a program, or the first mistake in it.
pub type Parsed<T> = Result<T, SyntaxError>;

/// A mistake in the text of a program.
#[derive(Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub at: Position,
    pub message: String,
    /// The text may be the beginning of a program without a mistake.
    pub is_unfinished: bool,
}

impl SyntaxError {
    pub fn new(at: Position, message: impl Into<String>) -> Self {
        SyntaxError { at, message: message.into(), is_unfinished: false }
    }
}

impl Error for SyntaxError {}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}
