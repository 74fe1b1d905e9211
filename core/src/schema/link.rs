//! [`LinkSchema`]: a link of a node type, as data.

use std::any::TypeId;
use std::fmt;

use crate::collect::can_close_cycle::targets_of;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::{KeyType, LinkInfo, TypeInfo};

/// A link of a [`NodeSchema`](crate::schema::NodeSchema).
#[derive(Clone)]
pub struct LinkSchema {
    /// The link's index among the links of its type.
    pub(super) index: usize,
    /// In a variant of a node enum with the name of the variant: `Binary.left`.
    pub(super) name: &'static str,
    pub(super) kind: LinkKind,
    is_list: bool,
    key_type: Option<KeyType>,
    is_required: bool,
    targets: Vec<&'static TypeInfo>,
}

impl LinkSchema {
    pub(super) fn of(type_info: &TypeInfo, index: usize, link: &LinkInfo) -> Self {
        LinkSchema {
            index,
            name: type_info.link_in_type(index),
            kind: link.kind,
            is_list: link.is_list,
            key_type: link.key_type,
            is_required: link.is_required,
            targets: targets_of(link),
        }
    }

    /// The name of the link's field. O(1).
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, name)| name)
    }

    /// The variant that has the link, in a node enum. `None` for a link of the enum itself, which
    /// each of its nodes has, and for a link of a struct. O(1).
    ///
    /// ```
    /// use kinfolk::{Graph, schema};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(owner: Expr))]
    /// enum Expr {
    ///     Number(f64),
    ///     Sum {
    ///         #[graph(own)]
    ///         terms: Vec<Expr>,
    ///     },
    /// }
    ///
    /// let schema = schema::<Expr>();
    /// let [owner, terms] = schema.node_types()[0].links() else { panic!() };
    /// assert_eq!((owner.variant(), owner.name()), (None, "owner"));
    /// assert_eq!((terms.variant(), terms.name()), (Some("Sum"), "terms"));
    /// ```
    #[must_use]
    pub fn variant(&self) -> Option<&'static str> {
        self.name.split_once('.').map(|(variant, _)| variant)
    }

    /// The kind of the link. O(1).
    #[must_use]
    pub fn kind(&self) -> LinkKind {
        self.kind
    }

    /// Whether the link is over a `Vec`, or is a traced value, which can hold any number of handles.
    /// A link over a map is no list: see [`key_type`](Self::key_type). O(1).
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.is_list
    }

    /// The type of the keys of a link over a map, as `std::any::type_name` prints it; `None` for any
    /// other link. O(1).
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use kinfolk::{Graph, schema};
    ///
    /// #[derive(Graph)]
    /// struct Workspace {
    ///     #[graph(own)]
    ///     projects: BTreeMap<u32, Project>,
    ///     #[graph(own)]
    ///     current: Option<Project>,
    /// }
    ///
    /// #[derive(Graph)]
    /// #[graph(back(workspace: Workspace))]
    /// struct Project {}
    ///
    /// let schema = schema::<Workspace>();
    /// let [projects, current] = schema.node_types()[0].links() else { panic!() };
    /// assert_eq!((projects.key_type(), current.key_type()), (Some("u32"), None));
    /// assert_eq!(format!("{projects:?}, {current:?}"), "own {u32: Project}, own Project");
    /// ```
    #[must_use]
    pub fn key_type(&self) -> Option<&'static str> {
        self.key_type.map(|key_type| (key_type.name)())
    }

    /// The id of the type of the keys, as [`key_type`](Self::key_type). O(1).
    #[must_use]
    pub fn key_type_id(&self) -> Option<TypeId> {
        self.key_type.map(|key_type| (key_type.id)())
    }

    /// Whether a node can have several targets in this link.
    pub(super) fn has_many(&self) -> bool {
        self.is_list || self.key_type.is_some()
    }

    /// Whether this is an owning link that always has exactly one child. O(1).
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.is_required
    }

    /// The names of the node types that the link can lead to. For a link to a union, these are all
    /// of its node types.
    pub fn targets(&self) -> impl Iterator<Item = &'static str> {
        self.targets.iter().map(|target| target.name)
    }

    /// The ids of the declared types that the link can lead to, as [`targets`](Self::targets).
    pub fn target_ids(&self) -> impl Iterator<Item = TypeId> {
        self.targets.iter().map(|target| target.id())
    }
}

/// Prints `shared Page`; for a list of a union, `own [Folder | File]`; for a required child, `own 1
/// Menu`; for a map, `own {String: Project}`.
impl fmt::Debug for LinkSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<_> = self.targets().collect();
        let targets = targets.join(" | ");
        match self {
            LinkSchema { is_list: true, .. } => write!(f, "{} [{targets}]", self.kind),
            LinkSchema { is_required: true, .. } => write!(f, "{} 1 {targets}", self.kind),
            LinkSchema { key_type: Some(key_type), .. } => {
                let key_type = without_paths((key_type.name)());
                write!(f, "{} {{{key_type}: {targets}}}", self.kind)
            }
            _ => write!(f, "{} {targets}", self.kind),
        }
    }
}

/// The name of a type without the paths in it: `Option<String>`.
fn without_paths(name: &str) -> String {
    let mut short = String::new();
    // Each piece is a path, and the character behind it that is no part of the path.
    for piece in name.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        short.push_str(piece.rsplit_once("::").map_or(piece, |(_, last)| last));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_without_paths() {
        assert_eq!(without_paths("u32"), "u32");
        assert_eq!(without_paths("alloc::string::String"), "String");
        let name = "(core::option::Option<a::b::C>, &[d::E; 3])";
        assert_eq!(without_paths(name), "(Option<C>, &[E; 3])");
    }
}
