//! The item or field with a `#[graph(..)]` attribute, so that an error can use the names in your
//! code.

use proc_macro2::TokenTree;
use quote::format_ident;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Generics, Ident, Meta, TypeParam};

use crate::grammar::keys::{FieldKind, KeyKind, TargetKind};
use crate::grammar::link_type::Unwrapped;
use crate::hygiene::names;

/// The struct or union.
pub(crate) struct Item {
    kind: TargetKind,
    pub(crate) name: Ident,
    /// The name of the generated type.
    pub(crate) generated: String,
    /// Whether it has lifetime parameters. These are an error of their own.
    pub(crate) has_lifetimes: bool,
    /// The fields of a struct. One with a `#[graph(..)]` is `None`.
    bare_fields: Vec<Option<BareField>>,
}

/// A field without a `#[graph(..)]`.
struct BareField {
    /// Not yet text: only an error needs that.
    name: Ident,
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
            Data::Enum(_) => (TargetKind::Union, None),
            Data::Struct(data) => (TargetKind::Struct, Some(&data.fields)),
            Data::Union(_) => (TargetKind::Struct, None),
        };
        let chosen_name = input.attrs.iter().find_map(|attr| name_in(attr, naming_key(kind)));
        let default_name = || names::display_name(&default_name(kind, &input.ident));
        let fields = fields.into_iter().flat_map(Fields::iter);
        Item {
            kind,
            has_lifetimes: input.generics.lifetimes().next().is_some(),
            generated: chosen_name.unwrap_or_else(default_name),
            bare_fields: fields.map(|field| bare_field(field, &input.generics)).collect(),
            name: input.ident.clone(),
        }
    }

    /// The name of the generated type, unless the item chooses another.
    pub(crate) fn default_name(&self) -> Ident {
        default_name(self.kind, &self.name)
    }

    /// The field that a key for fields was probably meant for, if there is only one candidate.
    pub(crate) fn field_for(&self, key: KeyKind) -> Option<&Ident> {
        let own = KeyKind::Field(FieldKind::Own);
        let fits = |field: &&BareField| key != own || field.may_be_owned;
        let mut fields = self.bare_fields.iter().flatten().filter(fits).map(|field| &field.name);
        fields.next().filter(|_| fields.next().is_none())
    }

    /// Whether the field with this number could hold nodes, and has no key that says whether it
    /// does.
    pub(crate) fn is_unclear(&self, number: usize) -> bool {
        matches!(self.bare_fields.get(number), Some(Some(field)) if field.may_hold_nodes)
    }
}

fn bare_field(field: &Field, generics: &Generics) -> Option<BareField> {
    if field.attrs.iter().any(|attr| attr.path().is_ident("graph")) {
        return None;
    }
    let unwrapped = Unwrapped::from(&field.ty);
    let leads_to_a_node = unwrapped.leads_to_a_node();
    let is_bare = |param: &TypeParam| unwrapped.is_bare(&param.ident);
    Some(BareField {
        name: field.ident.clone()?,
        may_be_owned: leads_to_a_node && unwrapped.has_form_of_own(),
        may_hold_nodes: leads_to_a_node
            && unwrapped.has_form_of_nodes()
            && !generics.type_params().any(is_bare),
    })
}

/// The key that names the generated type.
fn naming_key(kind: TargetKind) -> KeyKind {
    if kind == TargetKind::Union { KeyKind::Handle } else { KeyKind::Node }
}

/// A struct's node is called `FolderNode`. A union's generated type is a handle: `EntryRc`.
fn default_name(kind: TargetKind, name: &Ident) -> Ident {
    let ending = if kind == TargetKind::Union { "Rc" } else { "Node" };
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

    /// The field, if it has a name.
    pub(crate) fn named_field(self) -> Option<(&'a Field, &'a Ident)> {
        let field = self.field?;
        Some((field, field.ident.as_ref()?))
    }

    /// The key that names the generated type.
    pub(crate) fn naming_key(self) -> KeyKind {
        naming_key(self.item.kind)
    }
}
