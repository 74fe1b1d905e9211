//! Reading a union of node types.

use std::mem;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{DataEnum, Generics, Type};

use super::carried;
use super::variant_keys::{is_with, read_with};
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::enum_form::wrapped;
use crate::grammar::link_type::{Unwrapped, Wrapper};
use crate::hygiene::rewriting::Rewriting;
use crate::model::{Union, Variant};

/// Reports the variants that can wrap no node type: those of a type parameter, and of data that is
/// known by its name. Takes those of data out. If no variant is left, or if one wraps a type
/// parameter, returns true: then the enum is read as a node enum.
pub(super) fn refuse_data(data: &mut DataEnum, generics: &Generics, errors: &mut Errors) -> bool {
    let (mut is_refused, mut has_param) = (Vec::new(), false);
    for variant in &data.variants {
        let Some(ty) = wrapped(variant) else { continue };
        let unwrapped = Unwrapped::from(ty);
        let is_param = generics.type_params().any(|param| unwrapped.is_bare(&param.ident));
        let problem = if is_param {
            Some(format!(
                "a union lists its node types, and `{}` can be any type: write the types that it \
                 can be",
                source_text(unwrapped.target)
            ))
        } else {
            problem(&variant.ident, ty, &unwrapped)
        };
        if let Some(problem) = &problem {
            let is_first = !is_refused.contains(&true);
            let or = if is_first {
                "; or write `#[graph(node_enum)]` above the enum: then each of its values is a node, \
                 with what the variant has as its fields"
            } else {
                ""
            };
            errors.at(ty, format_args!("{problem}{or}"));
        }
        is_refused.push(problem.is_some());
        has_param |= is_param;
    }
    if has_param || !is_refused.contains(&false) {
        return true;
    }
    let variants = mem::take(&mut data.variants).into_iter().zip(is_refused);
    data.variants =
        variants.filter_map(|(each, is_refused)| (!is_refused).then_some(each)).collect();
    false
}

/// The problem with a type that is not the plain type of a node by its name: a box or another
/// wrapper of one, or data. Of such a type of std, the compiler would report conflicts, too.
fn problem(name: &Ident, ty: &Type, unwrapped: &Unwrapped) -> Option<String> {
    let target = source_text(unwrapped.target);
    if !unwrapped.leads_to_a_node() {
        let ty = source_text(ty);
        return Some(format!(
            "`{ty}` is no node: write `{name}({name})`, and beside it `#[derive(Graph)] struct {name} \
             {{ value: {ty} }}`"
        ));
    }
    let wrapper = unwrapped.wrappers.first()?;
    let more = match wrapper {
        Wrapper::Box => {
            format!(
                " (if `{target}` owns this union, box it there: `Option<Box<..>>` and `Vec<..>` are \
                 links that a type may have to itself)"
            )
        }
        _ => String::new(),
    };
    Some(format!(
        "a variant of a union wraps the plain type of a node, as it is: write \
         `{name}({target})`{more}"
    ))
}

pub(super) fn read(
    name: &Ident,
    data: &DataEnum,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Union {
    let mut union = Union { variants: Vec::new() };
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
        let Some(ty) = wrapped(variant) else { continue };
        union.variants.push(Variant {
            docs: carried::docs_of(name, &variant.attrs),
            attrs: carried::attrs(&variant.attrs),
            name: variant.ident.clone(),
            ty: rewriting.rewrite(ty.to_token_stream()).into_token_stream(),
            with,
        });
    }
    union
}
