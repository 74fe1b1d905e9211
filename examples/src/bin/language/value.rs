//! The values of expressions, and what the operators do with them.

use std::fmt;
use std::rc::Rc as StdRc;

use kinfolk_examples::script::{BinaryOp, UnaryOp};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The value of a definition, and of an empty block.
    Nothing,
    Number(f64),
    Text(StdRc<str>),
    Bool(bool),
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Value::Nothing => "nothing",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::Bool(_) => "a truth value",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nothing => f.write_str("nothing"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::Bool(truth) => write!(f, "{truth}"),
        }
    }
}

/// # Errors
/// If the operator has no meaning for this value.
pub fn unary(op: UnaryOp, operand: &Value) -> Result<Value, String> {
    match (op, operand) {
        (UnaryOp::Minus, Value::Number(number)) => Ok(Value::Number(-number)),
        (UnaryOp::Not, Value::Bool(truth)) => Ok(Value::Bool(!truth)),
        (UnaryOp::Minus, other) => Err(format!("`-` needs a number, not {}", other.kind())),
        (UnaryOp::Not, other) => Err(format!("`not` needs a truth value, not {}", other.kind())),
    }
}

/// `and` and `or` are not evaluated here, since they may leave out their right operand.
///
/// # Errors
/// If the operator has no meaning for these values.
pub fn binary(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, String> {
    use BinaryOp as Op;

    let kinds = [left.kind(), right.kind()];
    Ok(match (op, left, right) {
        (Op::Equal, _, _) => Value::Bool(left == right),
        (Op::NotEqual, _, _) => Value::Bool(left != right),
        (Op::Add, Value::Text(left), Value::Text(right)) => {
            Value::Text(format!("{left}{right}").into())
        }
        (Op::Divide | Op::Remainder, Value::Number(_), Value::Number(0.0)) => {
            return Err("division by zero".into());
        }
        (_, Value::Number(left), Value::Number(right)) => match op {
            Op::Add => Value::Number(left + right),
            Op::Subtract => Value::Number(left - right),
            Op::Multiply => Value::Number(left * right),
            Op::Divide => Value::Number(left / right),
            Op::Remainder => Value::Number(left % right),
            Op::Less => Value::Bool(left < right),
            Op::LessOrEqual => Value::Bool(left <= right),
            Op::Greater => Value::Bool(left > right),
            Op::GreaterOrEqual => Value::Bool(left >= right),
            Op::Or | Op::And | Op::Equal | Op::NotEqual => return no_meaning(op, kinds),
        },
        _ => return no_meaning(op, kinds),
    })
}

fn no_meaning(op: BinaryOp, [left, right]: [&str; 2]) -> Result<Value, String> {
    Err(format!("`{}` has no meaning for {left} and {right}", op.symbol()))
}

/// # Errors
/// If the value is not a truth value.
pub fn truth(value: &Value, of: &str) -> Result<bool, String> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        other => Err(format!("{of} must be a truth value, not {}", other.kind())),
    }
}
