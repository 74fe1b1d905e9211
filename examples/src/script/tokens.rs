//! The tokens of a program, and which of them comes next.

use std::fmt::Display;

use super::{BinaryOp, Parsed, Position, SyntaxError, Token};

/// The last token is [`Token::End`]. `advance` does not go past it.
pub struct Tokens<N> {
    all: Vec<(Position, Token<N>)>,
    next: usize,
}

impl<N: Display + PartialEq> Tokens<N> {
    /// `all` ends with [`Token::End`].
    pub(super) fn new(all: Vec<(Position, Token<N>)>) -> Self {
        Tokens { all, next: 0 }
    }

    pub fn peek(&self) -> &Token<N> {
        &self.all[self.next].1
    }

    /// The token after the next one.
    pub fn peek_second(&self) -> Option<&Token<N>> {
        self.all.get(self.next + 1).map(|(_, token)| token)
    }

    /// Where the next token begins.
    pub fn at(&self) -> Position {
        self.all[self.next].0
    }

    pub fn advance(&mut self) {
        self.next = (self.next + 1).min(self.all.len() - 1);
    }

    /// A mistake at the next token.
    pub fn error(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError::new(self.at(), message)
    }

    /// The mistake that the next token is not `what`.
    pub fn expected(&self, what: &str) -> SyntaxError {
        let message = format!("expected {what}, found {}", self.peek());
        let is_unfinished = *self.peek() == Token::End;
        SyntaxError { is_unfinished, ..self.error(message) }
    }

    fn take(&mut self, token: &Token<N>) -> bool {
        let is_next = self.peek() == token;
        if is_next {
            self.advance();
        }
        is_next
    }

    /// Advances if the next token is this symbol. Returns whether it was.
    pub fn take_symbol(&mut self, symbol: &'static str) -> bool {
        self.take(&Token::Symbol(symbol))
    }

    /// Advances if the next token is this word. Returns whether it was.
    pub fn take_word(&mut self, word: &'static str) -> bool {
        self.take(&Token::Word(word))
    }

    /// Takes this symbol.
    ///
    /// # Errors
    /// If the next token is something else.
    pub fn require(&mut self, symbol: &'static str) -> Parsed<()> {
        if self.take_symbol(symbol) { Ok(()) } else { Err(self.expected(&format!("`{symbol}`"))) }
    }

    /// Takes a name.
    ///
    /// # Errors
    /// If the next token is something else.
    pub fn name(&mut self) -> Parsed<String> {
        let Token::Name(name) = self.peek() else { return Err(self.expected("a name")) };
        let name = name.clone();
        self.advance();
        Ok(name)
    }

    /// The next token as a binary operator, if it is one.
    pub fn peek_operator(&self) -> Option<BinaryOp> {
        let (Token::Symbol(symbol) | Token::Word(symbol)) = self.peek() else { return None };
        BinaryOp::ALL.into_iter().find(|op| op.symbol() == *symbol)
    }
}
