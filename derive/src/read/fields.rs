//! Reading the fields of a struct.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Fields;

use super::attributes::{self, AttrEntry};
use super::declared::DeclaredField;
use super::values::Value;
use super::{carried, link_types};
use crate::advice::attr_target::{AttrTarget, Item};
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{FieldKind, KeyKind};
use crate::hygiene::rewriting::Rewriting;
use crate::model::Field;

/// Reads the fields. Keys on them that belong on the struct are added to its `entries`.
pub(super) fn read(
    item: &Item,
    fields: Fields,
    entries: &mut Vec<AttrEntry>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Vec<Field> {
    if let Fields::Unnamed(fields) = &fields {
        let instead = with_named_fields(&item.name, &fields.unnamed);
        errors.at(
            fields,
            format_args!(
                "`Graph` needs named fields, since the node has them too: write `{instead}`"
            ),
        );
    }
    let read = |(number, field): (usize, syn::Field)| {
        let (name, is_unclear) = (field.ident.clone()?, item.is_unclear(number));
        read_field(item, name, is_unclear, field, entries, rewriting, errors)
    };
    fields.into_iter().enumerate().filter_map(read).collect()
}

/// The code of a struct with names for these fields.
pub(super) fn with_named_fields<'a>(
    name: &Ident,
    fields: impl IntoIterator<Item = &'a syn::Field, IntoIter: ExactSizeIterator>,
) -> String {
    let fields = fields.into_iter();
    let names = match fields.len() {
        0 => return format!("struct {name};"),
        1 => &["value"][..],
        _ => &["first", "second", "third"],
    };
    let rest = if fields.len() > names.len() { ", .." } else { "" };
    let fields =
        names.iter().zip(fields).map(|(name, field)| format!("{name}: {}", source_text(&field.ty)));
    format!("struct {name} {{ {}{rest} }}", fields.collect::<Vec<_>>().join(", "))
}

/// Reads a field, which gets this name. If it was meant to be declared on the item, it is added to the
/// `entries` as such, and there is no field.
pub(super) fn read_field(
    item: &Item,
    name: Ident,
    is_unclear: bool,
    field: syn::Field,
    entries: &mut Vec<AttrEntry>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Option<Field> {
    let read = attributes::read(&field.attrs, AttrTarget::field(item, &field), errors);
    let (own, misplaced): (Vec<_>, Vec<_>) = read.into_iter().partition(AttrEntry::is_for_field);
    let mut is_declared_above = false;
    for mut entry in misplaced {
        if let Value::Declared(_, fields) = &mut entry.value {
            is_declared_above |= fields.iter().any(|other| other.name == name);
            fields.retain(|other| !is_declared(other, entries));
        }
        entries.push(entry);
    }
    if is_declared_above {
        return None;
    }
    let kind = own.first().and_then(|entry| match entry.key.kind {
        KeyKind::Field(kind) => Some(kind),
        _ => None,
    });
    let is_owning = kind == Some(FieldKind::Own) && !item.has_lifetimes;
    // Such a field stands in as plain data, so that the compiler does not report it, too.
    let is_refused = is_owning && link_types::refuse_no_nodes(&field, errors);
    let (kind, is_owning) = if is_refused { (None, false) } else { (kind, is_owning) };
    let corrected = is_owning.then(|| {
        link_types::check_owned(&field, item, errors)
            .or_else(|| link_types::refuse_endless(&field, item, errors))
    });
    let ty = corrected.flatten().unwrap_or_else(|| field.ty.to_token_stream());
    Some(Field {
        kind,
        is_unclear,
        key: own.first().map(|entry| entry.word.span()),
        docs: carried::docs_of(&item.name, &field.attrs),
        attrs: carried::attrs(&field.attrs),
        allowed: carried::allowed(&field.attrs),
        vis: field.vis,
        name,
        ty: rewriting.rewrite(ty),
    })
}

/// Whether a field with this name is declared on the struct already.
fn is_declared(field: &DeclaredField, entries: &[AttrEntry]) -> bool {
    entries.iter().any(|entry| match &entry.value {
        Value::Declared(_, fields) => fields.iter().any(|other| other.name == field.name),
        _ => false,
    })
}
