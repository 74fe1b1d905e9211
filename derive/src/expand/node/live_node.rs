//! The impl of `LiveNode`: how to build the node, and its parts.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Meta;

use super::expression::{by_macro, expression};
use super::forgotten;
use super::id;
use super::link_fields::{LinkField, links_of};
use super::positional;
use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::grammar::keys::FieldKind;
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::model::{Field, Hook, Link, LiveField, Node};

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
///             kinfolk_header: HeaderOf::for_build(),
///         }
///     }
///     fn fields(&self) -> impl NodeFields<'_> {
///         let data = (&self.name,);
///         (&self.kinfolk_header, (&self.parent as &_, &self.entries as &_), data)
///     }
///     fn finalize(this: &Rc<Folder>) {
///         finalize::<Folder, _>(this, FolderNode::closed)
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node: &Node, header: &Ident) -> TokenStream {
    let site = Span::mixed_site();
    let links = links_of(node);
    let names = names_of(context, &links);
    let build = build(context, node, &links, header);
    let fields = fields(context, node, &links, header);
    let id = id::of_struct(context, node);
    impl_live_node(context, node, &names, id.as_ref(), &quote_spanned!(site=> #build #fields), None)
}

/// The impl of `LiveNode` with these names and functions. `type_info` stands at the end.
pub(in crate::expand) fn impl_live_node(
    context: &Context<'_>,
    node: &Node,
    names: &str,
    id: Option<&TokenStream>,
    build_and_fields: &TokenStream,
    type_info: Option<&TokenStream>,
) -> TokenStream {
    let Context { private, declared, .. } = context;
    let site = Span::mixed_site();
    let finalizes =
        node.hook.as_ref().map(|_| quote_spanned!(site=> const FINALIZES: #private::bool = true;));
    let finalize = node.hook.as_ref().map(|hook| finalize(context, hook));
    let impl_header = context.impl_of(&quote!(#private::LiveNode), &context.generated_type());
    quote_spanned! {site=>
        #impl_header {
            type Plain = #declared;
            const NAMES: &'static #private::str = #names;
            #finalizes
            #id
            #build_and_fields
            #finalize
            #type_info
        }
    }
}

/// The names of the declared type and of the links: `"Folder parent entries"`
fn names_of(context: &Context<'_>, links: &[LinkField<'_>]) -> String {
    let mut names = names::display_name(&context.declaration.name);
    for link in links {
        names.push(' ');
        match link.field {
            Some(field) => names.push_str(&field.display_name()),
            None => names.push_str(&names::display_name(link.name)),
        }
    }
    names
}

fn build(
    context: &Context<'_>,
    node: &Node,
    links: &[LinkField<'_>],
    header: &Ident,
) -> TokenStream {
    let site = Span::mixed_site();
    let new = new_node(context, node, links, header, |field| {
        let anchor = SpanAnchor::of_tokens(&field.ty);
        let plain = anchor.field("__plain", positional::member(field));
        live_value(context, field, plain, || number_of(links, &field.name))
    });
    let forgotten =
        forgotten::expand(context, node.fields.iter().map(|field| (field, forgotten::HOLDS)));
    let body = context.body(quote_spanned!(site=> #forgotten #new));
    build_function(context, !node.fields.is_empty(), links.iter().map(LinkField::has_cfg), &body)
}

/// The new node. `value` makes the live value of a field.
pub(super) fn new_node(
    context: &Context<'_>,
    node: &Node,
    links: &[LinkField<'_>],
    header: &Ident,
    value: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let private = &context.private;
    let empty_links = node.links.iter().map(|Link { name, ty, cfgs, .. }| {
        let number = number_of(links, name);
        new_link(context, &LinkField { name, field: None, ty, cfgs }, &quote!(#number))
    });
    // Before the children: if an expression panics, the fewer nodes there are, the better.
    let live = node.live.iter().map(|field| new_live_data(context, field));
    let fields = node.fields.iter().map(|field| positional::with_name(field, value(field)));
    let mut fields: Vec<_> = fields.collect();
    if positional::is_tuple(node) {
        fields = vec![positional::new_holder(context, &fields)];
    }
    quote_spanned! {Span::mixed_site()=>
        Self {
            #(#empty_links,)*
            #(#live,)*
            #(#fields,)*
            #header: #private::HeaderOf::for_build(),
        }
    }
}

/// The number of a link or a value.
pub(super) fn number_of(links: &[LinkField<'_>], name: &Ident) -> Literal {
    let number = links.iter().position(|link| link.name == name);
    Literal::usize_unsuffixed(number.unwrap_or_default())
}

/// The function `build`. `has_plain`: whether the plain value has anything in it. `links` says for
/// each link whether a `cfg` may remove it.
pub(in crate::expand) fn build_function(
    context: &Context<'_>,
    has_plain: bool,
    links: impl Iterator<Item = bool>,
    body: &TokenStream,
) -> TokenStream {
    let Context { private, declared, is_correct, .. } = context;
    let site = Span::mixed_site();
    let links: Vec<_> = links.collect();
    let is_used = |used: bool, name| Ident::new(if used && *is_correct { name } else { "_" }, site);
    let plain = is_used(has_plain, "__plain");
    let new = is_used(!links.is_empty(), "__new");
    // If a `cfg` removes each link, `__new` is not used.
    let may_be_unused = *is_correct && !links.is_empty() && links.iter().all(|has_cfg| *has_cfg);
    let used = may_be_unused.then(|| quote_spanned!(site=> let _ = &__new;));
    quote_spanned! {site=>
        #[inline]
        fn build(#plain: #declared, #new: &mut #private::NewNode<'_, Self>) -> Self {
            #used
            #body
        }
    }
}

/// The live value of a field: `own(new, number, plain)`, `value(new, number, plain)`,
/// `Cell::new(plain)`, `plain`
pub(in crate::expand) fn live_value(
    context: &Context<'_>,
    field: &Field,
    plain: TokenStream,
    number: impl FnOnce() -> Literal,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    match field.kind {
        Some(
            kind @ (FieldKind::Own | FieldKind::Value | FieldKind::Traced | FieldKind::Saved(_)),
        ) => {
            let number = number();
            let anchor = match kind {
                FieldKind::Saved(_) => SpanAnchor::at_start(&field.ty),
                _ => SpanAnchor::of_tokens(&field.ty),
            };
            let arguments = quote_spanned!(site=> __new, #number, #plain);
            let function = match kind {
                FieldKind::Own => "own",
                FieldKind::Traced => "traced",
                FieldKind::Saved(_) => "saved",
                _ => "value",
            };
            anchor.call(&anchor.path(private, function), &arguments)
        }
        Some(FieldKind::Cell) => quote_spanned!(site=> #private::Cell::new(#plain)),
        Some(FieldKind::RefCell) => quote_spanned!(site=> #private::RefCell::new(#plain)),
        Some(FieldKind::Data | FieldKind::Id) | None => plain,
    }
}

/// `name: link::<'_>(new, number)`, a link that the plain value does not have.
pub(in crate::expand) fn new_link(
    context: &Context<'_>,
    link: &LinkField<'_>,
    number: &TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let (name, cfgs) = (names::without_place(link.name), link.cfgs);
    let anchor = SpanAnchor::of_tokens(link.ty);
    let empty = anchor.function_at_punctuation(&context.private, "link");
    let empty = anchor.call(&empty, &quote_spanned!(site=> __new, #number));
    quote_spanned!(site=> #(#[#cfgs])* #name: #empty)
}

/// The first value of live data: `width: Cell::new(7)`, or `width: live::<'_>()` for a default.
pub(in crate::expand) fn new_live_data(context: &Context<'_>, field: &LiveField) -> TokenStream {
    let LiveField { cfgs, allowed, ty, value, .. } = field;
    let name = names::without_place(&field.name);
    let value = match value {
        Some(value) => expression(value),
        None => {
            let anchor = SpanAnchor::of_tokens(ty);
            let default = anchor.function_at_punctuation(&context.private, "live");
            anchor.call(&default, &TokenStream::new())
        }
    };
    quote_spanned!(Span::mixed_site()=> #(#[#cfgs])* #(#allowed)* #name: #value)
}

/// `fields` returns an `impl NodeFields`. An associated type would name the types of the fields,
/// and a private type among them is an error in an impl for a public node (E0446).
fn fields(
    context: &Context<'_>,
    node: &Node,
    links: &[LinkField<'_>],
    header: &Ident,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let links = links.iter().map(|link| link_reference(context, link));
    let live = node.live.iter().map(live_data_reference);
    let data = node.fields.iter().filter(|field| !field.is_owning());
    let data = data.map(|field| {
        let place = positional::place(context, field);
        match field.kind {
            // A value and a saved reference are among the links, too.
            Some(FieldKind::Value) => quote_spanned!(site=> #private::value_data(&self.#place)),
            // It counts as data with a `Drop`.
            Some(FieldKind::Traced) => reference(&field.ty, &place),
            Some(FieldKind::Saved(_)) => {
                let ty = &field.ty;
                let place = SpanAnchor::at_start(ty).field("self", place);
                quote_spanned!(site=> #private::saved_data::<#ty, _>(&#place))
            }
            _ => quote_spanned!(site=> &self.#place),
        }
    });
    let data = live.chain(data);
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
        fn fields(&self) -> impl #private::NodeFields<'_> {
            #parts
        }
    }
}

/// `&self.name as &_`, or that and `&NoLink` under their conditions.
pub(in crate::expand) fn link_reference(
    context: &Context<'_>,
    LinkField { name, field, ty, cfgs }: &LinkField<'_>,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let place = match field {
        Some(field) if field.position.is_some() => positional::place(context, field),
        _ => names::without_place(name).into_token_stream(),
    };
    let link = match field {
        // The compiler checks the type of the link here, too: see `cast`.
        Some(field) if field.saved().is_some() => {
            let anchor = SpanAnchor::at_start(ty);
            let place = anchor.field("self", place);
            cast_at(&anchor, &quote_spanned!(site=> &#place))
        }
        _ => reference(ty, &place),
    };
    either(cfgs, link, &quote_spanned!(site=> &#private::NoLink))
}

/// `&self.name as &_`, for a field that was declared with this type.
fn reference(ty: &Tokens, place: &TokenStream) -> TokenStream {
    cast(ty, &quote_spanned!(Span::mixed_site()=> &self.#place))
}

/// `link as &_`, for a reference to a field that was declared with this type.
pub(in crate::expand) fn cast(ty: &Tokens, link: &impl ToTokens) -> TokenStream {
    // The compiler checks the link's type at this cast, too. At the same place it finds the same
    // mistakes as in the node's definition, and reports them once.
    cast_at(&SpanAnchor::of_tokens(ty), link)
}

fn cast_at(anchor: &SpanAnchor, link: &impl ToTokens) -> TokenStream {
    let SpanAnchor { first, last } = *anchor;
    let (reference, any) = (quote_spanned!(first=> &), quote_spanned!(last=> _));
    quote_spanned!(Span::mixed_site()=> #link as #reference #any)
}

/// `&self.name`, or that and `&()` under their conditions.
pub(in crate::expand) fn live_data_reference(field: &LiveField) -> TokenStream {
    let site = Span::mixed_site();
    let name = names::without_place(&field.name);
    either(&field.cfgs, quote_spanned!(site=> &self.#name), &quote_spanned!(site=> &()))
}

/// An item of a tuple: the first one where these conditions are met, else the other one.
fn either(cfgs: &[Meta], item: TokenStream, other: &TokenStream) -> TokenStream {
    if cfgs.is_empty() {
        return item;
    }
    let conditions = cfgs.iter().filter_map(|cfg| cfg.require_list().ok());
    let conditions: Vec<_> = conditions.map(|list| &list.tokens).collect();
    let condition = match conditions[..] {
        [condition] => condition.clone(),
        // Each in its own `all`, since it may end in a comma.
        _ => quote!(all(#(all(#conditions)),*)),
    };
    quote_spanned! {Span::mixed_site()=>
        #[cfg(#condition)] (#item),
        #[cfg(not(#condition))] #other
    }
}

/// `(a, b)`, or `Joined((a, .. h), (i, j))` if it is longer than the tuples that the core crate
/// takes.
pub(in crate::expand) fn tuple_of(context: &Context<'_>, parts: &[TokenStream]) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let tuple = |parts: &[TokenStream]| match parts {
        [part] => quote_spanned!(site=> (#part,)),
        parts => quote_spanned!(site=> (#(#parts),*)),
    };
    in_tuples(parts, tuple, |first, rest| quote_spanned!(site=> #private::Joined(#first, #rest)))
}

/// The parts in tuples that the core crate takes. Several tuples are joined, the first one with all
/// that follow.
pub(in crate::expand) fn in_tuples(
    parts: &[TokenStream],
    tuple: impl Fn(&[TokenStream]) -> TokenStream,
    join: impl Fn(TokenStream, TokenStream) -> TokenStream,
) -> TokenStream {
    const LONGEST_TUPLE: usize = 8;
    let mut tuples = parts.chunks(LONGEST_TUPLE).rev().map(tuple);
    let last = tuples.next().unwrap_or_else(|| quote_spanned!(Span::mixed_site()=> ()));
    tuples.fold(last, |rest, first| join(first, rest))
}

/// The call of the hook. Our tokens in it stand at the key, so that an error shows the key as the
/// reason and the hook as the mistake.
pub(in crate::expand) fn finalize(context: &Context<'_>, hook: &Hook) -> TokenStream {
    let Context { krate, private, declared, .. } = context;
    let Hook { key, is_closure, tokens } = hook;
    let site = Span::mixed_site();
    let node = Ident::new(if context.is_correct { "__this" } else { "_" }, site);
    let span = key.resolved_at(site);
    let root = private.located_at(span);
    let function = if *is_closure {
        quote_spanned!(span=> #root::finalize_by::<#declared>)
    } else {
        quote_spanned!(span=> #root::finalize::<#declared, _>)
    };
    let body = if *is_closure {
        let (definition, call) = by_macro(tokens, "hook", span);
        quote_spanned!(span=> #definition #function(#node, #call))
    } else {
        quote_spanned!(span=> #function(#node, #tokens))
    };
    let body = context.body(body);
    quote_spanned! {site=>
        fn finalize(#node: &#krate::Rc<#declared>) {
            #body
        }
    }
}
