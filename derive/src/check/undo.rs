//! Fields of a type with `undo` whose changes could not be undone.

use crate::advice::errors::Errors;
use crate::grammar::keys::{FieldKind, KeyKind};
use crate::model::{Body, Declaration, Field};

/// Refuses cells if the type has `undo`.
pub(super) fn check(declaration: &Declaration, errors: &mut Errors) {
    if !declaration.settings.undo {
        return;
    }
    match &declaration.body {
        Body::Node(node) => check_fields(&node.fields, errors),
        Body::Enum(node_enum) => {
            for variant in &node_enum.variants {
                check_fields(&variant.fields, errors);
            }
        }
        Body::Union(_) => {}
    }
}

fn check_fields(fields: &[Field], errors: &mut Errors) {
    for field in fields {
        let Some(kind @ (FieldKind::Cell | FieldKind::RefCell)) = field.kind else { continue };
        let (cell, undo) = (KeyKind::Field(kind).name(), KeyKind::Undo.name());
        let value = KeyKind::Field(FieldKind::Value).name();
        let message = format!("`{undo}` does not see the changes of a `{cell}`: write `{value}`");
        errors.push(syn::Error::new(field.key_or_name(), message));
    }
}
