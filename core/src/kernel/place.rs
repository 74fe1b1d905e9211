//! [`Place`]: where a node hangs.

use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::{DynKey, KeyedInfo};
use crate::kernel::snapshot::DynSnapshot;

/// Where a node hangs: its owner, the owner's link, and the index or key there. You get one from
/// [`Node::place`](crate::Node::place), and [`put`](Place::put) puts a node there.
///
/// A place holds the owner. It does not follow changes: after siblings have come or gone, the index
/// may be another child's. Two places are equal if they have the same owner, link and index; in a
/// link over a map, the same owner, link and key, which is the very key of the map and not one that
/// only compares as equal.
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
    /// 0 in an option, and in a map.
    index: usize,
    /// The key in a map.
    key: Option<DynKey>,
}

impl Place {
    /// The place of the child at this index of the owning link with this number. `children` are
    /// those of the link at the moment when the child had the index.
    pub(crate) fn new(owner: AnyRc, link: usize, index: usize, children: &DynSnapshot) -> Self {
        match key_at(&owner, link, index, children) {
            None => Place { owner, link, index, key: None },
            key => Place { owner, link, index: 0, key },
        }
    }

    /// A place that was recorded. `key` is the key in a map.
    pub(crate) fn at(owner: AnyRc, link: usize, index: usize, key: Option<DynKey>) -> Self {
        let index = if owner.as_std().type_info().is_list(link) { index } else { 0 };
        Place { owner, link, index, key }
    }

    /// Where a node hangs.
    pub(crate) fn of(node: &dyn DynNode) -> Option<Self> {
        let owner = node.owner()?;
        let found = node.find_in(&**owner.as_std())?;
        let (link, index, children) = (found.number, found.index, found.link.children());
        Some(Place::new(owner, link, index, &children))
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

    /// The index in the link, or `None` if the link is no list. O(1).
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.is_in_list().then_some(self.index)
    }

    /// The key in the link, or `None` if the link is no map. O(1).
    ///
    /// It can only be printed, as a place knows no types. [`key_as`](Self::key_as) returns it with its
    /// type.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use kinfolk::{Graph, Node};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(workspace: Workspace))]
    /// struct Project {}
    ///
    /// #[derive(Graph)]
    /// struct Workspace {
    ///     #[graph(own)]
    ///     projects: BTreeMap<String, Project>,
    /// }
    ///
    /// let workspace = Workspace { projects: BTreeMap::new() }.into_graph();
    /// let site = workspace.projects.add("site".to_owned(), Project {});
    /// let place = site.place().unwrap();
    /// assert_eq!(format!("{:?}", place.key().unwrap()), "\"site\"");
    /// assert_eq!(place.to_string(), "projects[\"site\"]");
    /// ```
    #[must_use]
    pub fn key(&self) -> Option<&dyn fmt::Debug> {
        self.key.as_ref().map(DynKey::as_debug)
    }

    /// The key in the link as a `K`, or `None` if the link is no map, or has keys of another type.
    /// O(1).
    ///
    /// So a walk up can put the keys together to a path, whatever its nodes are:
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use kinfolk::prelude::*;
    ///
    /// #[derive(Graph)]
    /// #[graph(back(parent: Folder))]
    /// struct Folder {
    ///     #[graph(own)]
    ///     folders: BTreeMap<String, Folder>,
    /// }
    ///
    /// fn path(node: &impl Node) -> String {
    ///     let Some(place) = node.place() else { return String::new() };
    ///     let above = path(&place.owner());
    ///     match place.key_as::<String>() {
    ///         Some(name) => format!("{above}/{name}"),
    ///         None => above,
    ///     }
    /// }
    ///
    /// let root = Folder { folders: BTreeMap::new() }.into_graph();
    /// let usr = root.folders.add("usr".to_owned(), Folder { folders: BTreeMap::new() });
    /// let lib = usr.folders.add("lib".to_owned(), Folder { folders: BTreeMap::new() });
    /// assert_eq!(path(&*lib), "/usr/lib");
    /// assert_eq!(lib.place().unwrap().key_as::<u32>(), None);
    /// ```
    #[must_use]
    pub fn key_as<K: 'static>(&self) -> Option<&K> {
        self.key.as_ref()?.downcast_ref()
    }

    pub(crate) fn dyn_key(&self) -> Option<&DynKey> {
        self.key.as_ref()
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

/// Prints the link and the index or the key: `cards[1]`, `projects["site"]`, or `icon` for an option.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_step(self.link(), self.index(), self.key.as_ref(), f)
    }
}

/// The key of the child at this index, if the link with this number is a map.
pub(crate) fn key_at(
    owner: &AnyRc,
    link: usize,
    index: usize,
    children: &DynSnapshot,
) -> Option<DynKey> {
    (KeyedInfo::of(owner.as_std().type_info(), link)?.key_at)(children, index)
}

/// Prints a link, with the key or else the index: a step of a path.
pub(crate) fn fmt_step(
    link: &str,
    index: Option<usize>,
    key: Option<&impl fmt::Display>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str(link)?;
    match (key, index) {
        (Some(key), _) => write!(f, "[{key}]"),
        (None, Some(index)) => write!(f, "[{index}]"),
        (None, None) => Ok(()),
    }
}
