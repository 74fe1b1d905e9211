//! Keys on the wrong target: a key for fields on the struct, a key for unions on a struct, and so on.

use proc_macro2::{Ident, TokenStream};

use super::declared::DeclaredField;
use super::values::{self, Value};
use crate::advice::attr_target::AttrTarget;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{DeclaredKind, Form, Key, KeyKind, TargetKind};
use crate::grammar::link_type::Unwrapped;

/// The end of a message about the key, with the right target and use; and the value, if that target
/// is part of the same item. `rest` is the tokens after the key.
pub(super) fn advice(key: &Key, rest: &TokenStream, target: AttrTarget) -> (String, Option<Value>) {
    let value = values::read_correct(rest, key, target);
    let usage = if value.is_some() { with_value(key, rest) } else { key.usage(&target.item.names) };
    match (target.kind(), key.form()) {
        (TargetKind::Field, Form::Declared(kind)) => declared_on_field(kind, value, &usage, target),
        (TargetKind::Field, Form::Bare) if !key.goes_on(target.item.kind) => {
            (not_for(key, target.item.kind), None)
        }
        (TargetKind::Field, _) => (above_the_item(&usage, target), value),
        // The names of generated types.
        (_, Form::Name) if !key.goes_on(TargetKind::NodeEnum) => {
            let usage = usage.replacen(key.name(), target.naming_key().name(), 1);
            let generated = "the generated type of a struct or a node enum is a node";
            (format!("is for unions: {generated}, so write `{usage}`"), value)
        }
        (_, Form::Name) if !key.goes_on(TargetKind::Struct) => (not_for(key, target.kind()), None),
        (TargetKind::Union, Form::Name) => {
            let usage = usage.replacen(key.name(), target.naming_key().name(), 1);
            let generated = "the generated type of a union is a handle";
            (format!("is for structs and node enums: {generated}, so write `{usage}`"), value)
        }
        (TargetKind::Union, Form::Bare) if key.goes_on(TargetKind::Struct) => {
            let node_enum = KeyKind::NodeEnum.name();
            let advice = format!(
                "is for nodes: write `#[graph({usage})]` above the structs that the union wraps; or, if \
                 the enum is one node type, write `{node_enum}, {usage}`"
            );
            (advice, None)
        }
        (_, Form::Bare) if !key.goes_on(TargetKind::Field) => (not_for(key, target.kind()), None),
        (TargetKind::Union, Form::Bare | Form::Id) => {
            ("goes on a field of a struct, and not on a union".to_owned(), None)
        }
        (TargetKind::Union, _) => {
            let advice = format!(
                "is for nodes: write `#[graph({usage})]` above the structs that the union wraps, or \
                 here, which makes the enum one node type"
            );
            (advice, None)
        }
        (TargetKind::Struct | TargetKind::NodeEnum, _) => {
            let field = target.item.field_for(key.kind).map(|field| format!("`{field}`"));
            let field = field.as_deref().unwrap_or("the field");
            (format!("goes on a field: write `#[graph({usage})]` above {field}"), None)
        }
    }
}

/// The advice for a key that an item of this kind cannot have.
fn not_for(key: &Key, target: TargetKind) -> String {
    let (takes_it, item) = match target {
        _ if key.goes_on(TargetKind::NodeEnum) => ("an enum", "a struct has no variants"),
        TargetKind::NodeEnum => ("a union", "each value of this enum is a node of one type"),
        _ => ("a union", "a struct has no variants"),
    };
    format!("goes on {takes_it}: {item}, so leave it out")
}

/// The same for the key of a declared link or of live data on a field. Either only its declaration is
/// at the wrong place, or the field itself was meant to be declared.
fn declared_on_field(
    kind: DeclaredKind,
    value: Option<Value>,
    usage: &str,
    target: AttrTarget,
) -> (String, Option<Value>) {
    let Some(field) = target.field else { return (above_the_item(usage, target), value) };
    let (usage, value) = match value {
        Some(Value::Declared(_, fields))
            if !fields.iter().any(|other| Some(&other.name) == field.ident.as_ref()) =>
        {
            return (above_the_item(usage, target), Some(Value::Declared(kind, fields)));
        }
        Some(value) => (usage.to_owned(), Some(value)),
        None => match DeclaredField::in_place_of(field, kind) {
            Some(declared) => {
                let usage = format!("{}({})", kind.key(), source_text(&declared));
                (usage, Some(Value::Declared(kind, vec![declared])))
            }
            None => {
                let name =
                    field.ident.as_ref().map_or_else(|| "target".to_owned(), Ident::to_string);
                (format!("{}({name}: Type)", kind.key()), None)
            }
        },
    };
    let what = if kind == DeclaredKind::Live { "it" } else { "the link" };
    let reason = match (target.item.kind, &field.ident) {
        (TargetKind::NodeEnum, None) => {
            format!("so that the node of each variant has {what}, and leave the field out")
        }
        (TargetKind::NodeEnum, Some(_)) => {
            format!("and leave the field out: {what} exists only in the node, whatever its variant")
        }
        _ => format!("and leave the field out, since {what} exists only in the node"),
    };
    let may_have_ids = kind.may_be_saved() && !Unwrapped::from(&field.ty).has_handles();
    let saved = if may_have_ids {
        format!("; or, if the field has ids of nodes, write `{}(Type)` here", kind.key())
    } else {
        String::new()
    };
    // An unnamed field stays, so that the others keep their places.
    let value = value.filter(|_| field.ident.is_some());
    (format!("{}, {reason}{saved}", above_the_item(&usage, target)), value)
}

fn above_the_item(usage: &str, target: AttrTarget) -> String {
    let item = target.item.word();
    format!("goes on the {item}: write `#[graph({usage})]` above the {item}")
}

/// The text of the key with these tokens after it.
fn with_value(key: &Key, rest: &TokenStream) -> String {
    let rest = source_text(rest);
    let gap = if rest.starts_with('(') || rest.is_empty() { "" } else { " " };
    let before = if key.kind == KeyKind::Trace { "value, " } else { "" };
    format!("{before}{}{gap}{rest}", key.name())
}
