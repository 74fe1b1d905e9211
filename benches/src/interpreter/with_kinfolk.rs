//! Environments and functions as nodes, with the variables in a traced value.

use std::rc::Rc as StdRc;

use kinfolk::{Graph, Rc};

use super::program::{Definition, Memory, Store, Value};

#[derive(Graph)]
#[graph(shared(outer: Env))]
pub(super) struct Env {
    #[graph(value, trace)]
    store: Store<Rc<Function>>,
}

#[derive(Graph)]
#[graph(shared(env: Env))]
pub(super) struct Function {
    definition: StdRc<Definition>,
}

pub(super) struct WithKinfolk;

impl Memory for WithKinfolk {
    type Env = Rc<Env>;
    type Function = Rc<Function>;

    fn global() -> Rc<Env> {
        Env { store: Store::new() }.into_graph()
    }

    fn inside(outer: &Rc<Env>, store: Store<Rc<Function>>) -> Rc<Env> {
        Env { store }.into_graph_with(|env| {
            env.outer.set(outer.clone());
        })
    }

    fn get(env: &Rc<Env>, name: &str) -> Option<Value<Rc<Function>>> {
        let value = env.store.read().get(name).cloned();
        if value.is_some() {
            return value;
        }
        let mut next = env.outer.get();
        while let Some(env) = next {
            let value = env.store.read().get(name).cloned();
            if value.is_some() {
                return value;
            }
            next = env.outer.get();
        }
        None
    }

    fn define(env: &Rc<Env>, name: &str, value: Value<Rc<Function>>) {
        env.store.update(|store| store.insert(name.to_owned(), value));
    }

    fn assign(env: &Rc<Env>, name: &str, value: Value<Rc<Function>>) -> bool {
        let mut next = Some(env.clone());
        while let Some(env) = next {
            if env.store.read().contains_key(name) {
                env.store.update(|store| {
                    let variable = store.get_mut(name).expect("it is there");
                    std::mem::replace(variable, value)
                });
                return true;
            }
            next = env.outer.get();
        }
        false
    }

    fn closure(env: &Rc<Env>, definition: &StdRc<Definition>) -> Rc<Function> {
        Function { definition: definition.clone() }.into_graph_with(|function| {
            function.env.set(env.clone());
        })
    }

    fn definition(function: &Rc<Function>) -> &StdRc<Definition> {
        &function.definition
    }

    fn env(function: &Rc<Function>) -> Rc<Env> {
        function.env.get().expect("the link is set when the function is made")
    }
}
