//! [`live_nodes`]: how many nodes are alive, for tests.

use std::cmp::Reverse;
use std::fmt;

use crate::kernel::live_count;
use crate::kernel::type_info::TypeInfo;
use crate::model::graph::Graph;
use crate::model::repr::Repr;

/// How many nodes of this thread are alive; `None` in a build that does not count them.
///
/// Nodes are counted in builds with debug assertions, and in all builds with the feature
/// `live-nodes`. There, each new node and each dropped one costs a search in a small table.
/// Elsewhere, nothing is counted, and nothing is paid.
///
/// A node counts from the moment it is built until all of its data has been dropped, whatever keeps
/// it alive: an owner, a handle of yours, an unreachable cycle, a `static`, a closure. So this sees
/// what [`leaks`](crate::leaks) cannot see. A node that only weak handles know does not count.
/// O(1).
///
/// ```
/// use kinfolk::{Graph, live_nodes};
///
/// #[derive(Graph)]
/// #[graph(back(book: Book))]
/// struct Page {}
///
/// #[derive(Graph)]
/// struct Book {
///     #[graph(own)]
///     pages: Vec<Page>,
/// }
///
/// let book = Book { pages: vec![Page {}, Page {}] }.into_graph();
/// # #[cfg(debug_assertions)]
/// assert_eq!(live_nodes(), Some(3));
/// let page = book.pages.get(0);
/// drop(book);
/// # #[cfg(debug_assertions)]
/// assert_eq!(live_nodes(), Some(1)); // the page that is held
/// # drop(page);
/// ```
#[must_use]
pub fn live_nodes() -> Option<usize> {
    live_count::COUNTS.then(live_count::total)
}

/// How many nodes of type `T` are alive in this thread, or for a union of its variants' types;
/// `None` in a build that does not count them. See [`live_nodes`].
///
/// O(t) for the t types that have had nodes in this thread; O(t·v) for a union of v variants.
///
/// ```
/// use kinfolk::{Graph, live_nodes_of};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// #[derive(Graph)]
/// struct Image {}
///
/// #[derive(Graph)]
/// enum Content { Page(Page), Image(Image) }
///
/// let contents: Vec<ContentRc> =
///     vec![Page {}.into_graph().into(), Page {}.into_graph().into(), Image {}.into_graph().into()];
/// # #[cfg(debug_assertions)]
/// assert_eq!(live_nodes_of::<Page>(), Some(2));
/// # #[cfg(debug_assertions)]
/// assert_eq!(live_nodes_of::<Content>(), Some(3));
/// # drop(contents);
/// ```
#[must_use]
pub fn live_nodes_of<T: Graph>() -> Option<usize> {
    let mut types = Vec::new();
    <T as Graph>::Repr::node_types(&mut types);
    count_of(&types)
}

fn count_of(types: &[&'static TypeInfo]) -> Option<usize> {
    let is_one = |info: &TypeInfo| types.iter().any(|wanted| wanted.id() == info.id());
    live_count::COUNTS.then(|| {
        let counts = live_count::by_type().into_iter();
        counts.filter(|(info, _)| is_one(info)).map(|(_, nodes)| nodes).sum()
    })
}

/// Panics if nodes of this thread are alive, and names their types: for the end of a test. As with
/// [`assert!`], you can pass a message with arguments.
///
/// It sees every node: also one that a handle in a `static`, in plain data or in a closure keeps
/// alive, which no other check sees. Drop your own handles first. See
/// [`live_nodes`](crate::live_nodes), which is the number. O(t) for the t types that have had nodes in
/// this thread.
///
/// In a build that does not count nodes, it panics with the name of the feature that counts them,
/// so that no test passes without having looked.
///
/// ```
/// use kinfolk::{Graph, assert_no_live_nodes};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// drop(Page {}.into_graph());
/// # #[cfg(debug_assertions)]
/// assert_no_live_nodes!();
/// # #[cfg(debug_assertions)]
/// assert_no_live_nodes!("after page {}", 1);
/// ```
///
/// ```should_panic
/// # use kinfolk::{Graph, assert_no_live_nodes};
/// # #[derive(Graph)]
/// # struct Page {}
/// let page = Page {}.into_graph();
/// let shown_later = move || page; // the closure keeps the page alive
/// assert_no_live_nodes!(); // 1 node is alive: 1 Page
/// # drop(shown_later);
/// ```
#[macro_export]
macro_rules! assert_no_live_nodes {
    () => {
        $crate::__private_0_1_0::assert_no_live_nodes($crate::__private_0_1_0::None)
    };
    ($($message:tt)+) => {
        $crate::__private_0_1_0::assert_no_live_nodes(
            $crate::__private_0_1_0::Some($crate::__private_0_1_0::format_args!($($message)+))
        )
    };
}

/// The function behind `assert_no_live_nodes!`.
///
/// # Panics
/// If nodes are alive, or if they are not counted.
#[track_caller]
pub fn assert_no_live_nodes(message: Option<fmt::Arguments<'_>>) {
    let Some(total) = live_nodes() else {
        panic!(
            "this build does not count live nodes: enable the feature `live-nodes` of `kinfolk`, or debug assertions"
        );
    };
    if total == 0 {
        return;
    }
    let nodes = if total == 1 { "1 node is" } else { &format!("{total} nodes are") };
    let message = message.map(|message| format!(": {message}")).unwrap_or_default();
    panic!("{nodes} alive{message}: {}", list(live_count::by_type()));
}

/// Types with their counts, the most frequent first.
fn list(mut counts: Vec<(&'static TypeInfo, usize)>) -> String {
    counts.sort_unstable_by_key(|&(info, nodes)| (Reverse(nodes), info.name));
    let counts = counts.into_iter().map(|(info, nodes)| format!("{nodes} {}", info.name));
    counts.collect::<Vec<_>>().join(", ")
}
