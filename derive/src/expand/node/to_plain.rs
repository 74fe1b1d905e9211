//! The code that turns a node into its plain value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

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
/// }
/// impl ToPlain for File {
///     fn copy(handle: &Rc<File>, copying: &mut Copying) -> Self {
///         copying.child(handle)
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
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context { declaration, krate, private, declared, .. } = context;
    let site = Span::mixed_site();
    let name = names::as_expansion(&declaration.name);
    let owns = node.fields.iter().any(Field::is_owning);
    let is_used = owns && context.is_correct;
    let copying = Ident::new(if is_used { "__copying" } else { "_" }, site);
    let fields = node.fields.iter().map(|field| {
        let (name, ty) = (names::as_expansion(&field.name), &field.ty);
        let anchor = SpanAnchor::of_tokens(ty);
        let live = anchor.field("self", &field.name);
        let live = quote_spanned!(anchor.first=> &#live);
        let (copy, rest) = match field.kind {
            Some(FieldKind::Own) => (anchor.path(private, "copy_own"), Some(quote!(, #copying))),
            Some(FieldKind::Cell) => (anchor.path(private, "copy_cell"), None),
            Some(FieldKind::RefCell) => {
                let (item, field) = (names::display_name(&declaration.name), &field.name);
                let name = format!("{item}.{}", names::display_name(field));
                (anchor.path(private, "copy_refcell"), Some(quote!(, #name)))
            }
            Some(FieldKind::Data) | None => {
                (anchor.path(&Tokens::of(quote!(#private::Clone)), "clone"), None)
            }
        };
        let copy = anchor.call(&copy, &quote!(#live #rest));
        quote_spanned!(site=> #name: #copy)
    });
    let plain = context.body(quote_spanned!(site=> #name { #(#fields,)* }));
    let owned = node.fields.iter().filter(|field| field.is_owning() && context.is_correct);
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
    let bounds = ParamBounds::of_node(&declaration.generics, private, node);
    let copy = context.impl_of_bounded(&quote!(#private::ToPlain), declared, &bounds);
    let copy_node = quote!(#private::ToPlainNode);
    let copy_node = context.impl_of_bounded(&copy_node, &context.generated_type(), &bounds);
    let method = context.to_plain_method(&quote_spanned!(site=> #private::to_plain), &bounds);
    let method = context.impl_methods(&method);
    quote_spanned! {site=>
        #method
        #copy {
            fn copy(__handle: &#krate::Rc<#declared>, __copying: &mut #private::Copying) -> Self {
                __copying.child(__handle)
            }
            fn note_types(__copying: &mut #private::Copying) {
                #note_types
            }
        }
        #copy_node {
            fn copy_fields(&self, #copying: &mut #private::Copying) -> #declared {
                #plain
            }
        }
    }
}
