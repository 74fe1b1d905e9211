//! Walking up and down: the iterators of [`Node`](crate::Node) and [`Handle`](crate::Handle).
//!
//! They use no recursion, so depth does not matter. A walk holds snapshots of the children that it
//! still has to visit, so the graph may change meanwhile.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::climb::hold_undecided_above;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;

/// The nodes above a node, nearest first: returned by [`Node::ancestors`](crate::Node::ancestors).
///
/// Before the walk yields a node, it takes hold of that node's owner, which comes next. So you may
/// detach what it yields, and it still goes on to the root. It goes on from the next node to the
/// owner which that one has then. O(1) for each step.
///
/// In attached finalizers and the `Drop` of data, where the walk must find out first which nodes are
/// alive, it may hold further nodes above.
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Ancestors<'a> {
    position: Position<'a>,
}

#[derive(Clone)]
enum Position<'a> {
    /// The owner of this node comes next.
    Start(&'a dyn DynNode),
    /// This node comes next.
    At(AnyRc),
    /// The last of these nodes comes next. The others are held so that they need not be proved
    /// alive by a climb at each step.
    Holding(Vec<AnyRc>),
    End,
}

impl<'a> Ancestors<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Ancestors { position: Position::Start(node) }
    }

    /// Takes hold of the owner of a node that the walk is about to yield, while a death is in
    /// progress. `held` are nodes above.
    #[cold]
    #[inline(never)]
    fn go_above(&mut self, node: &AnyRc, owner: StdRc<dyn DynNode>, mut held: Vec<AnyRc>) {
        let is_held = held.last().is_some_and(|next| next.as_std().address() == owner.address());
        // A further handle would make the owner count as alive.
        drop(owner);
        if !is_held {
            held = hold_undecided_above(&**node.as_std());
        }
        self.position = match node.as_std().owner() {
            None => Position::End,
            Some(owner) if held.is_empty() => Position::At(owner),
            Some(_) => Position::Holding(held),
        };
    }
}

impl Iterator for Ancestors<'_> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let (node, held) = match mem::replace(&mut self.position, Position::End) {
            Position::Start(node) => (node.owner()?, Vec::new()),
            Position::At(node) => (node, Vec::new()),
            Position::Holding(mut held) => (held.pop()?, held),
            Position::End => return None,
        };
        match node.as_std().owner_state() {
            OwnerState::Alive(owner) if !death::is_in_progress() => {
                self.position = Position::At(AnyRc::from_std(owner));
            }
            OwnerState::Alive(owner) => self.go_above(&node, owner, held),
            OwnerState::None | OwnerState::Dead => {}
        }
        Some(node)
    }
}

impl FusedIterator for Ancestors<'_> {}

/// The children of a node that a walk has not visited yet, over all its owning links.
#[derive(Clone)]
struct Remaining {
    links: Vec<DynSnapshot>,
    link: usize,
    child: usize,
    /// Keeps the node alive while some of its children remain; `None` if the walk borrows the node.
    /// This must be the last field, to be dropped after the snapshots: then the node's lists have
    /// no readers when it dies.
    node: Option<AnyRc>,
}

impl Remaining {
    fn new(node: &AnyRc) -> Self {
        Remaining { node: Some(node.clone()), ..Remaining::borrowed(&**node.as_std()) }
    }

    fn borrowed(node: &dyn DynNode) -> Self {
        // All links at once, so that a child that moves between them is visited once.
        let links = node.owning_links().map(|(_, link)| link.children());
        let links = links.filter(|children| children.len() > 0).collect();
        Remaining { links, link: 0, child: 0, node: None }
    }

    fn is_empty(&self) -> bool {
        self.link == self.links.len()
    }

    fn clear(&mut self) {
        self.link = 0;
        self.links = Vec::new();
    }
}

impl Iterator for Remaining {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let children = self.links.get(self.link)?;
        let child = children.get(self.child);
        self.child += 1;
        if self.child == children.len() {
            self.link += 1;
            self.child = 0;
        }
        child
    }
}

/// The children of a node: returned by [`Node::children`](crate::Node::children).
///
/// It yields the children that the node had when the iterator was made, each once, whatever you
/// attach, move or remove meanwhile. O(1) for each step.
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Children<'a> {
    remaining: Remaining,
    node: PhantomData<&'a dyn DynNode>,
}

impl<'a> Children<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Children { remaining: Remaining::borrowed(node), node: PhantomData }
    }
}

impl Iterator for Children<'_> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        self.remaining.next()
    }
}

impl FusedIterator for Children<'_> {}

/// The nodes below a node, in pre-order: returned by
/// [`Node::descendants`](crate::Node::descendants).
///
/// The walk takes a snapshot of a node's children when it yields the node. The snapshot of the node
/// that it starts from is taken when you call `descendants`. So:
///
/// * Children that you attach to a node later are not visited, and children that you remove later
///   still are.
/// * A node that moves elsewhere in the graph may be visited at both places, or at neither.
/// * The walk holds each node that has children still to visit, so it does not die meanwhile.
///
/// O(1) for each step.
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Descendants<'a> {
    /// The nodes still to visit, at each level that has more.
    levels: Vec<Remaining>,
    node: PhantomData<&'a dyn DynNode>,
}

impl<'a> Descendants<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        let top = node.has_children().then(|| Remaining::borrowed(node));
        Descendants { levels: top.into_iter().collect(), node: PhantomData }
    }
}

impl Iterator for Descendants<'_> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let level = self.levels.last_mut()?;
        let node = level.next()?;
        if level.is_empty() {
            self.levels.pop();
        }
        if node.as_std().has_children() {
            self.levels.push(Remaining::new(&node));
        }
        Some(node)
    }
}

impl FusedIterator for Descendants<'_> {}

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
/// The children of a node are those that it has when the walk enters it, as for [`Descendants`].
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
    /// The remaining children of each node that was entered and not left.
    open: Vec<Remaining>,
    top: Remaining,
    node: PhantomData<&'a dyn DynNode>,
}

impl<'a> Traverse<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Traverse { open: Vec::new(), top: Remaining::borrowed(node), node: PhantomData }
    }

    /// Skips the remaining children of the node that was entered last and not left: the next step
    /// leaves it. Does nothing before the first step and after the last. O(1).
    pub fn skip_subtree(&mut self) {
        if let Some(remaining) = self.open.last_mut() {
            remaining.clear();
        }
    }
}

impl Iterator for Traverse<'_> {
    type Item = WalkEvent;

    fn next(&mut self) -> Option<WalkEvent> {
        let remaining = self.open.last_mut().unwrap_or(&mut self.top);
        match remaining.next() {
            Some(node) => {
                self.open.push(Remaining::new(&node));
                Some(WalkEvent::Enter(node))
            }
            None => {
                // The snapshots may hold the last handle of a node, so they are dropped while
                // `node` is still in a variable: a panic in the `Drop` of data would lose a value
                // that is on its way out of the function.
                let mut done = self.open.pop()?;
                let node = done.node.take()?;
                drop(done);
                Some(WalkEvent::Leave(node))
            }
        }
    }
}

impl FusedIterator for Traverse<'_> {}

/// A walk that begins with the node itself: returned by
/// [`Handle::ancestors_or_self`](crate::Handle::ancestors_or_self) and
/// [`Handle::descendants_or_self`](crate::Handle::descendants_or_self).
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct WithSelf<I> {
    this: Option<AnyRc>,
    walk: I,
}

impl<I> WithSelf<I> {
    pub(crate) fn new(this: AnyRc, walk: I) -> Self {
        WithSelf { this: Some(this), walk }
    }
}

impl<I: Iterator<Item = AnyRc>> Iterator for WithSelf<I> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        self.this.take().or_else(|| self.walk.next())
    }
}

impl<I: FusedIterator<Item = AnyRc>> FusedIterator for WithSelf<I> {}

/// The nodes of a walk that are a `T`, as typed handles: returned by
/// [`Node::ancestors_of`](crate::Node::ancestors_of) and
/// [`Node::descendants_of`](crate::Node::descendants_of).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct OfType<I, T> {
    pub(crate) walk: I,
    of: PhantomData<fn() -> T>,
}

impl<I, T> OfType<I, T> {
    pub(crate) fn new(walk: I) -> Self {
        OfType { walk, of: PhantomData }
    }
}

impl<I: Clone, T> Clone for OfType<I, T> {
    fn clone(&self) -> Self {
        OfType::new(self.walk.clone())
    }
}

/// A walk prints only its name: the nodes that it will visit are not known yet.
macro_rules! debug_by_name {
    ($($name:ident)*) => {
        $(impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })*
    };
}

debug_by_name!(Ancestors Descendants Children Traverse);

impl<I: fmt::Debug> fmt::Debug for WithSelf<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WithSelf").field(&self.this).field(&self.walk).finish()
    }
}

impl<I: fmt::Debug, T> fmt::Debug for OfType<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OfType").field(&self.walk).finish()
    }
}
