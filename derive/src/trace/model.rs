//! A type that derives `Trace`, as data.

use proc_macro2::{Ident, TokenStream};
use syn::Generics;

use crate::hygiene::tokens::Tokens;
use crate::hygiene::used_names::UsedNames;

pub(super) struct Traced {
    pub(super) name: Ident,
    /// With `'static` and `Trace` as bounds, and without lifetimes.
    pub(super) generics: Generics,
    /// The type with its arguments.
    pub(super) declared_type: Tokens,
    pub(super) krate: Tokens,
    /// The lint levels of the type that allow something, which the impls have as well.
    pub(super) allowed: Vec<TokenStream>,
    pub(super) body: Body,
    pub(super) used_names: UsedNames,
}

pub(super) enum Body {
    Struct(Fields),
    Enum(Vec<Variant>),
}

pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) fields: Fields,
}

#[derive(Default)]
pub(super) struct Fields {
    pub(super) traced: Vec<Field>,
    /// Whether other fields are left out.
    pub(super) has_skipped: bool,
}

pub(super) struct Field {
    /// The name, or the index.
    pub(super) member: TokenStream,
    pub(super) ty: Tokens,
}

impl Traced {
    /// All fields that are not left out.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        let (of_struct, of_variants) = match &self.body {
            Body::Struct(fields) => (Some(fields), [].iter()),
            Body::Enum(variants) => (None, variants.iter()),
        };
        let of_variants = of_variants.map(|variant| &variant.fields);
        of_struct.into_iter().chain(of_variants).flat_map(|fields| &fields.traced)
    }
}
