//! The input as our own model.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Fields, GenericParam, Generics, Meta, Path, Type,
    Visibility,
};

use crate::advice::attr_target::{Item, Subject};
use crate::advice::errors::Errors;
use crate::advice::source_text::written;
use crate::grammar::link_type;
use crate::hygiene::names::{self, Rewriting, Searched};
use crate::hygiene::tokens::Tokens;
use crate::read::attributes::{self, Given};
use crate::read::docs;
use crate::read::hook::HookValue;
use crate::read::links::LinkDeclaration;
use crate::read::value::Value;

/// A struct or a union, as declared.
pub(crate) struct Declaration {
    pub(crate) name: Ident,
    pub(crate) vis: Visibility,
    /// With every type parameter bounded by `'static`, and without lifetimes.
    pub(crate) generics: Generics,
    /// The declared type with its arguments, which `Self` stands for.
    pub(crate) this: Tokens,
    pub(crate) docs: Vec<TokenStream>,
    /// Attributes that hold for the generated type too: lint levels, `deprecated`.
    pub(crate) attrs: Vec<TokenStream>,
    /// Those of them that allow something, which the impls may do as well.
    pub(crate) allowed: Vec<TokenStream>,
    pub(crate) settings: Settings,
    pub(crate) body: Body,
    /// All tokens of the input, so that our names clash with none of them.
    pub(crate) tokens: Searched,
}

/// The keys that a struct and a union have in common.
pub(crate) struct Settings {
    /// The name of the generated type.
    pub(crate) node: Ident,
    pub(crate) krate: Tokens,
    pub(crate) derives: Vec<Path>,
    pub(crate) attrs: Vec<Meta>,
    pub(crate) to_plain: Option<Ident>,
}

pub(crate) enum Body {
    Node(Node),
    Union(Union),
}

/// A struct.
#[derive(Default)]
pub(crate) struct Node {
    pub(crate) hook: Option<Hook>,
    pub(crate) links: Vec<Link>,
    pub(crate) fields: Vec<Field>,
}

/// What `finalize = ..` says.
pub(crate) struct Hook {
    pub(crate) key: Ident,
    pub(crate) is_closure: bool,
    pub(crate) tokens: TokenStream,
}

/// A link that is declared on the struct, and exists on the node alone.
pub(crate) struct Link {
    pub(crate) kind: LinkKind,
    /// Where that is said.
    pub(crate) key: Span,
    pub(crate) cfgs: Vec<Meta>,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Tokens,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    Back,
    Weak,
    Shared,
}

/// A field of the struct.
pub(crate) struct Field {
    pub(crate) kind: FieldKind,
    /// Where that is said, if it is.
    pub(crate) key: Option<Span>,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Tokens,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Own,
    Cell,
    RefCell,
    Data,
}

/// An enum whose every variant wraps one node type.
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) name: Ident,
    pub(crate) ty: TokenStream,
}

impl Declaration {
    /// `tokens` are all that the input is made of.
    pub(crate) fn read(input: DeriveInput, tokens: Searched, errors: &mut Errors) -> Self {
        let name = input.ident.clone();
        let refused = read_lifetimes(&input.generics, errors);
        let this = Tokens::of(type_of(&name, &input.generics));
        let rewriting = Rewriting::of(&this, &tokens);
        let item = Item::of(&input);
        let mut given = attributes::read(&input.attrs, Subject::item(&item), errors);
        let body = match input.data {
            Data::Struct(data) => {
                let fields = read_fields(&item, data.fields, &mut given, &rewriting, errors);
                Body::Node(Node { fields, ..Node::default() })
            }
            Data::Enum(data) => read_union(&name, &data, &rewriting, errors),
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
        let (settings, node) = read_settings(item.default_name(), given, &rewriting);
        let body = match body {
            Body::Node(Node { fields, .. }) => Body::Node(Node { fields, ..node }),
            union @ Body::Union(_) => union,
        };
        // What borrows cannot be expanded; an empty node stands in for it.
        let body = if refused { Body::Node(Node::default()) } else { body };
        Declaration {
            vis: input.vis,
            generics: static_generics(input.generics, &rewriting),
            this,
            docs: docs::carried(&input.attrs, &name),
            attrs: carried(&input.attrs, &CARRIED),
            allowed: carried(&input.attrs, &["allow"]),
            settings,
            body,
            tokens,
            name,
        }
    }
}

/// Refuses lifetime parameters. Says whether there are any.
fn read_lifetimes(generics: &Generics, errors: &mut Errors) -> bool {
    let lifetimes: Vec<_> = generics.lifetimes().map(|param| &param.lifetime).collect();
    let (Some(first), Some(last)) = (lifetimes.first(), lifetimes.last()) else { return false };
    let names: Vec<_> = lifetimes.iter().map(|lifetime| format!("`{lifetime}`")).collect();
    errors.at(
        if lifetimes.len() == 1 { quote!(#first) } else { quote!(#first #last) },
        format_args!(
            "a node cannot borrow: handles keep it alive for as long as they like, so its type has \
             no {}; let the struct own its data (`String` for `&str`, `Vec<T>` for `&[T]`, \
             `std::rc::Rc<T>` for what is shared)",
            names.join(" and no ")
        ),
    );
    true
}

/// The declared type with its arguments.
fn type_of(name: &Ident, generics: &Generics) -> TokenStream {
    let quiet = names::quiet(name);
    let arguments = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    if generics.params.is_empty() { quote!(#quiet) } else { quote!(#quiet<#(#arguments),*>) }
}

/// The generics with `'static` bounds and without lifetimes, in whose place is `'static`.
fn static_generics(mut generics: Generics, rewriting: &Rewriting) -> Generics {
    let lifetimes: Vec<_> =
        generics.lifetimes().map(|param| param.lifetime.ident.clone()).collect();
    let params = std::mem::take(&mut generics.params);
    let params = params.into_iter().filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    generics.params = params
        .map(|mut param| {
            if let GenericParam::Type(param) = &mut param {
                param.bounds.push(syn::parse_quote!('static));
                if !lifetimes.is_empty() {
                    let bounds = names::with_static(&lifetimes, param.bounds.to_token_stream());
                    param.bounds = syn::parse_quote!(#bounds);
                }
            }
            param
        })
        .collect();
    // What `Self` is asked for, the plain type is asked for.
    if let Some(clause) = generics.where_clause.take() {
        let clause = names::with_static(&lifetimes, clause.to_token_stream());
        generics.where_clause = syn::parse2(rewriting.rewrite(clause).into_token_stream()).ok();
    }
    generics
}

/// What is said on the item. The node, if there is going to be one, has no fields yet.
fn read_settings(name: Ident, given: Vec<Given>, rewriting: &Rewriting) -> (Settings, Node) {
    let mut settings = Settings {
        node: name,
        krate: Tokens::of(quote::quote_spanned!(Span::mixed_site()=> ::kinfolk)),
        derives: Vec::new(),
        attrs: Vec::new(),
        to_plain: None,
    };
    let mut node = Node::default();
    for Given { key, value } in given {
        match value {
            Value::None => settings.to_plain = Some(key),
            Value::Name(node_name) => settings.node = node_name,
            Value::Path(path) => settings.krate = Tokens::of(path),
            Value::Derives(derives) => settings.derives.extend(derives),
            Value::Attrs(attrs) => settings.attrs.extend(attrs),
            Value::Links(declared) => {
                let kind = match &*key.to_string() {
                    "back" => LinkKind::Back,
                    "weak" => LinkKind::Weak,
                    _ => LinkKind::Shared,
                };
                let place = key.span();
                let links =
                    declared.into_iter().map(|link| Link::new(kind, place, link, rewriting));
                node.links.extend(links);
            }
            Value::Hook(hook) => node.hook = Some(Hook::new(key, hook, rewriting)),
        }
    }
    (settings, node)
}

impl Hook {
    fn new(key: Ident, value: HookValue, rewriting: &Rewriting) -> Self {
        let HookValue { is_closure, tokens } = value;
        Hook {
            key,
            is_closure,
            tokens: rewriting.in_expressions().rewrite(tokens).into_token_stream(),
        }
    }
}

impl Link {
    fn new(kind: LinkKind, key: Span, declared: LinkDeclaration, rewriting: &Rewriting) -> Self {
        let LinkDeclaration { attrs, vis, name, ty } = declared;
        let (cfgs, attrs): (Vec<_>, Vec<_>) =
            attrs.into_iter().partition(|attr| attr.path().is_ident("cfg"));
        let others = attrs.iter().filter(|attr| !attr.path().is_ident("doc"));
        Link {
            kind,
            key,
            docs: docs::of(&attrs),
            attrs: others.map(Attribute::to_token_stream).collect(),
            cfgs: cfgs.into_iter().map(|attr| attr.meta).collect(),
            vis,
            name,
            ty: rewriting.rewrite(ty.into_token_stream()),
        }
    }
}

/// Reads the fields. What they say that belongs on the struct is added to what is `given` there.
fn read_fields(
    item: &Item,
    fields: Fields,
    given: &mut Vec<Given>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Vec<Field> {
    if let Fields::Unnamed(fields) = &fields {
        let instead = named_fields(&item.name, &fields.unnamed);
        errors.at(
            fields,
            format_args!(
                "`Graph` needs named fields, since the node has them too: write `{instead}`"
            ),
        );
    }
    let read = |field| read_field(item, field, given, rewriting, errors);
    fields.into_iter().filter_map(read).collect()
}

/// A struct with names for the fields that have none.
fn named_fields<'a>(
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
        names.iter().zip(fields).map(|(name, field)| format!("{name}: {}", written(&field.ty)));
    format!("struct {name} {{ {}{rest} }}", fields.collect::<Vec<_>>().join(", "))
}

/// Reads a field. There is none where a link was meant, which is given instead.
fn read_field(
    item: &Item,
    field: syn::Field,
    given: &mut Vec<Given>,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Option<Field> {
    let read = attributes::read(&field.attrs, Subject::field(item, &field), errors);
    let (own, misplaced): (Vec<_>, Vec<_>) = read.into_iter().partition(Given::is_of_field);
    let name = field.ident.clone()?;
    let mut is_link = false;
    for mut misplaced in misplaced {
        if let Value::Links(links) = &mut misplaced.value {
            is_link |= links.iter().any(|link| link.name == name);
            links.retain(|link| !is_declared(link, given));
        }
        given.push(misplaced);
    }
    if is_link {
        return None;
    }
    let kind = match own.first() {
        Some(given) if given.key == "own" => FieldKind::Own,
        Some(given) if given.key == "cell" => FieldKind::Cell,
        Some(_) => FieldKind::RefCell,
        None => FieldKind::Data,
    };
    let ty = if kind == FieldKind::Own && !item.borrows {
        link_type::check_own(&name, &field.ty, &item.name, errors)
    } else {
        field.ty.to_token_stream()
    };
    Some(Field {
        kind,
        key: own.first().map(|given| given.key.span()),
        docs: docs::carried(&field.attrs, &item.name),
        attrs: carried(&field.attrs, &CARRIED),
        vis: field.vis,
        name,
        ty: rewriting.rewrite(ty),
    })
}

/// Whether a link of this name is among those that are given.
fn is_declared(link: &LinkDeclaration, given: &[Given]) -> bool {
    given.iter().any(|given| match &given.value {
        Value::Links(links) => links.iter().any(|other| other.name == link.name),
        _ => false,
    })
}

fn read_union(name: &Ident, data: &DataEnum, rewriting: &Rewriting, errors: &mut Errors) -> Body {
    let mut union = Union { variants: Vec::new() };
    if data.variants.iter().all(|variant| wrapped(variant).is_none()) {
        errors.at(
            name,
            format_args!(
                "`Graph` for an enum makes a union of node types, and no variant of `{name}` wraps \
                 one, as in `enum Entry {{ Folder(Folder), File(File) }}`; an enum that is data \
                 needs no `Graph`"
            ),
        );
        return Body::Union(union);
    }
    for variant in &data.variants {
        let attrs = variant.fields.iter().flat_map(|field| &field.attrs);
        let attrs = variant.attrs.iter().chain(attrs);
        for attr in attrs.filter(|attr| attr.path().is_ident("graph")) {
            errors.at(
                attr,
                "a variant takes no `#[graph(..)]`: what a link does is said on the struct that \
                 the variant wraps, or on the union",
            );
        }
        match wrapped(variant) {
            Some(ty) => union.variants.push(Variant {
                docs: docs::carried(&variant.attrs, name),
                attrs: carried(&variant.attrs, &CARRIED),
                name: variant.ident.clone(),
                ty: rewriting.rewrite(ty.to_token_stream()).into_token_stream(),
            }),
            None => {
                let syn::Variant { ident, fields, .. } = variant;
                let instead = match fields {
                    Fields::Named(fields) => {
                        let fields = fields
                            .named
                            .iter()
                            .map(|syn::Field { ident, ty, .. }| written(quote!(#ident: #ty)));
                        format!("struct {ident} {{ {} }}", fields.collect::<Vec<_>>().join(", "))
                    }
                    Fields::Unnamed(fields) => named_fields(ident, &fields.unnamed),
                    Fields::Unit => format!("struct {ident};"),
                };
                errors.at(
                    ident,
                    format_args!(
                        "each variant of a union wraps just one struct that derives `Graph`: write \
                         `{ident}({ident})`, and beside it `#[derive(Graph)] {instead}`"
                    ),
                );
            }
        }
    }
    Body::Union(union)
}

/// The type that a union's variant wraps.
fn wrapped(variant: &syn::Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        _ => None,
    }
}

/// The attributes that hold for a generated twin as well.
const CARRIED: [&str; 5] = ["allow", "warn", "deny", "forbid", "deprecated"];

/// The attributes of these names. What is expected in the plain type is allowed in the twin, which may
/// be free of it.
fn carried(attrs: &[Attribute], names: &[&str]) -> Vec<TokenStream> {
    let carry = |attr: &Attribute| {
        let name = attr.path().get_ident()?.to_string();
        match &attr.meta {
            Meta::List(list) if name == "expect" => {
                let lints = &list.tokens;
                Some(quote!(#[allow(#lints)]))
            }
            _ => names.contains(&name.as_str()).then(|| attr.to_token_stream()),
        }
    };
    attrs.iter().filter_map(carry).collect()
}
