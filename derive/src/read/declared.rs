//! Reading what a struct declares for its node: links, as in `back(pub parent: Folder)`, and live
//! data, as in `live(pub width: Cell<u32> = Cell::new(7))`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitInt, Token, Type, Visibility};

use super::extent::take_value;
use super::hook::use_of_self;
use super::link_types;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{DeclaredKind, LinkKind};
use crate::grammar::link_type::Unwrapped;

/// `#[doc = ".."] pub parent: Folder`, or in `live` `pub width: Cell<u32> = Cell::new(7)`
pub(super) struct DeclaredField {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) name: Ident,
    pub(super) ty: Type,
    /// The expression after `=`. Only live data can have one.
    pub(super) value: Option<TokenStream>,
}

impl DeclaredField {
    fn new(attrs: Vec<Attribute>, vis: Visibility, name: Ident, ty: Type) -> Self {
        DeclaredField { attrs, vis, name, ty, value: None }
    }

    /// The declaration in place of this field. `None` if it would be a link, and the field's type
    /// leads to no node.
    pub(super) fn in_place_of(field: &syn::Field, kind: DeclaredKind) -> Option<Self> {
        let vis = &field.vis;
        let unwrapped = Unwrapped::from(&field.ty);
        let ty = match kind {
            DeclaredKind::Live => field.ty.to_token_stream(),
            DeclaredKind::Link(kind) => {
                unwrapped.leads_to_a_node().then(|| unwrapped.as_link(kind))?
            }
        };
        let name = field.ident.clone().unwrap_or_else(|| name_for(kind, &field.ty));
        let vis = syn::parse_quote!(#vis);
        Some(DeclaredField::new(Vec::new(), vis, name, Type::Verbatim(ty)))
    }

    /// Reports a wrong type of a link, and puts the one that was meant in its place.
    fn correct_type(&mut self, kind: DeclaredKind, errors: &mut Errors) {
        let DeclaredKind::Link(kind) = kind else { return };
        if let Some(ty) = link_types::check_link(kind, &self.name, &self.ty, errors) {
            self.ty = ty;
        }
    }
}

impl ToTokens for DeclaredField {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let DeclaredField { vis, name, ty, value, .. } = self;
        let value = value.as_ref().map(|value| quote!(= #value));
        tokens.extend(quote!(#vis #name: #ty #value));
    }
}

/// Reads the content of the parentheses after a key for links or for live data. `usage` is the text
/// of a correct use. Mistakes are reported, and the fields are read as they were meant.
pub(super) fn read(
    content: TokenStream,
    kind: DeclaredKind,
    usage: &str,
    errors: &mut Errors,
) -> Vec<DeclaredField> {
    let noun = kind.noun();
    let mut fields = Vec::new();
    let read = |input: ParseStream| {
        while !input.is_empty() {
            match read_field(input, kind, errors) {
                Ok(mut field) => {
                    refuse_hidden_cfgs(&mut field, noun, errors);
                    field.correct_type(kind, errors);
                    fields.push(field);
                }
                Err(FieldError::Clear(error)) => errors.push(error),
                Err(FieldError::NoField(span)) => {
                    let message = match kind {
                        DeclaredKind::Link(_) => {
                            format!("links are written like fields: `{usage}`")
                        }
                        DeclaredKind::Live => {
                            format!(
                                "live data is written like fields, with `= EXPR` where it has no default: `{usage}`"
                            )
                        }
                    };
                    errors.push(syn::Error::new(span, message));
                    input.parse::<TokenStream>()?;
                }
            }
            if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
                continue;
            }
            let span = input.span();
            if input.parse::<Option<Token![;]>>()?.is_some() {
                errors.push(syn::Error::new(span, format!("a comma is expected between {noun}s")));
            } else if input.fork().call(Ident::parse_any).is_ok() {
                let message = format!("a comma is missing before this {noun}");
                errors.push(syn::Error::new(span, message));
            } else {
                let message = format!("{noun}s are separated by commas: `{usage}`");
                errors.push(syn::Error::new(span, message));
                input.parse::<TokenStream>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = read.parse2(content) {
        errors.push(error);
    }
    fields
}

/// Refuses a `cfg_attr` that adds a `cfg`. The compiler would apply it to the field of the node, but
/// not to the other code that the derive writes for that field.
fn refuse_hidden_cfgs(field: &mut DeclaredField, noun: &str, errors: &mut Errors) {
    field.attrs.retain(|attr| {
        let Ok(list) = attr.meta.require_list() else { return true };
        let tokens = list.tokens.clone().into_iter();
        let is_cfg = |token| matches!(token, TokenTree::Ident(word) if word == "cfg");
        let adds_cfg = list.path.is_ident("cfg_attr") && tokens.skip(1).any(is_cfg);
        if adds_cfg {
            errors.at(
                attr,
                format_args!(
                    "a {noun} cannot get its `cfg` from a `cfg_attr`: write `#[cfg(..)]` with the \
                     whole condition"
                ),
            );
        }
        !adds_cfg
    });
}

/// The reason that no field could be read.
enum FieldError {
    /// A mistake with an error of its own.
    Clear(syn::Error),
    /// The tokens here are no field.
    NoField(Span),
}

fn read_field(
    input: ParseStream,
    kind: DeclaredKind,
    errors: &mut Errors,
) -> Result<DeclaredField, FieldError> {
    let (key, noun) = (kind.key(), kind.noun());
    let start = input.span();
    // At the end of the input, `syn` would report the error at the derive.
    let no_field = |span| move |_: syn::Error| FieldError::NoField(span);
    let attrs = Attribute::parse_outer(input).map_err(no_field(start))?;
    let vis = input.parse().map_err(no_field(start))?;
    let start = if input.is_empty() { start } else { input.span() };
    let is_single_colon = |input: ParseStream| input.peek(Token![:]) && !input.peek(Token![::]);
    let mut named = None;
    if input.peek(Ident) {
        let after = input.fork();
        let name = after.parse::<Ident>().map_err(no_field(start))?;
        let is_name = is_single_colon(&after) || after.peek(Token![=]) || after.peek(Ident);
        named = (is_name || looks_like_a_name(&after, &name)).then_some(name);
    }
    if let Some(name) = named {
        input.parse::<Ident>().map_err(no_field(start))?;
        let span = input.span();
        let has_colon = input.peek(Token![:]);
        if has_colon || input.peek(Token![=]) && kind != DeclaredKind::Live {
            input.parse::<TokenTree>().map_err(no_field(span))?;
        }
        if is_end(input) || input.peek(Token![=]) {
            let value = read_value(input, kind, &name, errors)?;
            let value =
                value.map_or_else(String::new, |value| format!(" = {}", source_text(value)));
            let message =
                format!("the {noun}'s type is missing: write `{key}({name}: Type{value})`");
            return Err(FieldError::Clear(syn::Error::new(name.span(), message)));
        }
        let ty = input.parse().map_err(no_field(input.span()))?;
        if !has_colon {
            let field = format!("{name}: {}", source_text(&ty));
            let message =
                format!("a colon is expected before the {noun}'s type: write `{key}({field})`");
            errors.push(syn::Error::new(span, message));
        }
        let value = read_value(input, kind, &name, errors)?;
        return Ok(DeclaredField { value, ..DeclaredField::new(attrs, vis, name, ty) });
    }
    if input.peek(LitInt) && input.peek2(Token![:]) {
        let (name, ty) = read_numbered(input, kind, errors).map_err(no_field(start))?;
        let value = read_value(input, kind, &name, errors)?;
        return Ok(DeclaredField { value, ..DeclaredField::new(attrs, vis, name, ty) });
    }
    if let Ok(keyword) = input.fork().call(keyword_as_name) {
        let message =
            format!("`{keyword}` is a keyword: write `r#{keyword}`, or take another name");
        errors.push(syn::Error::new(keyword.span(), message));
        input.call(Ident::parse_any).map_err(no_field(start))?;
        input.parse::<Token![:]>().map_err(no_field(start))?;
        let name = Ident::new_raw(&keyword.to_string(), keyword.span());
        let ty = input.parse().map_err(no_field(start))?;
        let value = read_value(input, kind, &name, errors)?;
        return Ok(DeclaredField { value, ..DeclaredField::new(attrs, vis, name, ty) });
    }
    if is_single_colon(input) {
        input.parse::<Token![:]>().map_err(no_field(start))?;
    }
    let ty: Type = input.parse().map_err(no_field(start))?;
    if !is_end(input) {
        return Err(FieldError::NoField(start));
    }
    // There is only a type: the field is named after it.
    let name = name_for(kind, &ty);
    let mut field = DeclaredField::new(attrs, vis, name, ty);
    let type_tokens = field.ty.to_token_stream();
    // The missing name is the one error to report here.
    field.correct_type(kind, &mut Errors::default());
    let (name, ty) = (&field.name, source_text(&field.ty));
    errors
        .at(type_tokens, format_args!("the {noun}'s name is missing: write `{key}({name}: {ty})`"));
    Ok(field)
}

/// Reads `0: Page`, as if the node of a tuple struct had only numbered fields.
fn read_numbered(
    input: ParseStream,
    kind: DeclaredKind,
    errors: &mut Errors,
) -> syn::Result<(Ident, Type)> {
    let (key, noun, number) = (kind.key(), kind.noun(), input.parse::<LitInt>()?);
    input.parse::<Token![:]>()?;
    let ty: Type = input.parse()?;
    let name = name_for(kind, &ty);
    errors.at(
        &number,
        format_args!(
            "a {noun} has a name, on a tuple struct, too: write `{key}({name}: {})`, and `node.{name}` \
             to use it",
            source_text(&ty)
        ),
    );
    Ok((name, ty))
}

/// Reads `= EXPR` after the type of live data.
fn read_value(
    input: ParseStream,
    kind: DeclaredKind,
    name: &Ident,
    errors: &mut Errors,
) -> Result<Option<TokenStream>, FieldError> {
    if kind != DeclaredKind::Live || !input.peek(Token![=]) {
        return Ok(None);
    }
    let equals = input.parse::<Token![=]>().map_err(FieldError::Clear)?;
    let value = take_value(input).map_err(FieldError::Clear)?;
    if value.is_empty() {
        let message = format!("the value of `{name}` is missing: write an expression after `=`");
        errors.push(syn::Error::new(equals.span, message));
    }
    if let Some(span) = use_of_self(&value.clone().into_iter().collect::<Vec<_>>()) {
        let message = format!(
            "the value of `{name}` is made before the node is, so it sees no `self` and no other field"
        );
        errors.push(syn::Error::new(span, message));
    }
    Ok(Some(value))
}

fn is_end(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// Whether a single word is the name of a field, and not its type.
fn looks_like_a_name(after: ParseStream, name: &Ident) -> bool {
    is_end(after) && name.unraw().to_string().starts_with(|char: char| !char.is_uppercase())
}

/// A keyword before a colon. With `r#` it could be a name.
fn keyword_as_name(input: ParseStream) -> syn::Result<Ident> {
    let word = input.call(Ident::parse_any)?;
    let can_be_raw = !["self", "Self", "super", "crate", "_"].iter().any(|other| word == other);
    if can_be_raw && input.peek(Token![:]) && !input.peek(Token![::]) {
        Ok(word)
    } else {
        Err(input.error("no name"))
    }
}

/// A name for a field of this type.
fn name_for(kind: DeclaredKind, ty: &Type) -> Ident {
    const BACK: DeclaredKind = DeclaredKind::Link(LinkKind::Back);
    let unwrapped = Unwrapped::from(ty);
    let default = match kind {
        BACK => "parent",
        DeclaredKind::Link(_) => "target",
        DeclaredKind::Live => "value",
    };
    let name = match unwrapped.target {
        // Data of a primitive type is not named after it.
        Type::Path(path) if kind != BACK && unwrapped.leads_to_a_node() => {
            path.path.segments.last().map(|last| snake_case(&last.ident.unraw().to_string()))
        }
        _ => None,
    };
    let name = name.unwrap_or_else(|| default.to_owned());
    let name = if unwrapped.is_list() { format!("{name}s") } else { name };
    let is_possible = syn::parse_str::<Ident>(&name).is_ok();
    Ident::new(if is_possible { &name } else { "target" }, Span::mixed_site())
}

/// `FileNode` as `file_node`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for char in name.chars() {
        if char.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(char.to_lowercase());
    }
    snake
}
