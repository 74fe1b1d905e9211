//! The code that a declaration stands for.
//!
//! Everything of ours is named by its full path, through the versioned private module of the core
//! crate where it is not public, so that nothing in the user's scope can stand in its way. Nothing
//! is called as a method on a value of the user's. Names of fields and types are the user's own
//! tokens, so that errors point at them.

mod node;
mod union;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{ConstParam, GenericParam, Generics, TypeParam, WhereClause};

use crate::declaration::{Body, Declaration, Node};
use crate::names;

pub(crate) fn expand(declaration: &Declaration) -> TokenStream {
    let context = Context::new(declaration);
    match &declaration.body {
        Body::Node(node) => node::expand(&context, node),
        Body::Union(union) => union::expand(&context, union),
        Body::Refused => node::stand_in(&context),
    }
}

/// What all parts of an expansion need.
struct Context<'a> {
    declaration: &'a Declaration,
    /// `::kinfolk`, or what `crate = path` says.
    krate: &'a TokenStream,
    /// The private module.
    private: TokenStream,
    /// The declared type, with its arguments.
    this: &'a TokenStream,
    /// The generated type's name.
    node: &'a Ident,
    impl_generics: TokenStream,
    type_generics: TokenStream,
    where_clause: &'a Option<WhereClause>,
}

impl<'a> Context<'a> {
    fn new(declaration: &'a Declaration) -> Self {
        let krate = &declaration.settings.krate;
        let version = concat!(
            "__private_",
            env!("CARGO_PKG_VERSION_MAJOR"),
            "_",
            env!("CARGO_PKG_VERSION_MINOR"),
            "_",
            env!("CARGO_PKG_VERSION_PATCH"),
        );
        let version = Ident::new(version, Span::mixed_site());
        let (impl_generics, type_generics, _) = declaration.generics.split_for_impl();
        Context {
            declaration,
            krate,
            private: quote_spanned!(Span::mixed_site()=> #krate::#version),
            this: &declaration.this,
            node: &declaration.settings.node,
            impl_generics: quote!(#impl_generics),
            type_generics: quote!(#type_generics),
            where_clause: &declaration.generics.where_clause,
        }
    }

    /// The header of an impl for the declared type or the generated one.
    ///
    /// ```text
    /// #[automatically_derived]
    /// impl<T: 'static> Trait for Type<T> where T: Ord
    /// ```
    fn impl_of(&self, interface: &TokenStream, ty: &TokenStream) -> TokenStream {
        let Context {
            impl_generics,
            where_clause,
            ..
        } = self;
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #impl_generics #interface for #ty #where_clause
        }
    }

    /// The generated type, with its arguments.
    fn node_type(&self) -> TokenStream {
        let Context {
            node,
            type_generics,
            ..
        } = self;
        let node = names::quiet(node);
        quote!(#node #type_generics)
    }

    /// The impl of `BackTo` for whatever owner a condition allows.
    ///
    /// ```text
    /// #[diagnostic::do_not_recommend]
    /// impl<Owner: NodeType> BackTo<Owner> for File where Rc<Owner>: IntoHandle<Folder> { .. }
    /// ```
    fn back_to_any(
        &self,
        owner: &Ident,
        conditions: impl IntoIterator<Item = TokenStream>,
        body: &TokenStream,
    ) -> TokenStream {
        let Context {
            krate,
            private,
            this,
            ..
        } = self;
        let Generics {
            params,
            where_clause,
            ..
        } = &self.declaration.generics;
        let params = params.iter().map(|param| match param {
            GenericParam::Type(TypeParam { ident, bounds, .. }) => quote!(#ident: #bounds,),
            GenericParam::Const(ConstParam { ident, ty, .. }) => quote!(const #ident: #ty,),
            GenericParam::Lifetime(_) => TokenStream::new(),
        });
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let predicates = predicates.map(ToTokens::to_token_stream).chain(conditions);
        let site = Span::mixed_site();
        // What is missing is a back-link, not what these conditions say.
        quote_spanned! {site=>
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<#(#params)* #owner: #krate::NodeType> #krate::BackTo<#owner> for #this
            where
                #(#predicates,)*
            {
                fn set_back(
                    child: &<Self as #krate::Graph>::Handle,
                    owner: &#private::StdWeak<<#owner as #krate::NodeType>::Node>,
                ) {
                    #body
                }
            }
        }
    }

    /// A type parameter's name for the owner.
    fn owner_parameter(&self) -> Ident {
        names::fresh("Owner", &self.declaration.tokens)
    }

    /// The generated type's documentation: what it is, then what the user says of the plain type.
    fn docs(&self, what: &str) -> TokenStream {
        let name = names::plain(&self.declaration.name);
        let line = format!(" {what} [`{name}`]({name}).");
        let docs = &self.declaration.docs;
        let gap = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
        quote!(#[doc = #line] #gap #(#docs)*)
    }
}

/// The user's documentation, or ours where there is none.
fn docs_or(docs: &[TokenStream], ours: &str) -> TokenStream {
    if docs.is_empty() {
        quote!(#[doc = #ours])
    } else {
        quote!(#(#docs)*)
    }
}

/// Our tokens at the place of the user's: errors point there.
fn site_of(tokens: &TokenStream) -> Span {
    let first = tokens.clone().into_iter().next();
    first.map_or_else(Span::mixed_site, |token| {
        token.span().resolved_at(Span::mixed_site())
    })
}

/// A name for the header that no field has.
fn header_name(node: &Node) -> Ident {
    let fields = node.fields.iter().map(|field| &field.name);
    let links = node.links.iter().map(|link| &link.name);
    names::fresh(
        "kinfolk_header",
        &fields.chain(links).map(|name| quote!(#name)).collect(),
    )
}
