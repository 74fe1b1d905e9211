//! The node types: with a hook and without. Both have children, a shared link and two traced values.

use kinfolk::links::Traced;
use kinfolk::{AnyRc, Graph, Handle, Value};

use crate::hooks;
use crate::items::Item;
use crate::model;

pub type Id = usize;

#[derive(Graph)]
#[graph(back(owner: Thing), shared(pub next: Thing), finalize = |this| hooks::hook(&this.clone().into()))]
pub struct Actor {
    pub id: Id,
    bell: Bell,
    #[graph(own)]
    pub children: Vec<Thing>,
    #[graph(value, trace)]
    pub items: Vec<Item>,
    #[graph(value, trace)]
    pub more: Vec<Item>,
}

#[derive(Graph)]
#[graph(back(owner: Thing), shared(pub next: Thing))]
pub struct Mute {
    pub id: Id,
    bell: Bell,
    #[graph(own)]
    pub children: Vec<Thing>,
    #[graph(value, trace)]
    pub items: Vec<Item>,
    #[graph(value, trace)]
    pub more: Vec<Item>,
}

#[derive(Graph)]
pub enum Thing {
    Actor(Actor),
    Mute(Mute),
}

/// Says when it is dropped.
struct Bell(Id);

impl Drop for Bell {
    fn drop(&mut self) {
        model::note_drop(self.0);
    }
}

/// A plain node with these items.
pub fn plain(id: Id, has_hook: bool, items: Vec<Item>) -> Thing {
    let (bell, children, more) = (Bell(id), vec![], vec![]);
    if has_hook {
        Thing::Actor(Actor { id, bell, children, items, more })
    } else {
        Thing::Mute(Mute { id, bell, children, items, more })
    }
}

/// Evaluates the expression for the node of either type.
macro_rules! with_node {
    ($thing:expr, $node:ident => $result:expr) => {
        match $thing {
            $crate::nodes::ThingRc::Actor($node) => $result,
            $crate::nodes::ThingRc::Mute($node) => $result,
        }
    };
}
pub(crate) use with_node;

pub fn id_of(thing: &ThingRc) -> Id {
    with_node!(thing, node => node.id)
}

pub fn id_of_any(any: &AnyRc) -> Id {
    id_of(&any.cast::<Thing>().expect("there are no other nodes"))
}

/// One of the two values of a node.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    Items,
    More,
}

pub fn with_value<R>(thing: &ThingRc, field: Field, action: impl FnOnce(&dyn AnyValue) -> R) -> R {
    with_node!(thing, node => match field {
        Field::Items => action(&node.items),
        Field::More => action(&node.more),
    })
}

/// A value of a node of either type.
pub trait AnyValue {
    fn set(&self, items: Vec<Item>);
    fn replace(&self, items: Vec<Item>) -> Vec<Item>;
    fn update(&self, change: &mut dyn FnMut(&mut Vec<Item>));
    /// Calls `action` while a reader lives, with the items that it shows.
    fn while_read(&self, action: &mut dyn FnMut(&[Item]));
}

macro_rules! any_value {
    ($owner:ty) => {
        impl AnyValue for Value<$owner, Vec<Item>, Traced> {
            fn set(&self, items: Vec<Item>) {
                Value::set(self, items);
            }

            fn replace(&self, items: Vec<Item>) -> Vec<Item> {
                Value::replace(self, items)
            }

            fn update(&self, change: &mut dyn FnMut(&mut Vec<Item>)) {
                Value::update(self, change);
            }

            fn while_read(&self, action: &mut dyn FnMut(&[Item])) {
                let reader = self.read();
                action(&reader);
            }
        }
    };
}

any_value!(Actor);
any_value!(Mute);
