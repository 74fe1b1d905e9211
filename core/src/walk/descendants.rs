//! [`Descendants`] and [`Children`]: the walks down.

use std::fmt;
use std::iter::FusedIterator;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::place::Place;
use crate::store::small_vec::SmallVec;
use crate::walk::run::Runs;

/// The steps of a walk that goes through a list with its type: see [`Runs`].
macro_rules! typed_steps {
    ($walk:ident, $deep:literal) => {
        impl $walk<'_> {
            #[inline]
            pub(crate) fn list_of<H: AsDynHandle>(&self) -> Option<StdRc<SmallVec<H>>> {
                self.runs.list_of()
            }

            #[inline]
            pub(crate) fn next_in<H: AsDynHandle>(&mut self, list: &SmallVec<H>) -> Option<H> {
                self.runs.next_in(list)
            }

            /// Whether the nodes below this node, which was just taken, come next.
            #[inline]
            pub(crate) fn enters(&self, node: &dyn DynNode) -> bool {
                $deep && node.has_children()
            }

            #[inline]
            pub(crate) fn is_at_end_of_list(&self) -> bool {
                self.runs.is_at_end_of_list()
            }

            pub(crate) fn leave_list(&mut self, node: &dyn DynHandle, enters: bool) {
                self.runs.leave_list(node, enters);
            }
        }
    };
}

/// The children of a node: returned by [`Node::children`](crate::Node::children).
///
/// It yields the children that the node had when the iterator was made, each once, whatever you
/// attach, move or remove meanwhile. O(1) for each step, from the front and from the back.
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Children<'a> {
    runs: Runs<'a>,
    /// The node from which the walk has started, if it borrows it.
    start: Option<&'a dyn DynNode>,
}

impl<'a> Children<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Children { runs: Runs::below(node), start: Some(node) }
    }

    /// Yields only the children at places for which `follow` returns `true`: see
    /// [`Descendants::follow`](crate::walk::Descendants::follow).
    pub fn follow<'b>(self, follow: impl Fn(&Place) -> bool + 'b) -> Children<'b>
    where
        'a: 'b,
    {
        Children { runs: self.runs.follow(self.start, follow), start: self.start }
    }
}

typed_steps!(Children, false);

impl Iterator for Children<'_> {
    type Item = AnyRc;

    #[inline]
    fn next(&mut self) -> Option<AnyRc> {
        self.runs.next(false)
    }
}

impl DoubleEndedIterator for Children<'_> {
    fn next_back(&mut self) -> Option<AnyRc> {
        self.runs.next_back(false)
    }
}

impl FusedIterator for Children<'_> {}

/// The nodes below a node, in pre-order: returned by
/// [`Node::descendants`](crate::Node::descendants), and by
/// [`Handle::descendants_or_self`](crate::Handle::descendants_or_self) with the node itself.
///
/// The walk takes a snapshot of a node's children when it yields the node. The snapshot of the node
/// that it starts from is taken when you call `descendants`. So:
///
/// * Children that you attach to a node later are not visited, and children that you remove later
///   still are.
/// * A node that moves elsewhere in the graph may be visited at both places, or at neither.
/// * The walk holds each node that has children still to visit, so it does not die meanwhile.
///
/// From the back, it yields the same nodes in reverse: each after all nodes below it, the last child
/// first. It takes the snapshot of a node's children when it yields the last node below it, and so
/// before it yields the node. You can take nodes from both ends: they meet in the middle.
///
/// O(1) for each step from the front. From the back, the steps to a node at the end of a deep branch
/// cost O(depth) at once; O(1) for each node altogether.
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Descendants<'a> {
    runs: Runs<'a>,
    /// The node from which the walk has started, if it borrows it.
    start: Option<&'a dyn DynNode>,
}

impl<'a> Descendants<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Descendants { runs: Runs::below(node), start: Some(node) }
    }

    /// The walk that begins with the node itself.
    pub(crate) fn or_self(node: AnyRc) -> Self {
        Descendants { runs: Runs::or_self(node), start: None }
    }

    /// Stays within the places for which `follow` returns `true`: the other children are not
    /// visited, nor is anything below them. So a walk can leave out nodes that are owned but belong
    /// to something else, such as the contents of a template in a page.
    ///
    /// `follow` is called for each child when the walk comes to it, with the place at which the walk
    /// has seen it. It applies to the children of the node from which the walk starts, too. O(1) for
    /// each child.
    ///
    /// ```
    /// use kinfolk::{Graph, Node};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(parent: Element))]
    /// struct Element {
    ///     tag: &'static str,
    ///     #[graph(own)]
    ///     children: Vec<Element>,
    ///     #[graph(own)]
    ///     template: Vec<Element>,
    /// }
    /// # fn element(tag: &'static str, children: Vec<Element>, template: Vec<Element>) -> Element {
    /// #     Element { tag, children, template }
    /// # }
    ///
    /// let row = element("template", vec![], vec![element("tr", vec![], vec![])]);
    /// let page = element("table", vec![row, element("caption", vec![], vec![])], vec![]).into_graph();
    ///
    /// let all: Vec<_> = page.descendants().of::<Element>().map(|node| node.tag).collect();
    /// assert_eq!(all, ["template", "tr", "caption"]);
    /// let shown = page.descendants().follow(|place| place.link() == "children");
    /// let shown: Vec<_> = shown.of::<Element>().map(|node| node.tag).collect();
    /// assert_eq!(shown, ["template", "caption"]);
    /// ```
    pub fn follow<'b>(self, follow: impl Fn(&Place) -> bool + 'b) -> Descendants<'b>
    where
        'a: 'b,
    {
        Descendants { runs: self.runs.follow(self.start, follow), start: self.start }
    }
}

typed_steps!(Descendants, true);

impl Iterator for Descendants<'_> {
    type Item = AnyRc;

    #[inline]
    fn next(&mut self) -> Option<AnyRc> {
        self.runs.next(true)
    }
}

impl DoubleEndedIterator for Descendants<'_> {
    fn next_back(&mut self) -> Option<AnyRc> {
        self.runs.next_back(true)
    }
}

impl FusedIterator for Descendants<'_> {}

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

debug_by_name!(Children Descendants);
