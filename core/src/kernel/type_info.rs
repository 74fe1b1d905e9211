//! [`TypeInfo`]: the facts about a node type that are known without a node.

use std::any::{self, Any, TypeId};

use crate::kernel::dyn_id::LendId;
use crate::kernel::link_kind::LinkKind;

/// The facts about a node type that are known without a node.
pub struct TypeInfo {
    /// The id of the declared type.
    pub(crate) id: fn() -> TypeId,
    /// The declared type's name. It is stored apart from `names` because each death needs it.
    pub(crate) name: &'static str,
    /// The declared type's name and those of its links and values: `LiveNode::NAMES`. For a variant
    /// of a node enum, the first name is `Expr::Binary`. For a node enum as a whole, the names of links
    /// in its variants are `Expr::Binary.left`.
    pub(crate) names: &'static str,
    /// The number of links, counting values, and those that `#[cfg]` has removed.
    pub(crate) link_count: usize,
    /// The number of the first owning link.
    pub(crate) first_owning: usize,
    /// The number of the first shared link. Shared links come last.
    pub(crate) first_shared: usize,
    /// Whether one of the links always has a child.
    pub(crate) has_required: bool,
    /// `None` if none of the links is a saved reference.
    pub(crate) resolve_new: Option<ResolveNew>,
    /// Whether one of the links is weak; for a variant, one of the node enum.
    pub(crate) has_weak: bool,
    /// Lends the id of a node of this type. `None` for a type without ids.
    pub(crate) lend_id: Option<LendId>,
    /// Whether the `Drop` of the data may run user code.
    pub(crate) data_drops: bool,
    /// The facts about the link with this number.
    pub(crate) link_info: fn(usize) -> Option<LinkInfo>,
}

/// Resolves the saved references of a node that was just built, as
/// [`DynSaved::resolve_new`](crate::kernel::dyn_link::DynSaved::resolve_new) does. The second argument is
/// the `Finder`, whose type stands above this module.
pub(crate) type ResolveNew = fn(&dyn Any, &dyn Any) -> bool;

impl TypeInfo {
    pub(crate) fn id(&self) -> TypeId {
        (self.id)()
    }

    /// The declared type's name, with that of the variant: `Folder`, `Expr::Binary`.
    pub(crate) fn full_name(&self) -> &'static str {
        self.word(0)
    }

    /// The name of the link with this number.
    pub(crate) fn link_name(&self, number: usize) -> &'static str {
        self.word(number + 1)
    }

    /// The full names of the link with this number: that of its type, and its own. The type may be
    /// a node enum as a whole.
    pub(crate) fn link_path(&self, number: usize) -> (&'static str, &'static str) {
        let name = self.link_name(number);
        name.split_once('.').unwrap_or((self.full_name(), name))
    }

    /// The name of the link with this number. For a node enum as a whole, it begins with the name
    /// of the variant: `Binary.left`.
    pub(crate) fn link_in_type(&self, number: usize) -> &'static str {
        let name = self.link_name(number);
        name.split_once("::").map_or(name, |(_, name)| name)
    }

    /// Whether a node of this type can lead to others that it does not own and that do not own it.
    pub(crate) fn has_references(&self) -> bool {
        self.has_weak || self.first_shared < self.link_count
    }

    /// The name at this index in `names`.
    fn word(&self, index: usize) -> &'static str {
        // Byte by byte: walks that follow chosen places ask this at each link, and std's search for
        // a character is made for long texts.
        let names = self.names;
        let (mut start, mut before) = (0, index);
        for (index, byte) in names.bytes().enumerate() {
            if byte == b' ' {
                if before == 0 {
                    return &names[start..index];
                }
                (start, before) = (index + 1, before - 1);
            }
        }
        if before == 0 { &names[start..] } else { "" }
    }

    /// Whether the link with this number is over a `Vec`.
    pub(crate) fn is_list(&self, number: usize) -> bool {
        (self.link_info)(number).is_some_and(|link| link.is_list)
    }

    /// Whether the link with this number always has a child.
    pub(crate) fn is_required(&self, number: usize) -> bool {
        self.has_required && (self.link_info)(number).is_some_and(|link| link.is_required)
    }

    /// The node types that the link with this number can lead to. O(n) for n types.
    pub(crate) fn targets(&self, number: usize) -> Vec<&'static TypeInfo> {
        let mut all = Vec::new();
        if let Some(link) = (self.link_info)(number) {
            (link.targets)(&mut all);
        }
        all
    }
}

/// The facts about a link's type.
pub struct LinkInfo {
    /// The kind of link.
    pub(crate) kind: LinkKind,
    /// Whether the link is over a `Vec`.
    pub(crate) is_list: bool,
    /// The type of the keys, if the link is over a map.
    pub(crate) key_type: Option<KeyType>,
    /// The untyped operations of a link over a map: a
    /// [`KeyedInfo`](crate::kernel::keyed::KeyedInfo), or for a shared link a
    /// [`KeyedTargetsInfo`](crate::kernel::keyed::KeyedTargetsInfo). Their module stands above this
    /// one.
    pub(crate) keyed: Option<&'static dyn Any>,
    /// Whether this is an owning link that always has a child.
    pub(crate) is_required: bool,
    /// Adds the node types that the link can lead to.
    pub(crate) targets: fn(&mut Vec<&'static TypeInfo>),
}

/// The type of the keys of a map.
#[derive(Clone, Copy)]
pub struct KeyType {
    pub(crate) id: fn() -> TypeId,
    /// The name, with its path.
    pub(crate) name: fn() -> &'static str,
}

impl KeyType {
    pub(crate) const fn of<K: 'static>() -> Self {
        KeyType { id: TypeId::of::<K>, name: any::type_name::<K> }
    }
}
