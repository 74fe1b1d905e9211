//! The conversions into a union's handle.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::handle_of;
use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::model::Union;

/// From the plain value and the handle of each variant, and from the plain enum.
///
/// ```text
/// impl From<Rc<Folder>> for EntryRc {
///     fn from(handle: Rc<Folder>) -> Self {
///         EntryRc::Folder(handle)
///     }
/// }
/// impl IntoIncoming<Entry> for Rc<Folder> {
///     fn into_incoming(self) -> Incoming<EntryRc> {
///         Incoming::existing(EntryRc::Folder(self))
///     }
/// }
/// impl IntoIncoming<Entry> for Folder {
///     fn into_incoming(self) -> Incoming<EntryRc> {
///         Incoming::wrapped(incoming::<Rc<Folder>, _, Entry>(Entry::Folder, self), EntryRc::Folder)
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, declared, .. } = context;
    let site = Span::mixed_site();
    let generated_type = context.generated_type();
    let (value, self_value) = (quote_spanned!(site=> __value), quote_spanned!(site=> self));
    let mut output = TokenStream::new();
    for variant in &union.variants {
        let anchor = SpanAnchor::of(&variant.ty);
        let handle = handle_of(context, variant);
        let build_root = anchor.function(private, "build_root", &quote!(#handle, _, #declared));
        let incoming = anchor.function(private, "incoming", &quote!(#handle, _, #declared));
        let plain = anchor.variant(&declaration.name, &variant.name);
        let wrap = anchor.variant(context.generated, &variant.name);
        let wrapped = |handle| anchor.call(&wrap, handle);
        let new_handle = anchor.call(&build_root, &quote!(#plain, #value));
        let new_incoming = anchor.call(&incoming, &quote!(#plain, #self_value));
        let existing = wrapped(&self_value);
        let existing = quote_spanned!(site=> #private::Incoming::existing(#existing));
        let new = quote_spanned!(site=> #private::Incoming::wrapped(#new_incoming, #wrap));
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
    let from_plain = context.impl_of(&quote!(#private::From<#declared>), &generated_type);
    let into_handle = context.impl_of(&quote!(#private::IntoIncoming<#declared>), &generated_type);
    output.extend(quote_spanned! {site=>
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
