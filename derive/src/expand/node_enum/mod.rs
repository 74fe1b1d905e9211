//! The node of a node enum: a struct with the links of the enum, and the enum's variants with their
//! links alive in its field `kind`.
//!
//! What depends on the variant is written once for each: the variant itself, how it is built
//! (`build`), its links (`visit`), and how it is copied (`to_plain`). For all else, the core crate
//! asks `visit`.

mod definition;
mod duplicate;
mod live_node;
mod to_plain;
mod variants;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::node;
use crate::hygiene::names;
use crate::model::NodeEnum;

pub(super) fn expand(context: &Context<'_>, node_enum: &NodeEnum) -> TokenStream {
    let header = context.header_name();
    let to_plain = context.declaration.settings.to_plain.map(|_| {
        let duplicate = duplicate::expand(context, node_enum, &header);
        to_plain::expand(context, node_enum, &duplicate)
    });
    let Context { declaration, type_generics, .. } = context;
    let kind = names::as_expansion(&declaration.settings.kind);
    let parts = [
        definition::expand(context, node_enum, &header),
        node::graph(context),
        live_node::expand(context, node_enum, &header),
        live_node::variants(context, node_enum),
        node::back_to(context, &node_enum.node),
        node::id::has_id(context, variants::all_fields(node_enum).find(|field| field.is_id())),
        context.refuse_drop(),
        context.refuse_drop_of(&quote!(#kind #type_generics)),
        to_plain.unwrap_or_default(),
    ];
    parts.into_iter().collect()
}
