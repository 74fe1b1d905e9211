//! Splits a program's text into tokens.

use std::error::Error;
use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

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

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Int(i64),
    Text(String),
    Name(String),
    /// A word with a meaning of its own.
    Word(&'static str),
    Symbol(&'static str),
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Int(number) => write!(f, "the number {number}"),
            Token::Text(_) => f.write_str("a text"),
            Token::Name(name) => write!(f, "the name `{name}`"),
            Token::Word(word) | Token::Symbol(word) => write!(f, "`{word}`"),
            Token::End => f.write_str("the end of the program"),
        }
    }
}

const WORDS: [&str; 14] = [
    "let", "fn", "if", "else", "while", "for", "in", "return", "true", "false", "nothing", "and",
    "or", "not",
];

/// A symbol that begins with another one comes before it.
const SYMBOLS: [&str; 20] = [
    "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "{", "}", "[", "]",
    ",", ";",
];

/// Splits the text into tokens. The last one is [`Token::End`].
///
/// # Errors
/// The first mistake, with its position.
pub fn tokens(text: &str) -> Result<Vec<(Position, Token)>, SyntaxError> {
    let mut lexer = Lexer { rest: text.chars().peekable(), at: Position { line: 1, column: 1 } };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_spaces_and_comments();
        let at = lexer.at;
        let token = lexer.token()?;
        let is_end = token == Token::End;
        tokens.push((at, token));
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    rest: Peekable<Chars<'a>>,
    at: Position,
}

impl Lexer<'_> {
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

    fn token(&mut self) -> Result<Token, SyntaxError> {
        let at = self.at;
        let Some(&first) = self.rest.peek() else { return Ok(Token::End) };
        if first == '"' {
            return self.text();
        }
        if first.is_ascii_digit() {
            return self.int();
        }
        if is_in_name(first) {
            return Ok(self.name_or_word());
        }
        self.next();
        let both: String = [first].into_iter().chain(self.rest.peek().copied()).collect();
        let symbol = SYMBOLS.into_iter().find(|symbol| both.starts_with(symbol));
        let Some(symbol) = symbol else {
            let message = format!("`{}` has no meaning here", first.escape_debug());
            return Err(SyntaxError::new(at, message));
        };
        if symbol.len() == 2 {
            self.next();
        }
        Ok(Token::Symbol(symbol))
    }

    fn name_or_word(&mut self) -> Token {
        let mut name = String::new();
        while let Some(next) = self.next_if(is_in_name) {
            name.push(next);
        }
        match WORDS.into_iter().find(|word| *word == name) {
            Some(word) => Token::Word(word),
            None => Token::Name(name),
        }
    }

    fn int(&mut self) -> Result<Token, SyntaxError> {
        let at = self.at;
        let mut digits = String::new();
        while let Some(next) = self.next_if(is_in_name) {
            digits.push(next);
        }
        if !digits.chars().all(|digit| digit.is_ascii_digit()) {
            return Err(SyntaxError::new(at, format!("`{digits}` is not a number")));
        }
        digits
            .parse()
            .map(Token::Int)
            .map_err(|_| SyntaxError::new(at, format!("`{digits}` is larger than {}", i64::MAX)))
    }

    fn text(&mut self) -> Result<Token, SyntaxError> {
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

    fn escaped(&mut self, at: Position) -> Result<char, SyntaxError> {
        match self.next() {
            Some('n') => Ok('\n'),
            Some('t') => Ok('\t'),
            Some(same @ ('"' | '\\')) => Ok(same),
            _ => Err(SyntaxError::new(at, r#"write `\n`, `\t`, `\"` or `\\`"#)),
        }
    }
}

fn is_in_name(next: char) -> bool {
    next.is_alphanumeric() || next == '_'
}
