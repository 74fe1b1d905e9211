//! The impls of `LiveNode` and `Variants`: how to build the node, and its parts.

use std::fmt::Write;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::variants::{
    all_fields, links, match_on, number, number_of, variable, variant as variant_of,
};
use crate::expand::context::Context;
use crate::expand::node::definition::live_field;
use crate::expand::node::forgotten;
use crate::expand::node::id::constant;
use crate::expand::node::link_fields::{LinkField, links_of};
use crate::expand::node::live_node::{
    build_function, cast, impl_live_node, in_tuples, link_reference, live_data_reference,
    live_value, new_link, new_live_data, tuple_of,
};
use crate::expand::span_anchor::SpanAnchor;
use crate::grammar::keys::LinkKind;
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::model::{Field, NodeEnum, NodeVariant, VariantForm};

/// The links that are declared on the enum: those before the links of a variant, and those after
/// them.
pub(super) fn links_around(node_enum: &NodeEnum) -> (Vec<LinkField<'_>>, Vec<LinkField<'_>>) {
    let mut before = links_of(&node_enum.node);
    let is_shared = |link: &&crate::model::Link| link.kind == LinkKind::Shared;
    let shared = node_enum.node.links.iter().filter(is_shared).count();
    let after = before.split_off(before.len() - shared);
    (before, after)
}

/// ```text
/// impl LiveNode for ExprNode {
///     type Plain = Expr;
///     const NAMES: &'static str = "Expr parent Expr::Binary.left Expr::Binary.right";
///     fn build(plain: Expr, new: &mut NewNode<'_, Self>) -> Self {
///         let kind = match plain {
///             Expr::Number(__0) => ExprKind::Number(__0),
///             Expr::Binary { op: __0, left: __1, right: __2 } => {
///                 ExprKind::Binary { op: __0, left: own(new, 1, __1), right: own(new, 2, __2) }
///             }
///         };
///         Self { parent: link::<'_>(new, 0), kind, kinfolk_header: HeaderOf::for_build() }
///     }
///     fn fields(&self) -> impl NodeFields<'_> {
///         let links = PhantomData::<(Own<Expr, Box<Expr>>, Own<Expr, Box<Expr>>)>;
///         let data = PhantomData::<(f64, char)>;
///         (&self.kinfolk_header, enum_links(self, (&self.parent as &_,), (), links), data)
///     }
///     fn type_info(&self) -> &'static TypeInfo {
///         variant_info(self)
///     }
/// }
/// ```
pub(in crate::expand) fn expand(
    context: &Context<'_>,
    node_enum: &NodeEnum,
    header: &Ident,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let names = names_of(context, node_enum);
    let build = build(context, node_enum, header);
    let fields = fields(context, node_enum, header);
    let type_info = quote_spanned! {site=>
        fn type_info(&self) -> &'static #private::TypeInfo {
            #private::variant_info(self)
        }
    };
    let functions = quote_spanned!(site=> #build #fields);
    let id = id(context, node_enum);
    impl_live_node(context, &node_enum.node, &names, id.as_ref(), &functions, Some(&type_info))
}

/// ```text
/// const ID: Option<fn(&Self) -> &dyn DynId> = Some(|node| match &node.kind {
///     ExprKind::Number { id: __0, value: __1 } => __0,
/// });
/// ```
fn id(context: &Context<'_>, node_enum: &NodeEnum) -> Option<TokenStream> {
    all_fields(node_enum).find(|field| field.is_id())?;
    let kind = quote_spanned!(Span::mixed_site()=> &__node.kind);
    let id =
        match_on(context, node_enum, &kind, &context.declaration.settings.kind, |variant, _| {
            let at = variant.fields.iter().position(Field::is_id);
            variable(at.unwrap_or_default(), Span::mixed_site()).into_token_stream()
        });
    Some(constant(context, &id))
}

/// ```text
/// impl Variants for ExprNode {
///     const VARIANTS: &'static [&'static str] =
///         &["Expr::Number parent", "Expr::Binary parent left right"];
///     fn visit<'a, Visitor: VariantVisitor<'a>>(&'a self, visitor: Visitor) -> Visitor::Output {
///         match &self.kind {
///             ExprKind::Number(__0) => visitor.variant::<0, _>(()),
///             ExprKind::Binary { op: __0, left: __1, right: __2 } => {
///                 visitor.variant::<1, _>((__1 as &_, __2 as &_))
///             }
///         }
///     }
/// }
/// ```
pub(in crate::expand) fn variants(context: &Context<'_>, node_enum: &NodeEnum) -> TokenStream {
    let Context { declaration, private, .. } = context;
    let site = Span::mixed_site();
    let names =
        node_enum.variants.iter().map(|variant| names_of_variant(context, node_enum, variant));
    let visitor = declaration.used_names.fresh("Visitor");
    let kind = quote_spanned!(site=> &self.kind);
    let visit =
        match_on(context, node_enum, &kind, &declaration.settings.kind, |variant, index| {
            let links: Vec<_> = links(variant)
                .map(|(at, field)| {
                    let variable = variable(at, SpanAnchor::of_tokens(&field.ty).first);
                    cast(&field.ty, &variable)
                })
                .collect();
            let (links, index) = (tuple_of(context, &links), number(index));
            quote_spanned!(site=> __visitor.variant::<#index, _>(#links))
        });
    let argument = Ident::new(if context.is_correct { "__visitor" } else { "_" }, site);
    let impl_header = context.impl_of(&quote!(#private::Variants), &context.generated_type());
    quote_spanned! {site=>
        #impl_header {
            const VARIANTS: &'static [&'static #private::str] = &[#(#names),*];
            fn visit<'a, #visitor: #private::VariantVisitor<'a>>(
                &'a self,
                #argument: #visitor,
            ) -> #visitor::Output {
                #visit
            }
        }
    }
}

/// The names of the declared type and of the links of all variants.
fn names_of(context: &Context<'_>, node_enum: &NodeEnum) -> String {
    let ty = names::display_name(&context.declaration.name);
    let (before, after) = links_around(node_enum);
    let mut names = ty.clone();
    add_names(&mut names, &before);
    for variant in &node_enum.variants {
        let name = names::display_name(&variant.name);
        for (_, field) in links(variant) {
            let _ = write!(names, " {ty}::{name}.{}", field.display_name());
        }
    }
    add_names(&mut names, &after);
    names
}

/// `"Expr::Binary parent left right"`
fn names_of_variant(context: &Context<'_>, node_enum: &NodeEnum, variant: &NodeVariant) -> String {
    let ty = names::display_name(&context.declaration.name);
    let (before, after) = links_around(node_enum);
    let mut names = format!("{ty}::{}", names::display_name(&variant.name));
    add_names(&mut names, &before);
    for (_, field) in links(variant) {
        names.push(' ');
        names.push_str(&field.display_name());
    }
    add_names(&mut names, &after);
    names
}

fn add_names(names: &mut String, links: &[LinkField<'_>]) {
    for link in links {
        names.push(' ');
        names.push_str(&names::display_name(link.name));
    }
}

fn build(context: &Context<'_>, node_enum: &NodeEnum, header: &Ident) -> TokenStream {
    let Context { declaration, private, .. } = context;
    let site = Span::mixed_site();
    let plain = quote_spanned!(site=> __plain);
    let needs_own_frames = node_enum.variants.len() > MANY_VARIANTS;
    let node =
        new_node(context, node_enum, header, (&plain, &declaration.name), |variant, first| {
            let kind = build_variant(context, variant, first);
            if needs_own_frames && links(variant).count() > 0 {
                return quote_spanned!(site=> #private::in_own_frame(|| #kind));
            }
            kind
        });
    let unclear = node_enum.variants.iter().flat_map(|variant| {
        let is_wrapper = variant.form == VariantForm::Unnamed && variant.fields.len() == 1;
        let function = if is_wrapper { forgotten::WRAPS } else { forgotten::HOLDS };
        variant.fields.iter().map(move |field| (field, function))
    });
    let forgotten = forgotten::expand(context, unclear);
    let body = context.body(quote_spanned!(site=> #forgotten #node));
    let (before, after) = links_around(node_enum);
    let of_variants = node_enum.variants.iter().flat_map(links).map(|_| false);
    let links = before.iter().chain(&after).map(LinkField::has_cfg).chain(of_variants);
    build_function(context, true, links, &body)
}

/// Statements, and the new node as the last expression. They match on `of`, a value of the enum `ty`.
/// `kind` makes the kind of a variant, whose first link has the number in the second argument.
pub(super) fn new_node(
    context: &Context<'_>,
    node_enum: &NodeEnum,
    header: &Ident,
    (of, ty): (&TokenStream, &Ident),
    kind: impl Fn(&NodeVariant, usize) -> TokenStream,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let (before, after) = links_around(node_enum);
    let has_shared = !after.is_empty();
    let kind = match_on(context, node_enum, of, ty, |variant, _| {
        let kind = kind(variant, before.len());
        if !has_shared {
            return kind;
        }
        let first_shared = number(before.len() + links(variant).count());
        quote_spanned!(site=> (#kind, #first_shared))
    });
    let links_before = before.iter().enumerate().map(|(at, link)| {
        let number = number(at);
        new_link(context, link, &quote!(#number))
    });
    let live = node_enum.node.live.iter().map(|field| new_live_data(context, field));
    let links_after = after.iter().enumerate().map(|(at, link)| {
        let at = number(at);
        new_link(context, link, &quote_spanned!(site=> __first_shared + #at))
    });
    let result = if has_shared {
        quote_spanned!(site=> (__kind, __first_shared))
    } else {
        quote_spanned!(site=> __kind)
    };
    quote_spanned! {site=>
        let #result = #kind;
        Self {
            #(#links_before,)*
            #(#live,)*
            kind: __kind,
            #(#links_after,)*
            #header: #private::HeaderOf::for_build(),
        }
    }
}

/// With so many variants, each that has children is built in a stack frame of its own. In a debug
/// build, one frame for all of them would be large, and building recurses. (A closure takes the
/// compiler some time.)
const MANY_VARIANTS: usize = 16;

/// `ExprKind::Unary { op: __0, operand: own(new, 1, __1) }`
fn build_variant(context: &Context<'_>, variant: &NodeVariant, first: usize) -> TokenStream {
    let site = Span::mixed_site();
    let mut live = |index, field: &Field| {
        let is_link = field.is_numbered();
        let span = if is_link { SpanAnchor::of_tokens(&field.ty).first } else { site };
        let plain = variable(index, span).into_token_stream();
        live_value(context, field, plain, || number_of(variant, index, first))
    };
    variant_of(&context.declaration.settings.kind, variant, &mut live)
}

fn fields(context: &Context<'_>, node_enum: &NodeEnum, header: &Ident) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let (before, after) = links_around(node_enum);
    let [before, after] = [before, after].map(|links| {
        let links: Vec<_> = links.iter().map(|link| link_reference(context, link)).collect();
        tuple_of(context, &links)
    });
    let links = node_enum.variants.iter().flat_map(links);
    let links: Vec<_> = links.map(|(_, field)| live_field(context, field)).collect();
    let links = tuple_type(context, &links);
    let data = data_types(node_enum);
    let live: Vec<_> = node_enum.node.live.iter().map(live_data_reference).collect();
    let live = (!live.is_empty()).then(|| {
        let live = tuple_of(context, &live);
        quote_spanned!(site=> let __data = #private::Joined(__data, #live);)
    });
    let parts = if context.is_correct {
        quote_spanned! {site=>
            let __links = #private::PhantomData::<#links>;
            let __data = #private::PhantomData::<(#(#data,)*)>;
            #live
            (&self.#header, #private::enum_links(self, #before, #after, __links), __data)
        }
    } else {
        quote_spanned!(site=> (&self.#header, (), ()))
    };
    quote_spanned! {site=>
        fn fields(&self) -> impl #private::NodeFields<'_> {
            #parts
        }
    }
}

/// The types of the data in all variants. Most of those that occur several times are named once.
fn data_types(node_enum: &NodeEnum) -> Vec<&Tokens> {
    let mut known = Vec::new();
    let data = all_fields(node_enum).filter(|field| !field.is_owning()).map(|field| &field.ty);
    let is_new = |ty: &&Tokens| match ty.as_slice() {
        [TokenTree::Ident(name)] => {
            let name = name.to_string();
            let is_new = !known.contains(&name);
            known.push(name);
            is_new
        }
        _ => true,
    };
    data.filter(is_new).collect()
}

/// `(A, B)`, or `Joined<(A, .. H), (I, J)>` if it is longer than the tuples that the core crate
/// takes.
fn tuple_type(context: &Context<'_>, types: &[TokenStream]) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let tuple = |types: &[TokenStream]| quote!((#(#types,)*));
    in_tuples(types, tuple, |first, rest| quote_spanned!(site=> #private::Joined<#first, #rest>))
}
