//! Mistakes with ids.

use crate::advice::errors::Errors;
use crate::hygiene::names;
use crate::model::{Body, CopiedId, Declaration, Field, NodeVariant, VariantForm};

/// Checks that a node has at most one id, that all variants of a node enum have one or none has, and
/// that the declaration says which id a copy gets.
pub(super) fn check(declaration: &mut Declaration, errors: &mut Errors) {
    let copies = declaration.settings.to_plain.is_some();
    match &mut declaration.body {
        Body::Node(node) => check_fields(&mut node.fields, "a node", copies, errors),
        Body::Enum(node_enum) => {
            for variant in &mut node_enum.variants {
                check_fields(&mut variant.fields, "a variant", copies, errors);
            }
            refuse_missing(&mut node_enum.variants, errors);
        }
        Body::Union(_) => {}
    }
}

fn check_fields(fields: &mut [Field], item: &str, copies: bool, errors: &mut Errors) {
    refuse_second(fields, item, errors);
    if copies {
        check_copies(fields, errors);
    }
}

fn refuse_second(fields: &mut [Field], item: &str, errors: &mut Errors) {
    let mut first: Option<String> = None;
    for field in fields.iter_mut().filter(|field| field.is_id()) {
        let Some(first) = &first else {
            first = Some(field.display_name());
            continue;
        };
        let message = format!(
            "{item} has one id, and `{first}` is one already: leave `id` out of `{}`, or put both \
             into one type",
            field.display_name()
        );
        errors.push(syn::Error::new(field.key_or_name(), message));
        field.kind = None;
    }
}

fn check_copies(fields: &[Field], errors: &mut Errors) {
    for field in fields {
        if let Some(CopiedId::Unknown) = field.copied_id {
            let message = "a type with `to_plain` says which id a copy of a node gets: write \
                           `id(fresh = EXPR)` for what that function returns, or `id(keep)` for the \
                           same id";
            errors.push(syn::Error::new(field.key_or_name(), message));
        }
    }
}

fn refuse_missing(variants: &mut [NodeVariant], errors: &mut Errors) {
    let has_id = |variant: &NodeVariant| variant.fields.iter().any(Field::is_id);
    let Some(with) = variants.iter().find(|variant| has_id(variant)) else { return };
    let with = names::display_name(&with.name);
    let without: Vec<_> = variants.iter().filter(|variant| !has_id(variant)).collect();
    for variant in &without {
        let advice = match variant.form {
            VariantForm::Named => "write `#[graph(id)]` above the field that names it".to_owned(),
            VariantForm::Unnamed | VariantForm::Unit => {
                "give it a field with `#[graph(id)]`".to_owned()
            }
        };
        errors.at(
            &variant.name,
            format_args!(
                "each variant of a node enum has an id, or none has, and `{with}` has one: {advice}"
            ),
        );
    }
    if !without.is_empty() {
        for field in variants.iter_mut().flat_map(|variant| &mut variant.fields) {
            if field.is_id() {
                field.kind = None;
            }
        }
    }
}
