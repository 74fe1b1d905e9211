//! Keys on the wrong target: a key for fields on the struct, a key for structs on a union, and so
//! on.

use proc_macro2::TokenStream;

use super::links::LinkDeclaration;
use super::values::{self, Value};
use crate::advice::attr_target::AttrTarget;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{Form, Key, LinkKind, TargetKind};

/// The end of a message about the key, with the right target and use; and the value, if that target
/// is part of the same item. `rest` is the tokens after the key.
pub(super) fn advice(key: &Key, rest: &TokenStream, target: AttrTarget) -> (String, Option<Value>) {
    let value = values::read_correct(rest, key, target);
    let usage =
        if value.is_some() { with_value(key, rest) } else { key.usage(&target.item.generated) };
    match (target.kind(), key.form()) {
        (TargetKind::Struct | TargetKind::Field, Form::Bare)
            if key.goes_on(TargetKind::Union) && !key.goes_on(TargetKind::Struct) =>
        {
            ("goes on a union: a struct has no variants, so leave it out".to_owned(), None)
        }
        (kind @ (TargetKind::Struct | TargetKind::Union), Form::Name) => {
            let advice = if kind == TargetKind::Union {
                "is for structs: the generated type of a union is a handle"
            } else {
                "is for unions: the generated type of a struct is a node"
            };
            let usage = usage.replacen(key.name(), target.naming_key().name(), 1);
            (format!("{advice}, so write `{usage}`"), value)
        }
        (TargetKind::Struct, _) => {
            let field = target.item.field_for(key.kind).map(|field| format!("`{field}`"));
            let field = field.as_deref().unwrap_or("the field");
            (format!("goes on a field: write `#[graph({usage})]` above {field}"), None)
        }
        (TargetKind::Union, _) if key.goes_on(TargetKind::Field) => {
            ("goes on a field of a struct, and not on a union".to_owned(), None)
        }
        (TargetKind::Union, _) => {
            let advice = format!(
                "goes on a struct: a union has no nodes of its own, so write \
                 `#[graph({usage})]` above the structs that it wraps"
            );
            (advice, None)
        }
        (TargetKind::Field, Form::Links(kind)) => link_on_field(kind, value, &usage, target),
        (TargetKind::Field, _) => (above_the_struct(&usage), value),
    }
}

/// The same for a link on a field. Either only its declaration is at the wrong place, or the field
/// itself was meant to be the link.
fn link_on_field(
    kind: LinkKind,
    value: Option<Value>,
    usage: &str,
    target: AttrTarget,
) -> (String, Option<Value>) {
    let Some((field, name)) = target.named_field() else { return (above_the_struct(usage), value) };
    let (usage, value) = match value {
        Some(Value::Links(_, links)) if !links.iter().any(|link| link.name == *name) => {
            return (above_the_struct(usage), Some(Value::Links(kind, links)));
        }
        Some(value) => (usage.to_owned(), Some(value)),
        None => match LinkDeclaration::in_place_of(field, kind) {
            Some(link) => {
                let usage = format!("{}({})", kind.name(), source_text(&link));
                (usage, Some(Value::Links(kind, vec![link])))
            }
            None => (format!("{}({name}: Type)", kind.name()), None),
        },
    };
    let reason = "and leave the field out, since the link exists only in the node";
    (format!("{}, {reason}", above_the_struct(&usage)), value)
}

fn above_the_struct(usage: &str) -> String {
    format!("goes on the struct: write `#[graph({usage})]` above the struct")
}

/// The text of the key with these tokens after it.
fn with_value(key: &Key, rest: &TokenStream) -> String {
    let rest = source_text(rest);
    let gap = if rest.starts_with('(') || rest.is_empty() { "" } else { " " };
    format!("{}{gap}{rest}", key.name())
}
