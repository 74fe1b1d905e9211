//! Growing nodes out of a plain value: [`Graph::into_graph`](crate::Graph::into_graph).

use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::dyn_node::DynNode;
use crate::store::stack_budget::StackBudget;

/// What is still to grow.
#[derive(Default)]
pub struct BuildContext {
    pub(crate) depth: StackBudget,
    news: News,
    /// `None` as long as nothing is, so that the usual tree has nothing to drop here.
    defer: Option<Box<PutOff>>,
}

/// What there is to know of the children of the node that is being made, as far as they have grown.
#[derive(Clone, Copy, Default)]
pub(crate) struct News {
    /// There are some, grown or put off.
    has_children: bool,
    /// One of them waits for its end.
    needs_finalization: bool,
}

type Grow = Box<dyn FnOnce(&dyn DynOwn, &mut BuildContext)>;

/// Plain children that are to grow when this recursion has come back to its start.
#[derive(Default)]
struct PutOff {
    /// Of the node that is being made and of those above it, to which there is no handle yet: with the depth of each.
    /// The deepest are the last.
    of_unfinished: Vec<(StackBudget, Plain)>,
    of_live: Vec<(StdWeak<dyn DynNode>, Plain)>,
}

/// The plain children of a link.
struct Plain {
    link: usize,
    grow: Grow,
}

impl BuildContext {
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
        self.news.needs_finalization || self.defer.is_some()
    }

    /// There is a handle now to the node, which has children.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_owner(&mut self, owner: &StdRc<dyn DynNode>) {
        if self.news.needs_finalization {
            owner.header().set_needs_finalization_below();
        }
        if let Some(defer) = &mut self.defer {
            while let Some((_, plain)) = defer.of_unfinished.pop_if(|(at, _)| *at == self.depth) {
                defer.of_live.push((StdRc::downgrade(owner), plain));
            }
        }
    }

    /// The node has grown.
    #[inline]
    pub(crate) fn end_node(&mut self, siblings: News, waits: bool) {
        let needs_finalization = self.news.needs_finalization | siblings.needs_finalization | waits;
        self.news = News { needs_finalization, ..siblings };
    }

    /// Lets a link's children, of the node that is being made, grow when this recursion has come back to its
    /// start.
    #[cold]
    #[inline(never)]
    pub(crate) fn defer(&mut self, link: usize, grow: Grow) {
        let defer = self.defer.get_or_insert_default();
        defer.of_unfinished.push((self.depth, Plain { link, grow }));
    }

    /// Lets grow what was put off, when there is a handle to the topmost node. Says whether something waits for its
    /// end.
    #[inline]
    pub(crate) fn finish(self, root: &impl AsDynHandle) -> bool {
        match self.defer {
            Some(defer) => {
                grow_put_off(defer);
                root.as_dyn().dyn_node().header().needs_finalization()
            }
            nothing => {
                // There is nothing to drop, which the compiler cannot see.
                mem::forget(nothing);
                self.news.needs_finalization
            }
        }
    }
}

// It takes a pointer alone, so that in the usual case the context is in no memory.
#[cold]
#[inline(never)]
fn grow_put_off(defer: Box<PutOff>) {
    let mut context = BuildContext { defer: Some(defer), ..BuildContext::default() };
    while let Some((owner, plain)) = context.defer.as_mut().and_then(|all| all.of_live.pop()) {
        let owner = owner.upgrade().expect("the graph that it is part of lives");
        let Some(DynLink::Own(link)) = owner.link(plain.link) else {
            unreachable!("only an owning link puts children off")
        };
        context.news = News::default();
        (plain.grow)(link, &mut context);
        if context.news.needs_finalization {
            death::mark_below(&*owner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::repr::Repr;
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
        let mut context = BuildContext::default();
        let root = <Hub as Graph>::Repr::build_in(plain, &mut context);
        let on_the_stack = root.descendants().count() * size_of_val(&*root);
        assert!(on_the_stack <= 12_800, "{on_the_stack}");
        context.finish(&root);
        assert_eq!(root.descendants().count(), 200);
    }
}
