//! The bounds of `to_plain` on type parameters.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, PredicateType, Type, TypeParamBound, WhereClause, WherePredicate};

use crate::grammar::keys::FieldKind;
use crate::hygiene::tokens::Tokens;
use crate::model::{Field, Union};

/// `T: Clone, U: Copy`: what a copy asks of the type parameters. Only the method and the impls of
/// `to_plain` have these bounds, so the declared type can be used without them.
pub(super) struct ParamBounds(Vec<TokenStream>);

impl ParamBounds {
    /// As std's derives do it, each type parameter in the type of a field gets the bound, although
    /// the field may not need it. A bound on the field's type would be endless for a type that owns
    /// itself.
    pub(super) fn of_fields(generics: &Generics, private: &Tokens, fields: &[&Field]) -> Self {
        ParamBounds::new(generics, private, |param| {
            let mut mentions = fields.iter().filter(|field| {
                !is_clone_for_any_content(field.ty.as_slice())
                    && mentions(param, field.ty.to_token_stream())
            });
            let first = mentions.next()?;
            let mut all = std::iter::once(first).chain(mentions);
            Some(if all.any(|field| field.kind == Some(FieldKind::Cell)) {
                "Copy"
            } else {
                "Clone"
            })
        })
    }

    pub(super) fn of_union(generics: &Generics, private: &Tokens, union: &Union) -> Self {
        ParamBounds::new(generics, private, |param| {
            let is_used = union.variants.iter().any(|variant| mentions(param, variant.ty.clone()));
            is_used.then_some("Clone")
        })
    }

    fn new(
        generics: &Generics,
        private: &Tokens,
        bound: impl Fn(&Ident) -> Option<&'static str>,
    ) -> Self {
        let params = generics.type_params().filter_map(|param| {
            let (name, bound) = (&param.ident, bound(&param.ident)?);
            if is_declared(generics, name, bound) {
                return None;
            }
            let bound = Ident::new(bound, Span::mixed_site());
            Some(quote_spanned!(Span::mixed_site()=> #name: #private::#bound))
        });
        ParamBounds(params.collect())
    }

    /// The clause with these bounds added.
    pub(super) fn where_clause(&self, clause: Option<&WhereClause>) -> TokenStream {
        let predicates = clause.into_iter().flat_map(|clause| &clause.predicates);
        let predicates: Vec<_> = predicates.map(ToTokens::to_token_stream).collect();
        let all = predicates.iter().chain(&self.0);
        if predicates.is_empty() && self.0.is_empty() {
            return TokenStream::new();
        }
        quote!(where #(#all),*)
    }
}

/// Whether the parameter has the bound already: clippy would report it a second time.
pub(crate) fn is_declared(generics: &Generics, param: &Ident, bound: &str) -> bool {
    let is_bound = |declared: &TypeParamBound| match declared {
        TypeParamBound::Trait(declared) => {
            declared.path.segments.last().is_some_and(|last| last.ident == bound)
        }
        _ => false,
    };
    let of_params = generics.type_params().filter(|other| other.ident == *param);
    let of_clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_clause = of_clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(PredicateType { bounded_ty: Type::Path(ty), bounds, .. }) => {
            ty.path.is_ident(param).then_some(bounds)
        }
        _ => None,
    });
    of_params.flat_map(|other| &other.bounds).any(is_bound) || of_clause.flatten().any(is_bound)
}

/// Whether the name is among the tokens of a type.
pub(crate) fn mentions(name: &Ident, ty: TokenStream) -> bool {
    ty.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(name, group.stream()),
        _ => false,
    })
}

/// Whether it is one of std's types that are `Clone` whatever is in them.
fn is_clone_for_any_content(ty: &[TokenTree]) -> bool {
    let start =
        ty.iter().take_while(|token| !matches!(token, TokenTree::Punct(p) if p.as_char() == '<'));
    let name = start.filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    });
    name.last()
        .is_some_and(|last| ["PhantomData", "Rc", "Arc", "Weak"].iter().any(|name| last == name))
}
