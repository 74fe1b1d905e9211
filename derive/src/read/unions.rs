//! Reading an enum: a union of node types.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::{DataEnum, Fields, Type};

use super::carried;
use super::fields::with_named_fields;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
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
        for attr in attrs.filter(|attr| attr.path().is_ident("graph")) {
            errors.at(
                attr,
                "a variant takes no `#[graph(..)]`: write it on the struct that the variant wraps, \
                 or on the union",
            );
        }
        match wrapped(variant) {
            Some(ty) => union.variants.push(Variant {
                docs: carried::docs_of(name, &variant.attrs),
                attrs: carried::attrs(&variant.attrs),
                name: variant.ident.clone(),
                ty: rewriting.rewrite(ty.to_token_stream()).into_token_stream(),
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
