//! The code that copies a live node: `duplicate`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::expression::expression;
use super::link_fields::{LinkField, links_of, numbered};
use super::live_node::{live_value, new_node, number_of};
use super::positional;
use super::to_plain::{copy_of, path_of};
use crate::expand::context::{Context, importable};
use crate::expand::span_anchor::SpanAnchor;
use crate::grammar::keys::{FieldKind, LinkKind};
use crate::hygiene::names;
use crate::model::{CopiedId, Field, Node};

/// ```text
/// fn copy_node(&self, new: &mut NewNode<'_, Self>, originals: &Originals) -> Self {
///     use ::kinfolk::__private_0_1_0::NoCopies as _;
///     Self {
///         parent: link::<'_>(new, 0),
///         friend: link::<'_>(new, 1),
///         name: Clone::clone(&self.name),
///         entries: Children(&self.entries).copies(new, originals),
///         kinfolk_header: HeaderOf::for_build(),
///     }
/// }
/// fn copy_links(&self, copy: &Self, copies: &Copies) {
///     copy_link(&self.friend, &copy.friend, copies);
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node: &Node, header: &Ident) -> TokenStream {
    let links = links_of(node);
    let copy = new_node(context, node, &links, header, |field| {
        let live = reference(context, field, "self");
        let path = || path_of(context, field);
        copy_of_field(context, field, &live, path, || number_of(&links, &field.name))
    });
    let of_fields = numbered(&node.fields).filter(|(_, field)| is_linked(field));
    let of_fields = of_fields.map(|(_, field)| {
        let [live, copy] = ["self", "__copy"].map(|node| reference(context, field, node));
        copy_link(context, field, &live, &copy)
    });
    let of_fields: TokenStream = of_fields.collect();
    functions(context, node, (&links, &node.fields.iter().collect::<Vec<_>>()), &copy, &of_fields)
}

/// `&self.name`
fn reference(context: &Context<'_>, field: &Field, node: &str) -> TokenStream {
    let anchor = SpanAnchor::of_tokens(&field.ty);
    let place = anchor.field(node, positional::place(context, field));
    quote_spanned!(anchor.first=> &#place)
}

/// The functions `copy_node` and `copy_links`. The first one returns `copy`. The second one copies the
/// links that are declared on the item, then runs the statements `links_of_fields`.
pub(in crate::expand) fn functions(
    context: &Context<'_>,
    node: &Node,
    (links, fields): (&[LinkField<'_>], &[&Field]),
    copy: &TokenStream,
    links_of_fields: &TokenStream,
) -> TokenStream {
    let Context { private, is_correct, .. } = context;
    let site = Span::mixed_site();
    let declared: Vec<_> = links.iter().filter(|link| link.field.is_none()).collect();
    let is_numbered = fields.iter().any(|field| field.is_numbered());
    let is_used = is_numbered || !declared.is_empty();
    let new = Ident::new(if *is_correct && is_used { "__new" } else { "_" }, site);
    // If a `cfg` removes each link, `__new` is not used.
    let may_be_unused = *is_correct && is_used && !is_numbered;
    let may_be_unused = may_be_unused && declared.iter().all(|link| link.has_cfg());
    let used = may_be_unused.then(|| quote_spanned!(site=> let _ = &__new;));
    let has_children = *is_correct && fields.iter().any(|field| field.is_owning());
    let path = importable(&context.private_path);
    let import = has_children.then(|| quote_spanned!(site=> use #path::NoCopies as _;));
    let copy = context.body(quote_spanned!(site=> #import #used #copy));
    let originals = Ident::new(if has_children { "__originals" } else { "_" }, site);
    let copy_links = copy_links(context, node, links_of_fields);
    quote_spanned! {site=>
        fn copy_node(
            &self,
            #new: &mut #private::NewNode<'_, Self>,
            #originals: &#private::Originals,
        ) -> Self {
            #copy
        }
        #copy_links
    }
}

fn copy_links(context: &Context<'_>, node: &Node, of_fields: &TokenStream) -> Option<TokenStream> {
    let private = &context.private;
    let site = Span::mixed_site();
    let declared: Vec<_> = node.links.iter().filter(|link| link.kind != LinkKind::Back).collect();
    if !context.is_correct || declared.is_empty() && of_fields.is_empty() {
        return None;
    }
    // If a `cfg` removes each link, the arguments are not used.
    let may_be_unused = of_fields.is_empty() && declared.iter().all(|link| !link.cfgs.is_empty());
    let used = may_be_unused.then(|| quote_spanned!(site=> let _ = (__copy, __copies);));
    let declared = declared.iter().map(|link| {
        let (name, cfgs) = (names::without_place(&link.name), &link.cfgs);
        quote_spanned! {site=>
            #(#[#cfgs])*
            #private::copy_link(&self.#name, &__copy.#name, __copies);
        }
    });
    Some(quote_spanned! {site=>
        fn copy_links(&self, __copy: &Self, __copies: &#private::Copies) {
            #used
            #(#declared)*
            #of_fields
        }
    })
}

/// Whether the field has links that are copied after all nodes are made.
pub(in crate::expand) fn is_linked(field: &Field) -> bool {
    field.is_traced() || field.saved().is_some()
}

/// `copy_link(&self.friend, &copy.friend, copies);`
pub(in crate::expand) fn copy_link(
    context: &Context<'_>,
    field: &Field,
    live: &TokenStream,
    copy: &TokenStream,
) -> TokenStream {
    let private = &context.private;
    let anchor = SpanAnchor::of_tokens(&field.ty);
    let site = Span::mixed_site();
    let function = anchor.path(private, "copy_link");
    let call = anchor.call(&function, &quote_spanned!(site=> #live, #copy, __copies));
    quote_spanned!(site=> #call;)
}

/// The live value of a field of the copy from `live`, a reference to the original's.
pub(in crate::expand) fn copy_of_field(
    context: &Context<'_>,
    field: &Field,
    live: &TokenStream,
    path: impl Fn() -> String,
    number: impl FnOnce() -> Literal,
) -> TokenStream {
    let anchor = SpanAnchor::of_tokens(&field.ty);
    let by = |name, arguments: &TokenStream| {
        anchor.call(&anchor.path(&context.private, name), arguments)
    };
    match (field.kind, &field.copied_id) {
        (Some(FieldKind::Own), _) => {
            let private = &context.private;
            quote_spanned! {Span::mixed_site()=>
                #private::Children(#live).copies(__new, __originals)
            }
        }
        (Some(FieldKind::Saved(_)), _) => {
            let (function, ty) = (anchor.path(&context.private, "saved_copy"), &field.ty);
            let (function, number) = (quote!(#function::<_, #ty, _>), number());
            anchor.call(&function, &quote_spanned!(Span::mixed_site()=> __new, #number, #live))
        }
        (Some(FieldKind::Id), Some(CopiedId::Fresh(fresh))) => by("fresh_id", &expression(fresh)),
        _ => live_value(context, field, copy_of(context, field, live, "duplicate", path), number),
    }
}
