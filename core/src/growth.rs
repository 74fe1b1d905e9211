//! Growing nodes out of a plain value: [`Graph::into_graph`].

use std::mem;
use std::rc::Weak as StdWeak;

use crate::death;
use crate::depth::Depth;
use crate::graph::Graph;
use crate::object::{LinkView, Object, OwningLink};
use crate::shape::Shape;

/// What is still to grow.
#[derive(Default)]
pub struct Nursery {
    pub(crate) depth: Depth,
    /// `None` as long as nothing is, so that the usual tree has nothing to drop here.
    put_off: Option<Vec<PutOff>>,
    /// Whether one of the children that have grown so far waits for its end.
    is_pending: bool,
}

type Grow = Box<dyn FnOnce(&dyn OwningLink, &mut Nursery)>;

/// Plain children whose owner already lives.
struct PutOff {
    owner: StdWeak<dyn Object>,
    link: usize,
    grow: Grow,
}

impl Nursery {
    /// Lets a link's children grow when this recursion has come back to its start.
    pub(crate) fn put_off(
        &mut self,
        owner: StdWeak<dyn Object>,
        link: usize,
        grow: impl FnOnce(&dyn OwningLink, &mut Nursery) + 'static,
    ) {
        let put_off = self.put_off.get_or_insert_default();
        put_off.push(PutOff { owner, link, grow: Box::new(grow) });
    }
}

impl Nursery {
    /// The children of a node grow from here on. [`end_children`](Self::end_children) takes the
    /// answer, which is about the node's siblings.
    pub(crate) fn begin_children(&mut self) -> bool {
        mem::take(&mut self.is_pending)
    }

    /// Says whether one of the children waits for its end, so that their owner does.
    pub(crate) fn end_children(&mut self, siblings: bool) -> bool {
        let is_pending = self.is_pending;
        self.is_pending |= siblings;
        is_pending
    }

    pub(crate) fn note_pending(&mut self) {
        self.is_pending = true;
    }
}

#[inline]
pub(crate) fn grow<T: Graph>(plain: T) -> T::Handle {
    let mut nursery = Nursery::default();
    let root = T::Shape::sprout(plain, &mut nursery);
    while let Some(PutOff { owner, link, grow }) = nursery.put_off.as_mut().and_then(Vec::pop) {
        let owner = owner.upgrade();
        if let Some(LinkView::Own(link)) = owner.as_ref().and_then(|owner| owner.link(link)) {
            nursery.is_pending = false;
            grow(link, &mut nursery);
        }
        if let Some(owner) = owner.filter(|_| nursery.is_pending) {
            death::mark_below(&*owner);
        }
    }
    root
}
