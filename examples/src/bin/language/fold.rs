//! Replaces constant expressions by their values, in place.
//!
//! The nodes around a replaced one stay the same: handles to them stay valid, and links to
//! definitions go on pointing there.

use kinfolk::{Graph, Handle, Node, Rc};
use kinfolk_examples::script::UnaryOp;

use crate::model::{Expr, ExprKind, Program};
use crate::value::{self, Value};

/// Folds all constant expressions. Returns how many were replaced.
pub fn fold(program: &Rc<Program>) -> usize {
    // In this order, each expression comes after those in it.
    let children_first = program.descendants_of::<Expr>().rev();
    children_first.filter(fold_one).count()
}

fn fold_one(expr: &Rc<Expr>) -> bool {
    match &expr.kind {
        ExprKind::Unary { op, operand } => {
            let operand = operand.read();
            // A negative number is a literal already.
            let is_literal = *op == UnaryOp::Minus && matches!(operand.kind, ExprKind::Number(_));
            let operand = if is_literal { None } else { constant(&operand) };
            operand.is_some_and(|operand| replace_by(expr, value::unary(*op, &operand)))
        }
        ExprKind::Binary { op, left, right } => {
            match (constant(&left.read()), constant(&right.read())) {
                (Some(left), Some(right)) => replace_by(expr, value::binary(*op, &left, &right)),
                _ => false,
            }
        }
        ExprKind::If { condition, then, otherwise } => match condition.read().kind {
            ExprKind::Bool(true) => {
                // A required child cannot be taken away, only replaced.
                let branch = then.replace(empty_block());
                put_in_place_of(expr, &branch);
                true
            }
            ExprKind::Bool(false) => {
                let branch = otherwise.take().unwrap_or_else(|| empty_block().into_graph());
                put_in_place_of(expr, &branch);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// The value of a literal, or of a number with a minus.
fn constant(expr: &Rc<Expr>) -> Option<Value> {
    match &expr.kind {
        ExprKind::Number(number) => Some(Value::Number(*number)),
        ExprKind::Text(text) => Some(Value::Text(text.as_str().into())),
        ExprKind::Bool(truth) => Some(Value::Bool(*truth)),
        ExprKind::Unary { op: UnaryOp::Minus, operand } => match operand.read().kind {
            ExprKind::Number(number) => Some(Value::Number(-number)),
            _ => None,
        },
        _ => None,
    }
}

/// The literal for a value. There is none for an infinite number.
fn literal(value: &Value) -> Option<Expr> {
    match value {
        Value::Number(number) if number.is_finite() => {
            let positive = Expr::Number(number.abs());
            Some(if number.is_sign_negative() {
                Expr::Unary { op: UnaryOp::Minus, operand: Box::new(positive) }
            } else {
                positive
            })
        }
        Value::Text(text) => Some(Expr::Text(text.to_string())),
        Value::Bool(truth) => Some(Expr::Bool(*truth)),
        Value::Number(_) | Value::Nothing => None,
    }
}

/// Replaces an expression by a value. If there was an error, the expression stays, so that the
/// error comes when the program runs.
fn replace_by(expr: &Rc<Expr>, value: Result<Value, String>) -> bool {
    let Some(literal) = value.ok().as_ref().and_then(literal) else { return false };
    put_in_place_of(expr, &literal.into_graph());
    true
}

fn put_in_place_of(expr: &Rc<Expr>, other: &Rc<Expr>) {
    expr.replace_with(other.clone()).expect("the other one has left the tree");
}

fn empty_block() -> Expr {
    Expr::Block { body: Vec::new() }
}
