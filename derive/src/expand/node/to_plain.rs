//! The code that turns a node into its plain value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::positional;
use crate::expand::context::{Context, importable};
use crate::expand::param_bounds::ParamBounds;
use crate::expand::span_anchor::SpanAnchor;
use crate::grammar::keys::FieldKind;
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::model::{Field, Node};

/// ```text
/// impl FileNode {
///     pub fn to_plain(&self) -> File {
///         to_plain(self)
///     }
///     pub fn duplicate(&self) -> Rc<File> {
///         duplicate::<File>(self)
///     }
///     pub fn duplicate_with(&self, f: impl FnOnce(&Copies)) -> Rc<File> {
///         duplicate_with::<File>(self, f)
///     }
/// }
/// impl ToPlain for File {
///     fn copy(handle: &Rc<File>, copying: &mut Copying) -> Self {
///         copying.child(handle)
///     }
///     fn copy_live(
///         handle: &Rc<File>,
///         originals: &Originals,
///         context: &mut BuildContext,
///     ) -> Rc<File> {
///         copy_child(handle, originals, context)
///     }
///     fn note_types(copying: &mut Copying) {
///         use ::kinfolk::__private_0_1_0::NoTypes as _;
///         if copying.note::<Self>() {
///             OwnedTypes::<Vec<Entry>>::note(copying);
///         }
///     }
/// }
/// impl ToPlainNode for FileNode {
///     fn copy_fields(&self, copying: &mut Copying) -> File {
///         File { name: Clone::clone(&self.name), size: copy_cell(&self.size) }
///     }
///     // copy_node, copy_links: see `duplicate`
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node: &Node, duplicate: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let item = &context.declaration.name;
    let name = names::as_expansion(item);
    let fields = node.fields.iter().map(|field| {
        let anchor = SpanAnchor::of_tokens(&field.ty);
        let live = anchor.field("self", positional::place(context, field));
        let live = quote_spanned!(anchor.first=> &#live);
        let copy = copy_of(context, field, &live, "to_plain", || path_of(context, field));
        positional::with_name(field, copy)
    });
    let plain = context.body(if positional::is_tuple(node) {
        quote_spanned!(site=> #name(#(#fields),*))
    } else {
        quote_spanned!(site=> #name { #(#fields,)* })
    });
    impls(context, &node.fields.iter().collect::<Vec<_>>(), &plain, duplicate)
}

/// The field's name, with its type: `File.tags`
pub(super) fn path_of(context: &Context<'_>, field: &Field) -> String {
    let item = names::display_name(&context.declaration.name);
    format!("{item}.{}", field.display_name())
}

/// The copy of a field from `live`, a reference to it, in a method. `path` is its name for messages.
pub(in crate::expand) fn copy_of(
    context: &Context<'_>,
    field: &Field,
    live: &TokenStream,
    method: &str,
    path: impl Fn() -> String,
) -> TokenStream {
    let private = &context.private;
    let anchor = SpanAnchor::of_tokens(&field.ty);
    let copying = quote_spanned!(Span::mixed_site()=> , __copying);
    let (copy, rest) = match field.kind {
        Some(FieldKind::Own) => (anchor.path(private, "copy_own"), Some(copying)),
        Some(FieldKind::Saved(_)) => (anchor.path(private, "copy_saved"), Some(copying)),
        Some(FieldKind::Value | FieldKind::Traced) => (anchor.path(private, "copy_value"), None),
        Some(FieldKind::Cell) => (anchor.path(private, "copy_cell"), None),
        Some(FieldKind::RefCell) => {
            let name = path();
            (anchor.path(private, "copy_refcell"), Some(quote!(, #name, #method)))
        }
        Some(FieldKind::Data | FieldKind::Id) | None => {
            (anchor.path(&Tokens::of(quote!(#private::Clone)), "clone"), None)
        }
    };
    anchor.call(&copy, &quote!(#live #rest))
}

/// The impls, where `plain` is the plain value of the node `self` with these fields, and `duplicate` has
/// the functions that copy the live node.
pub(in crate::expand) fn impls(
    context: &Context<'_>,
    fields: &[&Field],
    plain: &TokenStream,
    duplicate: &TokenStream,
) -> TokenStream {
    let Context { declaration, krate, private, declared, .. } = context;
    let site = Span::mixed_site();
    let asks = fields.iter().any(|field| field.is_owning() || field.saved().is_some());
    let is_used = asks && context.is_correct;
    let copying = Ident::new(if is_used { "__copying" } else { "_" }, site);
    let owned = fields.iter().filter(|field| field.is_owning() && context.is_correct);
    let owned = owned.map(
        |Field { ty, .. }| quote_spanned!(site=> #private::OwnedTypes::<#ty>::note(__copying);),
    );
    let owned: TokenStream = owned.collect();
    let note_types = if owned.is_empty() {
        quote_spanned!(site=> __copying.note::<Self>();)
    } else {
        let path = importable(&context.private_path);
        quote_spanned! {site=>
            use #path::NoTypes as _;
            if __copying.note::<Self>() { #owned }
        }
    };
    let bounds = ParamBounds::of_fields(&declaration.generics, private, fields);
    let copy = context.impl_of_bounded(&quote!(#private::ToPlain), declared, &bounds);
    let copy_node = quote!(#private::ToPlainNode);
    let copy_node = context.impl_of_bounded(&copy_node, &context.generated_type(), &bounds);
    let method = context.to_plain_method(
        &quote_spanned!(site=> #private::to_plain),
        &quote_spanned!(site=> #private::try_to_plain),
        &bounds,
    );
    let handle = quote_spanned!(site=> #krate::Rc<#declared>);
    let functions = ["duplicate", "duplicate_with"];
    let duplicate_methods = context.duplicate_methods(&handle, functions, &bounds);
    let methods = context.impl_methods(&quote!(#method #duplicate_methods));
    quote_spanned! {site=>
        #methods
        #copy {
            fn copy(__handle: &#krate::Rc<#declared>, __copying: &mut #private::Copying) -> Self {
                __copying.child(__handle)
            }
            fn copy_live(
                __handle: &#krate::Rc<#declared>,
                __originals: &#private::Originals,
                __context: &mut #private::BuildContext,
            ) -> #krate::Rc<#declared> {
                #private::copy_child(__handle, __originals, __context)
            }
            fn note_types(__copying: &mut #private::Copying) {
                #note_types
            }
        }
        #copy_node {
            fn copy_fields(&self, #copying: &mut #private::Copying) -> #declared {
                #plain
            }
            #duplicate
        }
    }
}
