//! What an attribute stands on, so that errors can speak with the user's own names.

use proc_macro2::TokenTree;
use quote::format_ident;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, Meta};

use crate::grammar::keys::Place;
use crate::grammar::link_type;
use crate::hygiene::names;

/// The struct or union.
pub(crate) struct Item {
    place: Place,
    pub(crate) name: Ident,
    /// The name of the generated type.
    pub(crate) node: String,
    /// Whether it has lifetimes, which is told already.
    pub(crate) borrows: bool,
    /// The names of the fields that have no attribute of ours yet, and whether they look like
    /// owning links.
    fields: Vec<(String, bool)>,
}

/// The item itself, or a field of it.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) item: &'a Item,
    pub(crate) field: Option<&'a Field>,
}

impl Item {
    pub(crate) fn of(input: &DeriveInput) -> Self {
        let (place, fields) = match &input.data {
            Data::Enum(_) => (Place::Union, None),
            Data::Struct(data) => (Place::Struct, Some(&data.fields)),
            Data::Union(_) => (Place::Struct, None),
        };
        let is_bare =
            |field: &&Field| !field.attrs.iter().any(|attr| attr.path().is_ident("graph"));
        let named = |field: &Field| {
            Some((field.ident.as_ref()?.to_string(), link_type::may_be_owned(&field.ty)))
        };
        let key = place.key_of_the_name();
        let default_node = || names::plain(&default_name(place, &input.ident));
        let named_node = input.attrs.iter().find_map(|attr| name_in(attr, key));
        Item {
            place,
            borrows: input.generics.lifetimes().next().is_some(),
            node: named_node.unwrap_or_else(default_node),
            fields: fields
                .into_iter()
                .flat_map(Fields::iter)
                .filter(is_bare)
                .filter_map(named)
                .collect(),
            name: input.ident.clone(),
        }
    }

    /// The generated type's name, where the user gives none.
    pub(crate) fn default_name(&self) -> Ident {
        default_name(self.place, &self.name)
    }

    /// The one field that a key for fields was probably meant for.
    pub(crate) fn field_for(&self, key: &str) -> Option<&str> {
        let may_be_it = |(_, may_be_owned): &&(String, bool)| key != "own" || *may_be_owned;
        let mut fields = self.fields.iter().filter(may_be_it).map(|(name, _)| name.as_str());
        fields.next().filter(|_| fields.next().is_none())
    }
}

/// A struct's node is called `FolderNode`. A union's generated type is a handle: `EntryRc`.
fn default_name(place: Place, name: &Ident) -> Ident {
    let ending = if place == Place::Union { "Rc" } else { "Node" };
    format_ident!("{}{}", name, ending, span = name.span())
}

/// The name in `key = Name`, which is needed before the attribute is read in its turn.
fn name_in(attr: &Attribute, name_key: &str) -> Option<String> {
    let Meta::List(list) = &attr.meta else { return None };
    let tokens: Vec<_> = list.tokens.clone().into_iter().collect();
    (0..tokens.len()).find_map(|at| match &tokens[at..] {
        [TokenTree::Ident(key), TokenTree::Punct(equals), TokenTree::Ident(name), rest @ ..]
            if key == name_key && equals.as_char() == '=' && list.path.is_ident("graph") =>
        {
            let is_end = rest.first().is_none_or(|next| next.to_string() == ",");
            is_end.then(|| names::plain(name))
        }
        _ => None,
    })
}

impl<'a> Subject<'a> {
    pub(crate) fn item(item: &'a Item) -> Self {
        Subject { item, field: None }
    }

    pub(crate) fn field(item: &'a Item, field: &'a Field) -> Self {
        Subject { item, field: Some(field) }
    }

    pub(crate) fn place(self) -> Place {
        if self.field.is_some() { Place::Field } else { self.item.place }
    }

    /// The field, with its name.
    pub(crate) fn named_field(self) -> Option<(&'a Field, &'a Ident)> {
        let field = self.field?;
        Some((field, field.ident.as_ref()?))
    }
}
