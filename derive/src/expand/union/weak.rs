//! The weak twin of a union's handle. It is hidden: users name it `Weak<Entry>`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::match_on;
use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::hygiene::names;
use crate::model::Union;

/// It is beside the handle, and not in the block of impls: a type there has no name outside, which
/// the lint `unnameable_types` refuses.
///
/// ```text
/// #[doc(hidden)]
/// #[non_exhaustive]
/// pub enum __EntryRcWeak {
///     Folder(WeakOf<Folder>),
///     File(WeakOf<File>),
/// }
/// ```
pub(super) fn define(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, private_path, allowed, .. } = context;
    let (vis, generics, name) = (&declaration.vis, &declaration.generics, context.weak_name());
    let where_clause = &generics.where_clause;
    let variants = union.variants.iter().map(|variant| {
        let weak = SpanAnchor::of(&variant.ty).generic(private_path, "WeakOf", &variant.ty);
        let variant = names::as_expansion(&variant.name);
        quote!(#variant(#weak),)
    });
    quote_spanned! {Span::mixed_site()=>
        #[doc(hidden)]
        #(#allowed)*
        #[non_exhaustive]
        #vis enum #name #generics #where_clause {
            #(#variants)*
        }
    }
}

/// The variants hold typed weak handles, so an upgrade needs no downcast. A derived `Debug` would
/// report errors of the variants' types once more.
///
/// ```text
/// impl Debug for __EntryRcWeak {
///     fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
///         debug_weak(formatter)
///     }
/// }
/// impl UnionWeak for __EntryRcWeak {
///     type Strong = EntryRc;
///     fn of(handle: &EntryRc) -> Self {
///         match handle {
///             EntryRc::Folder(node) => __EntryRcWeak::Folder(weak(node)),
///             EntryRc::File(node) => __EntryRcWeak::File(weak(node)),
///         }
///     }
///     fn of_node<N: DynNode>(node: &StdWeak<N>) -> Option<Self> {
///         let found = weak_of_node(None, node, __EntryRcWeak::Folder);
///         weak_of_node(found, node, __EntryRcWeak::File)
///     }
///     fn again(&self) -> Self {
///         match self {
///             __EntryRcWeak::Folder(node) => __EntryRcWeak::Folder(weak_again(node)),
///             __EntryRcWeak::File(node) => __EntryRcWeak::File(weak_again(node)),
///         }
///     }
///     fn strong(&self) -> Option<EntryRc> {
///         match self {
///             __EntryRcWeak::Folder(node) => strong(node, EntryRc::Folder),
///             __EntryRcWeak::File(node) => strong(node, EntryRc::File),
///         }
///     }
///     fn ask<Q: WeakQuestion>(&self) -> Q::Answer {
///         match self {
///             __EntryRcWeak::Folder(node) => Q::ask(node),
///             __EntryRcWeak::File(node) => Q::ask(node),
///         }
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, private, generated, type_generics, .. } = context;
    let site = Span::mixed_site();
    let name = context.weak_name();
    let node = |anchor: &SpanAnchor| quote_spanned!(anchor.last=> __node);
    let of = match_on(context, union, "__handle", generated, |anchor, variant| {
        let weak = anchor.call(&anchor.path(private, "weak"), &node(anchor));
        anchor.call(&anchor.variant(&name, &variant.name), &weak)
    });
    let mut statements = TokenStream::new();
    let mut found = quote!(#private::None);
    for (index, variant) in union.variants.iter().enumerate() {
        if index > 0 {
            statements.extend(quote_spanned!(site=> let __found = #found;));
        }
        let anchor = SpanAnchor::of(&variant.ty);
        if index > 0 {
            found = quote_spanned!(anchor.last=> __found);
        }
        let wrap = anchor.variant(&name, &variant.name);
        let arguments = quote_spanned!(anchor.last=> #found, __node, #wrap);
        found = anchor.call(&anchor.path(private, "weak_of_node"), &arguments);
    }
    let of_node = context.body(quote!(#statements #found));
    let again = match_on(context, union, "self", &name, |anchor, variant| {
        let again = anchor.call(&anchor.path(private, "weak_again"), &node(anchor));
        anchor.call(&anchor.variant(&name, &variant.name), &again)
    });
    let strong = match_on(context, union, "self", &name, |anchor, variant| {
        let wrap = anchor.variant(generated, &variant.name);
        let arguments = {
            let node = node(anchor);
            quote_spanned!(anchor.last=> #node, #wrap)
        };
        anchor.call(&anchor.path(private, "strong"), &arguments)
    });
    let question = declaration.used_names.fresh("Question");
    let ask = match_on(context, union, "self", &name, |anchor, _| {
        anchor.call(&quote_spanned!(anchor.last=> #question::ask), &node(anchor))
    });
    let node_type = declaration.used_names.fresh("Node");
    let generated_type = context.generated_type();
    let this = quote!(#name #type_generics);
    let debug = context.impl_of(&quote!(#private::Debug), &this);
    let weak = context.impl_of(&quote!(#private::UnionWeak), &this);
    quote_spanned! {site=>
        #debug {
            fn fmt(&self, __formatter: &mut #private::fmt::Formatter<'_>) -> #private::fmt::Result {
                #private::debug_weak(__formatter)
            }
        }
        #weak {
            type Strong = #generated_type;
            fn of(__handle: &#generated_type) -> Self {
                #of
            }
            fn of_node<#node_type: #private::DynNode>(
                __node: &#private::StdWeak<#node_type>,
            ) -> #private::Option<Self> {
                #of_node
            }
            fn again(&self) -> Self {
                #again
            }
            #[inline]
            fn strong(&self) -> #private::Option<#generated_type> {
                #strong
            }
            fn ask<#question: #private::WeakQuestion>(&self) -> #question::Answer {
                #ask
            }
        }
    }
}
