//! The node of a struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::declaration::{Field, FieldKind, Hook, Link, LinkKind, Node};
use crate::expand::{Context, Site, docs_or, forwarded, header_name};
use crate::names;

pub(super) fn expand(context: &Context<'_>, node: &Node) -> TokenStream {
    let header = header_name(node);
    let links = links_of(context, node);
    let mut output = definition(context, node, &header);
    output.extend(graph(context));
    output.extend(node_type(context, node, &links, &header));
    output.extend(object(context, node, &links, &header));
    output.extend(back_to(context, node));
    output.extend(context.no_drop(context.this));
    output.extend(context.no_drop(&context.node_type()));
    if context.declaration.settings.to_plain.is_some() {
        output.extend(to_plain(context, node));
    }
    output
}

/// A link field of the node, of either origin, as the core crate counts them.
struct Numbered<'a> {
    index: usize,
    name: &'a Ident,
    /// The type as declared, where errors about the link belong, and the node's.
    ty: &'a TokenStream,
    live: TokenStream,
    /// The link's own `#[cfg(..)]`.
    cfgs: &'a [TokenStream],
}

fn links_of<'a>(context: &Context<'_>, node: &'a Node) -> Vec<Numbered<'a>> {
    let declared = node.links.iter();
    let declared =
        declared.map(|link| (&link.name, &link.ty, live_link(context, link), &link.cfgs[..]));
    let own = node.fields.iter().filter(|field| field.kind == FieldKind::Own);
    let own = own.map(|field| (&field.name, &field.ty, live_own(context, &field.ty), &[][..]));
    declared
        .chain(own)
        .enumerate()
        .map(|(index, (name, ty, live, cfgs))| Numbered { index, name, ty, live, cfgs })
        .collect()
}

/// `Back<Folder>`
fn live_link(context: &Context<'_>, link: &Link) -> TokenStream {
    let name = match link.kind {
        LinkKind::Back => "Back",
        LinkKind::Weak => "WeakLink",
    };
    Site::of(&link.ty).generic(context.krate, name, &link.ty)
}

/// `Own<Folder, Vec<Entry>>`
fn live_own(context: &Context<'_>, ty: &TokenStream) -> TokenStream {
    let this = context.this;
    Site::of(ty).generic(context.krate, "Own", &quote!(#this, #ty))
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
    let links = node.links.iter().map(|link| link_field(context, link));
    // Children last, since fields are dropped in their order: an owner's data dies before them.
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
        },
    );
    let ty = live_link(context, link);
    quote!(#(#cfgs)* #docs #(#attrs)* #vis #name: #ty)
}

fn field_of(context: &Context<'_>, field: &Field) -> TokenStream {
    let private = &context.private;
    let Field { attrs, vis, name, ty, .. } = field;
    let docs = docs_or(
        &field.docs,
        match field.kind {
            FieldKind::Own => " An owning link.",
            FieldKind::Cell | FieldKind::RefCell | FieldKind::Data => " As in the plain struct.",
        },
    );
    let site = Site::of(ty);
    let ty = match field.kind {
        FieldKind::Own => live_own(context, ty),
        FieldKind::Cell => site.generic(private, "Cell", ty),
        FieldKind::RefCell => site.generic(private, "RefCell", ty),
        FieldKind::Data => ty.clone(),
    };
    quote!(#docs #(#attrs)* #vis #name: #ty)
}

/// ```text
/// impl Graph for File {
///     type Handle = Rc<File>;
///     type Shape = OfNode;
/// }
/// ```
fn graph(context: &Context<'_>) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let header = context.impl_of(&quote!(#krate::Graph), this);
    quote_spanned! {Span::mixed_site()=>
        #header {
            type Handle = #krate::Rc<#this>;
            type Shape = #private::OfNode;
        }
    }
}

/// ```text
/// impl NodeType for Folder {
///     type Node = FolderNode;
///     const OWNS: bool = true;
///     const DATA_DROPS: bool = needs_drop::<String>();
///     const FINALIZES: bool = true;
///     fn build(self, me: &StdWeak<FolderNode>, nursery: &mut Nursery) -> FolderNode {
///         FolderNode {
///             parent: empty::<Back<Folder>>(),
///             name: self.name,
///             entries: own::<Own<Folder, Vec<Entry>>, _, _>(me, 1, self.entries, nursery),
///             kinfolk_header: HeaderOf::new(),
///         }
///     }
/// }
/// ```
fn node_type(
    context: &Context<'_>,
    node: &Node,
    links: &[Numbered<'_>],
    header: &Ident,
) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let name = names::quiet(context.node);
    let owns = node.fields.iter().any(|field| field.kind == FieldKind::Own);
    let data_drops = data_drops(context, node);
    let empty_links = node.links.iter().map(|link| {
        let (name, ty, cfgs) = (names::quiet(&link.name), &link.ty, &link.cfgs);
        let place = Site::of(ty);
        let empty = place.function(private, "empty", &live_link(context, link));
        let empty = place.call(&empty, &quote!());
        quote_spanned!(site=> #(#cfgs)* #name: #empty)
    });
    let (me, nursery) = (Ident::new("me", site), Ident::new("nursery", site));
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::quiet(&field.name), &field.ty);
        let place = Site::of(ty);
        let plain = place.field("self", &field.name);
        let live = match field.kind {
            FieldKind::Own => {
                let index = links.iter().find(|link| *link.name == field.name).map(|l| l.index);
                let live = live_own(context, ty);
                let own_arguments = quote!(#live, _, _);
                let own = place.function(private, "own", &own_arguments);
                place.call(&own, &quote!(#me, #index, #plain, #nursery))
            }
            FieldKind::Cell => quote_spanned!(site=> #private::Cell::new(#plain)),
            FieldKind::RefCell => quote_spanned!(site=> #private::RefCell::new(#plain)),
            FieldKind::Data => plain,
        };
        quote!(#name: #live)
    });
    let unused = Ident::new("_", site);
    let (me, nursery) = if owns { (&me, &nursery) } else { (&unused, &unused) };
    let finalizes =
        node.hook.as_ref().map(|_| quote_spanned!(site=> const FINALIZES: #private::bool = true;));
    let impl_header = context.impl_of(&quote!(#krate::NodeType), this);
    let build = context.body(quote_spanned! {site=>
        #name {
            #(#empty_links,)*
            #(#fields,)*
            #header: #private::HeaderOf::new(),
        }
    });
    quote_spanned! {site=>
        #impl_header {
            type Node = #node_type;
            const OWNS: #private::bool = #owns;
            const DATA_DROPS: #private::bool = #data_drops;
            #finalizes
            fn build(
                self,
                #me: &#private::StdWeak<#node_type>,
                #nursery: &mut #private::Nursery,
            ) -> #node_type {
                #build
            }
        }
    }
}

/// ```text
/// impl Object for FolderNode {
///     fn header(&self) -> &Header {
///         &self.kinfolk_header
///     }
///     fn description(&self) -> &'static Description {
///         &Description {
///             name: "Folder",
///             links: &["parent", "entries"],
///             data_drops: <Folder as NodeType>::DATA_DROPS,
///         }
///     }
///     fn link(&self, index: usize) -> Option<LinkView<'_>> {
///         match index {
///             0 => Some(link::<Back<Folder>>(&self.parent)),
///             1 => Some(link::<Own<Folder, Vec<Entry>>>(&self.entries)),
///             _ => None,
///         }
///     }
///     fn finalize(&self, this: &AnyRc) {
///         finalize::<Folder, _>(this, FolderNode::closed)
///     }
/// }
/// ```
fn object(
    context: &Context<'_>,
    node: &Node,
    links: &[Numbered<'_>],
    header: &Ident,
) -> TokenStream {
    let Context { declaration, krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let name = names::plain(&declaration.name);
    let link_names = links.iter().map(|link| names::plain(link.name));
    let arms = links.iter().map(|link| {
        let Numbered { index, name, ty, live, cfgs } = link;
        let place = Site::of(ty);
        let (link, field) = (place.function(private, "link", live), place.field("self", name));
        let link = place.call(&link, &quote_spanned!(place.first=> &#field));
        quote_spanned!(site=> #(#cfgs)* #index => #private::Some(#link))
    });
    let index = Ident::new(if links.is_empty() { "_" } else { "index" }, site);
    let link = context.body(if links.is_empty() {
        quote_spanned!(site=> #private::None)
    } else {
        quote_spanned!(site=> match #index { #(#arms,)* _ => #private::None })
    });
    let copy = declaration.settings.to_plain.as_ref().map(|_| {
        quote_spanned! {site=>
            fn copy(
                &self,
                copying: &mut #private::Copying,
            ) -> #private::Option<#private::Box<dyn #private::Any>> {
                let plain = <#this as #private::ToPlainNode>::copy_node(self, copying);
                #private::Some(#private::Box::new(plain))
            }
        }
    });
    let finalize = node.hook.as_ref().map(|hook| finalize(context, hook));
    let used = used_fields(node);
    let impl_header = context.impl_of(&quote!(#private::Object), &context.node_type());
    quote_spanned! {site=>
        #impl_header {
            fn header(&self) -> &#private::Header {
                #used
                &self.#header
            }
            fn description(&self) -> &'static #private::Description {
                &#private::Description {
                    name: #name,
                    links: &[#(#link_names),*],
                    data_drops: <#this as #krate::NodeType>::DATA_DROPS,
                }
            }
            fn link(&self, #index: #private::usize) -> #private::Option<#private::LinkView<'_>> {
                #link
            }
            #copy
            #finalize
        }
    }
}

/// The call of the user's hook. Our part of it stands where the key does, so that an error shows
/// the key as the reason, and the hook as what is wrong.
fn finalize(context: &Context<'_>, hook: &Hook) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let Hook { key, is_closure, tokens } = hook;
    let site = Span::mixed_site();
    let node = Ident::new(if context.is_correct { "this" } else { "_" }, site);
    let place = key.span().resolved_at(site);
    let root = names::moved_to(place, private);
    let function = if *is_closure {
        quote_spanned!(place=> #root::finalize_by::<#this>)
    } else {
        quote_spanned!(place=> #root::finalize::<#this, _>)
    };
    // Only the compiler can tell whether the hook is an expression. If not, the macro keeps that
    // from the rest of what we generate.
    let expression = names::fresh("expression", tokens);
    let body = context.body(quote_spanned! {place=>
        macro_rules! #expression {
            ($hook:expr) => { $hook };
        }
        #function(#node, #expression!(#tokens))
    });
    quote_spanned! {site=>
        fn finalize(&self, #node: &#krate::AnyRc) {
            #body
        }
    }
}

/// `needs_drop::<String>() || needs_drop::<Tag>()`
fn data_drops(context: &Context<'_>, node: &Node) -> TokenStream {
    let data = node.fields.iter().filter(|field| field.kind != FieldKind::Own);
    let private = &context.private;
    let drops = data.map(|field| {
        let ty = &field.ty;
        quote_spanned!(Span::mixed_site()=> #private::needs_drop::<#ty>())
    });
    let drops: Vec<_> = drops.collect();
    if drops.is_empty() { quote!(false) } else { quote!(#(#drops)||*) }
}

/// Mentions the data, so that a field that only its plain value reads is no dead code in the node.
fn used_fields(node: &Node) -> Option<TokenStream> {
    let data = node.fields.iter().filter(|field| field.kind != FieldKind::Own);
    let names: Vec<_> = data.map(|field| names::quiet(&field.name)).collect();
    (!names.is_empty()).then(|| quote_spanned!(Span::mixed_site()=> let _ = (#(&self.#names,)*);))
}

/// One impl for each back-link; a lone one may be to a union of owner types, so its impl is for
/// every owner whose handle becomes a handle of the declared type.
///
/// ```text
/// impl BackTo<Folder> for File {
///     fn set_back(child: &Rc<File>, owner: &StdWeak<FolderNode>) {
///         set_back::<Back<Folder>, Folder>(&child.folder, owner)
///     }
/// }
/// ```
fn back_to(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let backs: Vec<_> = node.links.iter().filter(|link| link.kind == LinkKind::Back).collect();
    if !context.is_correct {
        return context.back_to_any(&context.owner_parameter(), [], TokenStream::new());
    }
    let set = |link: &Link, owner: &dyn ToTokens| {
        let name = names::quiet(&link.name);
        let place = Site::of(&link.ty);
        let live = live_link(context, link);
        let set_back = place.function(private, "set_back", &quote!(#live, #owner));
        place.call(&set_back, &quote_spanned!(site=> &child.#name, owner))
    };
    let lone = backs.first().filter(|link| backs.len() == 1 && link.cfgs.is_empty());
    if let Some(link) = lone {
        let owner = context.owner_parameter();
        let (live, place) = (live_link(context, link), Site::of(&link.ty));
        let back_link_to = place.generic(private, "BackLinkTo", &quote!(#owner));
        let is_of_union = quote!(#live: #back_link_to);
        return context.back_to_any(&owner, [is_of_union], set(link, &owner));
    }
    let impls = backs.into_iter().map(|link| {
        let (ty, cfgs) = (&link.ty, &link.cfgs);
        let set = set(link, ty);
        let place = Site::of(ty);
        let interface = place.generic(krate, "BackTo", ty);
        let node_type = place.path(krate, "NodeType");
        let body = quote_spanned! {site=>
            fn set_back(
                child: &#krate::Rc<#this>,
                owner: &#private::StdWeak<<#ty as #node_type>::Node>,
            ) {
                #set
            }
        };
        let back_to = context.impl_at(place.first, &interface, this, &body);
        quote!(#(#cfgs)* #back_to)
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
/// impl ToPlainNode for File {
///     fn copy_node(node: &FileNode, copying: &mut Copying) -> Self {
///         File { name: Clone::clone(&node.name), size: copy_cell(&node.size) }
///     }
/// }
/// ```
fn to_plain(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context { declaration, krate, private, this, .. } = context;
    let site = Span::mixed_site();
    let name = names::quiet(&declaration.name);
    let node_type = context.node_type();
    let owns = node.fields.iter().any(|field| field.kind == FieldKind::Own);
    let copying = Ident::new(if owns { "copying" } else { "_" }, site);
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::quiet(&field.name), &field.ty);
        let place = Site::of(ty);
        let live = place.field("node", &field.name);
        let live = quote_spanned!(place.first=> &#live);
        let (copy, rest) = match field.kind {
            FieldKind::Own => (place.path(private, "copy_own"), Some(quote!(, #copying))),
            FieldKind::Cell => (place.path(private, "copy_cell"), None),
            FieldKind::RefCell => (place.path(private, "copy_refcell"), None),
            FieldKind::Data => (place.path(&quote!(#private::Clone), "clone"), None),
        };
        let copy = place.call(&copy, &quote!(#live #rest));
        quote_spanned!(site=> #name: #copy)
    });
    let plain = context.body(quote_spanned!(site=> #name { #(#fields,)* }));
    let node_parameter = Ident::new(if node.fields.is_empty() { "_" } else { "node" }, site);
    let copy = context.impl_of(&quote!(#private::ToPlain), this);
    let copy_node = context.impl_of(&quote!(#private::ToPlainNode), this);
    let method = context.to_plain_method("to_plain");
    quote_spanned! {site=>
        #method
        #copy {
            fn copy(handle: &#krate::Rc<#this>, copying: &mut #private::Copying) -> Self {
                copying.child(handle)
            }
        }
        #copy_node {
            fn copy_node(#node_parameter: &#node_type, #copying: &mut #private::Copying) -> Self {
                #plain
            }
        }
    }
}
