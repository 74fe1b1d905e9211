//! [`Traverse`]: the walk that reports when it enters and leaves a node.

use std::fmt;
use std::iter::FusedIterator;
use std::mem;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::place::Place;
use crate::walk::run::{Follow, Run};

/// A step of [`Traverse`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WalkEvent {
    /// The walk enters a node, before the nodes below it.
    Enter(AnyRc),
    /// The walk leaves a node, after the nodes below it.
    Leave(AnyRc),
}

/// A walk through the nodes below a node that reports when it enters and when it leaves each:
/// returned by [`Node::traverse`](crate::Node::traverse).
///
/// The children of a node are those that it has when the walk enters it, as for
/// [`Descendants`](crate::walk::Descendants).
/// Each node that is entered is left, even if it moves meanwhile, and is held until then. O(1) for
/// each step.
///
/// ```
/// use kinfolk::{Graph, Node, WalkEvent};
///
/// #[derive(Graph)]
/// #[graph(back(parent: Element))]
/// struct Element {
///     tag: &'static str,
///     #[graph(own)]
///     children: Vec<Element>,
/// }
/// # fn element(tag: &'static str, children: Vec<Element>) -> Element { Element { tag, children } }
///
/// let page = element("html", vec![
///     element("head", vec![element("title", vec![])]),
///     element("body", vec![]),
/// ])
/// .into_graph();
///
/// let mut out = String::new();
/// let mut walk = page.traverse();
/// while let Some(event) = walk.next() {
///     match event {
///         WalkEvent::Enter(node) => {
///             let tag = node.downcast::<Element>().unwrap().tag;
///             out += &format!("<{tag}>");
///             if tag == "head" {
///                 walk.skip_subtree();
///             }
///         }
///         WalkEvent::Leave(node) => out += &format!("</{}>", node.downcast::<Element>().unwrap().tag),
///     }
/// }
/// assert_eq!(out, "<head></head><body></body>");
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Traverse<'a> {
    /// The children that are left of the node that was entered last and not left, in one link.
    front: Run,
    /// The other children that are left of each node that was entered and not left, the innermost
    /// last.
    rest: Vec<Run>,
    /// The node that was entered last, if it has no children: it is left next.
    leaf: Option<AnyRc>,
    /// The number of nodes with children that were entered and not left.
    open: usize,
    follow: Follow<'a>,
    start: &'a dyn DynNode,
}

impl<'a> Traverse<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        let mut rest = Vec::new();
        Run::for_each_of(node, None, |run| rest.push(run));
        let front = rest.pop().unwrap_or(Run::EMPTY);
        Traverse { front, rest, leaf: None, open: 0, follow: Follow::all(), start: node }
    }

    /// Skips the remaining children of the node that was entered last and not left: the next step
    /// leaves it. Does nothing before the first step and after the last. O(1).
    pub fn skip_subtree(&mut self) {
        if self.leaf.is_some() || self.open == 0 {
            return;
        }
        while !self.front.is_last_of_owner {
            let Some(next) = self.rest.pop() else { return };
            self.front = next;
        }
        self.front.clear();
    }

    /// Stays within the links for which `follow` returns `true`: see
    /// [`Descendants::follow`](crate::walk::Descendants::follow).
    pub fn follow<'b>(mut self, follow: impl Fn(&Place) -> bool + 'b) -> Traverse<'b>
    where
        'a: 'b,
    {
        let start = self.start;
        self.rest.iter_mut().chain([&mut self.front]).for_each(|run| run.hold_owner(start));
        Traverse { follow: self.follow.and(follow), ..self }
    }

    /// Puts the children of a node, which has some, in front.
    #[inline(never)]
    fn enter(&mut self, node: AnyRc) -> WalkEvent {
        let info = node.as_std().type_info();
        let (link, links) = (info.first_owning, info.first_shared - info.first_owning);
        if links != 1 {
            return self.enter_links(node);
        }
        let mut run = Run::only_of(node.clone(), link);
        run.is_last_of_owner = true;
        self.rest.push(mem::replace(&mut self.front, run));
        self.open += 1;
        WalkEvent::Enter(node)
    }

    /// As [`enter`](Self::enter), for a node with several links.
    #[inline(never)]
    fn enter_links(&mut self, node: AnyRc) -> WalkEvent {
        let mut is_last_of_owner = true;
        Run::for_each_of(&**node.as_std(), Some(&node), |mut run| {
            run.is_last_of_owner = mem::replace(&mut is_last_of_owner, false);
            self.rest.push(mem::replace(&mut self.front, run));
        });
        if is_last_of_owner {
            // No link has children.
            return self.enter_leaf(node);
        }
        self.open += 1;
        WalkEvent::Enter(node)
    }

    #[inline]
    fn enter_leaf(&mut self, node: AnyRc) -> WalkEvent {
        // The last leaf has been left; `forget` spares the code to drop it.
        mem::forget(self.leaf.replace(node.clone()));
        WalkEvent::Enter(node)
    }
}

impl Iterator for Traverse<'_> {
    type Item = WalkEvent;

    // Most steps enter or leave a node without children. These are inlined.
    #[inline]
    fn next(&mut self) -> Option<WalkEvent> {
        if let Some(leaf) = self.leaf.take() {
            return Some(WalkEvent::Leave(leaf));
        }
        let mut has_children = false;
        match self.front.take_first_of_list(&mut has_children) {
            Some(node) if has_children || !self.follow.is_all() => {
                self.next_from(node, has_children)
            }
            Some(node) => Some(self.enter_leaf(node)),
            None => self.next_of_any_run(),
        }
    }
}

impl Traverse<'_> {
    /// The next step, if the walk has taken this node from the run in front.
    #[inline(never)]
    fn next_from(&mut self, node: AnyRc, has_children: bool) -> Option<WalkEvent> {
        if !self.follow.accepts(&self.front, self.front.next - 1) {
            self.next_of_any_run()
        } else if has_children {
            Some(self.enter(node))
        } else {
            Some(self.enter_leaf(node))
        }
    }

    /// The next step, if the walk is not at a leaf.
    #[inline(never)]
    fn next_of_any_run(&mut self) -> Option<WalkEvent> {
        loop {
            let mut has_children = false;
            if let Some(node) = self.front.take_first(&mut has_children) {
                if !self.follow.accepts(&self.front, self.front.next - 1) {
                    continue;
                }
                return Some(if has_children { self.enter(node) } else { self.enter_leaf(node) });
            }
            let Some(next) = self.rest.pop() else {
                self.front.clear();
                return None;
            };
            let Run { children, owner, is_last_of_owner, .. } = mem::replace(&mut self.front, next);
            // A snapshot may hold the last handle of a node, so it is dropped while `owner` is still
            // in a variable: a panic in the `Drop` of data would lose a value that is on its way out
            // of the function.
            drop(children);
            if is_last_of_owner {
                self.open -= 1;
                return owner.map(WalkEvent::Leave);
            }
        }
    }
}

impl FusedIterator for Traverse<'_> {}

/// Prints only the name: the nodes that it will visit are not known yet.
impl fmt::Debug for Traverse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Traverse(..)")
    }
}
