//! Growing nodes out of a plain value: [`Graph::into_graph`](crate::Graph::into_graph).

use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::depth::Depth;
use crate::object::{LinkView, Object, OwningLink};

/// What is still to grow.
#[derive(Default)]
pub struct Nursery {
    pub(crate) depth: Depth,
    news: News,
    /// `None` as long as nothing is, so that the usual tree has nothing to drop here.
    #[expect(clippy::box_collection, reason = "one word less to prepare for each node")]
    put_off: Option<Box<Vec<PutOff>>>,
}

/// What there is to know of the children of the node that is being made, as far as they have grown.
#[derive(Clone, Copy, Default)]
pub(crate) struct News {
    /// There are some, grown or put off.
    has_children: bool,
    /// One of them waits for its end.
    is_pending: bool,
}

pub(crate) type Grow = Box<dyn FnOnce(&dyn OwningLink, &mut Nursery)>;

/// Plain children whose owner already lives, as soon as there is a handle to it.
struct PutOff {
    owner: Option<StdWeak<dyn Object>>,
    link: usize,
    grow: Grow,
}

impl Nursery {
    /// A node begins to grow. [`end_node`](Self::end_node) takes the answer, which is about its siblings.
    #[inline]
    pub(crate) fn begin_node(&mut self) -> News {
        mem::take(&mut self.news)
    }

    /// Whether the node that is being made has children.
    #[inline]
    pub(crate) fn has_children(&self) -> bool {
        self.news.has_children
    }

    pub(crate) fn note_children(&mut self) {
        self.news.has_children = true;
    }

    /// Whether [`note_owner`](Self::note_owner) has something to do.
    #[inline]
    pub(crate) fn has_news_for_owner(&self) -> bool {
        self.news.is_pending || self.put_off.is_some()
    }

    /// There is a handle now to the node, which has children.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_owner(&mut self, owner: &StdRc<dyn Object>) {
        if self.news.is_pending {
            owner.header().set_pending_below();
        }
        for put_off in self.put_off.iter_mut().flat_map(|all| all.iter_mut()).rev() {
            if put_off.owner.is_some() {
                break;
            }
            put_off.owner = Some(StdRc::downgrade(owner));
        }
    }

    /// The node has grown.
    #[inline]
    pub(crate) fn end_node(&mut self, siblings: News, waits: bool) {
        let is_pending = self.news.is_pending | siblings.is_pending | waits;
        self.news = News { is_pending, ..siblings };
    }

    /// Lets a link's children, of the node that is being made, grow when this recursion has come back to its
    /// start.
    #[cold]
    #[inline(never)]
    pub(crate) fn put_off(&mut self, link: usize, grow: Grow) {
        self.put_off.get_or_insert_default().push(PutOff { owner: None, link, grow });
    }

    fn pop_put_off(&mut self) -> Option<PutOff> {
        self.put_off.as_mut()?.pop()
    }

    /// Lets grow what was put off, when there is a handle to the topmost node.
    #[inline]
    pub(crate) fn finish(self) {
        if self.put_off.is_some() {
            self.grow_put_off();
        } else {
            // There is nothing to drop, which the compiler cannot see.
            mem::forget(self);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow_put_off(mut self) {
        while let Some(PutOff { owner, link, grow }) = self.pop_put_off() {
            let owner = owner.and_then(|owner| owner.upgrade());
            if let Some(LinkView::Own(link)) = owner.as_ref().and_then(|owner| owner.link(link)) {
                self.news = News::default();
                grow(link, &mut self);
            }
            if let Some(owner) = owner.filter(|_| self.news.is_pending) {
                death::mark_below(&*owner);
            }
        }
    }
}
