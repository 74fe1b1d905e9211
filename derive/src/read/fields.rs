//! Reading the fields of a struct.

use proc_macro2::Span;
use quote::{ToTokens, format_ident};
use syn::Fields;
use syn::spanned::Spanned;

use super::attributes::{self, AttrEntry};
use super::declared::DeclaredField;
use super::values::Value;
use super::{carried, link_types, maps};
use crate::advice::attr_target::{AttrTarget, Item};
use crate::advice::errors::Errors;
use crate::grammar::keys::{FieldKind, KeyKind};
use crate::hygiene::rewriting::Rewriting;
use crate::hygiene::tokens::Tokens;
use crate::model::{CopiedId, Field};

/// Reads the fields. Keys on them that belong on the struct are added to its `entries`.
pub(super) fn read(
    item: &Item,
    fields: Fields,
    entries: &mut Vec<AttrEntry>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Vec<Field> {
    let read = |(number, field): (usize, syn::Field)| {
        read_field(item, number, item.is_unclear(number), field, entries, rewriting, errors)
    };
    fields.into_iter().enumerate().filter_map(read).collect()
}

/// Reads the field with this number. If it was meant to be declared on the item, it is added to the
/// `entries` as such, and there is no field.
pub(super) fn read_field(
    item: &Item,
    number: usize,
    is_unclear: bool,
    field: syn::Field,
    entries: &mut Vec<AttrEntry>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Option<Field> {
    let read = attributes::read(&field.attrs, AttrTarget::field(item, &field), errors);
    let (own, misplaced): (Vec<_>, Vec<_>) = read.into_iter().partition(AttrEntry::is_for_field);
    let unnamed = || format_ident!("__{}", number, span = field.ty.span());
    let name = field.ident.clone().unwrap_or_else(unnamed);
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
    let (kind, key) = kind_of(&own, errors);
    let (target, copied_id) = saved_parts(&own, rewriting);
    let is_owning = kind == Some(FieldKind::Own) && !item.has_lifetimes;
    // Such a field stands in as plain data, so that the compiler does not report it, too.
    let is_refused = is_owning && link_types::refuse_no_nodes(&field, errors);
    let (kind, is_owning) = if is_refused { (None, false) } else { (kind, is_owning) };
    let corrected = is_owning.then(|| {
        maps::check_owned_map(&field, item, errors)
            .or_else(|| link_types::check_owned(&field, item, errors))
            .or_else(|| link_types::refuse_endless(&field, item, errors))
    });
    let ty = corrected.flatten().unwrap_or_else(|| field.ty.to_token_stream());
    Some(Field {
        kind,
        is_unclear,
        key,
        docs: carried::docs_of(&item.name, &field.attrs),
        attrs: carried::attrs(&field.attrs),
        allowed: carried::allowed(&field.attrs),
        vis: field.vis,
        name,
        position: field.ident.is_none().then_some(number),
        ty: rewriting.rewrite(ty),
        target,
        copied_id,
    })
}

/// The type that a saved reference with these keys leads to; and what a copy gets, if the field is an
/// id.
fn saved_parts(entries: &[AttrEntry], rewriting: &Rewriting) -> (Option<Tokens>, Option<CopiedId>) {
    let target = entries.iter().find_map(|entry| match &entry.value {
        Value::Target(ty) => Some(rewriting.rewrite(ty.clone())),
        _ => None,
    });
    let copied_id = entries.iter().find_map(|entry| match &entry.value {
        Value::Id(CopiedId::Fresh(function)) => {
            let function = rewriting.in_expressions().rewrite(function.clone());
            Some(CopiedId::Fresh(function.into_token_stream()))
        }
        Value::Id(copied) => Some(copied.clone()),
        _ => None,
    });
    (target, copied_id)
}

/// The kind of a field with these keys, and the place of the key that says so.
fn kind_of(entries: &[AttrEntry], errors: &mut Errors) -> (Option<FieldKind>, Option<Span>) {
    let kinds = entries.iter().filter_map(|entry| match entry.key.kind {
        KeyKind::Field(kind) => Some((kind, entry.word.span())),
        KeyKind::Link(kind) => Some((FieldKind::Saved(kind), entry.word.span())),
        _ => None,
    });
    let kind = kinds.into_iter().next();
    let Some(trace) = entries.iter().find(|entry| entry.key.kind == KeyKind::Trace) else {
        return kind.unzip();
    };
    if kind.is_none() {
        let message = "`trace` is for the handles in a value: write `value, trace`";
        errors.at(&trace.word, message);
    }
    let key = kind.map_or_else(|| trace.word.span(), |(_, key)| key);
    (Some(FieldKind::Traced), Some(key))
}

/// Whether a field with this name is declared on the struct already.
fn is_declared(field: &DeclaredField, entries: &[AttrEntry]) -> bool {
    entries.iter().any(|entry| match &entry.value {
        Value::Declared(_, fields) => fields.iter().any(|other| other.name == field.name),
        _ => false,
    })
}
