//! The handle of a union.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::declaration::{Union, Variant};
use crate::expand::{Context, docs_or, site_of};
use crate::names;

pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let mut output = definition(context, union);
    output.extend(graph(context, union));
    output.extend(handle(context, union));
    output.extend(like_rc(context, union));
    output.extend(conversions(context, union));
    output.extend(back_to(context, union));
    if context.declaration.settings.to_plain.is_some() {
        output.extend(to_plain(context, union));
    }
    output
}

/// ```text
/// pub enum EntryNode {
///     Folder(Rc<Folder>),
///     File(Rc<File>),
/// }
/// ```
fn definition(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context {
        declaration,
        krate,
        node: name,
        ..
    } = context;
    let (vis, settings, attrs) = (&declaration.vis, &declaration.settings, &declaration.attrs);
    let docs = context.docs("The handle to a live node of one of the types of");
    let derives = &settings.derives;
    let forwarded = &settings.attrs;
    let variants = union.variants.iter().map(|variant| {
        let Variant {
            attrs, name, ty, ..
        } = variant;
        let docs = docs_or(&variant.docs, " As in the plain enum.");
        let handle = quote_spanned!(site_of(ty)=> #krate::Rc<#ty>);
        quote!(#docs #(#attrs)* #name(#handle))
    });
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #(#[derive(#derives)])*
        #(#[#forwarded])*
        #vis enum #name #generics #where_clause {
            #(#variants,)*
        }
    }
}

/// `match value { EntryNode::Folder(node) => .., EntryNode::File(node) => .. }`
///
/// `arm` gives what stands for the variant, from its name and type.
fn match_on(
    value: &TokenStream,
    ty: &Ident,
    union: &Union,
    arm: impl Fn(&Ident, &TokenStream) -> TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let ty = names::quiet(ty);
    let arms = union.variants.iter().map(|variant| {
        let name = names::quiet(&variant.name);
        let result = arm(&name, &variant.ty);
        quote_spanned!(site=> #ty::#name(node) => #result)
    });
    // A union with refused variants is only here to keep the compiler quiet about the rest.
    let rest = union
        .incomplete
        .then(|| quote_spanned!(site=> _ => loop {}));
    quote_spanned!(site=> match #value { #(#arms,)* #rest })
}

/// ```text
/// impl Graph for Entry {
///     type Handle = EntryNode;
///     type Shape = OfUnion;
/// }
/// impl UnionType for Entry {
///     fn sprout(self, nursery: &mut Nursery) -> EntryNode {
///         match self {
///             Entry::Folder(node) => EntryNode::Folder(sprout(node, nursery)),
///             Entry::File(node) => EntryNode::File(sprout(node, nursery)),
///         }
///     }
///     fn from_any(node: &AnyRc) -> Option<EntryNode> {
///         if let Option::Some(node) = AnyRc::downcast::<Folder>(node) {
///             return Option::Some(EntryNode::Folder(node));
///         }
///         ..
///         Option::None
///     }
/// }
/// ```
fn graph(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context {
        declaration,
        krate,
        private,
        this,
        ..
    } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let node = names::quiet(context.node);
    let sprout = match_on(
        &quote_spanned!(site=> self),
        &declaration.name,
        union,
        |name, _| quote_spanned!(site=> #node::#name(#private::sprout(node, nursery))),
    );
    let attempts = union.variants.iter().map(|variant| {
        let (name, ty) = (names::quiet(&variant.name), &variant.ty);
        quote_spanned! {site=>
            if let #private::Option::Some(node) = #krate::AnyRc::downcast::<#ty>(node) {
                return #private::Option::Some(#node::#name(node));
            }
        }
    });
    let graph = context.impl_of(&quote!(#krate::Graph), this);
    let union_type = context.impl_of(&quote!(#private::UnionType), this);
    quote_spanned! {site=>
        #graph {
            type Handle = #node_type;
            type Shape = #private::OfUnion;
        }
        #union_type {
            fn sprout(self, nursery: &mut #private::Nursery) -> #node_type {
                #sprout
            }
            fn from_any(node: &#krate::AnyRc) -> #private::Option<#node_type> {
                #(#attempts)*
                #private::Option::None
            }
        }
    }
}

/// ```text
/// impl Handle for EntryNode {
///     fn inner(&self) -> &dyn HandleObject {
///         match self {
///             EntryNode::Folder(node) => node,
///             EntryNode::File(node) => node,
///         }
///     }
/// }
/// impl Node for EntryNode {
///     fn object(&self) -> &dyn Object {
///         HandleObject::object(Handle::inner(self))
///     }
/// }
/// impl EntryNode {
///     pub fn downgrade(&self) -> Weak<Entry> {
///         downgrade(self)
///     }
/// }
/// ```
fn handle(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context {
        declaration,
        krate,
        private,
        this,
        impl_generics,
        where_clause,
        ..
    } = context;
    let site = Span::mixed_site();
    let vis = &declaration.vis;
    let node_type = context.node_type();
    let inner = match_on(
        &quote_spanned!(site=> self),
        context.node,
        union,
        |_, _| quote_spanned!(site=> node),
    );
    let handle = context.impl_of(&quote!(#krate::Handle), &node_type);
    let node = context.impl_of(&quote!(#krate::Node), &node_type);
    quote_spanned! {site=>
        #handle {
            fn inner(&self) -> &dyn #private::HandleObject {
                #inner
            }
        }
        #node {
            fn object(&self) -> &dyn #private::Object {
                #private::HandleObject::object(#krate::Handle::inner(self))
            }
        }
        #[automatically_derived]
        impl #impl_generics #node_type #where_clause {
            /// A weak handle to the node. O(1).
            #[must_use = "a weak handle does nothing by itself"]
            #vis fn downgrade(&self) -> #krate::Weak<#this> {
                #private::downgrade(self)
            }
        }
    }
}

/// What `Rc` has too: `Clone`, and `Debug`, `Eq` and `Hash` by identity. Not by std's derives, which
/// would ask the same of type parameters.
fn like_rc(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { private, .. } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let name = names::quiet(context.node);
    let copy = match_on(
        &quote_spanned!(site=> self),
        context.node,
        union,
        |variant, _| quote_spanned!(site=> #name::#variant(#private::Clone::clone(node))),
    );
    let clone = context.impl_of(&quote!(#private::Clone), &node_type);
    let debug = context.impl_of(&quote!(#private::Debug), &node_type);
    let partial_eq = context.impl_of(&quote!(#private::PartialEq), &node_type);
    let eq = context.impl_of(&quote!(#private::Eq), &node_type);
    let hash = context.impl_of(&quote!(#private::Hash), &node_type);
    let hasher = names::fresh("State", &context.declaration.tokens);
    quote_spanned! {site=>
        #clone {
            fn clone(&self) -> Self {
                #copy
            }
        }
        #debug {
            fn fmt(&self, formatter: &mut #private::Formatter<'_>) -> #private::FmtResult {
                #private::debug(self, formatter)
            }
        }
        #partial_eq {
            fn eq(&self, other: &Self) -> #private::bool {
                #private::is_same(self, other)
            }
        }
        #eq {}
        #hash {
            fn hash<#hasher: #private::Hasher>(&self, state: &mut #hasher) {
                #private::hash(self, state);
            }
        }
    }
}

/// From each variant's plain value and handle, and from the plain enum, into the union's handle.
///
/// ```text
/// impl From<Rc<Folder>> for EntryNode {
///     fn from(handle: Rc<Folder>) -> Self {
///         EntryNode::Folder(handle)
///     }
/// }
/// impl IntoHandle<Entry> for Rc<Folder> {
///     fn into_arrival(self) -> Arrival<EntryNode> {
///         Arrival::known(EntryNode::Folder(self))
///     }
/// }
/// ```
fn conversions(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context {
        krate,
        private,
        this,
        ..
    } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let node = names::quiet(context.node);
    // The handle of the union from a value of type `from`, which may be given for a child.
    let conversion =
        |from: &TokenStream, arrival: &str, make: &dyn Fn(TokenStream) -> TokenStream| {
            let from_impl = context.impl_of(&quote!(#private::From<#from>), &node_type);
            let into_impl = context.impl_of(&quote!(#krate::IntoHandle<#this>), from);
            let arrival = Ident::new(arrival, site);
            let (from_value, into_value) = (
                make(quote_spanned!(site=> value)),
                make(quote_spanned!(site=> self)),
            );
            quote_spanned! {site=>
                #from_impl {
                    fn from(value: #from) -> Self {
                        #from_value
                    }
                }
                #into_impl {
                    fn into_arrival(self) -> #private::Arrival<#node_type> {
                        #private::Arrival::#arrival(#into_value)
                    }
                }
            }
        };
    let mut output: TokenStream = union
        .variants
        .iter()
        .flat_map(|variant| {
            let (name, ty) = (names::quiet(&variant.name), &variant.ty);
            let handle = quote_spanned!(site_of(ty)=> #krate::Rc<#ty>);
            [
                conversion(
                    &handle,
                    "known",
                    &|value| quote_spanned!(site=> #node::#name(#value)),
                ),
                conversion(
                    ty,
                    "fresh",
                    &|value| quote_spanned!(site=> #node::#name(#krate::Graph::into_graph(#value))),
                ),
            ]
        })
        .collect();
    // The plain enum is an `IntoHandle` of itself like any plain type, and the generated one is a
    // `From` of itself like any type.
    let from_plain = context.impl_of(&quote!(#private::From<#this>), &node_type);
    let into_handle = context.impl_of(&quote!(#krate::IntoHandle<#this>), &node_type);
    output.extend(quote_spanned! {site=>
        #from_plain {
            fn from(value: #this) -> Self {
                #krate::Graph::into_graph(value)
            }
        }
        #into_handle {
            fn into_arrival(self) -> #private::Arrival<#node_type> {
                #private::Arrival::known(self)
            }
        }
    });
    output
}

/// An owner that may own every type of the union may own the union.
fn back_to(context: &Context<'_>, union: &Union) -> TokenStream {
    let krate = context.krate;
    let owner = context.owner_parameter();
    let conditions = union.variants.iter().map(|variant| {
        let ty = &variant.ty;
        quote_spanned!(site_of(ty)=> #ty: #krate::BackTo<#owner>)
    });
    let site = Span::mixed_site();
    let body = match_on(
        &quote_spanned!(site=> child),
        context.node,
        union,
        |_, ty| quote_spanned!(site=> <#ty as #krate::BackTo<#owner>>::set_back(node, owner)),
    );
    context.back_to_any(&owner, conditions, &body)
}

/// ```text
/// impl EntryNode {
///     pub fn to_plain(&self) -> Entry {
///         copy(self)
///     }
/// }
/// impl ToPlain for Entry {
///     fn copy(handle: &EntryNode, copying: &mut Copying) -> Self {
///         match handle {
///             EntryNode::Folder(node) => Entry::Folder(ToPlain::copy(node, copying)),
///             EntryNode::File(node) => Entry::File(ToPlain::copy(node, copying)),
///         }
///     }
/// }
/// ```
fn to_plain(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context {
        declaration,
        private,
        this,
        impl_generics,
        where_clause,
        ..
    } = context;
    let site = Span::mixed_site();
    let vis = &declaration.vis;
    let node_type = context.node_type();
    let plain = names::quiet(&declaration.name);
    let copy = match_on(
        &quote_spanned!(site=> handle),
        context.node,
        union,
        |name, ty| {
            let copy = quote_spanned!(site_of(ty)=> #private::copy(node, copying));
            quote_spanned!(site=> #plain::#name(#copy))
        },
    );
    let header = context.impl_of(&quote!(#private::ToPlain), this);
    let key = declaration
        .settings
        .to_plain
        .as_ref()
        .map_or(site, Ident::span);
    let to_plain = Ident::new("to_plain", key.resolved_at(Span::call_site()));
    quote_spanned! {site=>
        #[automatically_derived]
        impl #impl_generics #node_type #where_clause {
            /// The plain value of this node and of all that it owns. O(n) for n nodes.
            #vis fn #to_plain(&self) -> #this {
                #private::copy_whole::<#this>(self)
            }
        }
        #header {
            fn copy(handle: &#node_type, copying: &mut #private::Copying) -> Self {
                #copy
            }
        }
    }
}
