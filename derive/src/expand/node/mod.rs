//! The node of a struct.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Meta;

use crate::expand::{Context, Site, docs_or, forwarded};
use crate::hygiene::names::{self, Searched};
use crate::hygiene::tokens::Tokens;
use crate::read::declaration::{Field, FieldKind, Hook, Link, LinkKind, Node};

pub(super) fn expand(context: &Context<'_>, node: &Node) -> TokenStream {
    let header = context.header_name();
    let to_plain = context.declaration.settings.to_plain.as_ref().map(|_| to_plain(context, node));
    let parts = [
        definition(context, node, &header),
        graph(context),
        live_node(context, node, &header),
        back_to(context, node),
        context.no_drop(),
        to_plain.unwrap_or_default(),
    ];
    parts.into_iter().collect()
}

/// A link field of the node, of either origin.
struct Numbered<'a> {
    name: &'a Ident,
    /// The type as declared, where errors about the link belong.
    ty: &'a Tokens,
    /// The link's own `#[cfg(..)]`.
    cfgs: &'a [Meta],
}

/// Back-links and weak links, then owning links, then shared ones, as they come when a node dies.
fn links_of(node: &Node) -> Vec<Numbered<'_>> {
    let declared = |is_shared: bool| {
        let links =
            node.links.iter().filter(move |link| is_shared == (link.kind == LinkKind::Shared));
        links.map(|link| Numbered { name: &link.name, ty: &link.ty, cfgs: &link.cfgs })
    };
    let owned = node.fields.iter().filter(|field| field.kind == FieldKind::Own);
    let owned = owned.map(|field| Numbered { name: &field.name, ty: &field.ty, cfgs: &[] });
    declared(false).chain(owned).chain(declared(true)).collect()
}

/// `Back<Folder>`, `Shared<File, Theme>`. The name stands at the key that it is meant by, so that an
/// editor shows there what that is.
fn live_link(context: &Context<'_>, link: &Link) -> TokenStream {
    let (krate, this, ty) = (context.krate, context.this, &link.ty);
    let place = Site::of_tokens(ty);
    let name = |name| Ident::new(name, link.key.resolved_at(Span::mixed_site()));
    match link.kind {
        LinkKind::Back => place.generic_around(krate, &name("Back"), ty),
        LinkKind::Weak => place.generic_around(krate, &name("WeakLink"), ty),
        LinkKind::Shared => place.generic_around(krate, &name("Shared"), &quote!(#this, #ty)),
    }
}

/// `Own<Folder, Vec<Entry>>`, `Cell<u64>`, `String`
fn live_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let ty = &field.ty;
    let place = Site::of_tokens(ty);
    let key = field.key.unwrap_or_else(Span::mixed_site).resolved_at(Span::mixed_site());
    let name = |name| Ident::new(name, key);
    match field.kind {
        FieldKind::Own => place.generic_around(krate, &name("Own"), &quote!(#this, #ty)),
        FieldKind::Cell => place.generic_around(private, &name("Cell"), ty),
        FieldKind::RefCell => place.generic_around(private, &name("RefCell"), ty),
        FieldKind::Data => ty.to_token_stream(),
    }
}

/// ```text
/// pub struct FileNode {
///     pub folder: Back<Folder>,
///     pub name: String,
///     pub size: Cell<u64>,
///     kinfolk_header: HeaderOf<File>,
/// }
/// ```
fn definition(context: &Context<'_>, node: &Node, header: &Ident) -> TokenStream {
    let Context { declaration, private, this, node: name, .. } = context;
    let (vis, attrs) = (&declaration.vis, &declaration.attrs);
    let docs = context.docs("The live form of");
    let forwarded = forwarded(&declaration.settings);
    // Fields are dropped in their order: data, then what the node owns, then what it shares.
    let (shared, links): (Vec<_>, Vec<_>) =
        node.links.iter().partition(|link| link.kind == LinkKind::Shared);
    let [links, shared] =
        [links, shared].map(|links| links.into_iter().map(|link| link_field(context, link)));
    let (own, data): (Vec<_>, Vec<_>) =
        node.fields.iter().partition(|field| field.kind == FieldKind::Own);
    let fields = data.into_iter().chain(own).map(|field| field_of(context, field));
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #forwarded
        #vis struct #name #generics #where_clause {
            #(#links,)*
            #(#fields,)*
            #(#shared,)*
            #header: #private::HeaderOf<#this>,
        }
    }
}

fn link_field(context: &Context<'_>, link: &Link) -> TokenStream {
    let Link { cfgs, attrs, vis, name, .. } = link;
    let docs = docs_or(
        &link.docs,
        match link.kind {
            LinkKind::Back => " The back-link: the node's owner.",
            LinkKind::Weak => " A weak link.",
            LinkKind::Shared => " A shared link.",
        },
        vis,
    );
    let ty = live_link(context, link);
    quote!(#(#[#cfgs])* #docs #(#attrs)* #vis #name: #ty)
}

fn field_of(context: &Context<'_>, field: &Field) -> TokenStream {
    let Field { docs, attrs, vis, name, .. } = field;
    let ty = live_field(context, field);
    quote!(#(#docs)* #(#attrs)* #vis #name: #ty)
}

/// ```text
/// impl Graph for File {
///     type Handle = Rc<File>;
///     type Shape = FileNode;
/// }
/// ```
fn graph(context: &Context<'_>) -> TokenStream {
    let Context { krate, this, .. } = context;
    let node_type = context.node_type();
    let header = context.impl_of(&quote!(#krate::Graph), this);
    quote_spanned! {Span::mixed_site()=>
        #header {
            type Handle = #krate::Rc<#this>;
            type Shape = #node_type;
        }
    }
}

/// ```text
/// impl LiveNode for FolderNode {
///     type Plain = Folder;
///     const NAMES: &'static str = "Folder parent entries";
///     const FINALIZES: bool = true;
///     fn build(plain: Folder, new: &mut NewNode<'_, Self>) -> Self {
///         Self {
///             parent: link::<'_>(new, 0),
///             name: plain.name,
///             entries: own(new, 1, plain.entries),
///             kinfolk_header: HeaderOf::new(),
///         }
///     }
///     fn parts(&self) -> impl Parts<'_> {
///         let data = (&self.name,);
///         (&self.kinfolk_header, (&self.parent as &_, &self.entries as &_), data)
///     }
///     fn finalize(this: &AnyRc) {
///         finalize::<Folder, _>(this, FolderNode::closed)
///     }
///     fn copy(&self, copying: &mut Copying) -> Option<Box<dyn Any>> {
///         Some(Box::new(self.copy_fields(copying)))
///     }
/// }
/// ```
fn live_node(context: &Context<'_>, node: &Node, header: &Ident) -> TokenStream {
    let Context { declaration, private, this, .. } = context;
    let site = Span::mixed_site();
    let links = links_of(node);
    let names = names_of(context, &links);
    let build = build(context, node, &links, header);
    let parts = parts(context, node, &links, header);
    let finalizes =
        node.hook.as_ref().map(|_| quote_spanned!(site=> const FINALIZES: #private::bool = true;));
    let finalize = node.hook.as_ref().map(|hook| finalize(context, hook));
    let copy = declaration.settings.to_plain.as_ref().map(|_| {
        quote_spanned! {site=>
            fn copy(
                &self,
                __copying: &mut #private::Copying,
            ) -> #private::Option<#private::Box<dyn #private::Any>> {
                #private::Some(#private::Box::new(#private::ToPlainNode::copy_fields(self, __copying)))
            }
        }
    });
    let impl_header = context.impl_of(&quote!(#private::LiveNode), &context.node_type());
    quote_spanned! {site=>
        #impl_header {
            type Plain = #this;
            const NAMES: &'static #private::str = #names;
            #finalizes
            #build
            #parts
            #finalize
            #copy
        }
    }
}

/// `"Folder parent entries"`
fn names_of(context: &Context<'_>, links: &[Numbered<'_>]) -> String {
    let mut names = names::plain(&context.declaration.name);
    for link in links {
        names.push(' ');
        names.push_str(&names::plain(link.name));
    }
    names
}

fn build(
    context: &Context<'_>,
    node: &Node,
    links: &[Numbered<'_>],
    header: &Ident,
) -> TokenStream {
    let Context { private, this, .. } = context;
    let site = Span::mixed_site();
    let number_of = |name: &Ident| {
        let number = links.iter().position(|link| link.name == name);
        Literal::usize_unsuffixed(number.unwrap_or_default())
    };
    let empty_links = node.links.iter().map(|link| {
        let (name, cfgs) = (names::of_link(&link.name), &link.cfgs);
        let number = number_of(&link.name);
        let place = Site::of_tokens(&link.ty);
        let empty = place.function_around(&context.private, "link");
        let empty = place.call(&empty, &quote_spanned!(site=> __new, #number));
        quote_spanned!(site=> #(#[#cfgs])* #name: #empty)
    });
    let fields = node.fields.iter().map(|field| {
        let name = names::quiet(&field.name);
        let place = Site::of_tokens(&field.ty);
        let plain = place.field("__plain", &field.name);
        let live = match field.kind {
            FieldKind::Own => {
                let number = number_of(&field.name);
                let arguments = quote_spanned!(site=> __new, #number, #plain);
                place.call(&place.path(private, "own"), &arguments)
            }
            FieldKind::Cell => quote_spanned!(site=> #private::Cell::new(#plain)),
            FieldKind::RefCell => quote_spanned!(site=> #private::RefCell::new(#plain)),
            FieldKind::Data => plain,
        };
        quote!(#name: #live)
    });
    let body = context.body(quote_spanned! {site=>
        Self {
            #(#empty_links,)*
            #(#fields,)*
            #header: #private::HeaderOf::new(),
        }
    });
    let is_used =
        |used: bool, name| Ident::new(if used && context.is_correct { name } else { "_" }, site);
    let plain = is_used(!node.fields.is_empty(), "__plain");
    let new = is_used(!links.is_empty(), "__new");
    // All links may be configured away.
    let may_be_unused = !links.is_empty() && links.iter().all(|link| !link.cfgs.is_empty());
    let may_be_unused = may_be_unused && context.is_correct;
    let used = may_be_unused.then(|| quote_spanned!(site=> let _ = &__new;));
    quote_spanned! {site=>
        #[inline]
        fn build(#plain: #this, #new: &mut #private::NewNode<'_, Self>) -> Self {
            #used
            #body
        }
    }
}

fn parts(
    context: &Context<'_>,
    node: &Node,
    links: &[Numbered<'_>],
    header: &Ident,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let links = links.iter().map(|Numbered { name, ty, cfgs }| {
        let name = names::of_link(name);
        // Where a type is asked for, the compiler looks at it. It finds the same wrong with it here
        // as in the node's definition, and tells it once.
        let Site { first, last } = Site::of_tokens(ty);
        let (reference, any) = (quote_spanned!(first=> &), quote_spanned!(last=> _));
        let link = quote_spanned!(site=> &self.#name as #reference #any);
        if cfgs.is_empty() {
            return link;
        }
        let conditions = cfgs.iter().filter_map(|cfg| cfg.require_list().ok());
        let conditions: Vec<_> = conditions.map(|list| &list.tokens).collect();
        let condition = match conditions[..] {
            [condition] => condition.clone(),
            // Each by itself, since it may end in a comma.
            _ => quote!(all(#(all(#conditions)),*)),
        };
        quote_spanned! {site=>
            #[cfg(#condition)] (#link),
            #[cfg(not(#condition))] &#private::NoLink
        }
    });
    let data = node.fields.iter().filter(|field| field.kind != FieldKind::Own);
    let data = data.map(|field| {
        let name = names::quiet(&field.name);
        quote_spanned!(site=> &self.#name)
    });
    let (links, data) = (links.collect::<Vec<_>>(), data.collect::<Vec<_>>());
    let [links_tuple, data_tuple] = [&links, &data].map(|parts| tuple_of(context, parts));
    let parts = if data.is_empty() {
        quote_spanned!(site=> (&self.#header, #links_tuple, ()))
    } else {
        quote_spanned! {site=>
            let __data = #data_tuple;
            (&self.#header, #links_tuple, __data)
        }
    };
    let nothing = quote_spanned!(site=> (&self.#header, (), ()));
    let parts = if context.is_correct { parts } else { nothing };
    quote_spanned! {site=>
        fn parts(&self) -> impl #private::Parts<'_> {
            #parts
        }
    }
}

/// `(a, b)`, or `Joined((a, .. h), (i, j))` for more than the core crate knows tuples of.
fn tuple_of(context: &Context<'_>, parts: &[TokenStream]) -> TokenStream {
    const LONGEST_TUPLE: usize = 8;
    let private = &context.private;
    let site = Span::mixed_site();
    let chunk = |parts: &[TokenStream]| match parts {
        [part] => quote_spanned!(site=> (#part,)),
        parts => quote_spanned!(site=> (#(#parts),*)),
    };
    let mut chunks = parts.chunks(LONGEST_TUPLE).rev().map(chunk);
    let last = chunks.next().unwrap_or_else(|| quote_spanned!(site=> ()));
    chunks.fold(last, |rest, chunk| quote_spanned!(site=> #private::Joined(#chunk, #rest)))
}

/// The call of the user's hook. Our part of it stands where the key does, so that an error shows
/// the key as the reason, and the hook as what is wrong.
fn finalize(context: &Context<'_>, hook: &Hook) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let Hook { key, is_closure, tokens } = hook;
    let site = Span::mixed_site();
    let node = Ident::new(if context.is_correct { "__this" } else { "_" }, site);
    let place = key.span().resolved_at(site);
    let root = names::moved_to(place, private);
    let function = if *is_closure {
        quote_spanned!(place=> #root::finalize_by::<#this>)
    } else {
        quote_spanned!(place=> #root::finalize::<#this, _>)
    };
    let body = if *is_closure {
        // Only the compiler can tell whether this is an expression. If not, the macro keeps that from
        // the rest of what we generate.
        let expression = names::fresh("__kinfolk_hook", &Searched::new(tokens.clone()));
        quote_spanned! {place=>
            macro_rules! #expression {
                ($hook:expr) => { $hook };
            }
            #function(#node, #expression!(#tokens))
        }
    } else {
        quote_spanned!(place=> #function(#node, #tokens))
    };
    let body = context.body(body);
    quote_spanned! {site=>
        fn finalize(#node: &#krate::AnyRc) {
            #body
        }
    }
}

/// One impl for each back-link; a lone one may be to a union of owner types, so its impl is for
/// every owner whose handle becomes a handle of the declared type.
///
/// ```text
/// impl<Owner: OwnerAs<Folder>> BackTo<Owner> for File {}
/// ```
fn back_to(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let backs: Vec<_> = node.links.iter().filter(|link| link.kind == LinkKind::Back).collect();
    let owner = context.owner_parameter();
    if !context.is_correct {
        return context.back_to_any(&owner, &quote!(#krate::NodeType), &TokenStream::new());
    }
    if let [Link { ty, cfgs, .. }] = backs[..] {
        let owner_as = quote_spanned!(Span::mixed_site()=> #private::OwnerAs<#ty>);
        let back_to = context.back_to_any(&owner, &owner_as, &TokenStream::new());
        return quote!(#(#[#cfgs])* #back_to);
    }
    let impls = backs.into_iter().map(|link| {
        let (ty, cfgs) = (&link.ty, &link.cfgs);
        let place = Site::of_tokens(ty);
        // The compiler tells of a wrong owner at the name of the trait.
        let name = Ident::new("BackTo", place.last);
        let interface = place.generic_around(krate, &name, ty);
        let back_to = context.impl_at(place.first, &interface, this, &TokenStream::new());
        quote!(#(#[#cfgs])* #back_to)
    });
    impls.collect()
}

/// ```text
/// impl FileNode {
///     pub fn to_plain(&self) -> File {
///         to_plain(self)
///     }
/// }
/// impl ToPlain for File {
///     fn copy(handle: &Rc<File>, copying: &mut Copying) -> Self {
///         copying.child(handle)
///     }
/// }
/// impl ToPlainNode for FileNode {
///     fn copy_fields(&self, copying: &mut Copying) -> File {
///         File { name: Clone::clone(&self.name), size: copy_cell(&self.size) }
///     }
/// }
/// ```
fn to_plain(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context { declaration, krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let name = names::quiet(&declaration.name);
    let owns = node.fields.iter().any(|field| field.kind == FieldKind::Own);
    let is_used = owns && context.is_correct;
    let copying = Ident::new(if is_used { "__copying" } else { "_" }, site);
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::quiet(&field.name), &field.ty);
        let place = Site::of_tokens(ty);
        let live = place.field("self", &field.name);
        let live = quote_spanned!(place.first=> &#live);
        let (copy, rest) = match field.kind {
            FieldKind::Own => (place.path(private, "copy_own"), Some(quote!(, #copying))),
            FieldKind::Cell => (place.path(private, "copy_cell"), None),
            FieldKind::RefCell => (place.path(private, "copy_refcell"), None),
            FieldKind::Data => (place.path(&Tokens::of(quote!(#private::Clone)), "clone"), None),
        };
        let copy = place.call(&copy, &quote!(#live #rest));
        quote_spanned!(site=> #name: #copy)
    });
    let plain = context.body(quote_spanned!(site=> #name { #(#fields,)* }));
    let copy = context.impl_of(&quote!(#private::ToPlain), this);
    let copy_node = context.impl_of(&quote!(#private::ToPlainNode), &context.node_type());
    let method = context.to_plain_method(&quote_spanned!(site=> #private::to_plain));
    quote_spanned! {site=>
        #method
        #copy {
            fn copy(__handle: &#krate::Rc<#this>, __copying: &mut #private::Copying) -> Self {
                __copying.child(__handle)
            }
        }
        #copy_node {
            fn copy_fields(&self, #copying: &mut #private::Copying) -> #this {
                #plain
            }
        }
    }
}
