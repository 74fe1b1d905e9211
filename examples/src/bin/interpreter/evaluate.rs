//! Runs programs.
//!
//! The variables are in environments (`model`). The evaluator itself keeps no list of them: it has
//! the handle of the environment in which it is, and each call has the one to which it returns, on
//! Rust's stack.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc as StdRc;

use kinfolk::Rc;
use kinfolk_examples::script::{BinaryOp, Position};

use crate::builtins::{Builtin, CallError, check_count};
use crate::model::{Env, EnvNode, Function, FunctionNode};
use crate::syntax::{Block, Expr, ExprKind};
use crate::value::{self, Checked, Value};

/// How deeply expressions may be evaluated inside of each other, over all calls.
const MAX_DEPTH: usize = 10_000;

/// The stack that a program of that depth needs at most, in any build.
pub const STACK: usize = 128 << 20;

/// Why a program has stopped.
#[derive(Debug)]
pub enum RunError {
    /// The program has made a mistake.
    Mistake(Box<Mistake>),
    /// The output could not be written.
    Output(io::Error),
}

#[derive(Debug)]
pub struct Mistake {
    pub at: Position,
    pub message: String,
    /// The calls around it, innermost first: the name of the function, and where it was called.
    pub calls: Vec<(String, Position)>,
}

const SHOWN_CALLS: usize = 3;

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            RunError::Mistake(_) => None,
            RunError::Output(error) => Some(error),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mistake { at, message, calls } = match self {
            RunError::Mistake(mistake) => &**mistake,
            RunError::Output(error) => return error.fmt(f),
        };
        write!(f, "{at}: {message}")?;
        for (function, at) in calls.iter().take(SHOWN_CALLS) {
            write!(f, "\n  in `{function}`, called at {at}")?;
        }
        match calls.len().saturating_sub(SHOWN_CALLS) {
            0 => Ok(()),
            1 => write!(f, "\n  in 1 more call"),
            more => write!(f, "\n  in {more} more calls"),
        }
    }
}

/// The environment of a new program.
pub fn new_program() -> Rc<Env> {
    EnvNode::global(Builtin::variables())
}

/// Runs statements in the environment of a program, and returns the value of the last one.
///
/// It needs up to [`STACK`] bytes of stack.
///
/// # Errors
/// At the first mistake of the program, or if `out` fails.
pub fn run(statements: &Block, program: &Rc<Env>, out: &mut dyn Write) -> Result<Value, RunError> {
    match (Evaluator { out, depth: 0 }).statements(statements, program) {
        Ok(value) | Err(Stop::Return(value)) => Ok(value),
        Err(Stop::Error(error)) => Err(error),
    }
}

/// Why an expression has no value.
enum Stop {
    /// The function around it returns.
    Return(Value),
    Error(RunError),
}

type Evaluated = Result<Value, Stop>;

fn mistake<T>(at: Position, message: impl Into<String>) -> Result<T, Stop> {
    let mistake = Mistake { at, message: message.into(), calls: Vec::new() };
    Err(Stop::Error(RunError::Mistake(Box::new(mistake))))
}

/// The value, or the mistake with its place.
fn at<T>(at: Position, checked: Checked<T>) -> Result<T, Stop> {
    checked.or_else(|message| mistake(at, message))
}

struct Evaluator<'a> {
    out: &'a mut dyn Write,
    depth: usize,
}

impl Evaluator<'_> {
    fn value(&mut self, expr: &Expr, env: &Rc<Env>) -> Evaluated {
        match &expr.kind {
            ExprKind::Int(number) => Ok(Value::Int(*number)),
            ExprKind::Name(name) => match env.get(name) {
                Some(value) => Ok(value),
                None => mistake(expr.at, format!("`{name}` is not defined")),
            },
            _ => {
                if self.depth == MAX_DEPTH {
                    return mistake(expr.at, "too many calls inside of each other");
                }
                self.depth += 1;
                let value = self.value_inside(expr, env);
                self.depth -= 1;
                value
            }
        }
    }

    fn value_inside(&mut self, expr: &Expr, env: &Rc<Env>) -> Evaluated {
        match &expr.kind {
            ExprKind::Nothing => Ok(Value::Nothing),
            ExprKind::Bool(truth) => Ok(Value::Bool(*truth)),
            ExprKind::Int(number) => Ok(Value::Int(*number)),
            ExprKind::Text(text) => Ok(Value::Text(text.clone())),
            ExprKind::Name(_) => self.value(expr, env),
            ExprKind::List(items) => {
                let items = self.values(items, env)?;
                at(expr.at, Value::list(items))
            }
            ExprKind::Function(definition) => {
                Ok(Value::Function(FunctionNode::closed_over(env, definition)))
            }
            ExprKind::Unary { op, operand } => {
                let operand = self.value(operand, env)?;
                at(expr.at, value::unary(*op, &operand))
            }
            ExprKind::Binary { op, operands } => self.binary(expr.at, *op, operands, env),
            ExprKind::Index { of } => {
                let list = self.value(&of[0], env)?;
                let index = self.value(&of[1], env)?;
                at(expr.at, list.item(&index))
            }
            ExprKind::Call { function, arguments } => {
                let function = self.value(function, env)?;
                let arguments = self.values(arguments, env)?;
                self.call(expr.at, &function, arguments)
            }
            ExprKind::If { condition, then, otherwise } => {
                if self.truth(condition, env)? {
                    return self.block(then, env);
                }
                otherwise.as_ref().map_or(Ok(Value::Nothing), |expr| self.value(expr, env))
            }
            ExprKind::Block(block) => self.block(block, env),
            ExprKind::Let { name, value } => {
                let value = self.value(value, env)?;
                env.define(name, value);
                Ok(Value::Nothing)
            }
            ExprKind::Assign { name, index, value } => {
                self.assign(expr.at, name, index.as_deref(), value, env)
            }
            ExprKind::While { condition, body } => {
                while self.truth(condition, env)? {
                    self.block(body, env)?;
                }
                Ok(Value::Nothing)
            }
            ExprKind::For { name, list, body } => self.for_each(name, list, body, env),
            ExprKind::Return(value) => {
                let value =
                    value.as_ref().map_or(Ok(Value::Nothing), |value| self.value(value, env));
                Err(Stop::Return(value?))
            }
        }
    }

    fn values(&mut self, exprs: &[Expr], env: &Rc<Env>) -> Result<Vec<Value>, Stop> {
        exprs.iter().map(|expr| self.value(expr, env)).collect()
    }

    fn truth(&mut self, expr: &Expr, env: &Rc<Env>) -> Result<bool, Stop> {
        let value = self.value(expr, env)?;
        at(expr.at, value.truth())
    }

    /// A block of its own has an environment if it needs one.
    fn block(&mut self, block: &Block, env: &Rc<Env>) -> Evaluated {
        if !block.declares {
            return self.statements(block, env);
        }
        self.statements(block, &EnvNode::inside(env, HashMap::new()))
    }

    fn statements(&mut self, block: &Block, env: &Rc<Env>) -> Evaluated {
        let mut last = Value::Nothing;
        for statement in &block.statements {
            last = self.value(statement, env)?;
        }
        Ok(last)
    }

    fn binary(
        &mut self,
        place: Position,
        op: BinaryOp,
        of: &[Expr; 2],
        env: &Rc<Env>,
    ) -> Evaluated {
        let [left, right] = of;
        if let BinaryOp::And | BinaryOp::Or = op {
            let left = self.truth(left, env)?;
            let is_decided = left == (op == BinaryOp::Or);
            return Ok(Value::Bool(if is_decided { left } else { self.truth(right, env)? }));
        }
        let left = self.value(left, env)?;
        let right = self.value(right, env)?;
        at(place, value::binary(op, left, right))
    }

    fn assign(
        &mut self,
        place: Position,
        name: &str,
        index: Option<&Expr>,
        value: &Expr,
        env: &Rc<Env>,
    ) -> Evaluated {
        let index = index.map(|index| self.value(index, env)).transpose()?;
        let value = self.value(value, env)?;
        // What was there before is returned, and dropped when the change is complete.
        let before = EnvNode::change(env, name, |variable| match &index {
            Some(index) => variable.set_item(index, value),
            None => Ok(std::mem::replace(variable, value)),
        });
        match before {
            Some(before) => at(place, before).map(|_| Value::Nothing),
            None => mistake(place, format!("`{name}` is not defined: write `let {name} = ..`")),
        }
    }

    /// Each round has an environment of its own, so that closures keep the item of their round.
    fn for_each(&mut self, name: &str, list: &Expr, body: &Block, env: &Rc<Env>) -> Evaluated {
        let items = match self.value(list, env)? {
            Value::List(items) => items,
            other => return mistake(list.at, format!("`for` needs a list, not {}", other.kind())),
        };
        for item in items {
            self.statements(body, &EnvNode::inside(env, HashMap::from([(name.to_owned(), item)])))?;
        }
        Ok(Value::Nothing)
    }

    fn call(&mut self, place: Position, function: &Value, arguments: Vec<Value>) -> Evaluated {
        match function {
            Value::Function(function) => self.call_function(place, function, arguments),
            Value::Builtin(builtin) => match builtin.call(arguments, self.out) {
                Ok(value) => Ok(value),
                Err(CallError::Mistake(message)) => mistake(place, message),
                Err(CallError::Output(error)) => Err(Stop::Error(RunError::Output(error))),
            },
            other => mistake(place, format!("{} cannot be called", other.kind())),
        }
    }

    fn call_function(
        &mut self,
        place: Position,
        function: &Rc<Function>,
        arguments: Vec<Value>,
    ) -> Evaluated {
        let definition = StdRc::clone(&function.definition);
        let name = definition.name.as_deref().unwrap_or("fn");
        at(place, check_count(name, definition.parameters.len(), arguments.len()))?;
        let variables = definition.parameters.iter().cloned().zip(arguments).collect();
        match self.statements(&definition.body, &EnvNode::inside(&function.env(), variables)) {
            Err(Stop::Return(value)) => Ok(value),
            Err(Stop::Error(RunError::Mistake(mut mistake))) => {
                mistake.calls.push((name.to_owned(), place));
                Err(Stop::Error(RunError::Mistake(mistake)))
            }
            other => other,
        }
    }
}
