//! Reading a type that derives `Trace`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput};

use super::bounds;
use super::keys::{self, Keys, Target};
use super::model::{Body, Field, Fields, Traced, Variant};
use crate::advice::errors::Errors;
use crate::hygiene::names;
use crate::hygiene::rewriting::{Rewriting, with_static};
use crate::hygiene::tokens::Tokens;
use crate::hygiene::used_names::UsedNames;
use crate::read::{carried, generics, readable};

/// Reads the type to which the derive is applied. If the input is no item at all, reports an error and
/// returns `None`.
pub(super) fn read(input: TokenStream, errors: &mut Errors) -> Option<Traced> {
    let used_names = UsedNames::of(input.clone());
    let DeriveInput { attrs, ident: name, generics, data, .. } = readable(input, errors)?;
    let Keys { krate, .. } = keys::read(&attrs, Target::Type, errors);
    let declared_type = Tokens::of(generics::type_of(&name, &generics));
    let reader = Reader {
        rewriting: Rewriting::new(&declared_type, &used_names),
        lifetimes: generics::lifetimes(&generics),
    };
    let body = match data {
        Data::Struct(data) => Body::Struct(reader.fields(data.fields, errors)),
        Data::Enum(data) => {
            let variants = data.variants.into_iter().map(|variant| {
                keys::read(&variant.attrs, Target::Variant, errors);
                Variant { name: variant.ident, fields: reader.fields(variant.fields, errors) }
            });
            Body::Enum(variants.collect())
        }
        Data::Union(data) => {
            errors.at(
                data.union_token,
                "`Trace` cannot be derived for a `union`: kinfolk cannot know which of its fields \
                 holds a handle, so write an `enum`",
            );
            Body::Struct(Fields::default())
        }
    };
    let mut traced = Traced {
        generics: generics::with_static_bounds(generics),
        declared_type,
        krate: krate.unwrap_or_else(|| Tokens::of(quote_spanned!(Span::mixed_site()=> ::kinfolk))),
        allowed: carried::allowed(&attrs),
        body,
        used_names,
        name,
    };
    bounds::add_to(&mut traced);
    Some(traced)
}

struct Reader {
    rewriting: Rewriting,
    lifetimes: Vec<Ident>,
}

impl Reader {
    fn fields(&self, fields: syn::Fields, errors: &mut Errors) -> Fields {
        let mut all = Fields::default();
        for (index, field) in fields.into_iter().enumerate() {
            if keys::read(&field.attrs, Target::Field, errors).skip {
                all.has_skipped = true;
                continue;
            }
            let member = match &field.ident {
                Some(name) => names::as_expansion(name).into_token_stream(),
                None => {
                    let mut index = Literal::usize_unsuffixed(index);
                    index.set_span(field.ty.span().resolved_at(Span::call_site()));
                    index.into_token_stream()
                }
            };
            let ty = with_static(&self.lifetimes, field.ty.into_token_stream());
            all.traced.push(Field { member, ty: self.rewriting.rewrite(ty) });
        }
        all
    }
}
