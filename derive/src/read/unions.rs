//! Reading an enum: a union of node types.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, DataEnum, Fields, Meta, Token, Type};

use super::carried;
use super::fields::with_named_fields;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::link_type::{Unwrapped, Wrapper, is_small};
use crate::hygiene::rewriting::Rewriting;
use crate::model::{Union, Variant};

pub(super) fn read(
    name: &Ident,
    data: &DataEnum,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Union {
    let mut union = Union { variants: Vec::new() };
    if data.variants.iter().all(|variant| wrapped(variant).is_none()) {
        errors.at(
            name,
            format_args!(
                "`Graph` makes an enum a union of node types, but no variant of `{name}` wraps one: \
                 write variants as in `enum Entry {{ Folder(Folder), File(File) }}`, or leave \
                 `Graph` out if the enum is plain data"
            ),
        );
        return union;
    }
    for variant in &data.variants {
        let attrs = variant.fields.iter().flat_map(|field| &field.attrs);
        let attrs = variant.attrs.iter().chain(attrs);
        let mut with = Vec::new();
        for attr in attrs.filter(|attr| attr.path().is_ident("graph")) {
            match read_with(attr) {
                Some(types) => with.extend(
                    types
                        .iter()
                        .map(|ty| rewriting.rewrite(ty.to_token_stream()).into_token_stream()),
                ),
                None if is_with(attr) => errors.at(
                    attr,
                    "`with` on a variant lists types of the union that it wraps: write \
                     `with(Type, ..)`",
                ),
                None => errors.at(
                    attr,
                    "a variant takes only `#[graph(with(Type, ..))]`, for types in a union that it \
                     wraps: write other keys on the struct that the variant wraps, or on the union",
                ),
            }
        }
        match wrapped(variant) {
            Some(ty) if refuse(variant, ty, errors) => {}
            Some(ty) => union.variants.push(Variant {
                docs: carried::docs_of(name, &variant.attrs),
                attrs: carried::attrs(&variant.attrs),
                name: variant.ident.clone(),
                ty: rewriting.rewrite(ty.to_token_stream()).into_token_stream(),
                with,
            }),
            None => {
                let variant_name = &variant.ident;
                errors.at(
                    variant_name,
                    format_args!(
                        "each variant of a union wraps just one struct that derives `Graph`: write \
                         `{variant_name}({variant_name})`, and beside it `#[derive(Graph)] {}`",
                        struct_for(variant)
                    ),
                );
            }
        }
    }
    union
}

/// The types in `#[graph(with(A, B))]`.
fn read_with(attr: &Attribute) -> Option<Punctuated<Type, Token![,]>> {
    let Meta::List(with) = attr.parse_args::<Meta>().ok()? else { return None };
    let types = with
        .path
        .is_ident("with")
        .then(|| with.parse_args_with(Punctuated::<Type, Token![,]>::parse_terminated));
    types?.ok()
}

/// Whether the attribute starts with the word `with`, however it goes on.
fn is_with(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    let first = list.tokens.clone().into_iter().next();
    first.is_some_and(|word| word.to_string() == "with")
}

/// Reports a type that is not the plain type of a node by its name: a box or another wrapper of one,
/// or a number. Of such a type of std, the compiler would report conflicts, too. Returns whether it
/// is one.
fn refuse(variant: &syn::Variant, ty: &Type, errors: &mut Errors) -> bool {
    let name = &variant.ident;
    let Unwrapped { wrappers, target } = ty.into();
    if let Some(wrapper) = wrappers.first() {
        let target = source_text(target);
        let more = match wrapper {
            Wrapper::Box => {
                format!(
                    ". If `{target}` owns this union, box it there: `Option<Box<..>>` and \
                     `Vec<..>` are links that a type may have to itself"
                )
            }
            _ => String::new(),
        };
        errors.at(
            ty,
            format_args!(
                "a variant of a union wraps the plain type of a node, as it is: write \
                 `{name}({target})`{more}"
            ),
        );
        return true;
    }
    let is_number = is_small(target);
    if is_number {
        errors.at(
            ty,
            format_args!(
                "`{}` is no node: write `{name}({name})`, and beside it `#[derive(Graph)] {}`",
                source_text(target),
                struct_for(variant)
            ),
        );
    }
    is_number
}

/// The type that a union's variant wraps.
fn wrapped(variant: &syn::Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        _ => None,
    }
}

/// The code of a struct that the variant could wrap in place of its fields.
fn struct_for(variant: &syn::Variant) -> String {
    let syn::Variant { ident, fields, .. } = variant;
    match fields {
        Fields::Named(fields) => {
            let fields = fields
                .named
                .iter()
                .map(|syn::Field { ident, ty, .. }| source_text(quote!(#ident: #ty)));
            format!("struct {ident} {{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Fields::Unnamed(fields) => with_named_fields(ident, &fields.unnamed),
        Fields::Unit => format!("struct {ident};"),
    }
}
