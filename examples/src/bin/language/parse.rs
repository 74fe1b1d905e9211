//! Parses tokens into the plain syntax tree.
//!
//! ```text
//! block     = { statement }
//! statement = "let" name "=" expr ";"
//!           | "fn" name "(" [ name { "," name } ] ")" "{" block "}"
//!           | ( if | "{" block "}" ) [ ";" ]
//!           | expr ";"                       the last one in a block needs no ";"
//! expr      = if | "{" block "}" | binary
//! if        = "if" binary "{" block "}" [ "else" ( if | "{" block "}" ) ]
//! binary    = unary { operator unary }
//! unary     = { "-" | "not" } primary
//! primary   = number | text | "true" | "false" | name | name "(" [ expr { "," expr } ] ")"
//!           | "(" expr ")"
//! ```

use std::mem;

use crate::lexer::{Position, SyntaxError, Token, tokens};
use crate::model::{BinaryOp, Expr, Parameter, Program, UNARY_PRECEDENCE, UnaryOp};

/// The greatest depth of a tree.
const MAX_HEIGHT: usize = 200;

type Parsed<T> = Result<T, SyntaxError>;

/// # Errors
/// The first mistake, with its position.
pub fn parse(text: &str) -> Parsed<Program> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, nesting: 0, height: 0 };
    let body = parser.child(Parser::block)?;
    match parser.peek() {
        Token::End => Ok(Program { body }),
        _ => parser.expected("a statement"),
    }
}

struct Parser {
    tokens: Vec<(Position, Token)>,
    next: usize,
    /// How many calls of `child` are running.
    nesting: usize,
    /// The height of the highest child so far of the expression that is being parsed.
    height: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].1
    }

    fn advance(&mut self) {
        // `End` stays the next token.
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    fn error<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(SyntaxError::new(self.tokens[self.next].0, message))
    }

    fn expected<T>(&self, what: &str) -> Parsed<T> {
        self.error(format!("expected {what}, found {}", self.peek()))
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_next = self.peek() == token;
        if is_next {
            self.advance();
        }
        is_next
    }

    fn take_symbol(&mut self, symbol: &'static str) -> bool {
        self.take(&Token::Symbol(symbol))
    }

    fn take_word(&mut self, word: &'static str) -> bool {
        self.take(&Token::Word(word))
    }

    fn require(&mut self, symbol: &'static str) -> Parsed<()> {
        if self.take_symbol(symbol) { Ok(()) } else { self.expected(&format!("`{symbol}`")) }
    }

    fn name(&mut self) -> Parsed<String> {
        let Token::Name(name) = self.peek() else { return self.expected("a name") };
        let name = name.clone();
        self.advance();
        Ok(name)
    }

    /// Parses a child of the expression that is being parsed.
    fn child(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let height_before = mem::take(&mut self.height);
        self.nesting += 1;
        if self.nesting > MAX_HEIGHT {
            return self.too_deep();
        }
        let child = parse(self)?;
        self.nesting -= 1;
        self.height = height_before.max(self.height + 1);
        if self.height > MAX_HEIGHT { self.too_deep() } else { Ok(child) }
    }

    fn too_deep<T>(&self) -> Parsed<T> {
        self.error(format!("this expression has more than {MAX_HEIGHT} levels: name a part of it"))
    }

    fn block(&mut self) -> Parsed<Expr> {
        let mut body = Vec::new();
        while *self.peek() != Token::End && *self.peek() != Token::Symbol("}") {
            let is_block = matches!(self.peek(), Token::Word("if" | "fn") | Token::Symbol("{"));
            body.push(self.child(Parser::statement)?);
            let is_last = matches!(self.peek(), Token::End | Token::Symbol("}"));
            if !self.take_symbol(";") && !is_block && !is_last {
                return self.expected("an operator or `;`");
            }
        }
        Ok(Expr::Block { body })
    }

    fn braced_block(&mut self) -> Parsed<Expr> {
        self.require("{")?;
        let block = self.block()?;
        self.require("}")?;
        Ok(block)
    }

    fn statement(&mut self) -> Parsed<Expr> {
        if self.take_word("let") {
            let name = self.name()?;
            self.require("=")?;
            let value = Box::new(self.child(Parser::expr)?);
            return Ok(Expr::Let { name, value });
        }
        if self.take_word("fn") {
            let name = self.name()?;
            let parameters = self.parameters()?;
            let body = Box::new(self.child(Parser::braced_block)?);
            return Ok(Expr::Function { name, parameters, body });
        }
        self.expr()
    }

    fn parameters(&mut self) -> Parsed<Vec<Parameter>> {
        self.require("(")?;
        let mut parameters: Vec<Parameter> = Vec::new();
        while !self.take_symbol(")") {
            if !parameters.is_empty() {
                self.require(",")?;
            }
            if let Token::Name(name) = self.peek()
                && parameters.iter().any(|parameter| parameter.name == *name)
            {
                return self.error(format!("there are two parameters `{name}`"));
            }
            parameters.push(Parameter { name: self.name()? });
        }
        Ok(parameters)
    }

    fn expr(&mut self) -> Parsed<Expr> {
        match self.peek() {
            Token::Word("if") => self.conditional(),
            Token::Symbol("{") => self.braced_block(),
            _ => self.binary(0),
        }
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        self.advance();
        let condition = Box::new(self.child(|parser| parser.binary(0))?);
        let then = Box::new(self.child(Parser::braced_block)?);
        if !self.take_word("else") {
            return Ok(Expr::If { condition, then, otherwise: None });
        }
        let otherwise = self.child(|parser| match parser.peek() {
            Token::Word("if") => parser.conditional(),
            _ => parser.braced_block(),
        })?;
        Ok(Expr::If { condition, then, otherwise: Some(Box::new(otherwise)) })
    }

    /// Parses operators that bind at least as strongly as `precedence`.
    fn binary(&mut self, precedence: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = self.operator() {
            if op.precedence() < precedence {
                break;
            }
            self.advance();
            // What was parsed so far becomes a child.
            self.height += 1;
            let right = self.child(|parser| parser.binary(op.precedence() + 1))?;
            left = Expr::Binary { op, left: Box::new(left), right: Box::new(right) };
        }
        Ok(left)
    }

    fn operator(&self) -> Option<BinaryOp> {
        let (Token::Symbol(symbol) | Token::Word(symbol)) = self.peek() else { return None };
        BinaryOp::ALL.into_iter().find(|op| op.symbol() == *symbol)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let op = match self.peek() {
            Token::Symbol("-") => UnaryOp::Minus,
            Token::Word("not") => UnaryOp::Not,
            _ => return self.primary(),
        };
        self.advance();
        let operand = Box::new(self.child(|parser| parser.binary(UNARY_PRECEDENCE))?);
        Ok(Expr::Unary { op, operand })
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let leaf = match self.peek() {
            Token::Number(number) => Expr::Number(*number),
            Token::Text(text) => Expr::Text(text.clone()),
            Token::Word("true") => Expr::Bool(true),
            Token::Word("false") => Expr::Bool(false),
            Token::Name(_) => return self.name_or_call(),
            Token::Symbol("(") => {
                self.advance();
                // Parentheses are no level of the tree, but they nest.
                let inner = self.child(Parser::expr)?;
                self.require(")")?;
                return Ok(inner);
            }
            _ => return self.expected("an expression"),
        };
        self.advance();
        Ok(leaf)
    }

    fn name_or_call(&mut self) -> Parsed<Expr> {
        let name = self.name()?;
        if !self.take_symbol("(") {
            return Ok(Expr::Name(name));
        }
        let mut arguments = Vec::new();
        while !self.take_symbol(")") {
            if !arguments.is_empty() {
                self.require(",")?;
            }
            arguments.push(self.child(Parser::expr)?);
        }
        Ok(Expr::Call { name, arguments })
    }
}
