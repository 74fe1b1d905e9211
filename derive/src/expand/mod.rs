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

use crate::declaration::{Body, Declaration, Node, Settings};
use crate::names;

/// What a declaration stands for; if it is not correct, with its first mistake for all bodies, so that
/// its mistakes are not told again, in other words, wherever the item is used.
pub(crate) fn expand(declaration: &Declaration, mistake: Option<TokenStream>) -> TokenStream {
    let context = Context::new(declaration, mistake);
    match &declaration.body {
        Body::Node(node) => node::expand(&context, node),
        Body::Union(union) => union::expand(&context, union),
    }
}

/// What all parts of an expansion need.
struct Context<'a> {
    declaration: &'a Declaration,
    /// The first mistake, as an error.
    mistake: Option<TokenStream>,
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
    fn new(declaration: &'a Declaration, mistake: Option<TokenStream>) -> Self {
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
            mistake,
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
        let Context { impl_generics, where_clause, .. } = self;
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #impl_generics #interface for #ty #where_clause
        }
    }

    /// A whole impl, at a place to which errors about it shall point.
    fn impl_at(
        &self,
        place: Span,
        interface: &TokenStream,
        ty: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let Context { impl_generics, where_clause, .. } = self;
        let ty = names::moved_to(place, ty);
        quote_spanned! {place=>
            #[automatically_derived]
            impl #impl_generics #interface for #ty #where_clause { #body }
        }
    }

    /// A plain value with a `Drop` cannot give its fields to the node, and a node with one would be
    /// handed out half dropped: this says so by its name.
    fn no_drop(&self, ty: &TokenStream) -> TokenStream {
        let place = self.declaration.name.span().resolved_at(Span::mixed_site());
        let private = &self.private;
        let must_not = quote!(#private::TypesOfAGraphMustNotImplementDrop);
        self.impl_at(place, &must_not, ty, &TokenStream::new())
    }

    fn is_correct(&self) -> bool {
        self.mistake.is_none()
    }

    /// What a function does. In what stands in for an incorrect item it is the mistake: the compiler
    /// tells that once, and does not look for more in such a body.
    fn body(&self, body: TokenStream) -> TokenStream {
        self.mistake.clone().unwrap_or(body)
    }

    /// The generated type, with its arguments.
    fn node_type(&self) -> TokenStream {
        let Context { node, type_generics, .. } = self;
        let node = names::quiet(node);
        quote!(#node #type_generics)
    }

    /// The method `to_plain` of the generated type, by a function of the private module.
    fn to_plain_method(&self, function: &str) -> TokenStream {
        let Context { declaration, private, this, impl_generics, where_clause, .. } = self;
        let site = Span::mixed_site();
        let vis = &declaration.vis;
        let node_type = self.node_type();
        let key = declaration.settings.to_plain.as_ref().map_or(site, Ident::span);
        let method = Ident::new("to_plain", key.resolved_at(Span::call_site()));
        let function = Ident::new(function, site);
        quote_spanned! {site=>
            #[automatically_derived]
            impl #impl_generics #node_type #where_clause {
                /// The plain value of this node and of all that it owns. O(n) for n nodes.
                #vis fn #method(&self) -> #this {
                    #private::#function::<#this>(self)
                }
            }
        }
    }

    /// The impl of `BackTo` for whatever owner a condition allows.
    ///
    /// ```text
    /// impl<Owner: NodeType> BackTo<Owner> for File where Back<Folder>: BackLinkTo<Owner> { .. }
    /// ```
    fn back_to_any(
        &self,
        owner: &Ident,
        conditions: impl IntoIterator<Item = TokenStream>,
        body: TokenStream,
    ) -> TokenStream {
        let Context { krate, private, this, .. } = self;
        let Generics { params, where_clause, .. } = &self.declaration.generics;
        let params = params.iter().map(|param| match param {
            GenericParam::Type(TypeParam { ident, bounds, .. }) => quote!(#ident: #bounds,),
            GenericParam::Const(ConstParam { ident, ty, .. }) => quote!(const #ident: #ty,),
            GenericParam::Lifetime(_) => TokenStream::new(),
        });
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let conditions = conditions.into_iter().filter(|_| self.is_correct());
        let predicates = predicates.map(ToTokens::to_token_stream).chain(conditions);
        let body = self.body(body);
        let site = Span::mixed_site();
        quote_spanned! {site=>
            #[automatically_derived]
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

/// What the user has for the generated type: `#[derive(Debug)] #[non_exhaustive]`.
fn forwarded(settings: &Settings) -> TokenStream {
    let Settings { derives, attrs, .. } = settings;
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote!(#derive #(#[#attrs])*)
}

/// The user's documentation, or ours where there is none.
fn docs_or(docs: &[TokenStream], ours: &str) -> TokenStream {
    if docs.is_empty() { quote!(#[doc = #ours]) } else { quote!(#(#docs)*) }
}

/// Where a type of the user's stands: our tokens around it point there too, so that errors do.
struct Site {
    first: Span,
    last: Span,
}

impl Site {
    fn of(ty: &TokenStream) -> Self {
        let mut spans = ty.clone().into_iter().map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::mixed_site);
        Site {
            first: first.resolved_at(Span::mixed_site()),
            last: spans.last().unwrap_or(first).resolved_at(Span::mixed_site()),
        }
    }

    /// `root::name`
    fn path(&self, root: &TokenStream, name: &str) -> TokenStream {
        let root = names::moved_to(self.first, root);
        let name = Ident::new(name, self.last);
        quote_spanned!(self.first=> #root::#name)
    }

    /// `root::name<arguments>`
    fn generic(&self, root: &TokenStream, name: &str, arguments: &TokenStream) -> TokenStream {
        let path = self.path(root, name);
        quote_spanned!(self.last=> #path<#arguments>)
    }

    /// `root::name::<arguments>`
    fn function(&self, root: &TokenStream, name: &str, arguments: &TokenStream) -> TokenStream {
        let path = self.path(root, name);
        quote_spanned!(self.last=> #path::<#arguments>)
    }

    /// `function(arguments)`
    fn call(&self, function: &TokenStream, arguments: &TokenStream) -> TokenStream {
        quote_spanned!(self.last=> #function(#arguments))
    }

    /// `Enum::Variant`
    fn variant(&self, ty: &Ident, variant: &Ident) -> TokenStream {
        let [ty, variant] = [(ty, self.first), (variant, self.last)].map(|(name, place)| {
            let mut name = names::quiet(name);
            name.set_span(name.span().located_at(place));
            name
        });
        quote_spanned!(self.first=> #ty::#variant)
    }

    /// `value.field`
    fn field(&self, value: &str, field: &Ident) -> TokenStream {
        let value = Ident::new(value, self.first);
        let mut field = names::quiet(field);
        field.set_span(field.span().located_at(self.last));
        quote_spanned!(self.first=> #value.#field)
    }
}

/// A name for the header that no field has.
fn header_name(node: &Node) -> Ident {
    let fields = node.fields.iter().map(|field| &field.name);
    let links = node.links.iter().map(|link| &link.name);
    names::fresh("kinfolk_header", &fields.chain(links).map(|name| quote!(#name)).collect())
}
