//! The values of expressions, and what the operators do with them.

use std::fmt;
use std::rc::Rc as StdRc;

use kinfolk::{Rc, Trace};
use kinfolk_examples::script::{BinaryOp, UnaryOp};

use crate::builtins::Builtin;
use crate::model::Function;

/// Plain data, some of which holds a function: a handle to a node. `Trace` shows that handle to
/// the library, wherever the value is: in a variable, or in a list of lists in a variable.
#[derive(Clone, Debug, PartialEq, Trace)]
pub enum Value {
    /// The value of a definition, and of an empty block.
    Nothing,
    Bool(bool),
    Int(i64),
    Text(StdRc<str>),
    List(Vec<Value>),
    Function(Rc<Function>),
    Builtin(Builtin),
}

/// How deeply lists may be nested. They are plain data, which Rust drops by recursion. Functions in
/// lists in the environments of functions have no such limit, since they are nodes.
const MAX_NESTING: usize = 100;

/// What is wrong with an operation.
pub type Checked<T> = Result<T, String>;

impl Value {
    /// The kind of value, with its article.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Nothing => "nothing",
            Value::Bool(_) => "a truth value",
            Value::Int(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Function(_) | Value::Builtin(_) => "a function",
        }
    }

    /// # Errors
    /// If lists are nested too deeply.
    pub fn list(items: Vec<Value>) -> Checked<Value> {
        let nesting = items.iter().map(Value::nesting).max().unwrap_or_default();
        check_nesting(nesting)?;
        Ok(Value::List(items))
    }

    /// How many lists are around the innermost item.
    fn nesting(&self) -> usize {
        match self {
            Value::List(items) => 1 + items.iter().map(Value::nesting).max().unwrap_or_default(),
            _ => 0,
        }
    }

    /// # Errors
    /// If the value is not a truth value.
    pub fn truth(&self) -> Checked<bool> {
        match self {
            Value::Bool(truth) => Ok(*truth),
            other => Err(format!("a truth value is needed here, not {}", other.kind())),
        }
    }

    /// # Errors
    /// If the value is not a list, or the index is not in it.
    pub fn item(&self, index: &Value) -> Checked<Value> {
        let items = match self {
            Value::List(items) => items,
            other => return Err(format!("{} has no items", other.kind())),
        };
        Ok(items[position(index, items.len())?].clone())
    }

    /// Puts an item in the place of another one, and returns that.
    ///
    /// # Errors
    /// If the value is not a list, if the index is not in it, or if lists are nested too deeply.
    pub fn set_item(&mut self, index: &Value, item: Value) -> Checked<Value> {
        let items = match self {
            Value::List(items) => items,
            other => return Err(format!("{} has no items", other.kind())),
        };
        check_nesting(item.nesting())?;
        let position = position(index, items.len())?;
        Ok(std::mem::replace(&mut items[position], item))
    }
}

/// The nesting is that of the deepest item of a list.
fn check_nesting(nesting: usize) -> Checked<()> {
    if nesting < MAX_NESTING {
        return Ok(());
    }
    Err(format!("more than {MAX_NESTING} lists would be inside of each other"))
}

fn position(index: &Value, length: usize) -> Checked<usize> {
    let Value::Int(index) = index else {
        return Err(format!("an index is a number, not {}", index.kind()));
    };
    match usize::try_from(*index) {
        Ok(position) if position < length => Ok(position),
        _ => Err(format!("there is no item {index} in a list of {length}")),
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nothing => f.write_str("nothing"),
            Value::Bool(truth) => write!(f, "{truth}"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index == 0 { "[" } else { ", " })?;
                    match item {
                        Value::Text(text) => write!(f, "{text:?}")?,
                        item => write!(f, "{item}")?,
                    }
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Value::Function(function) => match &function.definition.name {
                Some(name) => write!(f, "fn {name}"),
                None => f.write_str("fn"),
            },
            Value::Builtin(builtin) => write!(f, "fn {}", builtin.name()),
        }
    }
}

/// # Errors
/// If the operator has no meaning for this value.
pub fn unary(op: UnaryOp, operand: &Value) -> Checked<Value> {
    match (op, operand) {
        (UnaryOp::Minus, Value::Int(number)) => {
            number.checked_neg().map(Value::Int).ok_or_else(too_large)
        }
        (UnaryOp::Not, operand) => Ok(Value::Bool(!operand.truth()?)),
        (UnaryOp::Minus, other) => Err(format!("`-` needs a number, not {}", other.kind())),
    }
}

/// `and` and `or` are not evaluated here, since they may leave out their right operand.
///
/// # Errors
/// If the operator has no meaning for these values.
pub fn binary(op: BinaryOp, left: Value, right: Value) -> Checked<Value> {
    use BinaryOp as Op;

    match (op, left, right) {
        (Op::Equal, left, right) => Ok(Value::Bool(left == right)),
        (Op::NotEqual, left, right) => Ok(Value::Bool(left != right)),
        (_, Value::Int(left), Value::Int(right)) => of_numbers(op, left, right),
        (Op::Add, Value::Text(left), Value::Text(right)) => {
            Ok(Value::Text(format!("{left}{right}").into()))
        }
        (Op::Add, Value::List(mut left), Value::List(right)) => {
            left.extend(right);
            Ok(Value::List(left))
        }
        (_, left, right) => {
            let (op, left, right) = (op.symbol(), left.kind(), right.kind());
            Err(format!("`{op}` has no meaning for {left} and {right}"))
        }
    }
}

fn of_numbers(op: BinaryOp, left: i64, right: i64) -> Checked<Value> {
    use BinaryOp as Op;

    let number = match op {
        Op::Less => return Ok(Value::Bool(left < right)),
        Op::LessOrEqual => return Ok(Value::Bool(left <= right)),
        Op::Greater => return Ok(Value::Bool(left > right)),
        Op::GreaterOrEqual => return Ok(Value::Bool(left >= right)),
        Op::Divide | Op::Remainder if right == 0 => return Err("division by zero".into()),
        Op::Add => left.checked_add(right),
        Op::Subtract => left.checked_sub(right),
        Op::Multiply => left.checked_mul(right),
        Op::Divide => left.checked_div(right),
        Op::Remainder => left.checked_rem(right),
        Op::Or | Op::And | Op::Equal | Op::NotEqual => {
            return Err(format!("`{}` has no meaning for numbers", op.symbol()));
        }
    };
    number.map(Value::Int).ok_or_else(too_large)
}

fn too_large() -> String {
    "the result does not fit in 64 bits".into()
}
