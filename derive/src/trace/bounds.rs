//! The bounds of the impls on type parameters.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::model::Traced;
use crate::expand::param_bounds::{is_declared, mentions};
use crate::hygiene::tokens::Tokens;

/// Adds `T: Trace` for each type parameter whose values are in a field, and for each associated type
/// of a parameter. As std's derives do it, the bound is on the parameter: one on the field's type would
/// be endless for a type that holds itself.
pub(super) fn add_to(traced: &mut Traced) {
    let params: Vec<_> = traced.generics.type_params().map(|param| param.ident.clone()).collect();
    if params.is_empty() {
        return;
    }
    let mut search = Search { name: &traced.name, params: &params, found: Vec::new() };
    for field in traced.fields() {
        if let Ok(ty) = syn::parse2(field.ty.to_token_stream()) {
            search.find(&ty);
        }
    }
    let mut found = search.found;
    let is_declared = |ty: &TokenStream| {
        let param = params.iter().find(|param| **param == ty.to_string());
        param.is_some_and(|param| is_declared(&traced.generics, param, "Trace"))
    };
    found.retain(|ty| !is_declared(ty));
    let krate = Tokens::clone(&traced.krate);
    let clause = traced.generics.make_where_clause();
    for ty in found {
        let bound = quote_spanned!(Span::mixed_site()=> #ty: #krate::Trace);
        clause.predicates.extend(syn::parse2::<syn::WherePredicate>(bound));
    }
}

/// Collects the parameters, and the associated types of parameters, whose values are in fields.
struct Search<'a> {
    /// The name of the type that is read.
    name: &'a Ident,
    params: &'a [Ident],
    found: Vec<TokenStream>,
}

impl Search<'_> {
    fn find(&mut self, ty: &Type) {
        match ty {
            Type::Path(path) => self.find_in_path(path),
            Type::Array(array) => self.find(&array.elem),
            Type::Slice(slice) => self.find(&slice.elem),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|part| self.find(part)),
            Type::Group(group) => self.find(&group.elem),
            Type::Paren(paren) => self.find(&paren.elem),
            // References hold nothing, and the other types are not traced.
            _ => {}
        }
    }

    fn find_in_path(&mut self, ty: &TypePath) {
        let TypePath { qself, path, .. } = ty;
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return;
        };
        let is_needed = match qself {
            Some(qself) => {
                self.params.iter().any(|param| mentions(param, qself.ty.to_token_stream()))
            }
            None => self.params.contains(&first.ident),
        };
        if is_needed {
            let (ty, text) = (ty.to_token_stream(), ty.to_token_stream().to_string());
            if !self.found.iter().any(|known| known.to_string() == text) {
                self.found.push(ty);
            }
        } else if !self.holds_no_argument(&last.ident) {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return };
            for argument in &arguments.args {
                if let GenericArgument::Type(ty) = argument {
                    self.find(ty);
                }
            }
        }
    }

    /// Whether the arguments of the type with this name need no bound: they only name node types, or
    /// the type holds no value of them, or it is the type that is read.
    fn holds_no_argument(&self, name: &Ident) -> bool {
        name == self.name || ["PhantomData", "Rc", "Weak"].iter().any(|known| name == known)
    }
}
