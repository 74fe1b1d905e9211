//! Names from the input, as messages show them and as the expansion uses them.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// The name without `r#`, for texts.
pub(crate) fn display_name(name: &Ident) -> String {
    name.unraw().to_string()
}

/// The same name at the same place, but resolved as a name of this expansion. Then the compiler
/// gives no warning that the item is deprecated.
pub(crate) fn as_expansion(name: &Ident) -> Ident {
    with_span(name, name.span().resolved_at(Span::call_site()))
}

/// The name of a declared link, for a use of it in the expansion. It has no place in the source. At
/// the link's name, an editor would take the whole `derive(Graph)` for its place, and would rename
/// that together with the link.
pub(crate) fn without_place(name: &Ident) -> Ident {
    with_span(name, Span::call_site())
}

/// The expansion has the edition of this crate, in which `gen` is a keyword; in user code of an
/// older edition it is a name.
fn with_span(name: &Ident, span: Span) -> Ident {
    if name == "gen" {
        return Ident::new_raw("gen", span);
    }
    let mut name = name.clone();
    name.set_span(span);
    name
}
