//! The fields of a tuple struct.
//!
//! A struct cannot have named and unnamed fields, and the node has links and a header beside the
//! fields of the plain struct. So the unnamed fields are in a tuple struct of their own, to which the
//! node derefs: `node.0`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::expand::context::{Context, forwarded};
use crate::expand::span_anchor::SpanAnchor;
use crate::hygiene::names;
use crate::model::{Field, Node};

/// Whether the plain struct has unnamed fields.
pub(super) fn is_tuple(node: &Node) -> bool {
    node.fields.iter().any(|field| field.position.is_some())
}

/// The name of the node's field that holds the unnamed ones.
pub(super) fn holder(context: &Context<'_>) -> Ident {
    context.declaration.used_names.fresh("kinfolk_fields")
}

/// The tuple struct: `TextNodeFields`
fn name(context: &Context<'_>) -> Ident {
    // It stands at the declared name, also where a key names the node.
    format_ident!("{}Fields", context.generated, span = context.declaration.name.span())
}

fn type_of(context: &Context<'_>) -> TokenStream {
    let (name, arguments) = (names::as_expansion(&name(context)), &context.type_generics);
    quote!(#name #arguments)
}

/// The field in the plain struct: its name, or its index.
pub(super) fn member(field: &Field) -> TokenStream {
    match field.position {
        None => names::as_expansion(&field.name).into_token_stream(),
        Some(position) => index(position, field),
    }
}

/// The field in the node: `name`, or `kinfolk_fields.0`
pub(super) fn place(context: &Context<'_>, field: &Field) -> TokenStream {
    let member = member(field);
    if field.position.is_none() {
        return member;
    }
    let holder = holder(context);
    quote!(#holder.#member)
}

fn index(position: usize, field: &Field) -> TokenStream {
    let mut index = Literal::usize_unsuffixed(position);
    index.set_span(SpanAnchor::of_tokens(&field.ty).last);
    index.into_token_stream()
}

/// `name: value`, or the value of an unnamed field.
pub(super) fn with_name(field: &Field, value: TokenStream) -> TokenStream {
    if field.position.is_some() {
        return value;
    }
    let mut name = names::as_expansion(&field.name);
    if field.saved().is_some() {
        // The compiler checks the type of the link here, too: see `SpanAnchor::at_start`.
        name.set_span(name.span().located_at(SpanAnchor::at_start(&field.ty).first));
    }
    quote!(#name: #value)
}

/// `kinfolk_fields: TextNodeFields`
pub(super) fn definition_of_holder(context: &Context<'_>) -> TokenStream {
    let (holder, ty) = (holder(context), type_of(context));
    quote!(#holder: #ty)
}

/// `kinfolk_fields: TextNodeFields(..)`
pub(super) fn new_holder(context: &Context<'_>, values: &[TokenStream]) -> TokenStream {
    let (holder, name) = (holder(context), names::as_expansion(&name(context)));
    quote_spanned!(Span::mixed_site()=> #holder: #name(#(#values),*))
}

/// ```text
/// pub struct TextNodeFields(pub String);
/// impl Deref for TextNode {
///     type Target = TextNodeFields;
///     fn deref(&self) -> &Self::Target {
///         &self.kinfolk_fields
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, fields: &[TokenStream]) -> TokenStream {
    let Context { declaration, private, generated, .. } = context;
    let (vis, attrs, generics) = (&declaration.vis, &declaration.attrs, &declaration.generics);
    let (where_clause, site) = (&generics.where_clause, Span::mixed_site());
    let (name, ty, holder) = (name(context), type_of(context), holder(context));
    let node_name = names::display_name(generated);
    let docs =
        format!(" The fields of a [`{node_name}`](struct@{node_name}), which derefs to this.");
    let forwarded = forwarded(&declaration.settings);
    let impl_header = context.impl_of(&quote!(#private::Deref), &context.generated_type());
    quote_spanned! {site=>
        #[doc = #docs]
        #(#attrs)*
        #forwarded
        #vis struct #name #generics(#(#fields),*) #where_clause;
        #impl_header {
            type Target = #ty;
            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.#holder
            }
        }
    }
}

/// The type of the tuple struct must have no `Drop`.
pub(super) fn refuse_drop(context: &Context<'_>, node: &Node) -> TokenStream {
    if is_tuple(node) { context.refuse_drop_of(&type_of(context)) } else { TokenStream::new() }
}
