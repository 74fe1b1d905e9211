//! Growing nodes out of a plain value: [`Graph::into_graph`].

use std::rc::Weak as StdWeak;

use crate::graph::Graph;
use crate::object::{Link, Object};
use crate::shape::Shape;

/// How many levels grow by recursion before the rest is put off. Recursion is the fastest way for
/// the shallow trees that most are; the bound keeps the stack small for the deep ones.
const LEVELS: usize = 48;

/// What is still to grow.
#[derive(Default)]
pub struct Nursery {
    level: usize,
    put_off: Vec<PutOff>,
}

type Grow = Box<dyn FnOnce(&dyn Link, &mut Nursery)>;

/// Plain children whose owner already lives.
struct PutOff {
    owner: StdWeak<dyn Object>,
    link: usize,
    grow: Grow,
}

impl Nursery {
    /// Goes one level deeper, unless that is too deep.
    pub(crate) fn enter(&mut self) -> bool {
        let room = self.level < LEVELS;
        self.level += usize::from(room);
        room
    }

    pub(crate) fn leave(&mut self) {
        self.level -= 1;
    }

    /// Lets a link's children grow when the level is 0 again.
    pub(crate) fn put_off(
        &mut self,
        owner: StdWeak<dyn Object>,
        link: usize,
        grow: impl FnOnce(&dyn Link, &mut Nursery) + 'static,
    ) {
        self.put_off.push(PutOff { owner, link, grow: Box::new(grow) });
    }
}

pub(crate) fn grow<T: Graph>(plain: T) -> T::Handle {
    let mut nursery = Nursery::default();
    let root = T::Shape::sprout(plain, &mut nursery);
    while let Some(PutOff { owner, link, grow }) = nursery.put_off.pop() {
        if let Some(link) = owner.upgrade().as_ref().and_then(|owner| owner.link(link)) {
            grow(link, &mut nursery);
        }
    }
    root
}
