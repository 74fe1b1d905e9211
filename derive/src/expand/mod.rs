//! The code that a declaration stands for.
//!
//! Everything of ours is named by its full path, through the versioned private module of the core
//! crate where it is not public, so that nothing in the user's scope can stand in its way. Nothing
//! is called as a method on a value of the user's. Variables of ours begin with `__`: a constant of the
//! user's with the name of a variable would be a pattern in its place. Names of fields and types are the user's own
//! tokens, so that errors point at them.

mod node;
mod union;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{ConstParam, GenericParam, TypeParam, Visibility, WhereClause};

use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::read::declaration::{Body, Declaration, Settings};

/// What a declaration stands for; if it is not correct, without anything in bodies, so that its
/// mistakes are not told again, in other words, wherever the item is used.
pub(crate) fn expand(declaration: &Declaration, is_correct: bool) -> TokenStream {
    let context = Context::new(declaration, is_correct);
    match &declaration.body {
        Body::Node(node) => node::expand(&context, node),
        Body::Union(union) => union::expand(&context, union),
    }
}

/// What all parts of an expansion need.
struct Context<'a> {
    declaration: &'a Declaration,
    /// Whether no mistake was found.
    is_correct: bool,
    /// `::kinfolk`, or what `crate = path` says.
    krate: &'a Tokens,
    /// The private module.
    private: Tokens,
    /// The declared type, with its arguments.
    this: &'a Tokens,
    /// The generated type's name.
    node: &'a Ident,
    /// What the user allows of the item.
    allowed: &'a [TokenStream],
    impl_generics: TokenStream,
    type_generics: TokenStream,
    where_clause: &'a Option<WhereClause>,
}

impl<'a> Context<'a> {
    fn new(declaration: &'a Declaration, is_correct: bool) -> Self {
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
            is_correct,
            krate,
            private: Tokens::of(quote_spanned!(Span::mixed_site()=> #krate::#version)),
            this: &declaration.this,
            node: &declaration.settings.node,
            allowed: &declaration.allowed,
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
    fn impl_of(&self, interface: &TokenStream, ty: &impl ToTokens) -> TokenStream {
        let Context { allowed, impl_generics, where_clause, .. } = self;
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #interface for #ty #where_clause
        }
    }

    /// A whole impl, at a place to which errors about it shall point. Its first word and its end are
    /// there, and no name, which an editor would find at the user's type.
    fn impl_at(
        &self,
        place: Span,
        interface: &TokenStream,
        ty: &impl ToTokens,
        body: &TokenStream,
    ) -> TokenStream {
        let Context { allowed, impl_generics, where_clause, .. } = self;
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let start = quote_spanned!(place=> impl);
        let end = quote_spanned!(place=> where);
        let body = quote_spanned!(place=> { #body });
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            #start #impl_generics #interface for #ty #end #(#predicates),* #body
        }
    }

    /// A plain value with a `Drop` cannot give its fields to the node, and a node with one would be
    /// handed out half dropped: this says so by its name.
    ///
    /// ```text
    /// impl<Mark> GraphTypesMustNotImplementDrop<FolderNode, Mark> for Folder {}
    /// ```
    fn no_drop(&self) -> TokenStream {
        let Context { declaration, private, this, allowed, where_clause, .. } = self;
        let place = declaration.name.span().resolved_at(Span::mixed_site());
        let mark = names::fresh("Mark", &declaration.tokens);
        let this = names::moved_to(place, this);
        let (params, node, mark) = match declaration.body {
            Body::Node(_) => {
                let params = self.params();
                (quote!(<#params #mark>), self.node_type(), quote!(#mark))
            }
            // A union's handle may do as it likes.
            Body::Union(_) => (self.impl_generics.clone(), quote!(()), quote!(#private::OfPlain)),
        };
        quote_spanned! {place=>
            #[automatically_derived]
            #(#allowed)*
            impl #params #private::GraphTypesMustNotImplementDrop<#node, #mark>
            for #this #where_clause {}
        }
    }

    /// The generic parameters as an impl has them, each with a comma, so that others can follow.
    fn params(&self) -> TokenStream {
        let params = self.declaration.generics.params.iter().map(|param| match param {
            GenericParam::Type(TypeParam { attrs, ident, bounds, .. }) => {
                quote!(#(#attrs)* #ident: #bounds,)
            }
            GenericParam::Const(ConstParam { attrs, ident, ty, .. }) => {
                quote!(#(#attrs)* const #ident: #ty,)
            }
            GenericParam::Lifetime(_) => TokenStream::new(),
        });
        params.collect()
    }

    /// What a function does. In what stands in for an incorrect item it is nothing, so that the
    /// compiler does not look for more mistakes there.
    fn body(&self, body: TokenStream) -> TokenStream {
        if self.is_correct { body } else { quote_spanned!(Span::mixed_site()=> loop {}) }
    }

    /// The generated type, with its arguments.
    fn node_type(&self) -> TokenStream {
        let Context { node, type_generics, .. } = self;
        let node = names::quiet(node);
        quote!(#node #type_generics)
    }

    /// The method `to_plain` of the generated type, which calls this function.
    fn to_plain_method(&self, function: &TokenStream) -> TokenStream {
        let Context { declaration, this, allowed, impl_generics, where_clause, .. } = self;
        let site = Span::mixed_site();
        let vis = &declaration.vis;
        let node_type = self.node_type();
        let key = declaration.settings.to_plain.as_ref().map_or(site, Ident::span);
        let method = Ident::new("to_plain", key.resolved_at(Span::call_site()));
        quote_spanned! {site=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #node_type #where_clause {
                /// The plain value of this node and of all that it owns. O(n) for n nodes.
                #vis fn #method(&self) -> #this {
                    #function(self)
                }
            }
        }
    }

    /// The impl of `BackTo` for whatever owner a bound and conditions allow.
    ///
    /// ```text
    /// impl<Owner: NodeType> BackTo<Owner> for Entry where Folder: BackTo<Owner> {}
    /// ```
    fn back_to_any(
        &self,
        owner: &Ident,
        bound: &TokenStream,
        conditions: &TokenStream,
    ) -> TokenStream {
        let Context { krate, this, allowed, .. } = self;
        let (params, where_clause) = (self.params(), &self.declaration.generics.where_clause);
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let predicates = quote!(#(#predicates,)* #conditions);
        let where_clause = (!predicates.is_empty()).then(|| quote!(where #predicates));
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl<#params #owner: #bound> #krate::BackTo<#owner> for #this #where_clause {}
        }
    }

    /// A name for the header that no field has.
    fn header_name(&self) -> Ident {
        names::fresh("kinfolk_header", &self.declaration.tokens)
    }

    /// A type parameter's name for the owner.
    fn owner_parameter(&self) -> Ident {
        names::fresh("Owner", &self.declaration.tokens)
    }

    /// The generated type's documentation: what it is, then what the user says of the plain type.
    fn docs(&self, what: &str) -> TokenStream {
        let name = names::plain(&self.declaration.name);
        let kind = match self.declaration.body {
            Body::Node(_) => "struct",
            Body::Union(_) => "enum",
        };
        let line = format!(" {what} [`{name}`]({kind}@{name}).");
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

/// The user's documentation, or ours where there is none and others can see the item.
fn docs_or(docs: &[TokenStream], ours: &str, vis: &Visibility) -> TokenStream {
    match (docs, vis) {
        ([], Visibility::Inherited) => TokenStream::new(),
        ([], _) => quote!(#[doc = #ours]),
        (docs, _) => quote!(#(#docs)*),
    }
}

/// Where a type of the user's stands: our tokens around it point there too, so that errors do.
struct Site {
    first: Span,
    last: Span,
}

impl Site {
    fn of(ty: &impl ToTokens) -> Self {
        let tokens = ty.to_token_stream().into_iter();
        Site::around(tokens.map(|token| token.span()))
    }

    /// The same for tokens that are at hand.
    fn of_tokens(ty: &Tokens) -> Self {
        Site::around(ty.as_slice().iter().map(TokenTree::span))
    }

    fn around(mut spans: impl Iterator<Item = Span>) -> Self {
        let first = spans.next().unwrap_or_else(Span::mixed_site);
        Site {
            first: first.resolved_at(Span::mixed_site()),
            last: spans.last().unwrap_or(first).resolved_at(Span::mixed_site()),
        }
    }

    /// `root::name`
    fn path(&self, root: &Tokens, name: &str) -> TokenStream {
        let root = names::moved_to(self.first, root);
        let name = Ident::new(name, self.last);
        quote_spanned!(self.first=> #root::#name)
    }

    /// `::root::name`, of which the punctuation alone is here: what an editor looks for at the user's
    /// type are names.
    fn path_around(&self, root: &Tokens, name: &Ident) -> TokenStream {
        // A path that begins with a name has that here.
        let starts_with_name = matches!(root.as_slice(), [TokenTree::Ident(_), ..]);
        let start_length = if starts_with_name { 1 } else { 2 };
        let mut root = root.as_slice().to_vec();
        for token in root.iter_mut().take(start_length) {
            token.set_span(token.span().located_at(self.first));
        }
        let root: Tokens = root.into_iter().collect();
        quote_spanned!(Span::mixed_site()=> #root::#name)
    }

    /// `root::name<arguments>`
    fn generic(&self, root: &Tokens, name: &str, arguments: &impl ToTokens) -> TokenStream {
        let path = self.path(root, name);
        quote_spanned!(self.last=> #path<#arguments>)
    }

    /// `::root::name<arguments>`, of which the punctuation alone is here.
    fn generic_around(
        &self,
        root: &Tokens,
        name: &Ident,
        arguments: &impl ToTokens,
    ) -> TokenStream {
        let path = self.path_around(root, name);
        quote_spanned!(self.last=> #path<#arguments>)
    }

    /// `root::name::<arguments>`
    fn function(&self, root: &Tokens, name: &str, arguments: &impl ToTokens) -> TokenStream {
        let path = self.path(root, name);
        quote_spanned!(self.last=> #path::<#arguments>)
    }

    /// `::root::name::<'_>`, of which the punctuation alone is here.
    fn function_around(&self, root: &Tokens, name: &str) -> TokenStream {
        let path = self.path_around(root, &Ident::new(name, Span::mixed_site()));
        quote_spanned!(self.last=> #path::<'_>)
    }

    /// `function(arguments)`
    fn call(&self, function: &impl ToTokens, arguments: &impl ToTokens) -> TokenStream {
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
