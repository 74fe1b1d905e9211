//! [`Changes`]: the net of a batch of changes, as an observer sees it.

// # How the net is found
//
// `events` sorts the records by node, link and value. A node that was placed has left its first place
// and come to its last one. Whether these are below the root is found by climbing (`inside`): before
// the batch, a placed node had the owner of its first place, and all others have still the one that
// they had.
//
// The index of a record is the one at its moment. `list_net` finds the indices before and after the
// batch, and which children are back where they were. It follows the runs of children that did not
// move (`order`), so that its cost depends on the changes, and not on the length of the list.
//
// All this happens before any observer is called about the batch. So it finds the graph as the batch
// has left it, and an observer sees nothing that another one has changed meanwhile.

mod change;
mod events;
mod inside;
mod list_changes;
mod list_net;
mod net;
mod order;
mod splice;
mod table;

pub use change::Change;
pub(super) use net::is_nothing;
pub use splice::{ObservedList, Splice};

use std::cell::OnceCell;
use std::fmt;
use std::slice;

use crate::change::log::{Entry, host_of};
use crate::history::changes::events::LinkKey;
use crate::history::changes::list_changes::ListChanges;
use crate::history::changes::list_net::Hunk;
use crate::history::changes::net::Net;
use crate::history::changes::table::Table;
use crate::kernel::any::AnyRc;
use crate::kernel::internal::Internal;
use crate::model::graph::Graph;
use crate::model::handle::Handle;
use crate::model::repr::Repr;

/// The changes of a batch at and below the root of an [observer](crate::observe).
///
/// They are the *net* of the batch: what has changed between the state before and that after it.
///
/// * A node that is back where it was is left out, and so is one that came and went.
/// * A subtree that came below the root, or went out, is one [`Placed`](Change::Placed) of its top.
///   What else was changed in it is left out.
/// * A move is one `Placed`. Its index before is that in the list before the batch, and its index
///   after that in the list after it. Siblings that move up are no changes.
///
/// They are in the order in which they were first made. Nodes that were removed are alive as long as
/// the observer's function runs.
///
/// ```
/// use std::cell::RefCell;
/// use std::rc::Rc as StdRc;
///
/// use kinfolk::{Graph, Node, observe};
///
/// #[derive(Graph)]
/// #[graph(back(column: Column))]
/// struct Card {
///     title: String,
/// }
///
/// #[derive(Graph)]
/// struct Column {
///     #[graph(own)]
///     cards: Vec<Card>,
/// }
///
/// let column = Column { cards: vec![] }.into_graph();
/// let lines = StdRc::new(RefCell::new(Vec::new()));
/// let _watch = observe(&column, {
///     let lines = lines.clone();
///     move |changes| {
///         for change in changes {
///             let Some(card) = change.node_as::<Card>() else { continue };
///             let line = match (change.from(), change.to()) {
///                 (None, Some(to)) => format!("{} came to {to}", card.title),
///                 (Some(from), None) => format!("{} left {from}", card.title),
///                 _ => continue,
///             };
///             lines.borrow_mut().push(line);
///         }
///     }
/// });
/// column.cards.push(Card { title: "Tea".into() });
/// column.cards.get(0).unwrap().detach();
/// assert_eq!(*lines.borrow(), ["Tea came to cards[0]", "Tea left cards[0]"]);
/// ```
pub struct Changes {
    root: AnyRc,
    all: Vec<Change>,
    lists: Table<LinkKey, ListChanges>,
    /// The address of each change's node, and the index of the change; sorted.
    by_node: OnceCell<Vec<(*const (), usize)>>,
}

impl Changes {
    /// The net of a batch. Call this before anything else changes. O(depth) for each record; and for k
    /// records of one list, O(k·√k).
    pub(super) fn of_batch(root: AnyRc, batch: &[Entry]) -> Self {
        let Net { all, lists } = Net::of(&root, batch);
        Changes { root, all, lists, by_node: OnceCell::new() }
    }

    /// The root that was given to [`observe`](crate::observe). So the function needs no handle to it,
    /// which would keep the root alive. O(1).
    #[must_use]
    pub fn root(&self) -> &AnyRc {
        &self.root
    }

    /// The [root](Self::root) with its type, if it is a `T`. O(1).
    #[must_use]
    pub fn root_as<T: Graph>(&self) -> Option<T::Handle> {
        self.root.downcast::<T>()
    }

    /// The changes, in the order in which they were first made. O(1) a step.
    pub fn iter(&self) -> slice::Iter<'_, Change> {
        self.all.iter()
    }

    /// The number of changes. O(1).
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none. An observer is not called then. O(1).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The changes whose [node](Change::node) is this one: it was placed, or one of its links and
    /// values has changed. For the children of a list, see [`splices`](Self::splices).
    ///
    /// O(1) a step; the first call about a batch is O(n·log n) for n changes.
    ///
    /// ```
    /// use std::cell::Cell;
    /// use std::rc::Rc as StdRc;
    ///
    /// use kinfolk::{Graph, Node, observe};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(folder: Folder))]
    /// struct File {}
    ///
    /// #[derive(Graph)]
    /// struct Folder {
    ///     #[graph(own)]
    ///     files: Vec<File>,
    /// }
    ///
    /// let folder = Folder { files: vec![File {}, File {}] }.into_graph();
    /// let file = folder.files.get(1).unwrap();
    /// let seen = StdRc::new(Cell::new(0));
    /// let _watch = observe(&folder, {
    ///     let (file, seen) = (file.clone(), seen.clone());
    ///     move |changes| seen.set(seen.get() + changes.of(&file).count())
    /// });
    /// folder.files.remove(0);
    /// assert_eq!(seen.get(), 0);
    /// file.detach();
    /// assert_eq!(seen.get(), 1);
    /// ```
    pub fn of(&self, node: &impl Handle) -> impl Iterator<Item = &Change> {
        let by_node = self.by_node.get_or_init(|| {
            let addresses = self.all.iter().map(|change| change.node().as_std().address());
            let mut by_node: Vec<_> = addresses.zip(0..).collect();
            by_node.sort_unstable();
            by_node
        });
        let address = Handle::dyn_handle(node, Internal).dyn_node().address();
        let first = by_node.partition_point(|(other, _)| *other < address);
        let of_node = by_node[first..].iter().take_while(move |(other, _)| *other == address);
        of_node.map(|&(_, index)| &self.all[index])
    }

    /// What has changed in a list, for its model in a list widget. Applied one after the other to the
    /// list before the batch, they give the list after it. They are in the order of their indices. A
    /// child that was moved within the list is removed in one place and added in another.
    ///
    /// There are none for the list of a node that came below the root or went out in this batch: make
    /// the model of the widget anew from the list. For a tree of lists, ask for those of all nodes that the
    /// widget shows, or of the owners in [`Placed`](Change::Placed) and the nodes in
    /// [`Ordered`](Change::Ordered).
    ///
    /// O(k) for the k children that have come or gone; O(n·log n) for a list of n children that was
    /// ordered, as by `sort_by`. The first call about a list in a batch is O(k·√k) for its k changes.
    ///
    /// ```
    /// use std::cell::RefCell;
    /// use std::rc::Rc as StdRc;
    ///
    /// use kinfolk::{Graph, observe, transaction};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(column: Column))]
    /// struct Card {}
    ///
    /// #[derive(Graph)]
    /// struct Column {
    ///     #[graph(own)]
    ///     cards: Vec<Card>,
    /// }
    ///
    /// let column = Column { cards: vec![Card {}, Card {}] }.into_graph();
    /// let shown = StdRc::new(RefCell::new(column.cards.iter().collect::<Vec<_>>()));
    /// let _watch = observe(&column, {
    ///     let shown = shown.clone();
    ///     move |changes| {
    ///         let column = changes.root_as::<Column>().unwrap();
    ///         for splice in changes.splices(&column.cards) {
    ///             splice.apply_to(&mut shown.borrow_mut());
    ///         }
    ///     }
    /// });
    /// transaction(|| {
    ///     column.cards.push(Card {});
    ///     column.cards.remove(0);
    /// });
    /// assert_eq!(*shown.borrow(), column.cards.iter().collect::<Vec<_>>());
    /// ```
    #[must_use]
    pub fn splices<L: ObservedList>(&self, list: &L) -> Vec<Splice<L::Handle>> {
        let changed = host_of(ObservedList::dyn_link(list, Internal))
            .and_then(|(host, link)| self.lists.get(&(host.as_std().address(), link)));
        let Some(changed) = changed.filter(|changed| changed.is_inside) else { return Vec::new() };
        let typed = |children: &[AnyRc]| children.iter().filter_map(typed::<L>).collect();
        let splice = |hunk: &Hunk| Splice {
            index: hunk.index,
            removed: typed(&hunk.removed),
            added: typed(&hunk.added),
        };
        changed.net().hunks.iter().map(splice).collect()
    }
}

fn typed<L: ObservedList>(child: &AnyRc) -> Option<L::Handle> {
    <L::Item as Graph>::Repr::from_any(child)
}

impl<'a> IntoIterator for &'a Changes {
    type Item = &'a Change;
    type IntoIter = slice::Iter<'a, Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}
