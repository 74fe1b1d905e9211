//! What a running program consists of: environments, and the functions that are closed over them.
//!
//! A function keeps the environment in which it was made, and an environment has the functions that
//! are defined in it. So almost each function is on a cycle of strong handles:
//! `Env.store -> Function.env -> Env`. The handles in the store are inside of plain data, a map of
//! enums with lists in them, and the library sees them since the field is a traced value.

use std::collections::HashMap;
use std::rc::Rc as StdRc;

use kinfolk::{Graph, Rc};

use crate::syntax::Definition;
use crate::value::Value;

/// The variables of the program, of a call or of a block.
#[derive(Graph)]
#[graph(shared(
    /// Where a name is looked up that is not in the store. Only the environment of the program has
    /// none.
    outer: Env
))]
pub struct Env {
    #[graph(value, trace)]
    store: HashMap<String, Value>,
}

/// A closure.
#[derive(Graph)]
#[graph(shared(
    /// The environment in which the function was made.
    env: Env
))]
pub struct Function {
    pub definition: StdRc<Definition>,
}

impl EnvNode {
    /// The environment of a program.
    pub fn global(store: HashMap<String, Value>) -> Rc<Env> {
        Env { store }.into_graph()
    }

    /// An environment inside of another one.
    pub fn inside(outer: &Rc<Env>, store: HashMap<String, Value>) -> Rc<Env> {
        Env { store }.into_graph_with(|env| {
            env.outer.set(outer.clone());
        })
    }

    /// The value of a variable, here or in an outer environment.
    pub fn get(&self, name: &str) -> Option<Value> {
        let value = self.store.read().get(name).cloned();
        if value.is_some() {
            return value;
        }
        let mut next = self.outer.get();
        while let Some(env) = next {
            let value = env.store.read().get(name).cloned();
            if value.is_some() {
                return value;
            }
            next = env.outer.get();
        }
        None
    }

    /// Defines a variable here.
    pub fn define(&self, name: &str, value: Value) {
        // The value that it had is dropped when the update has ended.
        self.store.update(|store| store.insert(name.to_owned(), value));
    }

    /// Changes the value of a variable, here or in an outer environment. Returns `None` if there is
    /// no such variable.
    pub fn change<R>(
        this: &Rc<Env>,
        name: &str,
        change: impl FnOnce(&mut Value) -> R,
    ) -> Option<R> {
        let mut next = Some(this.clone());
        while let Some(env) = next {
            if env.store.read().contains_key(name) {
                return env.store.update(|store| store.get_mut(name).map(change));
            }
            next = env.outer.get();
        }
        None
    }
}

impl FunctionNode {
    /// A function that is made in this environment.
    pub fn closed_over(env: &Rc<Env>, definition: &StdRc<Definition>) -> Rc<Function> {
        Function { definition: definition.clone() }.into_graph_with(|function| {
            function.env.set(env.clone());
        })
    }

    /// The environment in which the function was made.
    pub fn env(&self) -> Rc<Env> {
        self.env.get().expect("the link is set when the function is made")
    }
}
