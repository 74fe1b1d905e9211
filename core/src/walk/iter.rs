//! Walking up and down: the iterators of [`Node`](crate::Node) and [`Handle`](crate::Handle).
//!
//! They go without recursion, so depth does not matter. They hold what they stand on, so the graph
//! may change under them.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;

/// The nodes above a node, nearest first: the answer of [`Node::ancestors`](crate::Node::ancestors).
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Ancestors<'a> {
    from: Climb<'a>,
}

#[derive(Clone)]
enum Climb<'a> {
    Start(&'a dyn DynNode),
    At(AnyRc),
    Done,
}

impl<'a> Ancestors<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Ancestors { from: Climb::Start(node) }
    }
}

impl Iterator for Ancestors<'_> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let owner = match &self.from {
            Climb::Start(node) => node.owner(),
            Climb::At(node) => node.as_std().owner(),
            Climb::Done => None,
        };
        self.from = owner.clone().map_or(Climb::Done, Climb::At);
        owner
    }
}

impl FusedIterator for Ancestors<'_> {}

/// The children that are still to come of one node, over all its owning links.
#[derive(Clone)]
struct Rest {
    links: Vec<DynSnapshot>,
    link: usize,
    child: usize,
    /// Unless the walk borrows it: as long as its children are to come, it does not die. It is
    /// dropped after them, so that it has its lists for itself when it dies.
    node: Option<AnyRc>,
}

impl Rest {
    fn of(node: &AnyRc) -> Self {
        Rest { node: Some(node.clone()), ..Rest::of_borrowed(&**node.as_std()) }
    }

    fn of_borrowed(node: &dyn DynNode) -> Self {
        // All links at once, so that a child that moves between them comes once.
        let links = node.owning_links().map(|(_, link)| link.children());
        let links = links.filter(|children| children.len() > 0).collect();
        Rest { links, link: 0, child: 0, node: None }
    }

    fn is_empty(&self) -> bool {
        self.link == self.links.len()
    }

    fn skip(&mut self) {
        self.link = 0;
        self.links = Vec::new();
    }
}

impl Iterator for Rest {
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

/// The children of a node: the answer of [`Node::children`](crate::Node::children).
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Children<'a> {
    rest: Rest,
    node: PhantomData<&'a dyn DynNode>,
}

impl<'a> Children<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Children { rest: Rest::of_borrowed(node), node: PhantomData }
    }
}

impl Iterator for Children<'_> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        self.rest.next()
    }
}

impl FusedIterator for Children<'_> {}

/// The nodes below a node, in pre-order: the answer of
/// [`Node::descendants`](crate::Node::descendants).
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Descendants<'a> {
    /// What is still to come, at each level that has more.
    levels: Vec<Rest>,
    node: PhantomData<&'a dyn DynNode>,
}

impl<'a> Descendants<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        let top = node.has_children().then(|| Rest::of_borrowed(node));
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
            self.levels.push(Rest::of(&node));
        }
        Some(node)
    }
}

impl FusedIterator for Descendants<'_> {}

/// A step of [`Traverse`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WalkEvent {
    /// The walk comes to a node, before all that it owns.
    Enter(AnyRc),
    /// The walk leaves a node, after all that it owns.
    Leave(AnyRc),
}

/// A walk through the nodes below a node that tells when it enters and when it leaves each: the
/// answer of [`Node::traverse`](crate::Node::traverse).
///
/// ```
/// use kinfolk::{WalkEvent, Graph, Node};
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
/// while let Some(edge) = walk.next() {
///     match edge {
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
    /// What is still to come of the nodes that were entered and not left.
    open: Vec<Rest>,
    top: Rest,
    node: PhantomData<&'a dyn DynNode>,
}

impl<'a> Traverse<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Traverse { open: Vec::new(), top: Rest::of_borrowed(node), node: PhantomData }
    }

    /// Passes over what is still to come below the node that was entered last and not left: the
    /// next step leaves it. Before the first step, and after the last, this does nothing.
    pub fn skip_subtree(&mut self) {
        if let Some(rest) = self.open.last_mut() {
            rest.skip();
        }
    }
}

impl Iterator for Traverse<'_> {
    type Item = WalkEvent;

    fn next(&mut self) -> Option<WalkEvent> {
        let rest = self.open.last_mut().unwrap_or(&mut self.top);
        match rest.next() {
            Some(node) => {
                self.open.push(Rest::of(&node));
                Some(WalkEvent::Enter(node))
            }
            None => {
                // What is left over may hold a last handle, so it goes while `node` is in a variable
                // still: a panic in the data's `Drop` would lose an answer that is on its way.
                let mut rest = self.open.pop()?;
                let node = rest.node.take()?;
                drop(rest);
                Some(WalkEvent::Leave(node))
            }
        }
    }
}

impl FusedIterator for Traverse<'_> {}

/// A walk that begins with the node itself: the answer of
/// [`Handle::ancestors_or_self`](crate::Handle::ancestors_or_self) and
/// [`Handle::descendants_or_self`](crate::Handle::descendants_or_self).
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct WithSelf<I> {
    this: Option<AnyRc>,
    rest: I,
}

impl<I> WithSelf<I> {
    pub(crate) fn new(this: AnyRc, rest: I) -> Self {
        WithSelf { this: Some(this), rest }
    }
}

impl<I: Iterator<Item = AnyRc>> Iterator for WithSelf<I> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        self.this.take().or_else(|| self.rest.next())
    }
}

impl<I: FusedIterator<Item = AnyRc>> FusedIterator for WithSelf<I> {}

/// Those nodes of a walk that are a `T`, typed: the answer of
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

/// Walks print as their names: what is still to come is the graph's to say.
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
        f.debug_tuple("WithSelf").field(&self.this).field(&self.rest).finish()
    }
}

impl<I: fmt::Debug, T> fmt::Debug for OfType<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OfType").field(&self.walk).finish()
    }
}
