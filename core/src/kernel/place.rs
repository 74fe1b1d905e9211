//! [`Place`]: where a node hangs.

use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

/// Where a node hangs: its owner, the owner's link, and the index there. You get one from
/// [`Node::place`](crate::Node::place), and [`put`](Place::put) puts a node there.
///
/// A place holds the owner. It does not follow changes: after siblings have come or gone, the index
/// may be another child's. Two places are equal if they have the same owner, link and index.
///
/// ```
/// use kinfolk::{Graph, Node};
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
/// let card = column.cards.get(1).unwrap();
/// let place = card.place().unwrap();
/// assert_eq!(place.to_string(), "cards[1]");
///
/// card.detach();
/// place.put(card.clone()).unwrap();
/// assert_eq!(column.cards.position(&card), Some(1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    owner: AnyRc,
    /// The link's number in the owner.
    link: usize,
    /// 0 in an option.
    index: usize,
}

impl Place {
    /// A place in the owning link with this number.
    pub(crate) fn new(owner: AnyRc, link: usize, index: usize) -> Self {
        Place { owner, link, index }
    }

    /// Where a node hangs.
    pub(crate) fn of(node: &dyn DynNode) -> Option<Self> {
        let owner = node.owner()?;
        let found = node.find_in(&**owner.as_std())?;
        let (link, index) = (found.number, found.index);
        Some(Place::new(owner, link, index))
    }

    /// The node that owns what hangs here. O(1).
    #[must_use]
    pub fn owner(&self) -> AnyRc {
        self.owner.clone()
    }

    /// The name of the owner's link. O(1).
    #[must_use]
    pub fn link(&self) -> &'static str {
        self.owner.as_std().type_info().link_name(self.link)
    }

    /// The index in the link, or `None` if the link is an option. O(1).
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.is_in_list().then_some(self.index)
    }

    pub(crate) fn host(&self) -> &AnyRc {
        &self.owner
    }

    pub(crate) fn link_number(&self) -> usize {
        self.link
    }

    /// The index, which is 0 in an option.
    pub(crate) fn position(&self) -> usize {
        self.index
    }

    pub(crate) fn is_in_list(&self) -> bool {
        self.owner.as_std().type_info().is_list(self.link)
    }
}

/// Prints the link and the index: `cards[1]`, or `icon` for an option.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_step(self.link(), self.index(), f)
    }
}

/// Prints a step of a path.
pub(crate) fn fmt_step(
    link: &str,
    index: Option<usize>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str(link)?;
    match index {
        Some(index) => write!(f, "[{index}]"),
        None => Ok(()),
    }
}
