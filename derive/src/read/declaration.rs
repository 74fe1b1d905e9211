//! Reading the item as a whole: its generics, and the settings in its attributes.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Generics, Meta};

use super::attributes::{self, AttrEntry};
use super::declared::DeclaredField;
use super::hook::HookValue;
use super::values::Value;
use super::{carried, fields, generics, node_enums, unions};
use crate::advice::attr_target::{AttrTarget, Item};
use crate::advice::errors::Errors;
use crate::grammar::keys::{DeclaredKind, KeyKind, LinkKind, TargetKind};
use crate::hygiene::rewriting::Rewriting;
use crate::hygiene::tokens::Tokens;
use crate::hygiene::used_names::UsedNames;
use crate::model::{Body, Declaration, Hook, Link, LiveField, Node, NodeEnum, Settings};

pub(super) fn read(
    mut input: DeriveInput,
    used_names: UsedNames,
    errors: &mut Errors,
) -> Declaration {
    let name = input.ident.clone();
    let has_lifetimes = refuse_lifetimes(&input.generics, errors);
    let declared_type = Tokens::of(generics::type_of(&name, &input.generics));
    let rewriting = Rewriting::new(&declared_type, &used_names);
    let mut item = Item::of(&input);
    let mut entries = attributes::read(&input.attrs, AttrTarget::item(&item), errors);
    if let Data::Enum(data) = &mut input.data {
        if item.kind == TargetKind::Union && unions::refuse_data(data, &input.generics, errors) {
            item.kind = TargetKind::NodeEnum;
        }
    }
    let body = match input.data {
        Data::Struct(data) => {
            let fields = fields::read(&item, data.fields, &mut entries, &rewriting, errors);
            Body::Node(Node { fields, ..Node::default() })
        }
        Data::Enum(data) if item.kind == TargetKind::Union => {
            Body::Union(unions::read(&name, &data, &rewriting, errors))
        }
        Data::Enum(data) => {
            let variants =
                node_enums::read(&item, data, &input.generics, &mut entries, &rewriting, errors);
            Body::Enum(NodeEnum { node: Node::default(), variants })
        }
        Data::Union(data) => {
            errors.at(
                data.union_token,
                "`Graph` cannot be derived for a `union`: a union of node types is an `enum` \
                 whose every variant wraps one of them, as in `enum Entry { Folder(Folder), \
                 File(File) }`",
            );
            Body::Node(Node::default())
        }
    };
    let (settings, node) = read_settings(&item, entries, &rewriting);
    let body = match body {
        // Borrowed data cannot be expanded; an empty node stands in.
        _ if has_lifetimes => Body::Node(Node::default()),
        Body::Node(Node { fields, .. }) => Body::Node(Node { fields, ..node }),
        Body::Enum(NodeEnum { variants, .. }) => Body::Enum(NodeEnum { node, variants }),
        union @ Body::Union(_) => union,
    };
    Declaration {
        vis: input.vis,
        generics: static_generics(input.generics, &rewriting),
        declared_type,
        docs: carried::docs_of(&name, &input.attrs),
        attrs: carried::attrs(&input.attrs),
        allowed: carried::allowed(&input.attrs),
        settings,
        body,
        used_names,
        name,
    }
}

/// Reports lifetime parameters. Returns whether there are any.
fn refuse_lifetimes(generics: &Generics, errors: &mut Errors) -> bool {
    let lifetimes: Vec<_> = generics.lifetimes().map(|param| &param.lifetime).collect();
    let (Some(first), Some(last)) = (lifetimes.first(), lifetimes.last()) else { return false };
    let names: Vec<_> = lifetimes.iter().map(|lifetime| format!("`{lifetime}`")).collect();
    errors.at(
        if lifetimes.len() == 1 { quote!(#first) } else { quote!(#first #last) },
        format_args!(
            "a node cannot borrow: handles keep it alive for as long as they like, so its type has \
             no {}; let the struct own its data (`String` for `&str`, `Vec<T>` for `&[T]`, \
             `std::rc::Rc<T>` for shared data)",
            names.join(" and no ")
        ),
    );
    true
}

/// The generics with `'static` bounds. In a where clause, `Self` is the declared type.
fn static_generics(generics: Generics, rewriting: &Rewriting) -> Generics {
    let mut generics = generics::with_static_bounds(generics);
    if let Some(clause) = generics.where_clause.take() {
        let clause = rewriting.rewrite(clause.into_token_stream());
        generics.where_clause = syn::parse2(clause.into_token_stream()).ok();
    }
    generics
}

/// The settings of the item, and its node without the fields. For a union the node is not used.
fn read_settings(item: &Item, entries: Vec<AttrEntry>, rewriting: &Rewriting) -> (Settings, Node) {
    let mut settings = Settings {
        generated: item.default_name(),
        kind: item.default_kind(),
        krate: Tokens::of(quote_spanned!(Span::mixed_site()=> ::kinfolk)),
        derives: Vec::new(),
        attrs: Vec::new(),
        to_plain: None,
        undo: false,
        no_from: None,
    };
    let mut node = Node::default();
    for AttrEntry { word, value, key: known } in entries {
        let key = word.span();
        match value {
            Value::Nothing if known.kind == KeyKind::NoFrom => settings.no_from = Some(key),
            Value::Nothing if known.kind == KeyKind::ToPlain => settings.to_plain = Some(key),
            Value::Nothing if known.kind == KeyKind::Undo => settings.undo = true,
            // `node_enum`, which has had its effect.
            Value::Nothing | Value::Target(_) | Value::Id(_) => {}
            Value::Name(name) if known.kind == KeyKind::Kind => settings.kind = name,
            Value::Name(name) => settings.generated = name,
            Value::Path(path) => settings.krate = Tokens::of(path),
            Value::Derives(derives) => settings.derives.extend(derives),
            Value::Attrs(attrs) => settings.attrs.extend(attrs),
            Value::Declared(DeclaredKind::Link(kind), links) => {
                let links = links.into_iter().map(|link| new_link(kind, key, link, rewriting));
                node.links.extend(links);
            }
            Value::Declared(DeclaredKind::Live, fields) => {
                node.live.extend(fields.into_iter().map(|field| new_live_field(field, rewriting)));
            }
            Value::Hook(HookValue { is_closure, tokens }) => {
                let tokens = rewriting.in_expressions().rewrite(tokens).into_token_stream();
                node.hook = Some(Hook { key, is_closure, tokens });
            }
        }
    }
    (settings, node)
}

fn new_link(kind: LinkKind, key: Span, declared: DeclaredField, rewriting: &Rewriting) -> Link {
    let DeclaredField { attrs, vis, name, ty, .. } = declared;
    let (cfgs, attrs) = split_cfgs(attrs);
    Link {
        kind,
        key,
        docs: carried::docs(&attrs),
        attrs: without_docs(&attrs),
        cfgs,
        vis,
        name,
        ty: rewriting.rewrite(ty.into_token_stream()),
    }
}

fn new_live_field(declared: DeclaredField, rewriting: &Rewriting) -> LiveField {
    let DeclaredField { attrs, vis, name, ty, value } = declared;
    let (cfgs, attrs) = split_cfgs(attrs);
    let in_expressions = rewriting.in_expressions();
    LiveField {
        docs: carried::docs(&attrs),
        attrs: without_docs(&attrs),
        allowed: carried::allowed(&attrs),
        cfgs,
        vis,
        name,
        ty: rewriting.rewrite(ty.into_token_stream()),
        value: value.map(|value| in_expressions.rewrite(value).into_token_stream()),
    }
}

/// The `cfg` attributes, and the others.
fn split_cfgs(attrs: Vec<Attribute>) -> (Vec<Meta>, Vec<Attribute>) {
    let (cfgs, others): (Vec<_>, Vec<_>) =
        attrs.into_iter().partition(|attr| attr.path().is_ident("cfg"));
    (cfgs.into_iter().map(|attr| attr.meta).collect(), others)
}

fn without_docs(attrs: &[Attribute]) -> Vec<TokenStream> {
    let others = attrs.iter().filter(|attr| !attr.path().is_ident("doc"));
    others.map(Attribute::to_token_stream).collect()
}
