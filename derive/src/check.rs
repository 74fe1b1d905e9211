//! What only shows when several parts of an item are seen together.

use proc_macro2::Ident;

use crate::advice::errors::Errors;
use crate::advice::source_text::written;
use crate::hygiene::names;
use crate::read::declaration::{Body, Declaration, Link, LinkKind, Node, Settings, Union};

pub(crate) fn check(declaration: &mut Declaration, errors: &mut Errors) {
    let Declaration { name, settings, body, .. } = declaration;
    let (what, key, ending) = match body {
        Body::Node(_) => ("node needs another name than the struct", "node", "Node"),
        Body::Union(_) => ("handle needs another name than the union", "handle", "Rc"),
    };
    if settings.node == *name {
        errors.at(
            &settings.node,
            format_args!("the {what}: leave `{key}` out for `{}{ending}`", names::plain(name)),
        );
        settings.node = quote::format_ident!("{}{}", name, ending);
    }
    match body {
        Body::Node(node) => {
            check_owners(node, errors);
            check_names(node, errors);
            check_derives(settings, &["Debug"], errors);
        }
        Body::Union(union) => {
            check_types(union, errors);
            check_derives(settings, &[], errors);
        }
    }
}

/// One back-link for each owner type. (The same type by two paths is for the compiler to see.)
fn check_owners(node: &Node, errors: &mut Errors) {
    let mut owners: Vec<(String, Ident)> = Vec::new();
    let is_back = |link: &&Link| link.kind == LinkKind::Back;
    for link in node.links.iter().filter(is_back) {
        let owner = written(&link.ty);
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

/// All fields of the node have names of their own.
fn check_names(node: &mut Node, errors: &mut Errors) {
    let mut known: Vec<Ident> = node.fields.iter().map(|field| field.name.clone()).collect();
    let fields = known.len();
    node.links.retain(|link| {
        if let Some(at) = known.iter().position(|name| *name == link.name) {
            let (name, first) = (&link.name, if at < fields { "field" } else { "link" });
            errors.at(
                name,
                format_args!(
                    "the node has a {first} `{name}` already: give this link another name",
                ),
            );
            return false;
        }
        known.push(link.name.clone());
        true
    });
}

/// One variant for each node type: its handles convert into the union's.
fn check_types(union: &mut Union, errors: &mut Errors) {
    let mut known: Vec<(String, Ident)> = Vec::new();
    union.variants.retain(|variant| {
        let ty = written(&variant.ty);
        if let Some((_, first)) = known.iter().find(|(known, _)| *known == ty) {
            errors.at(
                &variant.name,
                format_args!(
                    "`{first}` and `{}` both wrap `{ty}`, and a node has one variant: leave one out, \
                     and tell the two apart by a field, or wrap two structs",
                    variant.name
                ),
            );
            return false;
        }
        known.push((ty, variant.name.clone()));
        true
    });
}

/// std's derives that cannot hold for what is generated.
fn check_derives(settings: &mut Settings, possible: &[&str], errors: &mut Errors) {
    const OF_STD: [&str; 9] =
        ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];
    let advice = if possible.is_empty() {
        "a union's handle has `Clone`, `Debug`, `Eq`, `PartialEq` and `Hash` already, by identity, \
         and no order"
    } else {
        "a node has links, which cannot be copied, compared or made from nothing; derive it on the \
         plain struct itself (handles have `Eq` and `Hash`, by identity)"
    };
    // What is refused here is not to be refused again by the compiler, in other words.
    settings.derives.retain(|path| {
        let refused = OF_STD.iter().find(|name| path.is_ident(name) && !possible.contains(name));
        if let Some(name) = refused {
            errors.at(path, format_args!("`{name}` cannot be derived here: {advice}"));
        }
        refused.is_none()
    });
}
