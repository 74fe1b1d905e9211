//! Reads an item into the [`model`](crate::model).
//!
//! Reading never fails: each mistake is reported, and reading continues with a correction, or
//! without that part. So one compilation reports all mistakes of an item, and no mistake causes
//! another.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::advice::errors::Errors;
use crate::hygiene::used_names::UsedNames;
use crate::model::Declaration;

pub(crate) mod attributes;
pub(crate) mod carried;
mod declaration;
mod declared;
pub(crate) mod extent;
mod fields;
pub(crate) mod generics;
mod hook;
mod link_types;
mod maps;
mod misplaced;
mod node_enums;
mod recovery;
mod saved;
mod unions;
pub(crate) mod values;
mod variant_keys;

/// Reads the item to which the derive is applied. If the input is no item at all, reports an error
/// and returns `None`.
pub(crate) fn read(input: TokenStream, errors: &mut Errors) -> Option<Declaration> {
    let used_names = UsedNames::of(input.clone());
    let item = readable(input, errors)?;
    Some(declaration::read(item, used_names, errors))
}

/// The item, or the part of it that can be read.
pub(crate) fn readable(input: TokenStream, errors: &mut Errors) -> Option<DeriveInput> {
    match syn::parse2(input.clone()) {
        Ok(item) => Some(item),
        Err(error) => {
            errors.push(error);
            recovery::readable_part(input)
        }
    }
}
