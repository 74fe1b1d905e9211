//! The parts of an expansion that a node and a union's handle share.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{ConstParam, GenericParam, TypeParam, Visibility, WhereClause};

use super::param_bounds::ParamBounds;
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::model::{Body, Declaration, Settings};

/// The declaration, and the values that all parts of its expansion use.
pub(super) struct Context<'a> {
    pub(super) declaration: &'a Declaration,
    /// Whether no mistake was found.
    pub(super) is_correct: bool,
    /// `::kinfolk`, or the path that `crate = path` sets.
    pub(super) krate: &'a Tokens,
    /// The name of the core crate's private module: its path for a struct, an alias for a union.
    pub(super) private: Tokens,
    /// The path of that module.
    pub(super) private_path: Tokens,
    /// The declared type, with its arguments.
    pub(super) declared: &'a Tokens,
    /// The generated type's name.
    pub(super) generated: &'a Ident,
    /// The lint levels of the item that allow something.
    pub(super) allowed: &'a [TokenStream],
    pub(super) impl_generics: TokenStream,
    pub(super) type_generics: TokenStream,
    pub(super) where_clause: &'a Option<WhereClause>,
}

impl<'a> Context<'a> {
    pub(super) fn new(declaration: &'a Declaration, is_correct: bool) -> Self {
        let krate = &declaration.settings.krate;
        let private_path = private_path(krate);
        let (impl_generics, type_generics, _) = declaration.generics.split_for_impl();
        Context {
            declaration,
            is_correct,
            krate,
            private: match declaration.body {
                Body::Node(_) | Body::Enum(_) => private_path.clone(),
                Body::Union(_) => Tokens::of(declaration.used_names.fresh("__kin")),
            },
            private_path,
            declared: &declaration.declared_type,
            generated: &declaration.settings.generated,
            allowed: &declaration.allowed,
            impl_generics: quote!(#impl_generics),
            type_generics: quote!(#type_generics),
            where_clause: &declaration.generics.where_clause,
        }
    }

    /// Puts trait impls of a union into a block in which the alias of the private module is known.
    /// They name that module about eighty times. For a struct, the block would cost more lines than
    /// it saves.
    pub(super) fn in_block(&self, impls: &TokenStream) -> TokenStream {
        in_block(&self.private_path, &self.private, impls)
    }

    /// The header of an impl for the declared type or the generated one.
    ///
    /// ```text
    /// #[automatically_derived]
    /// impl<T: 'static> Trait for Type<T> where T: Ord
    /// ```
    pub(super) fn impl_of(&self, interface: &TokenStream, ty: &impl ToTokens) -> TokenStream {
        let Context { allowed, impl_generics, where_clause, .. } = self;
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #interface for #ty #where_clause
        }
    }

    /// The header of an impl that has more bounds than the declared type.
    pub(super) fn impl_of_bounded(
        &self,
        interface: &TokenStream,
        ty: &impl ToTokens,
        bounds: &ParamBounds,
    ) -> TokenStream {
        let Context { allowed, impl_generics, where_clause, .. } = self;
        let where_clause = bounds.where_clause(where_clause.as_ref());
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #interface for #ty #where_clause
        }
    }

    /// A whole impl whose errors point to `span`. Only its first word and its end stand there, and
    /// no name, since an editor would find a name there.
    pub(super) fn impl_at(
        &self,
        span: Span,
        interface: &TokenStream,
        ty: &impl ToTokens,
        body: &TokenStream,
    ) -> TokenStream {
        let Context { allowed, impl_generics, where_clause, .. } = self;
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let start = quote_spanned!(span=> impl);
        let end = quote_spanned!(span=> where);
        let body = quote_spanned!(span=> { #body });
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            #start #impl_generics #interface for #ty #end #(#predicates),* #body
        }
    }

    /// Our code at the declared type's name, so that errors that concern the whole item are shown
    /// there.
    pub(super) fn name_span(&self) -> Span {
        self.declaration.name.span().resolved_at(Span::mixed_site())
    }

    /// Refuses a `Drop` on the declared type: a plain value with one could not give its fields to
    /// the node, and a node with one would still be reachable when it is half dropped. An impl of
    /// `Drop` conflicts with this impl, and the error shows the trait's name.
    ///
    /// ```text
    /// impl<Mark> GraphTypesUseFinalizeNotDrop<FolderNode, Mark> for Folder {}
    /// ```
    pub(super) fn refuse_drop(&self) -> TokenStream {
        let private = &self.private;
        match self.declaration.body {
            Body::Node(_) | Body::Enum(_) => self.refuse_drop_of(&self.generated_type()),
            // A union's handle may have a `Drop`.
            Body::Union(_) => {
                let mark = quote!(#private::OfPlain);
                self.refuse_drop_where(&self.impl_generics, &quote!(()), &mark)
            }
        }
    }

    /// The same for the declared type and this generated type.
    pub(super) fn refuse_drop_of(&self, generated: &TokenStream) -> TokenStream {
        let (params, mark) = (self.params(), self.declaration.used_names.fresh("Mark"));
        self.refuse_drop_where(&quote!(<#params #mark>), generated, &quote!(#mark))
    }

    fn refuse_drop_where(
        &self,
        params: &TokenStream,
        node: &TokenStream,
        mark: &TokenStream,
    ) -> TokenStream {
        let Context { private, declared, allowed, where_clause, .. } = self;
        let span = self.name_span();
        let declared = declared.located_at(span);
        quote_spanned! {span=>
            #[automatically_derived]
            #(#allowed)*
            impl #params #private::GraphTypesUseFinalizeNotDrop<#node, #mark>
            for #declared #where_clause {}
        }
    }

    /// The generic parameters of an impl, each with a comma, so that others can follow.
    pub(super) fn params(&self) -> TokenStream {
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

    /// The body of a function. For an incorrect item it has no content, so that the compiler finds
    /// no more mistakes there.
    pub(super) fn body(&self, body: TokenStream) -> TokenStream {
        if self.is_correct { body } else { quote_spanned!(Span::mixed_site()=> loop {}) }
    }

    /// The generated type, with its arguments.
    pub(super) fn generated_type(&self) -> TokenStream {
        let Context { generated, type_generics, .. } = self;
        let generated = names::as_expansion(generated);
        quote!(#generated #type_generics)
    }

    /// The generated type, at a place where errors that concern it are shown.
    pub(super) fn generated_type_at(&self, span: Span) -> TokenStream {
        Tokens::of(self.generated_type()).located_at(span).into_token_stream()
    }

    /// The impl of methods of the generated type.
    pub(super) fn impl_methods(&self, methods: &TokenStream) -> TokenStream {
        let Context { allowed, impl_generics, where_clause, .. } = self;
        let generated_type = self.generated_type();
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl #impl_generics #generated_type #where_clause {
                #methods
            }
        }
    }

    /// The methods `to_plain` and `try_to_plain` of the generated type, which call these functions.
    pub(super) fn to_plain_method(
        &self,
        function: &TokenStream,
        try_function: &TokenStream,
        bounds: &ParamBounds,
    ) -> TokenStream {
        let Context { declaration, declared, private_path, .. } = self;
        let bounds = bounds.where_clause(None);
        let site = Span::mixed_site();
        let vis = &declaration.vis;
        let key = declaration.settings.to_plain.unwrap_or(site);
        let [method, try_method] = ["to_plain", "try_to_plain"]
            .map(|name| Ident::new(name, key.resolved_at(Span::call_site())));
        quote_spanned! {site=>
            /// The plain value of this node and of all that it owns. O(n) for n nodes.
            #[track_caller]
            #vis fn #method(&self) -> #declared #bounds {
                #function(self)
            }
            /// As `to_plain`. O(n).
            /// # Errors
            /// It lists the saved references to nodes that are not here or below.
            #[inline]
            #[track_caller]
            #vis fn #try_method(&self) -> #private_path::Result<#declared, #private_path::Problems> #bounds {
                #try_function(self)
            }
        }
    }

    /// The methods `duplicate` and `duplicate_with` of the generated type, where `node` is its node, and
    /// `handle` the type of a handle to it.
    pub(super) fn duplicate_methods(
        &self,
        handle: &TokenStream,
        functions: [&str; 2],
        bounds: &ParamBounds,
    ) -> TokenStream {
        let Context { declaration, declared, krate, private_path: private, .. } = self;
        let [copy, copy_with] = functions.map(|name| Ident::new(name, Span::mixed_site()));
        let bounds = bounds.where_clause(None);
        let site = Span::mixed_site();
        let vis = &declaration.vis;
        let key = declaration.settings.to_plain.unwrap_or(site).resolved_at(Span::call_site());
        let [duplicate, duplicate_with] =
            ["duplicate", "duplicate_with"].map(|name| Ident::new(name, key));
        let function = declaration.used_names.fresh("F");
        quote_spanned! {site=>
            /// A copy of this node and of all that it owns. Links to nodes in it lead to their copies,
            /// other links to the same nodes. It has no owner. O(n) for n nodes and links.
            #vis fn #duplicate(&self) -> #handle #bounds {
                #private::#copy::<#declared>(self)
            }
            /// As `duplicate`, and calls the function before anything else sees the copy:
            /// `copies.of(&node)` is the copy of a node.
            #vis fn #duplicate_with<#function: #private::FnOnce(&#krate::Copies)>(
                &self,
                __f: #function,
            ) -> #handle #bounds {
                #private::#copy_with::<#declared>(self, __f)
            }
        }
    }

    /// The impl of `OwnedBy` for every owner that meets a bound and conditions.
    ///
    /// ```text
    /// impl<O: NodeType> OwnedBy<O> for Entry where Folder: OwnedBy<O> {}
    /// ```
    pub(super) fn back_to_any(
        &self,
        owner: &Ident,
        bound: &TokenStream,
        conditions: &TokenStream,
    ) -> TokenStream {
        let Context { private, declared, .. } = self;
        let owned_by = quote!(#private::OwnedBy<#owner>);
        let header = self.impl_for_any(owner, bound, &owned_by, declared, conditions);
        quote_spanned!(Span::mixed_site()=> #header {})
    }

    /// The header of an impl with one more type parameter, which has a bound, and with conditions.
    pub(super) fn impl_for_any(
        &self,
        parameter: &Ident,
        bound: &TokenStream,
        interface: &TokenStream,
        ty: &impl ToTokens,
        conditions: &TokenStream,
    ) -> TokenStream {
        let Context { allowed, .. } = self;
        let (params, where_clause) = (self.params(), &self.declaration.generics.where_clause);
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let predicates = quote!(#(#predicates,)* #conditions);
        let where_clause = (!predicates.is_empty()).then(|| quote!(where #predicates));
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            #(#allowed)*
            impl<#params #parameter: #bound> #interface for #ty #where_clause
        }
    }

    /// The name of the header. No field has this name.
    pub(super) fn header_name(&self) -> Ident {
        self.declaration.used_names.fresh("kinfolk_header")
    }

    /// The name of a union's weak twin.
    pub(super) fn weak_name(&self) -> Ident {
        let name = format!("__{}Weak", names::display_name(self.generated));
        Ident::new(&name, Span::mixed_site())
    }

    /// The name of a type parameter for the owner.
    pub(super) fn owner_parameter(&self) -> Ident {
        self.declaration.used_names.fresh("O")
    }

    /// The generated type's documentation: a line about it, which ends with `more`, then the
    /// documentation of the declared type.
    pub(super) fn docs(&self, what: &str, more: &str) -> TokenStream {
        let name = names::display_name(&self.declaration.name);
        let kind = match self.declaration.body {
            Body::Node(_) => "struct",
            Body::Enum(_) | Body::Union(_) => "enum",
        };
        let line = format!(" {what} [`{name}`]({kind}@{name}).{more}");
        let docs = &self.declaration.docs;
        let gap = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
        quote!(#[doc = #line] #gap #(#docs)*)
    }
}

/// The derives and attributes that the item sets for the generated type: `#[derive(Debug)]
/// #[non_exhaustive]`
pub(super) fn forwarded(settings: &Settings) -> TokenStream {
    let Settings { derives, attrs, .. } = settings;
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote!(#derive #(#[#attrs])*)
}

/// The documentation `docs`, or ours if there is none and the field or variant is visible
/// elsewhere.
pub(super) fn docs_or(docs: &[TokenStream], ours: &str, vis: &Visibility) -> TokenStream {
    match (docs, vis) {
        ([], Visibility::Inherited) => TokenStream::new(),
        ([], _) => quote!(#[doc = #ours]),
        (docs, _) => quote!(#(#docs)*),
    }
}

/// Impls in a block in which the private module of this path has this alias.
///
/// ```text
/// const _: () = {
///     use ::kinfolk::__private_0_1_0 as __kin;
///     ..
/// };
/// ```
pub(crate) fn in_block(private_path: &Tokens, alias: &Tokens, impls: &TokenStream) -> TokenStream {
    let path = importable(private_path);
    quote_spanned! {Span::mixed_site()=>
        const _: () = {
            use #path as #alias;
            #impls
        };
    }
}

/// The path of the core crate's private module. Its name has the version, so that user code does
/// not rely on it, and a derive of another version fails at once.
pub(crate) fn private_path(krate: &Tokens) -> Tokens {
    let name = concat!(
        "__private_",
        env!("CARGO_PKG_VERSION_MAJOR"),
        "_",
        env!("CARGO_PKG_VERSION_MINOR"),
        "_",
        env!("CARGO_PKG_VERSION_PATCH"),
    );
    let name = Ident::new(name, Span::mixed_site());
    Tokens::of(quote_spanned!(Span::mixed_site()=> #krate::#name))
}

/// The path, changed so that it means the same in a `use`. In the 2015 edition, a `use` would look
/// for its first name at the root of the crate, so that name gets the edition of this crate.
pub(super) fn importable(path: &Tokens) -> Tokens {
    let mut tokens = path.as_slice().to_vec();
    if let Some(TokenTree::Ident(name)) = tokens.first_mut() {
        // The meaning of `$crate` is in its span.
        if name != "$crate" {
            *name = names::as_expansion(name);
        }
    }
    tokens.into_iter().collect()
}
