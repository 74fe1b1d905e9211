//! Writes an expression as text that parses to the same tree.

use std::fmt::{self, Write};

use kinfolk::Rc;
use kinfolk_examples::script::UNARY_PRECEDENCE;

use crate::model::{Expr, ExprKind};

/// An expression as text.
pub fn text_of(expr: &Rc<Expr>) -> String {
    let mut printer = Printer { out: String::new(), indent: 0 };
    printer.operand(expr, 0).expect("a `String` takes all text");
    printer.out
}

/// The statements of a block, without braces: the text of a program.
pub fn statements_of(block: &Rc<Expr>) -> String {
    let mut printer = Printer { out: String::new(), indent: 0 };
    printer.statements(block).expect("a `String` takes all text");
    printer.out
}

struct Printer {
    out: String,
    indent: usize,
}

impl Printer {
    /// Writes an expression, in parentheses if it binds more weakly than `precedence`.
    fn operand(&mut self, expr: &Rc<Expr>, precedence: u8) -> fmt::Result {
        if self::precedence(expr) >= precedence {
            return self.expr(expr);
        }
        self.out.push('(');
        self.expr(expr)?;
        self.out.push(')');
        Ok(())
    }

    fn expr(&mut self, expr: &Rc<Expr>) -> fmt::Result {
        match &expr.kind {
            ExprKind::Number(number) => write!(self.out, "{number}")?,
            ExprKind::Text(text) => self.text(text),
            ExprKind::Bool(truth) => write!(self.out, "{truth}")?,
            ExprKind::Name(name) => self.out.push_str(name),
            ExprKind::Unary { op, operand } => {
                self.out.push_str(op.prefix());
                self.operand(&operand.read(), UNARY_PRECEDENCE)?;
            }
            ExprKind::Binary { op, left, right } => {
                self.operand(&left.read(), op.precedence())?;
                write!(self.out, " {} ", op.symbol())?;
                self.operand(&right.read(), op.precedence() + 1)?;
            }
            ExprKind::If { condition, then, otherwise } => {
                self.out.push_str("if ");
                self.operand(&condition.read(), 1)?;
                self.out.push(' ');
                self.expr(&then.read())?;
                if let Some(otherwise) = otherwise.get() {
                    self.out.push_str(" else ");
                    self.expr(&otherwise)?;
                }
            }
            ExprKind::Call { name, arguments } => {
                write!(self.out, "{name}(")?;
                for (index, argument) in arguments.read().iter().enumerate() {
                    self.out.push_str(if index == 0 { "" } else { ", " });
                    self.operand(argument, 0)?;
                }
                self.out.push(')');
            }
            ExprKind::Block { body } if body.is_empty() => self.out.push_str("{}"),
            ExprKind::Block { .. } => {
                self.out.push_str("{\n");
                self.indent += 1;
                self.statements(expr)?;
                self.indent -= 1;
                self.start_line();
                self.out.push('}');
            }
            ExprKind::Let { name, value } => {
                write!(self.out, "let {name} = ")?;
                self.operand(&value.read(), 0)?;
            }
            ExprKind::Function { name, parameters, body } => {
                write!(self.out, "fn {name}(")?;
                for (index, parameter) in parameters.read().iter().enumerate() {
                    self.out.push_str(if index == 0 { "" } else { ", " });
                    self.out.push_str(&parameter.name);
                }
                self.out.push_str(") ");
                self.expr(&body.read())?;
            }
        }
        Ok(())
    }

    fn statements(&mut self, block: &Rc<Expr>) -> fmt::Result {
        let ExprKind::Block { body } = &block.kind else { return self.expr(block) };
        for statement in &*body.read() {
            self.start_line();
            self.expr(statement)?;
            let has_end = matches!(
                statement.kind,
                ExprKind::If { .. } | ExprKind::Block { .. } | ExprKind::Function { .. }
            );
            self.out.push_str(if has_end { "\n" } else { ";\n" });
        }
        Ok(())
    }

    fn start_line(&mut self) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for next in text.chars() {
            match next {
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                next => self.out.push(next),
            }
        }
        self.out.push('"');
    }
}

/// How strongly an expression holds together, beside operators.
fn precedence(expr: &Rc<Expr>) -> u8 {
    match &expr.kind {
        ExprKind::If { .. }
        | ExprKind::Block { .. }
        | ExprKind::Let { .. }
        | ExprKind::Function { .. } => 0,
        ExprKind::Binary { op, .. } => op.precedence(),
        ExprKind::Unary { .. } => UNARY_PRECEDENCE,
        _ => UNARY_PRECEDENCE + 1,
    }
}
