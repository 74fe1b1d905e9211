//! Environments and functions in std's `Rc`, with the variables in a `RefCell`. Cycles leak.

use std::cell::RefCell;
use std::rc::Rc;

use super::program::{Definition, Memory, Store, Value};

pub(super) struct Env {
    outer: Option<Rc<Env>>,
    store: RefCell<Store<Rc<Function>>>,
}

pub(super) struct Function {
    definition: Rc<Definition>,
    env: Rc<Env>,
}

pub(super) struct ByHand;

impl Memory for ByHand {
    type Env = Rc<Env>;
    type Function = Rc<Function>;

    fn global() -> Rc<Env> {
        Rc::new(Env { outer: None, store: RefCell::default() })
    }

    fn inside(outer: &Rc<Env>, store: Store<Rc<Function>>) -> Rc<Env> {
        Rc::new(Env { outer: Some(outer.clone()), store: store.into() })
    }

    fn get(env: &Rc<Env>, name: &str) -> Option<Value<Rc<Function>>> {
        let mut next = Some(env);
        while let Some(env) = next {
            let value = env.store.borrow().get(name).cloned();
            if value.is_some() {
                return value;
            }
            next = env.outer.as_ref();
        }
        None
    }

    fn define(env: &Rc<Env>, name: &str, value: Value<Rc<Function>>) {
        let before = env.store.borrow_mut().insert(name.to_owned(), value);
        // Its drop may drop environments, so it happens outside of the borrow.
        drop(before);
    }

    fn assign(env: &Rc<Env>, name: &str, value: Value<Rc<Function>>) -> bool {
        let mut next = Some(env);
        while let Some(env) = next {
            if let Some(variable) = env.store.borrow_mut().get_mut(name) {
                let before = std::mem::replace(variable, value);
                drop(before);
                return true;
            }
            next = env.outer.as_ref();
        }
        false
    }

    fn closure(env: &Rc<Env>, definition: &Rc<Definition>) -> Rc<Function> {
        Rc::new(Function { definition: definition.clone(), env: env.clone() })
    }

    fn definition(function: &Rc<Function>) -> &Rc<Definition> {
        &function.definition
    }

    fn env(function: &Rc<Function>) -> Rc<Env> {
        function.env.clone()
    }
}
