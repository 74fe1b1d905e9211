//! [`Traverse`]: the walk that reports when it enters and leaves a node.

use std::fmt;
use std::iter::FusedIterator;

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
    /// The children that are left of each node that was entered and not left, the innermost last.
    runs: Vec<Run>,
    /// The node that was entered last, if it has no children: it is left next.
    leaf: Option<AnyRc>,
    /// The number of nodes with children that were entered and not left.
    open: usize,
    follow: Follow<'a>,
    start: &'a dyn DynNode,
}

impl<'a> Traverse<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        let mut runs = Vec::new();
        Run::for_each_of(node, None, |run| runs.push(run));
        Traverse { runs, leaf: None, open: 0, follow: Follow::all(), start: node }
    }

    /// Skips the remaining children of the node that was entered last and not left: the next step
    /// leaves it. Does nothing before the first step and after the last. O(1).
    pub fn skip_subtree(&mut self) {
        if self.leaf.is_some() || self.open == 0 {
            return;
        }
        while let Some(run) = self.runs.last_mut() {
            if run.is_last_of_owner {
                return run.clear();
            }
            self.runs.pop();
        }
    }

    /// Stays within the links for which `follow` returns `true`: see
    /// [`Descendants::follow`](crate::walk::Descendants::follow).
    pub fn follow<'b>(mut self, follow: impl Fn(&Place) -> bool + 'b) -> Traverse<'b>
    where
        'a: 'b,
    {
        let start = self.start;
        self.runs.iter_mut().for_each(|run| run.hold_owner(start));
        Traverse { follow: self.follow.and(follow), ..self }
    }

    fn enter(&mut self, node: &AnyRc) {
        let info = node.as_std().type_info();
        if info.first_shared - info.first_owning == 1 {
            let mut run = Run::only_of(node.clone(), info.first_owning);
            run.is_last_of_owner = true;
            self.runs.push(run);
            self.open += 1;
            return;
        }
        let before = self.runs.len();
        let runs = &mut self.runs;
        Run::for_each_of(&**node.as_std(), Some(node), |run| runs.push(run));
        // They were pushed in reverse, so the owner's last run comes first.
        if let Some(last) = self.runs.get_mut(before) {
            last.is_last_of_owner = true;
            self.open += 1;
        } else {
            self.leaf = Some(node.clone());
        }
    }
}

impl Iterator for Traverse<'_> {
    type Item = WalkEvent;

    #[inline]
    fn next(&mut self) -> Option<WalkEvent> {
        match self.leaf.take() {
            Some(leaf) => Some(WalkEvent::Leave(leaf)),
            None => self.next_of_runs(),
        }
    }
}

impl Traverse<'_> {
    /// The next step, if the walk is not at a leaf.
    #[inline(never)]
    fn next_of_runs(&mut self) -> Option<WalkEvent> {
        loop {
            let run = self.runs.last_mut()?;
            let mut has_children = false;
            if let Some(node) = run.take_first(&mut has_children) {
                if !self.follow.accepts(run, run.next - 1) {
                    continue;
                }
                if has_children {
                    self.enter(&node);
                } else {
                    self.leaf = Some(node.clone());
                }
                return Some(WalkEvent::Enter(node));
            }
            // A snapshot may hold the last handle of a node, so it is dropped while `node` is still
            // in a variable: a panic in the `Drop` of data would lose a value that is on its way out
            // of the function.
            let mut done = self.runs.pop()?;
            if done.is_last_of_owner {
                self.open -= 1;
                let node = done.owner.take()?;
                drop(done);
                return Some(WalkEvent::Leave(node));
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
