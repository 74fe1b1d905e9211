//! Runs a program.

#![expect(
    clippy::mutable_key_type,
    reason = "handles are compared by identity, so a change of their node does not matter"
)]

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use kinfolk::{Node, Rc};
use kinfolk_examples::script::BinaryOp;

use crate::model::{DefinitionRc, Expr, ExprKind, Program};
use crate::print::text_of;
use crate::value::{self, Value};

/// The functions that each program has. All take one argument.
pub const BUILTINS: [&str; 3] = ["print", "text", "length"];

/// How deeply expressions may be evaluated inside each other, over all calls.
const MAX_DEPTH: usize = 600;

/// Why a program has stopped.
#[derive(Debug)]
pub enum RunError {
    /// The program has made a mistake.
    Failed {
        message: String,
        /// The expression that could not be evaluated.
        expr: Rc<Expr>,
        /// The calls around it, innermost first.
        calls: Vec<Rc<Expr>>,
    },
    /// The output could not be written.
    Output(io::Error),
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            RunError::Failed { .. } => None,
            RunError::Output(error) => Some(error),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Failed { message, expr, calls } => {
                write!(f, "{message}\n  in `{}`\n  at {}", first_line(expr), expr.path())?;
                for call in calls.iter().take(SHOWN_CALLS) {
                    write!(f, "\n  called by `{}`\n  at {}", first_line(call), call.path())?;
                }
                match calls.len().saturating_sub(SHOWN_CALLS) {
                    0 => Ok(()),
                    more => write!(f, "\n  and {more} more calls"),
                }
            }
            RunError::Output(error) => error.fmt(f),
        }
    }
}

const SHOWN_CALLS: usize = 3;

fn first_line(expr: &Rc<Expr>) -> String {
    let text = text_of(expr);
    match text.split_once('\n') {
        Some((first, _)) => format!("{first} .."),
        None => text,
    }
}

/// Runs a program whose names are resolved. Returns the value of its last expression.
///
/// # Errors
/// At the first expression that cannot be evaluated, or if `out` fails.
pub fn run(program: &Rc<Program>, out: &mut dyn Write) -> Result<Value, RunError> {
    let mut interpreter = Interpreter { out, globals: Frame::new(), calls: Vec::new(), depth: 0 };
    interpreter.value(&program.body.get())
}

/// The values of the definitions that a call has reached. Handles are equal if they are the same
/// node, so a definition is a key.
type Frame = HashMap<DefinitionRc, Value>;

struct Call {
    expr: Rc<Expr>,
    frame: Frame,
}

struct Interpreter<'a> {
    out: &'a mut dyn Write,
    globals: Frame,
    calls: Vec<Call>,
    depth: usize,
}

type Evaluated = Result<Value, RunError>;

impl Interpreter<'_> {
    fn fail<T>(&self, expr: &Rc<Expr>, message: impl Into<String>) -> Result<T, RunError> {
        let calls = self.calls.iter().rev().map(|call| call.expr.clone()).collect();
        Err(RunError::Failed { message: message.into(), expr: expr.clone(), calls })
    }

    fn or_fail<T>(&self, expr: &Rc<Expr>, result: Result<T, String>) -> Result<T, RunError> {
        result.or_else(|message| self.fail(expr, message))
    }

    fn frame(&self) -> &Frame {
        self.calls.last().map_or(&self.globals, |call| &call.frame)
    }

    fn frame_mut(&mut self) -> &mut Frame {
        self.calls.last_mut().map_or(&mut self.globals, |call| &mut call.frame)
    }

    fn value(&mut self, expr: &Rc<Expr>) -> Evaluated {
        if self.depth == MAX_DEPTH {
            return self.fail(expr, "too many calls inside each other");
        }
        self.depth += 1;
        let value = self.value_inside(expr)?;
        self.depth -= 1;
        Ok(value)
    }

    fn value_inside(&mut self, expr: &Rc<Expr>) -> Evaluated {
        match &expr.kind {
            ExprKind::Number(number) => Ok(Value::Number(*number)),
            ExprKind::Text(text) => Ok(Value::Text(text.as_str().into())),
            ExprKind::Bool(truth) => Ok(Value::Bool(*truth)),
            ExprKind::Name(name) => self.variable(expr, name),
            ExprKind::Unary { op, operand } => {
                let operand = self.value(&operand.read())?;
                self.or_fail(expr, value::unary(*op, &operand))
            }
            ExprKind::Binary { op, left, right } => {
                self.binary(expr, *op, &left.read(), &right.read())
            }
            ExprKind::If { condition, then, otherwise } => {
                if self.truth(&condition.read(), "a condition")? {
                    return self.value(&then.read());
                }
                match otherwise.get() {
                    Some(otherwise) => self.value(&otherwise),
                    None => Ok(Value::Nothing),
                }
            }
            ExprKind::Call { name, arguments } => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in &*arguments.read() {
                    values.push(self.value(argument)?);
                }
                match expr.definition.get() {
                    Some(DefinitionRc::Expr(function)) => self.call(expr, &function, values),
                    _ => self.call_builtin(expr, name, &values),
                }
            }
            ExprKind::Block { body } => {
                let mut last = Value::Nothing;
                for statement in &*body.read() {
                    last = self.value(statement)?;
                }
                Ok(last)
            }
            ExprKind::Let { value, .. } => {
                let value = self.value(&value.read())?;
                self.frame_mut().insert(expr.clone().into(), value);
                Ok(Value::Nothing)
            }
            ExprKind::Function { .. } => Ok(Value::Nothing),
        }
    }

    fn variable(&self, expr: &Rc<Expr>, name: &str) -> Evaluated {
        let definition = expr.definition.get();
        let value = definition.and_then(|definition| {
            self.frame().get(&definition).or_else(|| self.globals.get(&definition)).cloned()
        });
        match value {
            Some(value) => Ok(value),
            None => self.fail(expr, format!("`{name}` has no value yet")),
        }
    }

    fn truth(&mut self, expr: &Rc<Expr>, what: &str) -> Result<bool, RunError> {
        let value = self.value(expr)?;
        self.or_fail(expr, value::truth(&value, what))
    }

    fn binary(
        &mut self,
        expr: &Rc<Expr>,
        op: BinaryOp,
        left: &Rc<Expr>,
        right: &Rc<Expr>,
    ) -> Evaluated {
        if let BinaryOp::And | BinaryOp::Or = op {
            let what = format!("an operand of `{}`", op.symbol());
            let left = self.truth(left, &what)?;
            let is_decided = left == (op == BinaryOp::Or);
            return Ok(Value::Bool(if is_decided { left } else { self.truth(right, &what)? }));
        }
        let (left, right) = (self.value(left)?, self.value(right)?);
        self.or_fail(expr, value::binary(op, &left, &right))
    }

    fn call(&mut self, call: &Rc<Expr>, function: &Rc<Expr>, arguments: Vec<Value>) -> Evaluated {
        let ExprKind::Function { parameters, body, .. } = &function.kind else {
            return self.fail(call, "this is not a function");
        };
        let frame = parameters.iter().map(DefinitionRc::from).zip(arguments).collect();
        self.calls.push(Call { expr: call.clone(), frame });
        let value = self.value(&body.read())?;
        self.calls.pop();
        Ok(value)
    }

    fn call_builtin(&mut self, call: &Rc<Expr>, name: &str, arguments: &[Value]) -> Evaluated {
        match (name, arguments) {
            ("print", [value]) => {
                writeln!(self.out, "{value}").map_err(RunError::Output)?;
                Ok(Value::Nothing)
            }
            ("text", [value]) => Ok(Value::Text(value.to_string().into())),
            #[expect(clippy::cast_precision_loss, reason = "no text is that long")]
            ("length", [Value::Text(text)]) => Ok(Value::Number(text.chars().count() as f64)),
            ("length", [_]) => self.fail(call, "`length` needs a text"),
            _ => self.fail(call, format!("there is no function `{name}`")),
        }
    }
}
