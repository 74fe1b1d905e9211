//! Parses tokens into the syntax tree.
//!
//! ```text
//! block     = { statement }
//! statement = "let" name "=" expr ";"
//!           | "fn" name parameters "{" block "}"
//!           | ( if | loop | "{" block "}" ) [ ";" ]
//!           | "return" [ expr ] ";"
//!           | name [ "[" expr "]" ] "=" expr ";"
//!           | expr ";"                       the last one in a block needs no ";"
//! loop      = "while" expr "{" block "}" | "for" name "in" expr "{" block "}"
//! expr      = if | "{" block "}" | binary
//! if        = "if" binary "{" block "}" [ "else" ( if | "{" block "}" ) ]
//! binary    = unary { operator unary }
//! unary     = { "-" | "not" } postfix
//! postfix   = primary { "(" [ expr { "," expr } ] ")" | "[" expr "]" }
//! primary   = int | text | "true" | "false" | "nothing" | name
//!           | "[" [ expr { "," expr } ] "]" | "fn" parameters "{" block "}" | "(" expr ")"
//! parameters = "(" [ name { "," name } ] ")"
//! ```

use std::mem;
use std::rc::Rc as StdRc;

use kinfolk_examples::script::{Parsed, SyntaxError, Token, Tokens, UNARY_PRECEDENCE, UnaryOp};

use crate::lexer::LEXER;
use crate::syntax::{Block, Definition, Expr, ExprKind};

/// The greatest depth of a tree.
const MAX_HEIGHT: usize = 200;

/// # Errors
/// The first mistake, with its position.
pub fn parse(text: &str) -> Parsed<Block> {
    let mut parser = Parser { tokens: LEXER.tokens(text)?, nesting: 0, height: 0, functions: 0 };
    let program = parser.block()?;
    match parser.tokens.peek() {
        Token::End => Ok(program),
        _ => Err(parser.tokens.expected("a statement")),
    }
}

struct Parser {
    tokens: Tokens<i64>,
    /// How many calls of `nested` are running.
    nesting: usize,
    /// The height of the highest part so far of the expression that is being parsed.
    height: usize,
    /// In how many functions the next token stands.
    functions: usize,
}

impl Parser {
    /// Parses a part of the expression that is being parsed.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let height_before = mem::take(&mut self.height);
        self.nesting += 1;
        if self.nesting > MAX_HEIGHT {
            return Err(self.too_deep());
        }
        let part = parse(self)?;
        self.nesting -= 1;
        self.height = height_before.max(self.height + 1);
        if self.height > MAX_HEIGHT { Err(self.too_deep()) } else { Ok(part) }
    }

    fn too_deep(&self) -> SyntaxError {
        let message =
            format!("this expression has more than {MAX_HEIGHT} levels: name a part of it");
        self.tokens.error(message)
    }

    fn boxed(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<Expr>) -> Parsed<Box<Expr>> {
        self.nested(parse).map(Box::new)
    }

    fn block(&mut self) -> Parsed<Block> {
        let mut block = Block::default();
        while *self.tokens.peek() != Token::End && *self.tokens.peek() != Token::Symbol("}") {
            let has_braces = matches!(
                self.tokens.peek(),
                Token::Word("if" | "fn" | "while" | "for") | Token::Symbol("{")
            );
            let statement = self.nested(Parser::statement)?;
            block.declares |= matches!(statement.kind, ExprKind::Let { .. });
            block.statements.push(statement);
            let is_last = matches!(self.tokens.peek(), Token::End | Token::Symbol("}"));
            if !self.tokens.take_symbol(";") && !has_braces && !is_last {
                return Err(self.tokens.expected("an operator or `;`"));
            }
        }
        Ok(block)
    }

    fn braced_block(&mut self) -> Parsed<Block> {
        self.tokens.require("{")?;
        let block = self.block()?;
        self.tokens.require("}")?;
        Ok(block)
    }

    fn statement(&mut self) -> Parsed<Expr> {
        let at = self.tokens.at();
        let is_named = matches!(self.tokens.peek_second(), Some(Token::Name(_)));
        let kind = match self.tokens.peek() {
            Token::Word("let") => self.definition()?,
            Token::Word("fn") if is_named => self.named_function()?,
            Token::Word("while") => {
                self.tokens.advance();
                let condition = self.boxed(|parser| parser.binary(0))?;
                ExprKind::While { condition, body: self.nested(Parser::braced_block)? }
            }
            Token::Word("for") => {
                self.tokens.advance();
                let name = self.tokens.name()?;
                if !self.tokens.take_word("in") {
                    return Err(self.tokens.expected("`in`"));
                }
                let list = self.boxed(|parser| parser.binary(0))?;
                ExprKind::For { name, list, body: self.nested(Parser::braced_block)? }
            }
            Token::Word("return") if self.functions == 0 => {
                return Err(self.tokens.error("`return` stands outside of all functions"));
            }
            Token::Word("return") => {
                self.tokens.advance();
                let is_alone = matches!(self.tokens.peek(), Token::Symbol(";" | "}") | Token::End);
                ExprKind::Return(if is_alone { None } else { Some(self.boxed(Parser::expr)?) })
            }
            _ => return self.expr_or_assignment(),
        };
        Ok(Expr { at, kind })
    }

    fn definition(&mut self) -> Parsed<ExprKind> {
        self.tokens.advance();
        let name = self.tokens.name()?;
        self.tokens.require("=")?;
        Ok(ExprKind::Let { name, value: self.boxed(Parser::expr)? })
    }

    /// `fn name(..) {..}` is short for `let name = fn(..) {..};`, and the function knows its name.
    fn named_function(&mut self) -> Parsed<ExprKind> {
        let at = self.tokens.at();
        self.tokens.advance();
        let name = self.tokens.name()?;
        let kind = self.function(Some(name.clone()))?;
        Ok(ExprKind::Let { name, value: Box::new(Expr { at, kind }) })
    }

    fn expr_or_assignment(&mut self) -> Parsed<Expr> {
        let Expr { at, kind } = self.expr()?;
        if *self.tokens.peek() != Token::Symbol("=") {
            return Ok(Expr { at, kind });
        }
        let (name, index) = match kind {
            ExprKind::Name(name) => (name, None),
            ExprKind::Index { of } => match *of {
                [Expr { kind: ExprKind::Name(name), .. }, index] => (name, Some(Box::new(index))),
                _ => return Err(self.tokens.error("only an item of a named list can be assigned")),
            },
            _ => {
                let message = "only a name, or an item of a named list, can be assigned";
                return Err(self.tokens.error(message));
            }
        };
        self.tokens.advance();
        Ok(Expr { at, kind: ExprKind::Assign { name, index, value: self.boxed(Parser::expr)? } })
    }

    fn function(&mut self, name: Option<String>) -> Parsed<ExprKind> {
        let parameters = self.parameters()?;
        self.functions += 1;
        let body = self.nested(Parser::braced_block)?;
        self.functions -= 1;
        Ok(ExprKind::Function(StdRc::new(Definition { name, parameters, body })))
    }

    fn parameters(&mut self) -> Parsed<Vec<String>> {
        self.tokens.require("(")?;
        let mut parameters: Vec<String> = Vec::new();
        while !self.tokens.take_symbol(")") {
            if !parameters.is_empty() {
                self.tokens.require(",")?;
            }
            if let Token::Name(name) = self.tokens.peek()
                && parameters.contains(name)
            {
                return Err(self.tokens.error(format!("there are two parameters `{name}`")));
            }
            parameters.push(self.tokens.name()?);
        }
        Ok(parameters)
    }

    fn expr(&mut self) -> Parsed<Expr> {
        let at = self.tokens.at();
        match self.tokens.peek() {
            Token::Word("if") => self.conditional(),
            Token::Symbol("{") => {
                Ok(Expr { at, kind: ExprKind::Block(self.nested(Parser::braced_block)?) })
            }
            _ => self.binary(0),
        }
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let at = self.tokens.at();
        self.tokens.advance();
        let condition = self.boxed(|parser| parser.binary(0))?;
        let then = self.nested(Parser::braced_block)?;
        let mut otherwise = None;
        if self.tokens.take_word("else") {
            if !matches!(self.tokens.peek(), Token::Word("if") | Token::Symbol("{")) {
                return Err(self.tokens.expected("`if` or `{`"));
            }
            otherwise = Some(self.boxed(Parser::expr)?);
        }
        Ok(Expr { at, kind: ExprKind::If { condition, then, otherwise } })
    }

    /// Parses operators that bind at least as strongly as `precedence`.
    fn binary(&mut self, precedence: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = self.tokens.peek_operator() {
            if op.precedence() < precedence {
                break;
            }
            let at = self.tokens.at();
            self.tokens.advance();
            // What was parsed so far becomes a part.
            self.height += 1;
            let right = self.nested(|parser| parser.binary(op.precedence() + 1))?;
            left = Expr { at, kind: ExprKind::Binary { op, operands: Box::new([left, right]) } };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let at = self.tokens.at();
        let op = match self.tokens.peek() {
            Token::Symbol("-") => UnaryOp::Minus,
            Token::Word("not") => UnaryOp::Not,
            _ => return self.postfix(),
        };
        self.tokens.advance();
        let operand = self.boxed(|parser| parser.binary(UNARY_PRECEDENCE))?;
        Ok(Expr { at, kind: ExprKind::Unary { op, operand } })
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut expr = self.primary()?;
        loop {
            let at = self.tokens.at();
            let kind = if self.tokens.take_symbol("(") {
                self.height += 1;
                ExprKind::Call { arguments: self.list(")")?, function: Box::new(expr) }
            } else if self.tokens.take_symbol("[") {
                self.height += 1;
                let index = self.nested(Parser::expr)?;
                self.tokens.require("]")?;
                ExprKind::Index { of: Box::new([expr, index]) }
            } else {
                return Ok(expr);
            };
            if self.height > MAX_HEIGHT {
                return Err(self.too_deep());
            }
            expr = Expr { at, kind };
        }
    }

    /// Expressions up to the closing symbol.
    fn list(&mut self, end: &'static str) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        while !self.tokens.take_symbol(end) {
            if !all.is_empty() {
                self.tokens.require(",")?;
            }
            all.push(self.nested(Parser::expr)?);
        }
        Ok(all)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let at = self.tokens.at();
        let kind = match self.tokens.peek() {
            Token::Number(number) => ExprKind::Int(*number),
            Token::Text(text) => ExprKind::Text(text.as_str().into()),
            Token::Name(name) => ExprKind::Name(name.clone()),
            Token::Word("true") => ExprKind::Bool(true),
            Token::Word("false") => ExprKind::Bool(false),
            Token::Word("nothing") => ExprKind::Nothing,
            Token::Word("fn") => {
                self.tokens.advance();
                return Ok(Expr { at, kind: self.function(None)? });
            }
            Token::Symbol("[") => {
                self.tokens.advance();
                return Ok(Expr { at, kind: ExprKind::List(self.list("]")?) });
            }
            Token::Symbol("(") => {
                self.tokens.advance();
                // Parentheses are no level of the tree, but they nest.
                let inner = self.nested(Parser::expr)?;
                self.tokens.require(")")?;
                return Ok(inner);
            }
            _ => return Err(self.tokens.expected("an expression")),
        };
        self.tokens.advance();
        Ok(Expr { at, kind })
    }
}
