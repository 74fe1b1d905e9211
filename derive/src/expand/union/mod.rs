//! The handle of a union.

mod conversions;
mod definition;
mod graph;
mod handle;
mod to_plain;
mod variants;
mod weak;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::context::Context;
use super::param_bounds::ParamBounds;
use super::span_anchor::SpanAnchor;
use crate::model::Union;

pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let to_plain = context.declaration.settings.to_plain.map(|_| to_plain::expand(context, union));
    let impls = [
        graph::expand(context, union),
        handle::expand(context, union),
        weak::expand(context, union),
        conversions::expand(context, union),
        back_to(context, union),
        has_id(context, union),
        context.refuse_drop(),
        to_plain.unwrap_or_default(),
    ];
    let mut output = definition::expand(context, union);
    // Not in the block: rustfmt does not format a block with documentation in it, and the expansion
    // should stay readable.
    output.extend(methods(context, union));
    output.extend(weak::define(context, union));
    output.extend(context.in_block(&impls.into_iter().collect()));
    output
}

/// ```text
/// impl EntryRc {
///     pub fn downgrade(&self) -> Weak<Entry> {
///         downgrade(self)
///     }
///     pub fn to_plain(&self) -> Entry {
///         copy_whole::<Entry>(self)
///     }
///     pub fn duplicate(&self) -> EntryRc {
///         duplicate_in_union::<Entry>(self)
///     }
///     pub fn duplicate_with(&self, f: impl FnOnce(&Copies)) -> EntryRc {
///         duplicate_in_union_with::<Entry>(self, f)
///     }
/// }
/// ```
fn methods(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private_path, declared, .. } = context;
    let site = Span::mixed_site();
    let vis = &declaration.vis;
    let to_plain = declaration.settings.to_plain.map(|_| {
        let copy = quote_spanned!(site=> #private_path::copy_whole::<#declared>);
        let try_copy = quote_spanned!(site=> #private_path::try_copy_whole::<#declared>);
        let bounds = ParamBounds::of_union(&declaration.generics, private_path, union);
        let to_plain = context.to_plain_method(&copy, &try_copy, &bounds);
        let functions = ["duplicate_in_union", "duplicate_in_union_with"];
        let duplicate = context.duplicate_methods(&context.generated_type(), functions, &bounds);
        quote!(#to_plain #duplicate)
    });
    let name = context.name_span();
    let (krate, path) = (krate.located_at(name), private_path.located_at(name));
    let result = quote_spanned!(name=> #krate::Weak<#declared> { #path::downgrade(self) });
    context.impl_methods(&quote_spanned! {site=>
        /// A weak handle to the node. O(1).
        #[must_use = "a weak handle does nothing by itself"]
        #vis fn downgrade(&self) -> #result
        #to_plain
    })
}

/// A union has the ids of its types, if all have ids of one type.
///
/// ```text
/// impl<P> HasId<P> for Entry
/// where
///     Folder: HasId<P>,
///     File: HasIdAs<Folder, P>,
/// {
///     type Id = IdOf<Folder, P>;
///     type Form = FormOf<Folder, P>;
/// }
/// ```
fn has_id(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { private, declared, .. } = context;
    let site = Span::mixed_site();
    let Some((first, others)) = union.variants.split_first().filter(|_| context.is_correct) else {
        return TokenStream::new();
    };
    let plain = context.declaration.used_names.fresh("P");
    let first = &first.ty;
    let id = quote_spanned!(site=> #private::IdOf<#first, #plain>);
    let form = quote_spanned!(site=> #private::FormOf<#first, #plain>);
    let others = others.iter().map(|variant| {
        let ty = &variant.ty;
        quote_spanned!(site=> #ty: #private::HasIdAs<#first, #plain>,)
    });
    let conditions = quote_spanned!(site=> #first: #private::HasId<#plain>, #(#others)*);
    let interface = quote_spanned!(site=> #private::HasId<#plain>);
    let bound = quote_spanned!(site=> #private::Sized);
    let header = context.impl_for_any(&plain, &bound, &interface, declared, &conditions);
    quote_spanned! {site=>
        #header {
            type Id = #id;
            type Form = #form;
        }
    }
}

/// An owner of the union can own each of its types.
fn back_to(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { krate, private, .. } = context;
    let owner = context.owner_parameter();
    let conditions = union.variants.iter().filter(|_| context.is_correct).map(|variant| {
        let ty = &variant.ty;
        let back_to = SpanAnchor::of(ty).generic(private, "OwnedBy", &quote!(#owner));
        quote!(#ty: #back_to,)
    });
    context.back_to_any(&owner, &quote!(#krate::NodeType), &conditions.collect())
}
