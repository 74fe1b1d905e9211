//! The links of a node, whether declared on the struct or owning fields; and its values, which are
//! numbered with them.

use proc_macro2::Ident;
use syn::Meta;

use crate::grammar::keys::LinkKind;
use crate::hygiene::tokens::Tokens;
use crate::model::{Field, Node};

/// A link of the node, which is declared on the struct or is a field; or a value.
pub(in crate::expand) struct LinkField<'a> {
    pub(in crate::expand) name: &'a Ident,
    /// The field, if it is not declared on the struct.
    pub(in crate::expand) field: Option<&'a Field>,
    /// The type as declared. Errors about the link are shown there.
    pub(in crate::expand) ty: &'a Tokens,
    /// The link's own `#[cfg(..)]`.
    pub(in crate::expand) cfgs: &'a [Meta],
}

impl LinkField<'_> {
    /// Whether a `cfg` may remove the link.
    pub(in crate::expand) fn has_cfg(&self) -> bool {
        !self.cfgs.is_empty()
    }
}

/// The links in the order of their numbers, which is also the order in which a node drops them:
/// back-links and weak links, then owning links, then shared links, then saved shared links and
/// traced values. Other values lead to no node. They and saved weak links come before the owning
/// links, so that walks do not ask them.
pub(in crate::expand) fn links_of(node: &Node) -> Vec<LinkField<'_>> {
    let declared = |is_shared: bool| {
        let links =
            node.links.iter().filter(move |link| is_shared == (link.kind == LinkKind::Shared));
        links.map(|link| LinkField {
            name: &link.name,
            field: None,
            ty: &link.ty,
            cfgs: &link.cfgs,
        })
    };
    let fields = |is_last: bool| {
        let fields = numbered(&node.fields).filter(move |(_, field)| is_last == is_strong(field));
        fields.map(|(_, field)| LinkField {
            name: &field.name,
            field: Some(field),
            ty: &field.ty,
            cfgs: &[],
        })
    };
    declared(false).chain(fields(false)).chain(declared(true)).chain(fields(true)).collect()
}

/// Whether the field keeps nodes alive that the node does not own.
pub(super) fn is_strong(field: &Field) -> bool {
    field.is_traced() || field.saved() == Some(LinkKind::Shared)
}

/// The fields that have a number among the links, with their indices, in the order of the numbers.
pub(in crate::expand) fn numbered(fields: &[Field]) -> impl Iterator<Item = (usize, &Field)> {
    let all = || fields.iter().enumerate();
    let is_weak = |field: &Field| field.saved() == Some(LinkKind::Weak);
    let values = all().filter(move |(_, field)| field.is_value() || is_weak(field));
    let owning = all().filter(|(_, field)| field.is_owning());
    values.chain(owning).chain(all().filter(|(_, field)| is_strong(field)))
}
