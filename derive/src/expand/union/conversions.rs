//! The conversions into a union's handle.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::variants::{function_for, handle_of};
use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::model::{Union, Variant};

/// From the plain value and the handle of each variant, and from the plain enum.
///
/// ```text
/// impl From<HandleOf<Folder>> for EntryRc {
///     fn from(handle: HandleOf<Folder>) -> Self {
///         EntryRc::Folder(handle)
///     }
/// }
/// impl IntoIncoming<Entry> for HandleOf<Folder> {
///     fn into_incoming(self) -> Incoming<EntryRc> {
///         Incoming::existing(EntryRc::Folder(self))
///     }
/// }
/// impl IntoIncoming<Entry> for Folder {
///     fn into_incoming(self) -> Incoming<EntryRc> {
///         new_incoming(self, EntryRc::Folder)
///     }
/// }
/// impl From<Folder> for Entry {
///     fn from(value: Folder) -> Self {
///         Entry::Folder(value)
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, declared, .. } = context;
    let name = context.name_span();
    let mut output = TokenStream::new();
    for variant in &union.variants {
        let ty = &variant.ty;
        let anchor = SpanAnchor::of(ty);
        let private = &private.located_at(anchor.first);
        let generated_type = context.generated_type_at(anchor.last);
        let handle = handle_of(context, variant);
        let plain = anchor.variant(&declaration.name, &variant.name);
        let wrap = anchor.variant(context.generated, &variant.name);
        let wrapped = |handle| anchor.call(&wrap, handle);
        let (value, self_value) =
            (quote_spanned!(anchor.last=> __value), quote_spanned!(anchor.last=> self));
        let new_handle = function_for(context, "new_handle", variant, &quote!());
        let new_handle = anchor.call(&new_handle, &value);
        let new_incoming = function_for(context, "new_incoming", variant, &quote!(, _));
        let existing = wrapped(&self_value);
        let existing = quote_spanned!(anchor.last=> #private::Incoming::existing(#existing));
        let new = anchor.call(&new_incoming, &quote_spanned!(anchor.last=> #self_value, #wrap));
        output.extend(compare(context, &anchor, &handle));
        output.extend(cast(context, variant, &handle));
        output.extend(variant.with.iter().map(|inner| through(context, variant, inner)));
        if declaration.settings.no_from.is_none() {
            let from = anchor.generic(private, "From", &variant.ty);
            let value = anchor.call(&plain, &value);
            let body = quote_spanned! {anchor.last=>
                fn from(__value: #ty) -> Self {
                    #value
                }
            };
            output.extend(context.impl_at(anchor.first, &from, declared, &body));
        }
        let conversions =
            [(&handle, wrapped(&value), existing), (&variant.ty, wrapped(&new_handle), new)];
        for (from, node, into_incoming) in conversions {
            let interface = anchor.generic(private, "From", from);
            let body = quote_spanned! {anchor.last=>
                fn from(__value: #from) -> Self {
                    #node
                }
            };
            output.extend(context.impl_at(anchor.first, &interface, &generated_type, &body));
            let interface = anchor.generic(private, "IntoIncoming", declared);
            let body = quote_spanned! {anchor.last=>
                fn into_incoming(self) -> #private::Incoming<#generated_type> {
                    #into_incoming
                }
            };
            output.extend(context.impl_at(anchor.first, &interface, from, &body));
        }
    }
    // Generic impls do the rest: the plain enum is an `IntoHandle` like any plain type, and the
    // handle has `From` itself like any type.
    let (private, krate) = (private.located_at(name), krate.located_at(name));
    let generated_type = context.generated_type_at(name);
    let from_plain = context.impl_of(&quote!(#private::From<#declared>), &generated_type);
    let into_handle = context.impl_of(&quote!(#private::IntoIncoming<#declared>), &generated_type);
    output.extend(quote_spanned! {name=>
        #from_plain {
            fn from(__value: #declared) -> Self {
                #krate::Graph::into_graph(__value)
            }
        }
        #into_handle {
            fn into_incoming(self) -> #private::Incoming<#generated_type> {
                #private::Incoming::existing(self)
            }
        }
    });
    output
}

/// Compares the union's handle with that of a variant, both ways.
///
/// ```text
/// impl PartialEq<HandleOf<Folder>> for EntryRc {
///     fn eq(&self, other: &HandleOf<Folder>) -> bool {
///         is_same_node(self, other)
///     }
/// }
/// ```
fn compare(context: &Context<'_>, anchor: &SpanAnchor, handle: &TokenStream) -> TokenStream {
    let private = &context.private.located_at(anchor.first);
    let generated_type = context.generated_type_at(anchor.last);
    let pairs = [(handle, &generated_type), (&generated_type, handle)];
    let impls = pairs.map(|(other, this)| {
        let interface = anchor.generic(private, "PartialEq", other);
        let body = quote_spanned! {anchor.last=>
            fn eq(&self, __other: &#other) -> #private::bool {
                #private::is_same_node(self, __other)
            }
        };
        context.impl_at(anchor.first, &interface, this, &body)
    });
    impls.into_iter().collect()
}

/// From the union's handle back to that of a variant.
///
/// ```text
/// impl TryFrom<EntryRc> for HandleOf<Folder> {
///     type Error = CastError<EntryRc>;
///     fn try_from(value: EntryRc) -> Result<Self, CastError<EntryRc>> {
///         try_cast::<ReprOf<Folder>, _, _>(value)
///     }
/// }
/// ```
fn cast(context: &Context<'_>, variant: &Variant, handle: &TokenStream) -> TokenStream {
    let Context { private, krate, .. } = context;
    let ty = &variant.ty;
    let anchor = SpanAnchor::of(ty);
    let (private, krate) = (private.located_at(anchor.first), krate.located_at(anchor.first));
    let generated_type = context.generated_type_at(anchor.last);
    let interface = anchor.generic(&private, "TryFrom", &generated_type);
    let try_cast = function_for(context, "try_cast", variant, &quote!(, _));
    let result = anchor.call(&try_cast, &quote_spanned!(anchor.last=> __value));
    let body = quote_spanned! {anchor.last=>
        type Error = #krate::CastError<#generated_type>;
        fn try_from(__value: #generated_type) -> #private::Result<Self, Self::Error> {
            #result
        }
    };
    context.impl_at(anchor.first, &interface, handle, &body)
}

/// From a type in the union that a variant wraps, and from its handle.
///
/// ```text
/// impl From<Text> for BlockRc {
///     fn from(value: Text) -> Self {
///         handle_through::<_, Inline, _>(value, BlockRc::Inline)
///     }
/// }
/// impl IntoIncoming<Block> for Text {
///     fn into_incoming(self) -> Incoming<BlockRc> {
///         through::<_, Inline, _>(self, BlockRc::Inline)
///     }
/// }
/// ```
fn through(context: &Context<'_>, variant: &Variant, inner: &TokenStream) -> TokenStream {
    let Context { private, declared, .. } = context;
    let anchor = SpanAnchor::of(inner);
    let private = &private.located_at(anchor.first);
    let (ty, generated_type) = (&variant.ty, context.generated_type_at(anchor.last));
    let wrap = anchor.variant(context.generated, &variant.name);
    let arguments = quote_spanned!(anchor.last=> _, #ty, _);
    let handle_through = anchor.function(private, "handle_through", &arguments);
    let handle = anchor.call(&handle_through, &quote_spanned!(anchor.last=> __value, #wrap));
    let through = anchor.function(private, "through", &arguments);
    let incoming = anchor.call(&through, &quote_spanned!(anchor.last=> self, #wrap));
    let mut output = TokenStream::new();
    for from in [inner, &anchor.generic(private, "HandleOf", inner)] {
        let body = quote_spanned! {anchor.last=>
            fn from(__value: #from) -> Self {
                #handle
            }
        };
        let interface = anchor.generic(private, "From", from);
        output.extend(context.impl_at(anchor.first, &interface, &generated_type, &body));
        let body = quote_spanned! {anchor.last=>
            fn into_incoming(self) -> #private::Incoming<#generated_type> {
                #incoming
            }
        };
        let interface = anchor.generic(private, "IntoIncoming", declared);
        output.extend(context.impl_at(anchor.first, &interface, from, &body));
    }
    output
}
