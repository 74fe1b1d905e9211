//! The programs, and an evaluator for them: as in the example `interpreter`, as far as these
//! programs need it. It runs on any [`Memory`], so that only the environments and the functions
//! differ.

use std::collections::HashMap;
use std::rc::Rc as StdRc;

use kinfolk::Trace;

/// `F` is the handle to a function.
#[derive(Clone, Trace)]
pub(super) enum Value<F> {
    Nothing,
    Bool(bool),
    Int(i64),
    Function(F),
}

pub(super) type Store<F> = HashMap<String, Value<F>>;

/// The environments and functions of a program.
pub(super) trait Memory {
    type Env: Clone;
    type Function: Clone + 'static;

    fn global() -> Self::Env;
    fn inside(outer: &Self::Env, store: Store<Self::Function>) -> Self::Env;
    fn get(env: &Self::Env, name: &str) -> Option<Value<Self::Function>>;
    fn define(env: &Self::Env, name: &str, value: Value<Self::Function>);

    /// Returns whether there is such a variable.
    fn assign(env: &Self::Env, name: &str, value: Value<Self::Function>) -> bool;

    fn closure(env: &Self::Env, definition: &StdRc<Definition>) -> Self::Function;
    fn definition(function: &Self::Function) -> &StdRc<Definition>;
    fn env(function: &Self::Function) -> Self::Env;
}

pub(super) enum Expr {
    Int(i64),
    Name(&'static str),
    Add(Box<[Expr; 2]>),
    Subtract(Box<[Expr; 2]>),
    Less(Box<[Expr; 2]>),
    If(Box<[Expr; 3]>),
    Call(Box<Expr>, Vec<Expr>),
    Function(StdRc<Definition>),
    Let(&'static str, Box<Expr>),
    Assign(&'static str, Box<Expr>),
    While(Box<Expr>, Vec<Expr>),
}

pub(super) struct Definition {
    parameters: Vec<String>,
    body: Vec<Expr>,
}

impl Expr {
    fn call(function: Expr, argument: Expr) -> Expr {
        Expr::Call(Box::new(function), vec![argument])
    }

    fn add(left: Expr, right: Expr) -> Expr {
        Expr::Add(Box::new([left, right]))
    }

    fn function(parameters: &[&str], body: Vec<Expr>) -> Expr {
        let parameters = parameters.iter().map(|&name| name.into()).collect();
        Expr::Function(StdRc::new(Definition { parameters, body }))
    }

    fn bind(name: &'static str, value: Expr) -> Expr {
        Expr::Let(name, Box::new(value))
    }
}

/// `fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } } fib(size)`
pub(super) fn fib(size: i64) -> Vec<Expr> {
    use Expr::{If, Int, Less, Name, Subtract};

    let n = || Name("n");
    let less = |by| Expr::call(Name("fib"), Subtract(Box::new([n(), Int(by)])));
    let sum = Expr::add(less(1), less(2));
    let body = If(Box::new([Less(Box::new([n(), Int(2)])), n(), sum]));
    let fib = Expr::function(&["n"], vec![body]);
    vec![Expr::bind("fib", fib), Expr::call(Name("fib"), Int(size))]
}

/// `fn adder(a) { fn(b) { a + b } } .. while i < size { n = n + adder(i)(1); i = i + 1; } n`
pub(super) fn closures(size: i64) -> Vec<Expr> {
    use Expr::{Int, Name};

    let inner = Expr::function(&["b"], vec![Expr::add(Name("a"), Name("b"))]);
    let adder = Expr::bind("adder", Expr::function(&["a"], vec![inner]));
    let sum = Expr::call(Expr::call(Name("adder"), Name("i")), Int(1));
    counting(adder, sum, size)
}

/// `fn stored(a) { fn f(b) { a + b } f(1) } .. while i < size { n = n + stored(i); i = i + 1; } n`:
/// each round leaves a function in the environment that it keeps.
pub(super) fn cycles(size: i64) -> Vec<Expr> {
    use Expr::{Int, Name};

    let inner = Expr::function(&["b"], vec![Expr::add(Name("a"), Name("b"))]);
    let body = vec![Expr::bind("f", inner), Expr::call(Name("f"), Int(1))];
    let stored = Expr::bind("stored", Expr::function(&["a"], body));
    counting(stored, Expr::call(Name("stored"), Name("i")), size)
}

fn counting(first: Expr, added: Expr, size: i64) -> Vec<Expr> {
    use Expr::{Assign, Int, Less, Name, While};

    let next = Assign("i", Box::new(Expr::add(Name("i"), Int(1))));
    let sum = Assign("n", Box::new(Expr::add(Name("n"), added)));
    let condition = Less(Box::new([Name("i"), Int(size)]));
    let [i, n] = ["i", "n"].map(|name| Expr::bind(name, Int(0)));
    vec![first, i, n, While(Box::new(condition), vec![sum, next]), Name("n")]
}

type Evaluated<M> = Result<Value<<M as Memory>::Function>, String>;

/// Runs a program, and returns its value, a number.
pub(super) fn run<M: Memory>(program: &[Expr]) -> Result<i64, String> {
    int(&statements::<M>(program, &M::global())?)
}

fn statements<M: Memory>(all: &[Expr], env: &M::Env) -> Evaluated<M> {
    let mut last = Value::Nothing;
    for statement in all {
        last = value::<M>(statement, env)?;
    }
    Ok(last)
}

fn int<F>(value: &Value<F>) -> Result<i64, String> {
    match value {
        Value::Int(number) => Ok(*number),
        _ => Err("no number".into()),
    }
}

fn ints<M: Memory>(of: &[Expr; 2], env: &M::Env) -> Result<[i64; 2], String> {
    let left = value::<M>(&of[0], env)?;
    let right = value::<M>(&of[1], env)?;
    Ok([int(&left)?, int(&right)?])
}

fn truth<M: Memory>(expr: &Expr, env: &M::Env) -> Result<bool, String> {
    match value::<M>(expr, env)? {
        Value::Bool(truth) => Ok(truth),
        _ => Err("no truth value".into()),
    }
}

fn value<M: Memory>(expr: &Expr, env: &M::Env) -> Evaluated<M> {
    Ok(match expr {
        Expr::Int(number) => Value::Int(*number),
        Expr::Name(name) => M::get(env, name).ok_or_else(|| format!("`{name}` is not defined"))?,
        Expr::Add(of) => {
            let [left, right] = ints::<M>(of, env)?;
            Value::Int(left.checked_add(right).ok_or("too large")?)
        }
        Expr::Subtract(of) => {
            let [left, right] = ints::<M>(of, env)?;
            Value::Int(left.checked_sub(right).ok_or("too large")?)
        }
        Expr::Less(of) => {
            let [left, right] = ints::<M>(of, env)?;
            Value::Bool(left < right)
        }
        Expr::If(of) => {
            let [condition, then, otherwise] = &**of;
            value::<M>(if truth::<M>(condition, env)? { then } else { otherwise }, env)?
        }
        Expr::Call(function, arguments) => {
            let function = value::<M>(function, env)?;
            let arguments = arguments.iter().map(|argument| value::<M>(argument, env));
            call::<M>(&function, arguments.collect::<Result<_, _>>()?)?
        }
        Expr::Function(definition) => Value::Function(M::closure(env, definition)),
        Expr::Let(name, of) => {
            M::define(env, name, value::<M>(of, env)?);
            Value::Nothing
        }
        Expr::Assign(name, of) => {
            let value = value::<M>(of, env)?;
            if !M::assign(env, name, value) {
                return Err(format!("`{name}` is not defined"));
            }
            Value::Nothing
        }
        Expr::While(condition, body) => {
            while truth::<M>(condition, env)? {
                statements::<M>(body, env)?;
            }
            Value::Nothing
        }
    })
}

fn call<M: Memory>(
    function: &Value<M::Function>,
    arguments: Vec<Value<M::Function>>,
) -> Evaluated<M> {
    let Value::Function(function) = function else { return Err("no function".into()) };
    let definition = StdRc::clone(M::definition(function));
    let store = definition.parameters.iter().cloned().zip(arguments).collect();
    statements::<M>(&definition.body, &M::inside(&M::env(function), store))
}
