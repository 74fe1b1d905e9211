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

use kinfolk_examples::script::{Parsed, SyntaxError, Token, Tokens, UNARY_PRECEDENCE, UnaryOp};

use crate::lexer::LEXER;
use crate::model::{Expr, Parameter, Program};

/// The greatest depth of a tree.
const MAX_HEIGHT: usize = 200;

/// # Errors
/// The first mistake, with its position.
pub fn parse(text: &str) -> Parsed<Program> {
    let mut parser = Parser { tokens: LEXER.tokens(text)?, nesting: 0, height: 0 };
    let body = parser.child(Parser::block)?;
    match parser.tokens.peek() {
        Token::End => Ok(Program { body }),
        _ => Err(parser.tokens.expected("a statement")),
    }
}

struct Parser {
    tokens: Tokens<f64>,
    /// How many calls of `child` are running.
    nesting: usize,
    /// The height of the highest child so far of the expression that is being parsed.
    height: usize,
}

impl Parser {
    /// Parses a child of the expression that is being parsed.
    fn child(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let height_before = mem::take(&mut self.height);
        self.nesting += 1;
        if self.nesting > MAX_HEIGHT {
            return Err(self.too_deep());
        }
        let child = parse(self)?;
        self.nesting -= 1;
        self.height = height_before.max(self.height + 1);
        if self.height > MAX_HEIGHT { Err(self.too_deep()) } else { Ok(child) }
    }

    fn too_deep(&self) -> SyntaxError {
        let message =
            format!("this expression has more than {MAX_HEIGHT} levels: name a part of it");
        self.tokens.error(message)
    }

    fn block(&mut self) -> Parsed<Expr> {
        let mut body = Vec::new();
        while *self.tokens.peek() != Token::End && *self.tokens.peek() != Token::Symbol("}") {
            let is_block =
                matches!(self.tokens.peek(), Token::Word("if" | "fn") | Token::Symbol("{"));
            body.push(self.child(Parser::statement)?);
            let is_last = matches!(self.tokens.peek(), Token::End | Token::Symbol("}"));
            if !self.tokens.take_symbol(";") && !is_block && !is_last {
                return Err(self.tokens.expected("an operator or `;`"));
            }
        }
        Ok(Expr::Block { body })
    }

    fn braced_block(&mut self) -> Parsed<Expr> {
        self.tokens.require("{")?;
        let block = self.block()?;
        self.tokens.require("}")?;
        Ok(block)
    }

    fn statement(&mut self) -> Parsed<Expr> {
        if self.tokens.take_word("let") {
            let name = self.tokens.name()?;
            self.tokens.require("=")?;
            let value = Box::new(self.child(Parser::expr)?);
            return Ok(Expr::Let { name, value });
        }
        if self.tokens.take_word("fn") {
            let name = self.tokens.name()?;
            let parameters = self.parameters()?;
            let body = Box::new(self.child(Parser::braced_block)?);
            return Ok(Expr::Function { name, parameters, body });
        }
        self.expr()
    }

    fn parameters(&mut self) -> Parsed<Vec<Parameter>> {
        self.tokens.require("(")?;
        let mut parameters: Vec<Parameter> = Vec::new();
        while !self.tokens.take_symbol(")") {
            if !parameters.is_empty() {
                self.tokens.require(",")?;
            }
            if let Token::Name(name) = self.tokens.peek()
                && parameters.iter().any(|parameter| parameter.name == *name)
            {
                return Err(self.tokens.error(format!("there are two parameters `{name}`")));
            }
            parameters.push(Parameter { name: self.tokens.name()? });
        }
        Ok(parameters)
    }

    fn expr(&mut self) -> Parsed<Expr> {
        match self.tokens.peek() {
            Token::Word("if") => self.conditional(),
            Token::Symbol("{") => self.braced_block(),
            _ => self.binary(0),
        }
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        self.tokens.advance();
        let condition = Box::new(self.child(|parser| parser.binary(0))?);
        let then = Box::new(self.child(Parser::braced_block)?);
        if !self.tokens.take_word("else") {
            return Ok(Expr::If { condition, then, otherwise: None });
        }
        let otherwise = self.child(|parser| match parser.tokens.peek() {
            Token::Word("if") => parser.conditional(),
            _ => parser.braced_block(),
        })?;
        Ok(Expr::If { condition, then, otherwise: Some(Box::new(otherwise)) })
    }

    /// Parses operators that bind at least as strongly as `precedence`.
    fn binary(&mut self, precedence: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = self.tokens.peek_operator() {
            if op.precedence() < precedence {
                break;
            }
            self.tokens.advance();
            // What was parsed so far becomes a child.
            self.height += 1;
            let right = self.child(|parser| parser.binary(op.precedence() + 1))?;
            left = Expr::Binary { op, left: Box::new(left), right: Box::new(right) };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let op = match self.tokens.peek() {
            Token::Symbol("-") => UnaryOp::Minus,
            Token::Word("not") => UnaryOp::Not,
            _ => return self.primary(),
        };
        self.tokens.advance();
        let operand = Box::new(self.child(|parser| parser.binary(UNARY_PRECEDENCE))?);
        Ok(Expr::Unary { op, operand })
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let leaf = match self.tokens.peek() {
            Token::Number(number) => Expr::Number(*number),
            Token::Text(text) => Expr::Text(text.clone()),
            Token::Word("true") => Expr::Bool(true),
            Token::Word("false") => Expr::Bool(false),
            Token::Name(_) => return self.name_or_call(),
            Token::Symbol("(") => {
                self.tokens.advance();
                // Parentheses are no level of the tree, but they nest.
                let inner = self.child(Parser::expr)?;
                self.tokens.require(")")?;
                return Ok(inner);
            }
            _ => return Err(self.tokens.expected("an expression")),
        };
        self.tokens.advance();
        Ok(leaf)
    }

    fn name_or_call(&mut self) -> Parsed<Expr> {
        let name = self.tokens.name()?;
        if !self.tokens.take_symbol("(") {
            return Ok(Expr::Name(name));
        }
        let mut arguments = Vec::new();
        while !self.tokens.take_symbol(")") {
            if !arguments.is_empty() {
                self.tokens.require(",")?;
            }
            arguments.push(self.child(Parser::expr)?);
        }
        Ok(Expr::Call { name, arguments })
    }
}
