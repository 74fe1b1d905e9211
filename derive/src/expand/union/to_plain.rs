//! The code that turns a union's handle into the plain enum.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::match_on;
use crate::expand::context::Context;
use crate::model::Union;

/// ```text
/// impl ToPlain for Entry {
///     fn copy(handle: &EntryRc, copying: &mut Copying) -> Self {
///         match handle {
///             EntryRc::Folder(node) => Entry::Folder(copy(node, copying)),
///             EntryRc::File(node) => Entry::File(copy(node, copying)),
///         }
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, private, declared, .. } = context;
    let site = Span::mixed_site();
    let generated_type = context.generated_type();
    let copy = match_on(context, union, "__handle", context.generated, |anchor, variant| {
        let copy = anchor.path(private, "copy");
        let copy = anchor.call(&copy, &quote_spanned!(site=> __node, __copying));
        anchor.call(&anchor.variant(&declaration.name, &variant.name), &copy)
    });
    let header = context.impl_of(&quote!(#private::ToPlain), declared);
    quote_spanned! {site=>
        #header {
            fn copy(__handle: &#generated_type, __copying: &mut #private::Copying) -> Self {
                #copy
            }
        }
    }
}
