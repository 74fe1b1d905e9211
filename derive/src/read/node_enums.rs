//! Reading the variants of a node enum.

use quote::ToTokens;
use syn::{DataEnum, Fields, Generics};

use super::attributes::AttrEntry;
use super::{carried, fields, variant_keys};
use crate::advice::attr_target::{Item, is_unclear};
use crate::advice::errors::Errors;
use crate::grammar::link_type::Unwrapped;
use crate::hygiene::rewriting::Rewriting;
use crate::model::{NodeVariant, VariantForm};

/// Reads the variants. Keys on them that belong on the enum are added to its `entries`.
pub(super) fn read(
    item: &Item,
    data: DataEnum,
    generics: &Generics,
    entries: &mut Vec<AttrEntry>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Vec<NodeVariant> {
    if data.variants.is_empty() {
        errors.at(
            &item.name,
            format_args!(
                "an enum without variants has no values, so there is no node of it: add a variant to \
                 `{}`, or leave `Graph` out",
                item.name
            ),
        );
    }
    refuse_endless(item, &data, errors);
    let read = |variant| read_variant(item, variant, generics, entries, rewriting, errors);
    data.variants.into_iter().map(read).collect()
}

/// Reports an enum of which each value would need another one.
fn refuse_endless(item: &Item, data: &DataEnum, errors: &mut Errors) {
    let name = &item.name;
    let needed = |variant: &syn::Variant| {
        let types = variant.fields.iter().map(|field| &field.ty);
        types.filter(|ty| Unwrapped::from(*ty).needs(name)).map(ToTokens::to_token_stream).next()
    };
    let Some(all) = data.variants.iter().map(needed).collect::<Option<Vec<_>>>() else { return };
    if let Some(first) = all.first() {
        errors.at(
            first,
            format_args!(
                "no `{name}` can ever be built, since each variant needs another one first: add a \
                 variant without one, or write `Option<Box<{name}>>`"
            ),
        );
    }
}

fn read_variant(
    item: &Item,
    variant: syn::Variant,
    generics: &Generics,
    entries: &mut Vec<AttrEntry>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> NodeVariant {
    variant_keys::refuse_in_node_enum(item, &variant, errors);
    let syn::Variant { attrs, ident, fields, .. } = variant;
    let form = match &fields {
        Fields::Named(_) => VariantForm::Named,
        Fields::Unnamed(_) => VariantForm::Unnamed,
        Fields::Unit => VariantForm::Unit,
    };
    let fields = fields.into_iter().enumerate().filter_map(|(index, field)| {
        let is_unclear = is_unclear(&field, generics);
        fields::read_field(item, index, is_unclear, field, entries, rewriting, errors)
    });
    NodeVariant {
        fields: fields.collect(),
        docs: carried::docs_of(&item.name, &attrs),
        attrs: carried::attrs(&attrs),
        name: ident,
        form,
    }
}
