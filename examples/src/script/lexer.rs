//! Splits a program's text into tokens.

use std::fmt::Display;
use std::iter::Peekable;
use std::str::Chars;

use super::{Parsed, Position, SyntaxError, Token, Tokens};

/// The words, symbols and numbers of a language.
pub struct Lexer<N> {
    /// Words with a meaning of their own, which cannot be names.
    pub words: &'static [&'static str],
    /// A symbol that begins with another one comes before it.
    pub symbols: &'static [&'static str],
    /// The letters after a backslash in a text, and the characters that they stand for. Each language
    /// has `\"` and `\\`, too.
    pub escapes: &'static [(char, char)],
    /// Whether a `.` can be part of a number.
    pub has_fractions: bool,
    /// Parses a number, or says what is wrong with it.
    pub number: fn(&str) -> Result<N, String>,
}

impl<N: Display + PartialEq> Lexer<N> {
    /// Splits the text into tokens.
    ///
    /// # Errors
    /// The first mistake, with its position.
    pub fn tokens(&self, text: &str) -> Parsed<Tokens<N>> {
        let rest = text.chars().peekable();
        let mut reader = Reader { lexer: self, rest, at: Position { line: 1, column: 1 } };
        let mut tokens = Vec::new();
        loop {
            reader.skip_spaces_and_comments();
            let at = reader.at;
            let token = reader.token()?;
            let is_end = token == Token::End;
            tokens.push((at, token));
            if is_end {
                return Ok(Tokens::new(tokens));
            }
        }
    }
}

struct Reader<'a, N> {
    lexer: &'a Lexer<N>,
    rest: Peekable<Chars<'a>>,
    at: Position,
}

impl<N> Reader<'_, N> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\n' {
            self.at = Position { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
        Some(next)
    }

    fn next_if(&mut self, fits: impl FnOnce(char) -> bool) -> Option<char> {
        if fits(*self.rest.peek()?) { self.next() } else { None }
    }

    /// A comment begins with `#` and ends with its line.
    fn skip_spaces_and_comments(&mut self) {
        loop {
            if self.next_if(|next| next == '#').is_some() {
                while self.next_if(|next| next != '\n').is_some() {}
            } else if self.next_if(char::is_whitespace).is_none() {
                return;
            }
        }
    }

    fn token(&mut self) -> Parsed<Token<N>> {
        let at = self.at;
        let Some(&first) = self.rest.peek() else { return Ok(Token::End) };
        if first == '"' {
            return self.text();
        }
        if first.is_ascii_digit() {
            return self.number();
        }
        if is_in_name(first) {
            return Ok(self.name_or_word());
        }
        self.next();
        let both: String = [first].into_iter().chain(self.rest.peek().copied()).collect();
        let symbol = self.lexer.symbols.iter().find(|symbol| both.starts_with(**symbol));
        let Some(symbol) = symbol else {
            let message = format!("`{}` has no meaning here", first.escape_debug());
            return Err(SyntaxError::new(at, message));
        };
        if symbol.len() == 2 {
            self.next();
        }
        Ok(Token::Symbol(symbol))
    }

    fn name_or_word(&mut self) -> Token<N> {
        let mut name = String::new();
        while let Some(next) = self.next_if(is_in_name) {
            name.push(next);
        }
        match self.lexer.words.iter().find(|word| **word == name) {
            Some(word) => Token::Word(word),
            None => Token::Name(name),
        }
    }

    fn number(&mut self) -> Parsed<Token<N>> {
        let at = self.at;
        let has_fractions = self.lexer.has_fractions;
        let mut digits = String::new();
        while let Some(next) =
            self.next_if(|next| is_in_name(next) || (has_fractions && next == '.'))
        {
            digits.push(next);
        }
        let number = (self.lexer.number)(&digits);
        number.map(Token::Number).map_err(|message| SyntaxError::new(at, message))
    }

    fn text(&mut self) -> Parsed<Token<N>> {
        let start = self.at;
        self.next();
        let mut text = String::new();
        loop {
            let at = self.at;
            match self.next() {
                Some('"') => return Ok(Token::Text(text)),
                Some('\\') => text.push(self.escaped(at)?),
                Some('\n') | None => {
                    return Err(SyntaxError::new(start, "this text has no end: add a `\"`"));
                }
                Some(next) => text.push(next),
            }
        }
    }

    fn escaped(&mut self, at: Position) -> Parsed<char> {
        let next = self.next();
        if let Some(same @ ('"' | '\\')) = next {
            return Ok(same);
        }
        let escapes = self.lexer.escapes;
        if let Some((_, meaning)) = escapes.iter().find(|(letter, _)| Some(*letter) == next) {
            return Ok(*meaning);
        }
        let letters: Vec<_> = escapes.iter().map(|(letter, _)| format!(r"`\{letter}`, ")).collect();
        let message = format!(r#"write {}`\"` or `\\`"#, letters.concat());
        Err(SyntaxError::new(at, message))
    }
}

fn is_in_name(next: char) -> bool {
    next.is_alphanumeric() || next == '_'
}
