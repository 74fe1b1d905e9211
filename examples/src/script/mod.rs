//! The common part of the languages of `interpreter` and `language`: their tokens and operators.
//!
//! Each program has a [`Lexer`] with the words, symbols and numbers of its language, and its own
//! parser, which takes [`Tokens`].

mod error;
mod lexer;
mod operators;
mod token;
mod tokens;

pub use error::{Parsed, Position, SyntaxError};
pub use lexer::Lexer;
pub use operators::{BinaryOp, UNARY_PRECEDENCE, UnaryOp};
pub use token::Token;
pub use tokens::Tokens;
