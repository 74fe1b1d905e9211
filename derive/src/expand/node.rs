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
    /// Nothing for an owning link.
    kind: Option<LinkKind>,
    name: &'a Ident,
    /// The type as declared, where errors about the link belong, and the node's.
    ty: &'a TokenStream,
    live: TokenStream,
    /// The link's own `#[cfg(..)]`.
    cfgs: &'a [TokenStream],
}

/// Owning links before shared ones, as they come when a node dies.
fn links_of<'a>(context: &Context<'_>, node: &'a Node) -> Vec<Numbered<'a>> {
    let declared = |(link, index): (&'a Link, usize)| Numbered {
        index,
        kind: Some(link.kind),
        name: &link.name,
        ty: &link.ty,
        live: live_link(context, link),
        cfgs: &link.cfgs,
    };
    let (shared, others): (Vec<_>, Vec<_>) =
        node.links.iter().partition(|link| link.kind == LinkKind::Shared);
    let owned = node.fields.iter().filter(|field| field.kind == FieldKind::Own);
    let own = |(field, index): (&'a Field, usize)| Numbered {
        index,
        kind: None,
        name: &field.name,
        ty: &field.ty,
        live: live_own(context, &field.ty),
        cfgs: &[],
    };
    let mut links: Vec<_> = others.into_iter().zip(0..).map(declared).collect();
    links.extend(owned.zip(links.len()..).map(own));
    links.extend(shared.into_iter().zip(links.len()..).map(declared));
    links
}

/// `Back<Folder>`, `Shared<File, Theme>`
fn live_link(context: &Context<'_>, link: &Link) -> TokenStream {
    let (krate, this, ty) = (context.krate, context.this, &link.ty);
    let place = Site::of(ty);
    match link.kind {
        LinkKind::Back => place.generic(krate, "Back", ty),
        LinkKind::Weak => place.generic(krate, "WeakLink", ty),
        LinkKind::Shared => place.generic(krate, "Shared", &quote!(#this, #ty)),
    }
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
///     const HOLDS: bool = true;
///     const DATA_DROPS: bool = needs_drop::<String>();
///     const FINALIZES: bool = true;
///     fn description() -> &'static Description {
///         &Description {
///             id: TypeId::of::<Folder>,
///             name: "Folder",
///             links: &["parent", "entries"],
///             first_shared: 2,
///             data_drops: <Folder as NodeType>::DATA_DROPS,
///             link_type: <Folder as NodeType>::link_type,
///         }
///     }
///     fn link_type(index: usize) -> Option<LinkType> {
///         match index {
///             0 => Some(link_type::<Back<Folder>>()),
///             1 => Some(link_type::<Own<Folder, Vec<Entry>>>()),
///             _ => None,
///         }
///     }
///     fn build(self, me: &StdWeak<FolderNode>, nursery: &mut Nursery) -> FolderNode {
///         FolderNode {
///             parent: empty::<Back<Folder>, _>(me, 0),
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
    let holds = owns || node.links.iter().any(|link| link.kind == LinkKind::Shared);
    let data_drops = data_drops(context, node);
    let (me, nursery) = (Ident::new("me", site), Ident::new("nursery", site));
    let index_of = |name: &Ident| links.iter().find(|link| link.name == name).map(|l| l.index);
    let empty_links = node.links.iter().map(|link| {
        let (name, ty, cfgs) = (names::quiet(&link.name), &link.ty, &link.cfgs);
        let place = Site::of(ty);
        let (live, index) = (live_link(context, link), index_of(&link.name));
        let empty = place.function(private, "empty", &quote!(#live, _));
        let empty = place.call(&empty, &quote!(#me, #index));
        quote_spanned!(site=> #(#cfgs)* #name: #empty)
    });
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::quiet(&field.name), &field.ty);
        let place = Site::of(ty);
        let plain = place.field("self", &field.name);
        let live = match field.kind {
            FieldKind::Own => {
                let index = index_of(&field.name);
                let live = live_own(context, ty);
                let own_arguments = quote!(#live, _, _);
                let own = place.function(private, "own", &own_arguments);
                place.call(&own, &quote!(#me, #index, #plain, #nursery))
            }
            FieldKind::Cell => quote_spanned!(site=> <#private::Cell<_>>::new(#plain)),
            FieldKind::RefCell => quote_spanned!(site=> <#private::RefCell<_>>::new(#plain)),
            FieldKind::Data => plain,
        };
        quote!(#name: #live)
    });
    let unused = Ident::new("_", site);
    let nursery = if owns { &nursery } else { &unused };
    let me = if links.is_empty() { &unused } else { &me };
    // All links may be configured away.
    let may_be_unused = !links.is_empty() && links.iter().all(|link| !link.cfgs.is_empty());
    let used = may_be_unused.then(|| quote_spanned!(site=> let _ = #me;));
    let finalizes =
        node.hook.as_ref().map(|_| quote_spanned!(site=> const FINALIZES: #private::bool = true;));
    let type_name = names::plain(&context.declaration.name);
    let link_names = links.iter().map(|link| names::plain(link.name));
    let first_shared = links.iter().filter(|link| link.kind != Some(LinkKind::Shared)).count();
    let (index, link_type) = match_links(context, links, |link, place| {
        let link_type = place.function(private, "link_type", &link.live);
        place.call(&link_type, &quote!())
    });
    let impl_header = context.impl_of(&quote!(#krate::NodeType), this);
    let build = context.body(quote_spanned! {site=>
        #used
        #name {
            #(#empty_links,)*
            #(#fields,)*
            #header: #private::HeaderOf::new(),
        }
    });
    quote_spanned! {site=>
        #impl_header {
            type Node = #node_type;
            const HOLDS: #private::bool = #holds;
            const DATA_DROPS: #private::bool = #data_drops;
            #finalizes
            fn description() -> &'static #private::Description {
                &#private::Description {
                    id: <#private::TypeId>::of::<#this>,
                    name: #type_name,
                    links: &[#(#link_names),*],
                    first_shared: #first_shared,
                    data_drops: <#this as #krate::NodeType>::DATA_DROPS,
                    link_type: <#this as #krate::NodeType>::link_type,
                }
            }
            fn link_type(#index: #private::usize) -> #private::Option<#private::LinkType> {
                #link_type
            }
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
///         <Folder as NodeType>::description()
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
    let (index, link) = match_links(context, links, |link, place| {
        let function = place.function(private, "link", &link.live);
        let field = place.field("self", link.name);
        place.call(&function, &quote_spanned!(place.first=> &#field))
    });
    let shortcuts = shortcuts(context, links);
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
                <#this as #krate::NodeType>::description()
            }
            fn link(&self, #index: #private::usize) -> #private::Option<#private::LinkView<'_>> {
                #link
            }
            #shortcuts
            #copy
            #finalize
        }
    }
}

/// What could be done by asking for each link, but is done too often for that.
///
/// ```text
/// fn last_owner(&self) -> LastOwner {
///     if let Some(owner) = last_owner::<Back<Folder>>(&self.parent) {
///         return owner;
///     }
///     LastOwner::Nobody
/// }
/// fn clear_back_links(&self) {
///     clear::<Back<Folder>>(&self.parent);
/// }
/// fn has_children(&self) -> bool {
///     !is_empty::<Own<Folder, Vec<Entry>>>(&self.entries)
/// }
/// fn show_targets(&self, search: &mut Search) {
///     show::<Own<Folder, Vec<Entry>>>(&self.entries, 1, search);
/// }
/// fn cut(&self, candidates: &mut Candidates) {
///     cut::<Shared<Folder, Theme>>(&self.theme, candidates);
/// }
/// ```
fn shortcuts(context: &Context<'_>, links: &[Numbered<'_>]) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let call = |link: &Numbered<'_>, function: &str, more: TokenStream| {
        let place = Site::of(link.ty);
        let (function, field) =
            (place.function(private, function, &link.live), place.field("self", link.name));
        place.call(&function, &quote_spanned!(place.first=> &#field #more))
    };
    let of =
        |kinds: &'static [Option<LinkKind>]| links.iter().filter(|link| kinds.contains(&link.kind));
    let each = |kinds, function: &'static str| {
        let calls = of(kinds).map(|link| {
            let (cfgs, call) = (link.cfgs, call(link, function, TokenStream::new()));
            quote_spanned!(site=> #(#cfgs)* { #call; })
        });
        quote!(#(#calls)*)
    };
    let mut shortcuts = TokenStream::new();
    if of(&[Some(LinkKind::Back)]).next().is_some() {
        let owners = of(&[Some(LinkKind::Back)]).map(|link| {
            let (cfgs, owner) = (link.cfgs, call(link, "last_owner", TokenStream::new()));
            quote_spanned! {site=>
                #(#cfgs)* {
                    if let #private::Some(owner) = #owner {
                        return owner;
                    }
                }
            }
        });
        let owners = context.body(quote_spanned!(site=> #(#owners)* #private::LastOwner::Nobody));
        let clear = context.body(each(&[Some(LinkKind::Back)], "clear"));
        shortcuts.extend(quote_spanned! {site=>
            fn last_owner(&self) -> #private::LastOwner { #owners }
            fn clear_back_links(&self) { #clear }
        });
    }
    if of(&[None]).next().is_some() {
        let empty = of(&[None]).map(|link| call(link, "is_empty", TokenStream::new()));
        let empty = context.body(quote_spanned!(site=> !(#(#empty)&&*)));
        shortcuts.extend(quote_spanned! {site=>
            fn has_children(&self) -> #private::bool { #empty }
        });
    }
    if of(&[None, Some(LinkKind::Shared)]).next().is_some() {
        let show = of(&[None, Some(LinkKind::Shared)]).map(|link| {
            let (cfgs, number) = (link.cfgs, link.index);
            let show = call(link, "show", quote_spanned!(site=> , #number, search));
            quote_spanned!(site=> #(#cfgs)* { #show; })
        });
        let show = context.body(quote_spanned!(site=> let _ = &search; #(#show)*));
        shortcuts.extend(quote_spanned! {site=>
            fn show_targets(&self, search: &mut #private::Search) { #show }
        });
    }
    if of(&[Some(LinkKind::Shared)]).next().is_some() {
        let cut = of(&[Some(LinkKind::Shared)]).map(|link| {
            let (cfgs, cut) = (link.cfgs, call(link, "cut", quote_spanned!(site=> , candidates)));
            quote_spanned!(site=> #(#cfgs)* { #cut; })
        });
        let cut = context.body(quote_spanned!(site=> let _ = &candidates; #(#cut)*));
        shortcuts.extend(quote_spanned! {site=>
            fn cut(&self, candidates: &mut #private::Candidates) { #cut }
        });
    }
    shortcuts
}

/// ```text
/// match index {
///     0 => Some(..),
///     1 => Some(..),
///     _ => None,
/// }
/// ```
///
/// Together with the name to be given to the index.
fn match_links(
    context: &Context<'_>,
    links: &[Numbered<'_>],
    answer: impl Fn(&Numbered<'_>, &Site) -> TokenStream,
) -> (Ident, TokenStream) {
    let private = &context.private;
    let site = Span::mixed_site();
    if links.is_empty() {
        let none = quote_spanned!(site=> #private::None);
        return (Ident::new("_", site), context.body(none));
    }
    let index = Ident::new("index", site);
    let arms = links.iter().map(|link| {
        let (number, cfgs) = (link.index, link.cfgs);
        let answer = answer(link, &Site::of(link.ty));
        quote_spanned!(site=> #(#cfgs)* #number => #private::Some(#answer))
    });
    let arms = quote_spanned!(site=> match #index { #(#arms,)* _ => #private::None });
    (index, context.body(arms))
}

/// The call of the user's hook. Our part of it stands where the key does, so that an error shows
/// the key as the reason, and the hook as what is wrong.
fn finalize(context: &Context<'_>, hook: &Hook) -> TokenStream {
    let Context { krate, private, this, .. } = context;
    let Hook { key, is_closure, tokens } = hook;
    let site = Span::mixed_site();
    let node = Ident::new(if context.is_correct() { "this" } else { "_" }, site);
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
    if !context.is_correct() {
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
