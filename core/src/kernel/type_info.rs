//! [`TypeInfo`]: the facts about a node type that are known without a node.

use std::any::TypeId;

use crate::kernel::link_kind::LinkKind;

/// What is known of a node type without a node.
pub struct TypeInfo {
    /// The declared type.
    pub(crate) id: fn() -> TypeId,
    /// The declared type's name. It is asked for at each death, so it is not looked for in `names`.
    pub(crate) name: &'static str,
    /// `LiveNode::NAMES`
    pub(crate) names: &'static str,
    /// Those that are configured away among them.
    pub(crate) link_count: usize,
    /// Where among the links the owning ones begin.
    pub(crate) first_owning: usize,
    /// Where the shared ones begin, which are the last.
    pub(crate) first_shared: usize,
    /// Whether there may be code of the user's in the `Drop` of the data.
    pub(crate) data_drops: bool,
    /// What the link of this number is.
    pub(crate) link_info: fn(usize) -> Option<LinkInfo>,
}

impl TypeInfo {
    pub(crate) fn id(&self) -> TypeId {
        (self.id)()
    }

    /// The name of the link of this number.
    pub(crate) fn link_name(&self, number: usize) -> &'static str {
        self.names.split(' ').nth(number + 1).unwrap_or_default()
    }
}

/// What a link's type says.
pub struct LinkInfo {
    /// What the link does.
    pub(crate) kind: LinkKind,
    /// Whether it is over a `Vec`.
    pub(crate) is_list: bool,
    /// Adds the node types that the link can lead to.
    pub(crate) targets: fn(&mut Vec<&'static TypeInfo>),
}
