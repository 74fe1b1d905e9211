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
    /// Of so many links the children have been put off.
    links_put_off: u32,
}

pub(crate) type Grow = Box<dyn FnOnce(&dyn OwningLink, &mut Nursery)>;

/// Plain children whose owner already lives, as soon as there is a handle to it.
struct PutOff {
    /// Nobody yet for the links of nodes that are being made: of the present one and of those above it, which come
    /// before it.
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
        self.news.is_pending || self.news.links_put_off > 0
    }

    /// There is a handle now to the node, which has children.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_owner(&mut self, owner: &StdRc<dyn Object>) {
        if self.news.is_pending {
            owner.header().set_pending_below();
        }
        // Between the node's own there are those of its descendants, who are known.
        let all = self.put_off.iter_mut().flat_map(|all| all.iter_mut());
        let unknown = all.rev().filter(|put_off| put_off.owner.is_none());
        for put_off in unknown.take(self.news.links_put_off as usize) {
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
        self.news.links_put_off += 1;
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
            let owner = owner.expect("its owner has grown");
            let owner = owner.upgrade().expect("the graph that it is part of lives");
            let Some(LinkView::Own(link)) = owner.link(link) else {
                unreachable!("only an owning link puts children off")
            };
            self.news = News::default();
            grow(link, &mut self);
            if self.news.is_pending {
                death::mark_below(&*owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Shape;
    use crate::{Graph, Node};

    /// Its node has far more in it than its plain value.
    #[derive(Graph)]
    #[graph(crate = crate, back(above: Hub))]
    #[graph(weak(a: Vec<Hub>, b: Vec<Hub>, c: Vec<Hub>, d: Vec<Hub>, e: Vec<Hub>, f: Vec<Hub>))]
    #[graph(shared(g: Vec<Hub>, h: Vec<Hub>, i: Vec<Hub>, j: Vec<Hub>, k: Vec<Hub>, l: Vec<Hub>))]
    struct Hub {
        #[graph(own)]
        hubs: Vec<Hub>,
    }

    #[test]
    fn no_more_levels_are_on_the_stack_than_there_is_room_for_their_nodes() {
        let mut plain = Hub { hubs: vec![] };
        for _ in 0..200 {
            plain = Hub { hubs: vec![plain] };
        }
        let mut nursery = Nursery::default();
        let root = <Hub as Graph>::Shape::sprout(plain, &mut nursery);
        let on_the_stack = root.descendants().count() * size_of_val(&*root);
        assert!(on_the_stack <= 12_800, "{on_the_stack}");
        nursery.finish();
        assert_eq!(root.descendants().count(), 200);
    }
}
