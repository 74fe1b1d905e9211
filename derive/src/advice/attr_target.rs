//! The item or field with a `#[graph(..)]` attribute, so that an error can use the names in your
//! code.

use proc_macro2::TokenTree;
use quote::format_ident;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Generics, Ident, Meta};

use crate::grammar::enum_form::is_union;
use crate::grammar::keys::{FieldKind, GeneratedNames, KeyKind, TargetKind};
use crate::grammar::link_type::Unwrapped;
use crate::hygiene::names;

/// The struct, node enum or union.
pub(crate) struct Item {
    pub(crate) kind: TargetKind,
    pub(crate) name: Ident,
    /// The names of the generated types.
    pub(crate) names: GeneratedNames,
    /// Whether it has lifetime parameters. These are an error of their own.
    pub(crate) has_lifetimes: bool,
    /// The fields of a struct. One with a `#[graph(..)]` is `None`.
    bare_fields: Vec<Option<BareField>>,
}

/// A field without a `#[graph(..)]`.
struct BareField {
    /// Not yet text: only an error needs that. `None` for an unnamed field.
    name: Option<Ident>,
    may_be_owned: bool,
    may_hold_nodes: bool,
}

/// The item itself, or a field of it.
#[derive(Clone, Copy)]
pub(crate) struct AttrTarget<'a> {
    pub(crate) item: &'a Item,
    pub(crate) field: Option<&'a Field>,
}

impl Item {
    pub(crate) fn of(input: &DeriveInput) -> Self {
        let (kind, fields) = match &input.data {
            Data::Enum(data) if is_union(&input.attrs, data) => (TargetKind::Union, None),
            Data::Enum(_) => (TargetKind::NodeEnum, None),
            Data::Struct(data) => (TargetKind::Struct, Some(&data.fields)),
            Data::Union(_) => (TargetKind::Struct, None),
        };
        let name = |key, ending| {
            let chosen = input.attrs.iter().find_map(|attr| name_in(attr, key));
            chosen.unwrap_or_else(|| names::display_name(&derived_name(&input.ident, ending)))
        };
        let names = GeneratedNames {
            generated: name(naming_key(kind), ending(kind)),
            kind: name(KeyKind::Kind, KIND),
        };
        let fields = fields.into_iter().flat_map(Fields::iter);
        Item {
            kind,
            has_lifetimes: input.generics.lifetimes().next().is_some(),
            names,
            bare_fields: fields.map(|field| bare_field(field, &input.generics)).collect(),
            name: input.ident.clone(),
        }
    }

    /// The word for the item.
    pub(crate) fn word(&self) -> &'static str {
        match self.kind {
            TargetKind::NodeEnum => "enum",
            TargetKind::Union => "union",
            TargetKind::Struct | TargetKind::Field => "struct",
        }
    }

    /// The name of the generated type, unless the item chooses another.
    pub(crate) fn default_name(&self) -> Ident {
        derived_name(&self.name, ending(self.kind))
    }

    /// The same for the enum in the node of a node enum.
    pub(crate) fn default_kind(&self) -> Ident {
        derived_name(&self.name, KIND)
    }

    /// The field that a key for fields was probably meant for, if there is only one candidate.
    pub(crate) fn field_for(&self, key: KeyKind) -> Option<&Ident> {
        let own = KeyKind::Field(FieldKind::Own);
        let fits = |field: &&BareField| key != own || field.may_be_owned;
        let mut fields = self.bare_fields.iter().flatten().filter(fits);
        fields.next().filter(|_| fields.next().is_none())?.name.as_ref()
    }

    /// Whether the field with this number could hold nodes, and has no key that says whether it
    /// does.
    pub(crate) fn is_unclear(&self, number: usize) -> bool {
        matches!(self.bare_fields.get(number), Some(Some(field)) if field.may_hold_nodes)
    }
}

fn bare_field(field: &Field, generics: &Generics) -> Option<BareField> {
    if has_attribute(field) {
        return None;
    }
    let unwrapped = Unwrapped::from(&field.ty);
    let leads_to_a_node = unwrapped.leads_to_a_node();
    Some(BareField {
        name: field.ident.clone(),
        may_be_owned: leads_to_a_node && unwrapped.has_form_of_own(),
        may_hold_nodes: leads_to_a_node && may_hold_nodes(&unwrapped, generics),
    })
}

/// Whether the field has a `#[graph(..)]` that is not empty.
fn has_attribute(field: &Field) -> bool {
    let is_empty = |meta: &Meta| matches!(meta, Meta::List(list) if list.tokens.is_empty());
    field.attrs.iter().any(|attr| attr.path().is_ident("graph") && !is_empty(&attr.meta))
}

fn may_hold_nodes(unwrapped: &Unwrapped, generics: &Generics) -> bool {
    unwrapped.has_form_of_nodes()
        && !generics.type_params().any(|param| unwrapped.is_bare(&param.ident))
}

/// As [`Item::is_unclear`], for a field of a variant.
pub(crate) fn is_unclear(field: &Field, generics: &Generics) -> bool {
    let unwrapped = Unwrapped::from(&field.ty);
    !has_attribute(field) && unwrapped.leads_to_a_node() && may_hold_nodes(&unwrapped, generics)
}

/// The key that names the generated type.
fn naming_key(kind: TargetKind) -> KeyKind {
    if kind == TargetKind::Union { KeyKind::Handle } else { KeyKind::Node }
}

/// A node is called `FolderNode`. A union's generated type is a handle: `EntryRc`.
fn ending(kind: TargetKind) -> &'static str {
    if kind == TargetKind::Union { "Rc" } else { "Node" }
}

/// The enum in the node of a node enum is called `ExprKind`.
const KIND: &str = "Kind";

fn derived_name(name: &Ident, ending: &str) -> Ident {
    format_ident!("{}{}", name, ending, span = name.span())
}

/// The name in `key = Name`. Errors need it before the attribute has been read.
fn name_in(attr: &Attribute, key: KeyKind) -> Option<String> {
    let Meta::List(list) = &attr.meta else { return None };
    let tokens: Vec<_> = list.tokens.clone().into_iter().collect();
    (0..tokens.len()).find_map(|at| match &tokens[at..] {
        [TokenTree::Ident(word), TokenTree::Punct(equals), TokenTree::Ident(name), rest @ ..]
            if word == key.name() && equals.as_char() == '=' && list.path.is_ident("graph") =>
        {
            let is_end = rest.first().is_none_or(|next| next.to_string() == ",");
            is_end.then(|| names::display_name(name))
        }
        _ => None,
    })
}

impl<'a> AttrTarget<'a> {
    pub(crate) fn item(item: &'a Item) -> Self {
        AttrTarget { item, field: None }
    }

    pub(crate) fn field(item: &'a Item, field: &'a Field) -> Self {
        AttrTarget { item, field: Some(field) }
    }

    pub(crate) fn kind(self) -> TargetKind {
        if self.field.is_some() { TargetKind::Field } else { self.item.kind }
    }

    /// The key that names the generated type.
    pub(crate) fn naming_key(self) -> KeyKind {
        naming_key(self.item.kind)
    }
}
