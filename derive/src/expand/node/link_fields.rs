//! The links of a node, whether declared on the struct or owning fields.

use proc_macro2::Ident;
use syn::Meta;

use crate::grammar::keys::LinkKind;
use crate::hygiene::tokens::Tokens;
use crate::model::{Field, Node};

/// A link of the node: one that is declared on the struct, or an owning field.
pub(in crate::expand) struct LinkField<'a> {
    pub(in crate::expand) name: &'a Ident,
    /// The field, if it is an owning field.
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
/// back-links and weak links, then owning links, then shared links.
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
    let owned = node.fields.iter().filter(|field| field.is_owning());
    let owned = owned.map(|field| LinkField {
        name: &field.name,
        field: Some(field),
        ty: &field.ty,
        cfgs: &[],
    });
    declared(false).chain(owned).chain(declared(true)).collect()
}
