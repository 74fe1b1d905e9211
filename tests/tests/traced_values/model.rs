//! Environments and functions, as in an interpreter: each environment has values by name, and each
//! function knows the environment that it was made in. Hooks write in a journal.

use std::cell::RefCell;
use std::collections::BTreeMap;

use kinfolk::{Graph, Rc, Trace, Weak};

thread_local! {
    static JOURNAL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes a line in the journal of this thread.
pub fn note(line: impl Into<String>) {
    JOURNAL.with_borrow_mut(|journal| journal.push(line.into()));
}

/// The lines since the last call.
pub fn notes() -> Vec<String> {
    JOURNAL.take()
}

#[derive(Clone, Debug, PartialEq, Trace)]
pub enum Value {
    Int(i64),
    List(Vec<Value>),
    Function(Rc<Function>),
    Weak(Weak<Function>),
}

pub type Store = BTreeMap<String, Value>;

#[derive(Graph)]
#[graph(shared(pub outer: Env), finalize = |env| note(format!("env {}", env.name)))]
pub struct Env {
    pub name: &'static str,
    #[graph(value, trace)]
    pub store: Store,
}

#[derive(Graph)]
#[graph(shared(pub env: Env), finalize = |function| note(function.describe()))]
pub struct Function {
    pub name: &'static str,
}

impl FunctionNode {
    /// The function, and the names in its environment.
    fn describe(&self) -> String {
        let names = self.env.get().map(|env| env.names());
        format!("function {} in {}", self.name, names.unwrap_or_default())
    }
}

impl EnvNode {
    pub fn names(&self) -> String {
        let names: Vec<_> = self.store.read().keys().cloned().collect();
        format!("{}[{}]", self.name, names.join(" "))
    }

    pub fn put(&self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let old = self.store.update(|store| store.insert(name.to_owned(), value));
        drop(old);
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<Rc<Function>> for Value {
    fn from(function: Rc<Function>) -> Self {
        Value::Function(function)
    }
}

impl From<Vec<Value>> for Value {
    fn from(list: Vec<Value>) -> Self {
        Value::List(list)
    }
}

pub fn env(name: &'static str) -> Rc<Env> {
    Env { name, store: Store::new() }.into_graph()
}

/// A function that is made in this environment.
pub fn function(name: &'static str, env: &Rc<Env>) -> Rc<Function> {
    let function = Function { name }.into_graph();
    function.env.set(env.clone());
    function
}

/// A function without an environment.
pub fn builtin(name: &'static str) -> Rc<Function> {
    Function { name }.into_graph()
}
