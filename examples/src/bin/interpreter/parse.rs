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

use crate::lexer::{Position, SyntaxError, Token, tokens};
use crate::syntax::{BinaryOp, Block, Definition, Expr, ExprKind, UNARY_PRECEDENCE, UnaryOp};

/// The greatest depth of a tree.
const MAX_HEIGHT: usize = 200;

type Parsed<T> = Result<T, SyntaxError>;

/// # Errors
/// The first mistake, with its position.
pub fn parse(text: &str) -> Parsed<Block> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, nesting: 0, height: 0, functions: 0 };
    let program = parser.block()?;
    match parser.peek() {
        Token::End => Ok(program),
        _ => parser.expected("a statement"),
    }
}

struct Parser {
    tokens: Vec<(Position, Token)>,
    next: usize,
    /// How many calls of `nested` are running.
    nesting: usize,
    /// The height of the highest part so far of the expression that is being parsed.
    height: usize,
    /// In how many functions the next token stands.
    functions: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].1
    }

    fn at(&self) -> Position {
        self.tokens[self.next].0
    }

    fn advance(&mut self) {
        // `End` stays the next token.
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    fn error<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(SyntaxError::new(self.at(), message))
    }

    fn expected<T>(&self, what: &str) -> Parsed<T> {
        let message = format!("expected {what}, found {}", self.peek());
        let is_unfinished = *self.peek() == Token::End;
        Err(SyntaxError { is_unfinished, ..SyntaxError::new(self.at(), message) })
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

    /// Parses a part of the expression that is being parsed.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let height_before = mem::take(&mut self.height);
        self.nesting += 1;
        if self.nesting > MAX_HEIGHT {
            return self.too_deep();
        }
        let part = parse(self)?;
        self.nesting -= 1;
        self.height = height_before.max(self.height + 1);
        if self.height > MAX_HEIGHT { self.too_deep() } else { Ok(part) }
    }

    fn too_deep<T>(&self) -> Parsed<T> {
        self.error(format!("this expression has more than {MAX_HEIGHT} levels: name a part of it"))
    }

    fn boxed(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<Expr>) -> Parsed<Box<Expr>> {
        self.nested(parse).map(Box::new)
    }

    fn block(&mut self) -> Parsed<Block> {
        let mut block = Block::default();
        while *self.peek() != Token::End && *self.peek() != Token::Symbol("}") {
            let has_braces = matches!(
                self.peek(),
                Token::Word("if" | "fn" | "while" | "for") | Token::Symbol("{")
            );
            let statement = self.nested(Parser::statement)?;
            block.declares |= matches!(statement.kind, ExprKind::Let { .. });
            block.statements.push(statement);
            let is_last = matches!(self.peek(), Token::End | Token::Symbol("}"));
            if !self.take_symbol(";") && !has_braces && !is_last {
                return self.expected("an operator or `;`");
            }
        }
        Ok(block)
    }

    fn braced_block(&mut self) -> Parsed<Block> {
        self.require("{")?;
        let block = self.block()?;
        self.require("}")?;
        Ok(block)
    }

    fn statement(&mut self) -> Parsed<Expr> {
        let at = self.at();
        let second = self.tokens.get(self.next + 1).map(|(_, token)| token);
        let is_named = matches!(second, Some(Token::Name(_)));
        let kind = match self.peek() {
            Token::Word("let") => self.definition()?,
            Token::Word("fn") if is_named => self.named_function()?,
            Token::Word("while") => {
                self.advance();
                let condition = self.boxed(|parser| parser.binary(0))?;
                ExprKind::While { condition, body: self.nested(Parser::braced_block)? }
            }
            Token::Word("for") => {
                self.advance();
                let name = self.name()?;
                if !self.take_word("in") {
                    return self.expected("`in`");
                }
                let list = self.boxed(|parser| parser.binary(0))?;
                ExprKind::For { name, list, body: self.nested(Parser::braced_block)? }
            }
            Token::Word("return") if self.functions == 0 => {
                return self.error("`return` stands outside of all functions");
            }
            Token::Word("return") => {
                self.advance();
                let is_alone = matches!(self.peek(), Token::Symbol(";" | "}") | Token::End);
                ExprKind::Return(if is_alone { None } else { Some(self.boxed(Parser::expr)?) })
            }
            _ => return self.expr_or_assignment(),
        };
        Ok(Expr { at, kind })
    }

    fn definition(&mut self) -> Parsed<ExprKind> {
        self.advance();
        let name = self.name()?;
        self.require("=")?;
        Ok(ExprKind::Let { name, value: self.boxed(Parser::expr)? })
    }

    /// `fn name(..) {..}` is short for `let name = fn(..) {..};`, and the function knows its name.
    fn named_function(&mut self) -> Parsed<ExprKind> {
        let at = self.at();
        self.advance();
        let name = self.name()?;
        let kind = self.function(Some(name.clone()))?;
        Ok(ExprKind::Let { name, value: Box::new(Expr { at, kind }) })
    }

    fn expr_or_assignment(&mut self) -> Parsed<Expr> {
        let Expr { at, kind } = self.expr()?;
        if *self.peek() != Token::Symbol("=") {
            return Ok(Expr { at, kind });
        }
        let (name, index) = match kind {
            ExprKind::Name(name) => (name, None),
            ExprKind::Index { of } => match *of {
                [Expr { kind: ExprKind::Name(name), .. }, index] => (name, Some(Box::new(index))),
                _ => return self.error("only an item of a named list can be assigned"),
            },
            _ => return self.error("only a name, or an item of a named list, can be assigned"),
        };
        self.advance();
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
        self.require("(")?;
        let mut parameters: Vec<String> = Vec::new();
        while !self.take_symbol(")") {
            if !parameters.is_empty() {
                self.require(",")?;
            }
            if let Token::Name(name) = self.peek()
                && parameters.contains(name)
            {
                return self.error(format!("there are two parameters `{name}`"));
            }
            parameters.push(self.name()?);
        }
        Ok(parameters)
    }

    fn expr(&mut self) -> Parsed<Expr> {
        let at = self.at();
        match self.peek() {
            Token::Word("if") => self.conditional(),
            Token::Symbol("{") => {
                Ok(Expr { at, kind: ExprKind::Block(self.nested(Parser::braced_block)?) })
            }
            _ => self.binary(0),
        }
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let at = self.at();
        self.advance();
        let condition = self.boxed(|parser| parser.binary(0))?;
        let then = self.nested(Parser::braced_block)?;
        let mut otherwise = None;
        if self.take_word("else") {
            if !matches!(self.peek(), Token::Word("if") | Token::Symbol("{")) {
                return self.expected("`if` or `{`");
            }
            otherwise = Some(self.boxed(Parser::expr)?);
        }
        Ok(Expr { at, kind: ExprKind::If { condition, then, otherwise } })
    }

    /// Parses operators that bind at least as strongly as `precedence`.
    fn binary(&mut self, precedence: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = self.operator() {
            if op.precedence() < precedence {
                break;
            }
            let at = self.at();
            self.advance();
            // What was parsed so far becomes a part.
            self.height += 1;
            let right = self.nested(|parser| parser.binary(op.precedence() + 1))?;
            left = Expr { at, kind: ExprKind::Binary { op, operands: Box::new([left, right]) } };
        }
        Ok(left)
    }

    fn operator(&self) -> Option<BinaryOp> {
        let (Token::Symbol(symbol) | Token::Word(symbol)) = self.peek() else { return None };
        BinaryOp::ALL.into_iter().find(|op| op.symbol() == *symbol)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let at = self.at();
        let op = match self.peek() {
            Token::Symbol("-") => UnaryOp::Minus,
            Token::Word("not") => UnaryOp::Not,
            _ => return self.postfix(),
        };
        self.advance();
        let operand = self.boxed(|parser| parser.binary(UNARY_PRECEDENCE))?;
        Ok(Expr { at, kind: ExprKind::Unary { op, operand } })
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut expr = self.primary()?;
        loop {
            let at = self.at();
            let kind = if self.take_symbol("(") {
                self.height += 1;
                ExprKind::Call { arguments: self.list(")")?, function: Box::new(expr) }
            } else if self.take_symbol("[") {
                self.height += 1;
                let index = self.nested(Parser::expr)?;
                self.require("]")?;
                ExprKind::Index { of: Box::new([expr, index]) }
            } else {
                return Ok(expr);
            };
            if self.height > MAX_HEIGHT {
                return self.too_deep();
            }
            expr = Expr { at, kind };
        }
    }

    /// Expressions up to the closing symbol.
    fn list(&mut self, end: &'static str) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        while !self.take_symbol(end) {
            if !all.is_empty() {
                self.require(",")?;
            }
            all.push(self.nested(Parser::expr)?);
        }
        Ok(all)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let at = self.at();
        let kind = match self.peek() {
            Token::Int(number) => ExprKind::Int(*number),
            Token::Text(text) => ExprKind::Text(text.as_str().into()),
            Token::Name(name) => ExprKind::Name(name.clone()),
            Token::Word("true") => ExprKind::Bool(true),
            Token::Word("false") => ExprKind::Bool(false),
            Token::Word("nothing") => ExprKind::Nothing,
            Token::Word("fn") => {
                self.advance();
                return Ok(Expr { at, kind: self.function(None)? });
            }
            Token::Symbol("[") => {
                self.advance();
                return Ok(Expr { at, kind: ExprKind::List(self.list("]")?) });
            }
            Token::Symbol("(") => {
                self.advance();
                // Parentheses are no level of the tree, but they nest.
                let inner = self.nested(Parser::expr)?;
                self.require(")")?;
                return Ok(inner);
            }
            _ => return self.expected("an expression"),
        };
        self.advance();
        Ok(Expr { at, kind })
    }
}
