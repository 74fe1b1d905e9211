//! The tokens of a language whose numbers are of type `N`.

use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub enum Token<N> {
    Number(N),
    Text(String),
    Name(String),
    /// A word with a meaning of its own.
    Word(&'static str),
    Symbol(&'static str),
    End,
}

impl<N: fmt::Display> fmt::Display for Token<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Number(number) => write!(f, "the number {number}"),
            Token::Text(_) => f.write_str("a text"),
            Token::Name(name) => write!(f, "the name `{name}`"),
            Token::Word(word) | Token::Symbol(word) => write!(f, "`{word}`"),
            Token::End => f.write_str("the end of the program"),
        }
    }
}
