//! The code that turns a union's handle into the plain enum.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::match_on;
use crate::expand::context::{Context, importable};
use crate::expand::param_bounds::ParamBounds;
use crate::model::Union;

/// ```text
/// impl ToPlain for Entry {
///     fn copy(handle: &EntryRc, copying: &mut Copying) -> Self {
///         match handle {
///             EntryRc::Folder(node) => Entry::Folder(copy(node, copying)),
///             EntryRc::File(node) => Entry::File(copy(node, copying)),
///         }
///     }
///     fn copy_live(
///         handle: &EntryRc,
///         originals: &Originals,
///         context: &mut BuildContext,
///     ) -> EntryRc {
///         use ::kinfolk::__private_0_1_0::NoTypes as _;
///         match handle {
///             EntryRc::Folder(node) => {
///                 EntryRc::Folder(VariantTypes::<Folder>::copy_live(node, originals, context))
///             }
///             EntryRc::File(node) => {
///                 EntryRc::File(VariantTypes::<File>::copy_live(node, originals, context))
///             }
///         }
///     }
///     fn note_types(copying: &mut Copying) {
///         use ::kinfolk::__private_0_1_0::NoTypes as _;
///         VariantTypes::<Folder>::note(copying);
///         VariantTypes::<File>::note(copying);
///     }
/// }
/// impl CopiedHandle for EntryRc {
///     fn of_copy(copy: &AnyRc) -> Option<Self> {
///         of_copy::<Entry>(copy)
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, declared, .. } = context;
    let site = Span::mixed_site();
    let generated_type = context.generated_type();
    let copy = match_on(context, union, "__handle", context.generated, |anchor, variant| {
        let copy = anchor.path(private, "copy");
        let copy = anchor.call(&copy, &quote_spanned!(anchor.last=> __node, __copying));
        anchor.call(&anchor.variant(&declaration.name, &variant.name), &copy)
    });
    let live = match_on(context, union, "__handle", context.generated, |anchor, variant| {
        let ty = &variant.ty;
        let copy = quote_spanned! {site=>
            #private::VariantTypes::<#ty>::copy_live(__node, __originals, __context)
        };
        anchor.call(&anchor.variant(context.generated, &variant.name), &copy)
    });
    let notes = union.variants.iter().filter(|_| context.is_correct).map(|variant| {
        let ty = &variant.ty;
        quote_spanned!(site=> #private::VariantTypes::<#ty>::note(__copying);)
    });
    let path = importable(&context.private_path);
    let header = context.impl_of_bounded(
        &quote!(#private::ToPlain),
        declared,
        &ParamBounds::of_union(&declaration.generics, private, union),
    );
    let copied = context.impl_of(&quote!(#private::CopiedHandle), &generated_type);
    quote_spanned! {site=>
        #header {
            fn copy(__handle: &#generated_type, __copying: &mut #private::Copying) -> Self {
                #copy
            }
            fn copy_live(
                __handle: &#generated_type,
                __originals: &#private::Originals,
                __context: &mut #private::BuildContext,
            ) -> #generated_type {
                use #path::NoTypes as _;
                #live
            }
            fn note_types(__copying: &mut #private::Copying) {
                use #path::NoTypes as _;
                #(#notes)*
            }
        }
        #copied {
            fn of_copy(__copy: &#krate::AnyRc) -> #private::Option<Self> {
                #private::of_copy::<#declared>(__copy)
            }
        }
    }
}
