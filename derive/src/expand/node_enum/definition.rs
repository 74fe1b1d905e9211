//! The definitions of the node and of its kind.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::expand::context::{Context, docs_or, forwarded};
use crate::expand::node::definition::{
    field_of, in_drop_order, link_field, live_data, unnamed_field,
};
use crate::grammar::keys::LinkKind;
use crate::hygiene::names;
use crate::model::{NodeEnum, NodeVariant, VariantForm};

/// ```text
/// pub struct ExprNode {
///     parent: Back<Expr>,
///     pub kind: ExprKind,
///     kinfolk_header: HeaderOf<Expr>,
/// }
/// pub enum ExprKind {
///     Number(f64),
///     Binary { op: char, left: Own<Expr, Box<Expr>>, right: Own<Expr, Box<Expr>> },
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node_enum: &NodeEnum, header: &Ident) -> TokenStream {
    let Context { declaration, private, declared, generated, type_generics, .. } = context;
    let (vis, attrs, kind) = (&declaration.vis, &declaration.attrs, &declaration.settings.kind);
    let (docs, kind_docs) = (
        context.docs("The live form of", " Its variant is its `kind`: `match &node.kind { .. }`."),
        context.docs("The variants of the live form of", ""),
    );
    let forwarded = forwarded(&declaration.settings);
    let (shared, links): (Vec<_>, Vec<_>) =
        node_enum.node.links.iter().partition(|link| link.kind == LinkKind::Shared);
    let [links, shared] =
        [links, shared].map(|links| links.into_iter().map(|link| link_field(context, link)));
    let live = node_enum.node.live.iter().map(live_data);
    let field_docs = docs_or(&[], " The variant, with its links alive.", vis);
    let variants = node_enum.variants.iter().map(|variant| define(context, variant));
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    let kind_type = names::as_expansion(kind);
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #forwarded
        #vis struct #generated #generics #where_clause {
            #(#links,)*
            #(#live,)*
            #field_docs
            #vis kind: #kind_type #type_generics,
            #(#shared,)*
            #header: #private::HeaderOf<#declared>,
        }
        #kind_docs
        #(#attrs)*
        #forwarded
        #vis enum #kind #generics #where_clause {
            #(#variants,)*
        }
    }
}

fn define(context: &Context<'_>, variant: &NodeVariant) -> TokenStream {
    let NodeVariant { docs, attrs, name, form, fields } = variant;
    let fields = match form {
        VariantForm::Unit => TokenStream::new(),
        VariantForm::Unnamed => {
            let fields = fields.iter().map(|field| unnamed_field(context, field));
            quote_spanned!(Span::mixed_site()=> (#(#fields),*))
        }
        VariantForm::Named => {
            let fields = in_drop_order(fields).into_iter().map(|field| field_of(context, field));
            quote_spanned!(Span::mixed_site()=> { #(#fields),* })
        }
    };
    quote!(#(#docs)* #(#attrs)* #name #fields)
}
