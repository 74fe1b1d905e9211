//! The node of a struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::declaration::{Field, FieldKind, Link, LinkKind, Node};
use crate::expand::{Context, docs_or, header_name, site_of};
use crate::names;

pub(super) fn expand(context: &Context<'_>, node: &Node) -> TokenStream {
    let header = header_name(node);
    let links = links_of(node);
    let mut output = definition(context, node, &header);
    output.extend(graph(context));
    output.extend(node_type(context, node, &links, &header));
    output.extend(object(context, node, &links, &header));
    output.extend(back_to(context, node));
    output.extend(no_drop(context));
    if context.declaration.settings.to_plain.is_some() {
        output.extend(to_plain(context, node));
    }
    output
}

/// What stands for a struct that was refused, so that its mistake is not reported again wherever it
/// is used: a node without links, which anything may own.
pub(super) fn stand_in(context: &Context<'_>) -> TokenStream {
    let empty = Node {
        links: Vec::new(),
        fields: Vec::new(),
    };
    let header = header_name(&empty);
    let mut output = definition(context, &empty, &header);
    output.extend(graph(context));
    output.extend(node_type(context, &empty, &[], &header));
    output.extend(object(context, &empty, &[], &header));
    output.extend(context.back_to_any(&context.owner_parameter(), [], &quote!()));
    output
}

/// A link field of the node, of either origin, as the core crate counts them.
struct Numbered<'a> {
    index: usize,
    name: &'a Ident,
    /// The link's own `#[cfg(..)]`.
    cfgs: &'a [TokenStream],
}

fn links_of(node: &Node) -> Vec<Numbered<'_>> {
    let declared = node.links.iter().map(|link| (&link.name, &link.cfgs[..]));
    let own = node
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Own);
    declared
        .chain(own.map(|field| (&field.name, &[][..])))
        .enumerate()
        .map(|(index, (name, cfgs))| Numbered { index, name, cfgs })
        .collect()
}

/// ```text
/// pub struct FileNode {
///     pub folder: Back<Folder>,
///     pub name: String,
///     pub size: Cell<u64>,
///     kinfolk_header: Header,
/// }
/// ```
fn definition(context: &Context<'_>, node: &Node, header: &Ident) -> TokenStream {
    let Context {
        declaration,
        private,
        node: name,
        ..
    } = context;
    let (vis, settings, attrs) = (&declaration.vis, &declaration.settings, &declaration.attrs);
    let docs = context.docs("The live form of");
    let derives = &settings.derives;
    let forwarded = &settings.attrs;
    let links = node.links.iter().map(|link| link_field(context, link));
    let fields = node.fields.iter().map(|field| field_of(context, field));
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #(#[derive(#derives)])*
        #(#[#forwarded])*
        #vis struct #name #generics #where_clause {
            #(#links,)*
            #(#fields,)*
            #header: #private::Header,
        }
    }
}

fn link_field(context: &Context<'_>, link: &Link) -> TokenStream {
    let krate = context.krate;
    let Link {
        cfgs,
        attrs,
        vis,
        name,
        ty,
        ..
    } = link;
    let docs = docs_or(
        &link.docs,
        match link.kind {
            LinkKind::Back => " The back-link: the node's owner.",
            LinkKind::Weak => " A weak link.",
        },
    );
    let ty = match link.kind {
        LinkKind::Back => quote_spanned!(site_of(ty)=> #krate::Back<#ty>),
        LinkKind::Weak => quote_spanned!(site_of(ty)=> #krate::WeakLink<#ty>),
    };
    quote!(#(#cfgs)* #docs #(#attrs)* #vis #name: #ty)
}

fn field_of(context: &Context<'_>, field: &Field) -> TokenStream {
    let Context {
        krate,
        private,
        this,
        ..
    } = context;
    let Field {
        attrs,
        vis,
        name,
        ty,
        ..
    } = field;
    let docs = docs_or(
        &field.docs,
        match field.kind {
            FieldKind::Own => " An owning link.",
            FieldKind::Cell | FieldKind::RefCell | FieldKind::Data => " As in the plain struct.",
        },
    );
    let site = site_of(ty);
    let ty = match field.kind {
        FieldKind::Own => quote_spanned!(site=> #krate::Own<#this, #ty>),
        FieldKind::Cell => quote_spanned!(site=> #private::Cell<#ty>),
        FieldKind::RefCell => quote_spanned!(site=> #private::RefCell<#ty>),
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
    let Context {
        krate,
        private,
        this,
        ..
    } = context;
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
///     fn build(self, me: &StdWeak<FolderNode>, nursery: &mut Nursery) -> FolderNode {
///         FolderNode {
///             parent: back(),
///             name: self.name,
///             entries: own(me, 1, self.entries, nursery),
///             kinfolk_header: Header::new(),
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
    let Context {
        krate,
        private,
        this,
        ..
    } = context;
    let site = Span::mixed_site();
    let node_type = context.node_type();
    let name = names::quiet(context.node);
    let owns = node.fields.iter().any(|field| field.kind == FieldKind::Own);
    let empty_links = node.links.iter().map(|link| {
        let (name, ty, cfgs) = (names::quiet(&link.name), &link.ty, &link.cfgs);
        let empty = match link.kind {
            LinkKind::Back => quote_spanned!(site_of(ty)=> #private::back()),
            LinkKind::Weak => quote_spanned!(site_of(ty)=> #private::weak()),
        };
        quote!(#(#cfgs)* #name: #empty)
    });
    let (me, nursery) = (Ident::new("me", site), Ident::new("nursery", site));
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::quiet(&field.name), &field.ty);
        let plain = quote_spanned!(site=> self.#name);
        let live = match field.kind {
            FieldKind::Own => {
                let index = links
                    .iter()
                    .find(|link| *link.name == field.name)
                    .map(|l| l.index);
                quote_spanned!(site_of(ty)=> #private::own(#me, #index, #plain, #nursery))
            }
            FieldKind::Cell => quote_spanned!(site=> #private::Cell::new(#plain)),
            FieldKind::RefCell => quote_spanned!(site=> #private::RefCell::new(#plain)),
            FieldKind::Data => plain,
        };
        quote!(#name: #live)
    });
    let unused = Ident::new("_", site);
    let (me, nursery) = if owns {
        (&me, &nursery)
    } else {
        (&unused, &unused)
    };
    let impl_header = context.impl_of(&quote!(#krate::NodeType), this);
    quote_spanned! {site=>
        #impl_header {
            type Node = #node_type;
            const OWNS: #private::bool = #owns;
            fn build(
                self,
                #me: &#private::StdWeak<#node_type>,
                #nursery: &mut #private::Nursery,
            ) -> #node_type {
                #name {
                    #(#empty_links,)*
                    #(#fields,)*
                    #header: #private::Header::new(),
                }
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
///         &Description { name: "Folder", links: &["parent", "entries"] }
///     }
///     fn link(&self, index: usize) -> Option<&dyn Link> {
///         match index {
///             0 => Option::Some(&self.parent),
///             1 => Option::Some(&self.entries),
///             _ => Option::None,
///         }
///     }
/// }
/// ```
fn object(
    context: &Context<'_>,
    node: &Node,
    links: &[Numbered<'_>],
    header: &Ident,
) -> TokenStream {
    let Context {
        declaration,
        private,
        this,
        ..
    } = context;
    let site = Span::mixed_site();
    let name = names::plain(&declaration.name);
    let link_names = links.iter().map(|link| names::plain(link.name));
    let arms = links.iter().map(|Numbered { index, name, cfgs }| {
        let name = names::quiet(name);
        quote_spanned!(site=> #(#cfgs)* #index => #private::Option::Some(&self.#name))
    });
    let index = Ident::new(if links.is_empty() { "_" } else { "index" }, site);
    let link = if links.is_empty() {
        quote_spanned!(site=> #private::Option::None)
    } else {
        quote_spanned!(site=> match #index { #(#arms,)* _ => #private::Option::None })
    };
    let copy = declaration.settings.to_plain.as_ref().map(|_| {
        quote_spanned! {site=>
            fn copy(
                &self,
                copying: &mut #private::Copying,
            ) -> #private::Option<#private::Box<dyn #private::Any>> {
                let plain = <#this as #private::ToPlainNode>::copy_node(self, copying);
                #private::Option::Some(#private::Box::new(plain))
            }
        }
    });
    let used = used_fields(node);
    let impl_header = context.impl_of(&quote!(#private::Object), &context.node_type());
    quote_spanned! {site=>
        #impl_header {
            fn header(&self) -> &#private::Header {
                #used
                &self.#header
            }
            fn description(&self) -> &'static #private::Description {
                &#private::Description { name: #name, links: &[#(#link_names),*] }
            }
            fn link(&self, #index: #private::usize) -> #private::Option<&dyn #private::Link> {
                #link
            }
            #copy
        }
    }
}

/// Mentions the data, so that a field that only its plain value reads is no dead code in the node.
fn used_fields(node: &Node) -> Option<TokenStream> {
    let data = node
        .fields
        .iter()
        .filter(|field| field.kind != FieldKind::Own);
    let names: Vec<_> = data.map(|field| names::quiet(&field.name)).collect();
    (!names.is_empty()).then(|| quote_spanned!(Span::mixed_site()=> let _ = (#(&self.#names,)*);))
}

/// One impl for each back-link; a lone one may be to a union of owner types, so its impl is for
/// every owner whose handle becomes a handle of the declared type.
///
/// ```text
/// impl BackTo<Folder> for File {
///     fn set_back(child: &Rc<File>, owner: &StdWeak<FolderNode>) {
///         set_back::<Folder, Folder>(&child.folder, owner)
///     }
/// }
/// ```
fn back_to(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context {
        krate,
        private,
        this,
        ..
    } = context;
    let site = Span::mixed_site();
    let backs: Vec<_> = node
        .links
        .iter()
        .filter(|link| link.kind == LinkKind::Back)
        .collect();
    let set = |link: &Link, owner: &dyn ToTokens| {
        let (name, ty) = (names::quiet(&link.name), &link.ty);
        quote_spanned!(site=> #private::set_back::<#owner, #ty>(&child.#name, owner))
    };
    let lone = backs
        .first()
        .filter(|link| backs.len() == 1 && link.cfgs.is_empty());
    if let Some(link) = lone {
        let owner = context.owner_parameter();
        let ty = &link.ty;
        let is_of_union = quote!(#krate::Rc<#owner>: #krate::IntoHandle<#ty>);
        return context.back_to_any(&owner, [is_of_union], &set(link, &owner));
    }
    let impls = backs.into_iter().map(|link| {
        let (ty, cfgs) = (&link.ty, &link.cfgs);
        let set = set(link, ty);
        let impl_header = context.impl_of(&quote_spanned!(site_of(ty)=> #krate::BackTo<#ty>), this);
        quote_spanned! {site=>
            #(#cfgs)*
            #impl_header {
                fn set_back(
                    child: &#krate::Rc<#this>,
                    owner: &#private::StdWeak<<#ty as #krate::NodeType>::Node>,
                ) {
                    #set
                }
            }
        }
    });
    impls.collect()
}

/// A plain struct with a `Drop` cannot give its fields to the node: this says it by its name.
fn no_drop(context: &Context<'_>) -> TokenStream {
    let Context { private, this, .. } = context;
    let header = context.impl_of(&quote!(#private::PlainStructMustNotImplementDrop), this);
    quote!(#header {})
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
    let name = names::quiet(&declaration.name);
    let node_type = context.node_type();
    let owns = node.fields.iter().any(|field| field.kind == FieldKind::Own);
    let copying = Ident::new(if owns { "copying" } else { "_" }, site);
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::quiet(&field.name), &field.ty);
        let live = quote_spanned!(site=> &node.#name);
        let site = site_of(ty);
        let plain = match field.kind {
            FieldKind::Own => quote_spanned!(site=> #private::copy_own(#live, #copying)),
            FieldKind::Cell => quote_spanned!(site=> #private::copy_cell(#live)),
            FieldKind::RefCell => quote_spanned!(site=> #private::copy_refcell(#live)),
            FieldKind::Data => quote_spanned!(site=> #private::Clone::clone(#live)),
        };
        quote!(#name: #plain)
    });
    let node_parameter = Ident::new(if node.fields.is_empty() { "_" } else { "node" }, site);
    let copy = context.impl_of(&quote!(#private::ToPlain), this);
    let copy_node = context.impl_of(&quote!(#private::ToPlainNode), this);
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
                #private::to_plain::<#this>(self)
            }
        }
        #copy {
            fn copy(handle: &#krate::Rc<#this>, copying: &mut #private::Copying) -> Self {
                copying.child(handle)
            }
        }
        #copy_node {
            fn copy_node(#node_parameter: &#node_type, #copying: &mut #private::Copying) -> Self {
                #name { #(#fields,)* }
            }
        }
    }
}
