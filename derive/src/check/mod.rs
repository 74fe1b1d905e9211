//! Finds the mistakes that show only when several parts of an item are seen together.

mod ids;
mod undo;

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{Meta, Path, Token};

use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{KeyKind, LinkKind};
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::model::{Body, Declaration, Link, Node, Settings, Union};

/// Reports the mistakes, and corrects the declaration so that none of them causes others.
pub(crate) fn check(declaration: &mut Declaration, errors: &mut Errors) {
    check_generated_name(declaration, errors);
    if let Body::Enum(_) = declaration.body {
        check_kind_name(declaration, errors);
    }
    ids::check(declaration, errors);
    undo::check(declaration, errors);
    let Declaration { name, declared_type, settings, body, .. } = declaration;
    match body {
        Body::Node(node) => {
            check_owners(node, errors);
            check_names(node, None, errors);
            check_derives(settings, &["Debug"], errors);
        }
        Body::Enum(node_enum) => {
            check_owners(&node_enum.node, errors);
            check_names(&mut node_enum.node, Some("kind"), errors);
            check_derives(settings, &["Debug"], errors);
        }
        Body::Union(union) => {
            check_circle(name, declared_type, union, errors);
            check_types(union, errors);
            check_derives(settings, &[], errors);
        }
    }
}

/// Checks that the generated type has another name than the declared type.
fn check_generated_name(declaration: &mut Declaration, errors: &mut Errors) {
    let Declaration { name, settings, body, .. } = declaration;
    if settings.generated != *name {
        return;
    }
    let (problem, key, ending) = match body {
        Body::Enum(_) => ("the node cannot have the enum's name", KeyKind::Node, "Node"),
        Body::Node(_) => ("the node cannot have the struct's name", KeyKind::Node, "Node"),
        Body::Union(_) => ("the handle cannot have the union's name", KeyKind::Handle, "Rc"),
    };
    let (key, default) = (key.name(), format!("{}{ending}", names::display_name(name)));
    errors.at(&settings.generated, format_args!("{problem}: leave `{key}` out to get `{default}`"));
    settings.generated = quote::format_ident!("{}{}", name, ending);
}

/// The same for the kind of a node enum, which has another name than the node, too.
fn check_kind_name(declaration: &mut Declaration, errors: &mut Errors) {
    let Declaration { name, settings, .. } = declaration;
    let other = if settings.kind == *name {
        "enum"
    } else if settings.kind == settings.generated {
        "node"
    } else {
        return;
    };
    let (key, default) = (KeyKind::Kind.name(), format!("{}Kind", names::display_name(name)));
    errors.at(
        &settings.kind,
        format_args!(
            "the kind cannot have the {other}'s name: leave `{key}` out to get `{default}`"
        ),
    );
    settings.kind = quote::format_ident!("{}Kind", name);
}

/// Checks that there is only one back-link for each owner type. If the same type is written in two
/// ways, the compiler reports that.
fn check_owners(node: &Node, errors: &mut Errors) {
    let mut owners: Vec<(String, Ident)> = Vec::new();
    let is_back = |link: &&Link| link.kind == LinkKind::Back;
    for link in node.links.iter().filter(is_back) {
        let owner = source_text(&link.ty);
        if let Some((_, first)) = owners.iter().find(|(known, _)| *known == owner) {
            errors.at(
                &link.name,
                format_args!(
                    "`{first}` and `{}` are both back-links to `{owner}`: a node has one owner at a \
                     time, so leave one out",
                    link.name
                ),
            );
        } else {
            owners.push((owner, link.name.clone()));
        }
    }
}

/// Checks that all fields of the node have different names, also from that of a field of ours.
fn check_names(node: &mut Node, ours: Option<&str>, errors: &mut Errors) {
    let ours = ours.map(|name| Ident::new(name, Span::mixed_site()));
    let names = node.fields.iter().filter(|field| field.position.is_none());
    let names = names.map(|field| field.name.clone());
    let mut known: Vec<(Ident, &str)> =
        ours.into_iter().chain(names).map(|name| (name, "field")).collect();
    let mut is_new = |name: &Ident, noun| {
        if let Some((_, first)) = known.iter().find(|(other, _)| other == name) {
            errors.at(
                name,
                format_args!(
                    "the node has a {first} `{name}` already: give this {noun} another name"
                ),
            );
            return false;
        }
        known.push((name.clone(), noun));
        true
    };
    node.links.retain(|link| is_new(&link.name, "link"));
    node.live.retain(|field| is_new(&field.name, "field"));
}

/// Checks that the union does not wrap itself. A longer circle is an error of the compiler: the plain
/// enums would have infinite size.
fn check_circle(name: &Ident, declared: &Tokens, union: &mut Union, errors: &mut Errors) {
    let declared = source_text(declared);
    union.variants.retain(|variant| {
        let is_itself = source_text(&variant.ty) == declared;
        if is_itself {
            errors.at(
                &variant.name,
                format_args!(
                    "a union cannot wrap itself: each value of `{name}` is one node, of one of the \
                     types in it, so leave `{}` out",
                    variant.name
                ),
            );
        }
        !is_itself
    });
}

/// Checks that there is only one variant for each node type, since its handles convert into that
/// variant.
fn check_types(union: &mut Union, errors: &mut Errors) {
    let mut known: Vec<(String, Ident)> = Vec::new();
    union.variants.retain(|variant| {
        let ty = source_text(&variant.ty);
        if let Some((_, first)) = known.iter().find(|(known, _)| *known == ty) {
            errors.at(
                &variant.name,
                format_args!(
                    "`{first}` and `{}` both wrap `{ty}`, but a node type has only one variant: \
                     leave one out and tell the two apart by a field, or wrap two structs",
                    variant.name
                ),
            );
            return false;
        }
        known.push((ty, variant.name.clone()));
        true
    });
}

/// Refuses derives of std that the generated type cannot have, or has already.
fn check_derives(settings: &mut Settings, possible: &[&str], errors: &mut Errors) {
    const OF_STD: [&str; 9] =
        ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];
    let advice = if possible.is_empty() {
        "a union's handle has `Clone`, `Debug`, `Eq`, `PartialEq` and `Hash` already, by identity, \
         and no order"
    } else {
        "the links of a node cannot be copied, compared or created by default; derive it on the \
         plain struct itself (handles have `Eq` and `Hash`, by identity)"
    };
    let mut is_possible = |path: &Path| {
        let refused = OF_STD.iter().find(|name| is_of_std(path, name) && !possible.contains(name));
        if let Some(name) = refused {
            errors.at(path, format_args!("`{name}` cannot be derived here: {advice}"));
        }
        refused.is_none()
    };
    // The refused ones are removed, so that the compiler reports nothing about them.
    settings.derives.retain(&mut is_possible);
    settings.attrs.retain(|attr| {
        let Meta::List(list) = attr else { return true };
        let paths = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let is_refused =
            |paths: Punctuated<Path, _>| paths.iter().filter(|path| !is_possible(path)).count() > 0;
        !(list.path.is_ident("derive") && paths.is_ok_and(is_refused))
    });
}

/// Whether a path is written as the derive of std with this name.
fn is_of_std(path: &Path, name: &str) -> bool {
    let is_in_std = || ["std", "core"].iter().any(|root| path.segments[0].ident == root);
    let last = path.segments.last();
    path.is_ident(name) || last.is_some_and(|last| last.ident == name) && is_in_std()
}
