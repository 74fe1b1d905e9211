//! The handle of a union.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::expand::{Context, Site, docs_or, forwarded};
use crate::hygiene::names;
use crate::read::declaration::{Union, Variant};

pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let mut output = definition(context, union);
    output.extend(graph(context, union));
    output.extend(handle(context, union));
    output.extend(like_rc(context, union));
    output.extend(conversions(context, union));
    output.extend(back_to(context, union));
    output.extend(context.no_drop());
    if context.declaration.settings.to_plain.is_some() {
        output.extend(to_plain(context, union));
    }
    output
}

/// ```text
/// pub enum EntryRc {
///     Folder(Rc<Folder>),
///     File(Rc<File>),
/// }
/// ```
fn definition(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, node: name, .. } = context;
    let (vis, attrs) = (&declaration.vis, &declaration.attrs);
    let docs = context.docs("The handle to a live node of one of the types of");
    let forwarded = forwarded(&declaration.settings);
    let variants = union.variants.iter().map(|variant| {
        let Variant { attrs, name, .. } = variant;
        let docs = docs_or(&variant.docs, " As in the plain enum.", vis);
        let handle = Site::of(&variant.ty).generic(context.krate, "Rc", &variant.ty);
        quote!(#docs #(#attrs)* #name(#handle))
    });
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #forwarded
        #vis enum #name #generics #where_clause {
            #(#variants,)*
        }
    }
}

/// `Rc<Folder>`
fn handle_of(context: &Context<'_>, variant: &Variant) -> TokenStream {
    Site::of(&variant.ty).generic(context.krate, "Rc", &variant.ty)
}

/// `name::<Rc<Folder>, _>`, of the private module.
fn handle_function(context: &Context<'_>, name: &str, variant: &Variant) -> TokenStream {
    let handle = handle_of(context, variant);
    Site::of(&variant.ty).function(&context.private, name, &quote!(#handle, _))
}

/// `match value { EntryRc::Folder(node) => .., EntryRc::File(node) => .. }`
///
/// `arm` gives what stands for the variant.
fn match_on(
    context: &Context<'_>,
    union: &Union,
    value: &str,
    ty: &Ident,
    arm: impl Fn(&Site, &Variant) -> TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let value = Ident::new(value, site);
    let arms = union.variants.iter().map(|variant| {
        let place = Site::of(&variant.ty);
        let (pattern, result) = (place.variant(ty, &variant.name), arm(&place, variant));
        quote_spanned!(place.last=> #pattern(__node) => #result)
    });
    context.body(quote_spanned!(site=> match #value { #(#arms,)* }))
}

/// ```text
/// impl Graph for Entry {
///     type Handle = EntryRc;
///     type Shape = OfUnion;
/// }
/// impl UnionType for Entry {
///     fn sprout(self, __nursery: &mut Nursery) -> EntryRc {
///         match self {
///             Entry::Folder(node) => EntryRc::Folder(sprout::<Rc<Folder>, _>(node, nursery)),
///             Entry::File(node) => EntryRc::File(sprout::<Rc<File>, _>(node, nursery)),
///         }
///     }
///     fn from_any(__node: &AnyRc) -> Option<EntryRc> {
///         if let Some(node) = downcast::<Rc<Folder>, _>(node) {
///             return Some(EntryRc::Folder(node));
///         }
///         ..
///         None
///     }
///     fn set_back<Owner: NodeType>(child: &EntryRc, owner: &StdWeak<Owner::Node>) {
///         match child {
///             EntryRc::Folder(node) => set_back::<Rc<Folder>, _, Owner>(node, owner),
///             EntryRc::File(node) => set_back::<Rc<File>, _, Owner>(node, owner),
///         }
///     }
///     fn node_types(__all: &mut Vec<&'static Description>) {
///         node_types::<Rc<Folder>, _>(all);
///         node_types::<Rc<File>, _>(all);
///     }
/// }
/// ```
fn graph(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let sprout = match_on(context, union, "self", &declaration.name, |place, variant| {
        let sprout = handle_function(context, "sprout", variant);
        let sprout = place.call(&sprout, &quote_spanned!(site=> __node, __nursery));
        place.call(&place.variant(context.node, &variant.name), &sprout)
    });
    let attempts = union.variants.iter().map(|variant| {
        let place = Site::of(&variant.ty);
        let downcast = handle_function(context, "downcast", variant);
        let downcast = place.call(&downcast, &quote_spanned!(site=> __node));
        let node = quote_spanned!(site=> __node);
        let node = place.call(&place.variant(context.node, &variant.name), &node);
        quote_spanned! {place.last=>
            if let #private::Some(__node) = #downcast {
                return #private::Some(#node);
            }
        }
    });
    let from_any = context.body(quote_spanned!(site=> #(#attempts)* #private::None));
    let node_types = union.variants.iter().map(|variant| {
        let node_types = handle_function(context, "node_types", variant);
        Site::of(&variant.ty).call(&node_types, &quote_spanned!(site=> __all))
    });
    let node_types = context.body(quote_spanned!(site=> #(#node_types;)*));
    let owner = context.owner_parameter();
    let set_back = match_on(context, union, "__child", context.node, |place, variant| {
        let handle = handle_of(context, variant);
        let set_back = place.function(private, "set_back", &quote!(#handle, _, #owner));
        place.call(&set_back, &quote_spanned!(site=> __node, __owner))
    });
    let graph = context.impl_of(&quote!(#krate::Graph), this);
    let union_type = context.impl_of(&quote!(#private::UnionType), this);
    quote_spanned! {site=>
        #graph {
            type Handle = #node_type;
            type Shape = #private::OfUnion;
        }
        #union_type {
            fn sprout(self, __nursery: &mut #private::Nursery) -> #node_type {
                #sprout
            }
            fn from_any(__node: &#krate::AnyRc) -> #private::Option<#node_type> {
                #from_any
            }
            fn set_back<#owner: #krate::NodeType>(
                __child: &#node_type,
                __owner: &#private::StdWeak<<#owner as #krate::NodeType>::Node>,
            ) {
                #set_back
            }
            fn node_types(__all: &mut #private::Vec<&'static #private::Description>) {
                #node_types
            }
        }
    }
}

/// ```text
/// impl HandleRatherThanNode for EntryRc {
///     fn untyped(&self) -> &dyn HandleObject {
///         match self {
///             EntryRc::Folder(node) => inner::<Rc<Folder>, _>(node),
///             EntryRc::File(node) => inner::<Rc<File>, _>(node),
///         }
///     }
/// }
/// impl Node for EntryRc {
///     fn object(&self) -> &dyn Object {
///         HandleObject::object(HandleRatherThanNode::untyped(self))
///     }
/// }
/// impl EntryRc {
///     pub fn downgrade(&self) -> Weak<Entry> {
///         downgrade(self)
///     }
/// }
/// ```
fn handle(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, this, impl_generics, where_clause, .. } = context;
    let site = Span::mixed_site();
    let vis = &declaration.vis;
    let node_type = context.node_type();
    let inner = match_on(context, union, "self", context.node, |place, variant| {
        let inner = handle_function(context, "inner", variant);
        place.call(&inner, &quote_spanned!(site=> __node))
    });
    let handle = context.impl_of(&quote!(#private::HandleRatherThanNode), &node_type);
    let node = context.impl_of(&quote!(#krate::Node), &node_type);
    let handle_to = context.impl_of(&quote!(#private::RefersTo<#this>), &node_type);
    quote_spanned! {site=>
        #handle {
            fn untyped(&self) -> &dyn #private::HandleObject {
                #inner
            }
        }
        #node {
            fn object(&self) -> &dyn #private::Object {
                #private::HandleObject::object(#private::HandleRatherThanNode::untyped(self))
            }
        }
        #handle_to {
            fn handle(&self) -> &dyn #private::HandleObject {
                #private::HandleRatherThanNode::untyped(self)
            }
            fn weak(&self) -> #krate::Weak<#this> {
                #private::downgrade(self)
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
    let copy = match_on(context, union, "self", context.node, |place, variant| {
        let clone = handle_function(context, "clone", variant);
        let clone = place.call(&clone, &quote_spanned!(site=> __node));
        place.call(&place.variant(context.node, &variant.name), &clone)
    });
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
            fn fmt(&self, __formatter: &mut #private::fmt::Formatter<'_>) -> #private::fmt::Result {
                #private::debug(self, __formatter)
            }
        }
        #partial_eq {
            fn eq(&self, __other: &Self) -> #private::bool {
                #private::is_same(self, __other)
            }
        }
        #eq {}
        #hash {
            fn hash<#hasher: #private::Hasher>(&self, __state: &mut #hasher) {
                #private::hash(self, __state);
            }
        }
    }
}

/// From each variant's plain value and handle, and from the plain enum, into the union's handle.
///
/// ```text
/// impl From<Rc<Folder>> for EntryRc {
///     fn from(handle: Rc<Folder>) -> Self {
///         EntryRc::Folder(handle)
///     }
/// }
/// impl IntoArrival<Entry> for Rc<Folder> {
///     fn into_arrival(self) -> Arrival<EntryRc> {
///         Arrival::known(EntryRc::Folder(self))
///     }
/// }
/// impl IntoArrival<Entry> for Folder {
///     fn into_arrival(self) -> Arrival<EntryRc> {
///         Arrival::wrapped(arrive::<Rc<Folder>, _, Entry>(Entry::Folder, self), EntryRc::Folder)
///     }
/// }
/// ```
fn conversions(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let (value, this_value) = (quote_spanned!(site=> __value), quote_spanned!(site=> self));
    let mut output = TokenStream::new();
    for variant in &union.variants {
        let place = Site::of(&variant.ty);
        let handle = handle_of(context, variant);
        let grow = place.function(private, "grow", &quote!(#handle, _, #this));
        let arrive = place.function(private, "arrive", &quote!(#handle, _, #this));
        let plain = place.variant(&declaration.name, &variant.name);
        let wrap = place.variant(context.node, &variant.name);
        let wrapped = |handle| place.call(&wrap, handle);
        let grown = place.call(&grow, &quote!(#plain, #value));
        let arrived = place.call(&arrive, &quote!(#plain, #this_value));
        let known = wrapped(&this_value);
        let known = quote_spanned!(site=> #private::Arrival::known(#known));
        let fresh = quote_spanned!(site=> #private::Arrival::wrapped(#arrived, #wrap));
        let conversions =
            [(&handle, wrapped(&value), known), (&variant.ty, wrapped(&grown), fresh)];
        for (from, node, arrival) in conversions {
            let interface = place.generic(private, "From", from);
            let body = quote_spanned! {place.last=>
                fn from(__value: #from) -> Self {
                    #node
                }
            };
            output.extend(context.impl_at(place.first, &interface, &node_type, &body));
            let interface = place.generic(private, "IntoArrival", this);
            let body = quote_spanned! {place.last=>
                fn into_arrival(self) -> #private::Arrival<#node_type> {
                    #arrival
                }
            };
            output.extend(context.impl_at(place.first, &interface, from, &body));
        }
    }
    // The plain enum is an `IntoHandle` of itself like any plain type, and the generated one is a
    // `From` of itself like any type.
    let from_plain = context.impl_of(&quote!(#private::From<#this>), &node_type);
    let into_handle = context.impl_of(&quote!(#private::IntoArrival<#this>), &node_type);
    output.extend(quote_spanned! {site=>
        #from_plain {
            fn from(__value: #this) -> Self {
                #krate::Graph::into_graph(__value)
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
    let conditions = union.variants.iter().filter(|_| context.is_correct).map(|variant| {
        let ty = &variant.ty;
        let back_to = Site::of(ty).generic(krate, "BackTo", &quote!(#owner));
        quote!(#ty: #back_to,)
    });
    context.back_to_any(&owner, &quote!(#krate::NodeType), &conditions.collect())
}

/// ```text
/// impl EntryRc {
///     pub fn to_plain(&self) -> Entry {
///         copy(self)
///     }
/// }
/// impl ToPlain for Entry {
///     fn copy(handle: &EntryRc, copying: &mut Copying) -> Self {
///         match handle {
///             EntryRc::Folder(node) => Entry::Folder(ToPlain::copy(node, copying)),
///             EntryRc::File(node) => Entry::File(ToPlain::copy(node, copying)),
///         }
///     }
/// }
/// ```
fn to_plain(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, private, this, .. } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let copy = match_on(context, union, "__handle", context.node, |place, variant| {
        let copy = place.path(private, "copy");
        let copy = place.call(&copy, &quote_spanned!(site=> __node, __copying));
        place.call(&place.variant(&declaration.name, &variant.name), &copy)
    });
    let header = context.impl_of(&quote!(#private::ToPlain), this);
    let method = context.to_plain_method(&quote_spanned!(site=> #private::copy_whole::<#this>));
    quote_spanned! {site=>
        #method
        #header {
            fn copy(__handle: &#node_type, __copying: &mut #private::Copying) -> Self {
                #copy
            }
        }
    }
}
