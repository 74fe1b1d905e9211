//! The input as our own model.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Fields, GenericParam, Generics, Meta, Path, Type,
    Visibility,
};

use crate::errors::Errors;
use crate::hook::HookValue;
use crate::keys::{self, Given, LinkDeclaration, Place, Value};
use crate::names::{self, Rewriting};

/// A struct or a union, as declared.
pub(crate) struct Declaration {
    pub(crate) name: Ident,
    pub(crate) vis: Visibility,
    /// With every type parameter bounded by `'static`, and without lifetimes.
    pub(crate) generics: Generics,
    /// The declared type with its arguments, which `Self` stands for.
    pub(crate) this: TokenStream,
    pub(crate) docs: Vec<TokenStream>,
    /// Attributes that hold for the generated type too: lint levels, `deprecated`.
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) settings: Settings,
    pub(crate) body: Body,
    /// All tokens of the input, so that our names clash with none of them.
    pub(crate) tokens: TokenStream,
}

/// The keys that a struct and a union have in common.
pub(crate) struct Settings {
    /// The name of the generated type.
    pub(crate) node: Ident,
    pub(crate) krate: TokenStream,
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
    pub(crate) cfgs: Vec<Meta>,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: TokenStream,
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
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: TokenStream,
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
    pub(crate) fn read(input: DeriveInput, errors: &mut Errors) -> Self {
        let tokens = input.to_token_stream();
        let name = input.ident;
        let refused = read_lifetimes(&input.generics, errors);
        let this = type_of(&name, &input.generics);
        let rewriting = Rewriting::of(&this, &tokens);
        let place = match input.data {
            Data::Enum(_) => Place::Union,
            Data::Struct(_) | Data::Union(_) => Place::Struct,
        };
        let given = keys::read(&input.attrs, place, errors);
        let (settings, node) = read_settings(&name, given, &rewriting);
        let body = match input.data {
            Data::Struct(data) => read_node(&name, data.fields, node, &rewriting, errors),
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
        // What borrows cannot be expanded; an empty node stands in for it.
        let body = if refused { Body::Node(Node::default()) } else { body };
        Declaration {
            vis: input.vis,
            generics: static_generics(input.generics),
            this,
            docs: docs(&input.attrs),
            attrs: carried(&input.attrs),
            settings,
            body,
            tokens,
            name,
        }
    }
}

/// Refuses lifetime parameters. Says whether there are any.
fn read_lifetimes(generics: &Generics, errors: &mut Errors) -> bool {
    for lifetime in generics.lifetimes() {
        errors.at(
            &lifetime.lifetime,
            format_args!(
                "a node cannot borrow: handles keep it alive for as long as they like, so its type \
                 has no `{}`; let the struct own its data (`String` for `&str`, `Vec<T>` for \
                 `&[T]`, `std::rc::Rc<T>` for what is shared)",
                lifetime.lifetime
            ),
        );
    }
    generics.lifetimes().next().is_some()
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

/// The generics with `'static` bounds and without lifetimes.
fn static_generics(mut generics: Generics) -> Generics {
    let params = std::mem::take(&mut generics.params);
    let params = params.into_iter().filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    generics.params = params
        .map(|mut param| {
            if let GenericParam::Type(param) = &mut param {
                param.bounds.push(syn::parse_quote!('static));
            }
            param
        })
        .collect();
    generics
}

/// What is said on the item. The node, if there is going to be one, has no fields yet.
fn read_settings(name: &Ident, given: Vec<Given>, rewriting: &Rewriting) -> (Settings, Node) {
    let mut settings = Settings {
        node: format_ident!("{}Node", name, span = name.span()),
        krate: quote::quote_spanned!(Span::mixed_site()=> ::kinfolk),
        derives: Vec::new(),
        attrs: Vec::new(),
        to_plain: None,
    };
    let mut node = Node::default();
    for Given { key, value } in given {
        match value {
            Value::None => settings.to_plain = Some(key),
            Value::Name(node_name) => settings.node = node_name,
            Value::Path(path) => settings.krate = path,
            Value::Derives(derives) => settings.derives.extend(derives),
            Value::Attrs(attrs) => settings.attrs.extend(attrs),
            Value::Links(declared) => {
                let kind = match &*key.to_string() {
                    "back" => LinkKind::Back,
                    "weak" => LinkKind::Weak,
                    _ => LinkKind::Shared,
                };
                let links = declared.into_iter().map(|link| Link::new(kind, link, rewriting));
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
        Hook { key, is_closure, tokens: rewriting.in_expressions().rewrite(tokens) }
    }
}

impl Link {
    fn new(kind: LinkKind, declared: LinkDeclaration, rewriting: &Rewriting) -> Self {
        let LinkDeclaration { attrs, vis, name, ty } = declared;
        let (cfgs, attrs): (Vec<_>, Vec<_>) =
            attrs.into_iter().partition(|attr| attr.path().is_ident("cfg"));
        let others = attrs.iter().filter(|attr| !attr.path().is_ident("doc"));
        Link {
            kind,
            docs: docs(&attrs),
            attrs: others.map(Attribute::to_token_stream).collect(),
            cfgs: cfgs.into_iter().map(|attr| attr.meta).collect(),
            vis,
            name,
            ty: rewriting.rewrite(ty.into_token_stream()),
        }
    }
}

fn read_node(
    name: &Ident,
    fields: Fields,
    mut node: Node,
    rewriting: &Rewriting,
    errors: &mut Errors,
) -> Body {
    if let Fields::Unnamed(fields) = &fields {
        errors.at(
            fields,
            format_args!(
                "`Graph` needs named fields, since the node has them too: write `struct {name} {{ \
                 name: Type, .. }}`"
            ),
        );
    }
    node.fields =
        fields.into_iter().filter_map(|field| read_field(field, rewriting, errors)).collect();
    Body::Node(node)
}

fn read_field(field: syn::Field, rewriting: &Rewriting, errors: &mut Errors) -> Option<Field> {
    let given = keys::read(&field.attrs, Place::Field, errors);
    if let [first, others @ ..] = &given[..] {
        for other in others {
            errors.between(
                &first.key,
                &other.key,
                format_args!("a field is either `{}` or `{}`: leave one out", first.key, other.key),
            );
        }
    }
    let kind = match given.first() {
        Some(given) if given.key == "own" => FieldKind::Own,
        Some(given) if given.key == "cell" => FieldKind::Cell,
        Some(_) => FieldKind::RefCell,
        None => FieldKind::Data,
    };
    Some(Field {
        kind,
        docs: docs(&field.attrs),
        attrs: carried(&field.attrs),
        vis: field.vis,
        name: field.ident?,
        ty: rewriting.rewrite(field.ty.to_token_stream()),
    })
}

fn read_union(name: &Ident, data: &DataEnum, rewriting: &Rewriting, errors: &mut Errors) -> Body {
    if data.variants.is_empty() {
        errors.at(
            name,
            "a union of node types needs a variant for each of them, as in `enum Entry { \
             Folder(Folder), File(File) }`",
        );
    }
    let mut union = Union { variants: Vec::new() };
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
                docs: docs(&variant.attrs),
                attrs: carried(&variant.attrs),
                name: variant.ident.clone(),
                ty: rewriting.rewrite(ty.to_token_stream()),
            }),
            None => {
                let name = &variant.ident;
                errors.at(
                    variant,
                    format_args!(
                        "`Graph` for an enum makes a union of node types, so every variant wraps \
                         just one struct that derives `Graph`: write `{name}({name})`, with `struct \
                         {name} {{ .. }}` beside it"
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

fn docs(attrs: &[Attribute]) -> Vec<TokenStream> {
    let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
    docs.map(Attribute::to_token_stream).collect()
}

/// The attributes that hold for a generated twin as well. What is expected in the plain type is
/// allowed in the twin, which may be free of it.
fn carried(attrs: &[Attribute]) -> Vec<TokenStream> {
    const CARRIED: [&str; 5] = ["allow", "warn", "deny", "forbid", "deprecated"];
    let carry = |attr: &Attribute| match &attr.meta {
        Meta::List(list) if list.path.is_ident("expect") => {
            let lints = &list.tokens;
            Some(quote!(#[allow(#lints)]))
        }
        meta => {
            let is_carried = CARRIED.iter().any(|name| meta.path().is_ident(name));
            is_carried.then(|| attr.to_token_stream())
        }
    };
    attrs.iter().filter_map(carry).collect()
}
