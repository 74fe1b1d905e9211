//! Reading the links that a struct declares: `back(pub parent: Folder)`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Token, Type, Visibility};

use super::link_types;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::LinkKind;
use crate::grammar::link_type::Unwrapped;

/// `#[doc = ".."] pub parent: Folder`
pub(super) struct LinkDeclaration {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) name: Ident,
    pub(super) ty: Type,
}

impl LinkDeclaration {
    /// The declaration of a link in place of this field. `None` if its type leads to no node.
    pub(super) fn in_place_of(field: &syn::Field, kind: LinkKind) -> Option<Self> {
        let vis = &field.vis;
        let unwrapped = Unwrapped::from(&field.ty);
        Some(LinkDeclaration {
            attrs: Vec::new(),
            vis: syn::parse_quote!(#vis),
            name: field.ident.clone().unwrap_or_else(|| name_for(kind, &field.ty)),
            ty: Type::Verbatim(unwrapped.leads_to_a_node().then(|| unwrapped.as_link(kind))?),
        })
    }

    /// Reports a wrong type, and puts the one that was meant in its place.
    fn correct_type(&mut self, kind: LinkKind, errors: &mut Errors) {
        if let Some(ty) = link_types::check_link(kind, &self.name, &self.ty, errors) {
            self.ty = ty;
        }
    }
}

impl ToTokens for LinkDeclaration {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let LinkDeclaration { vis, name, ty, .. } = self;
        tokens.extend(quote!(#vis #name: #ty));
    }
}

/// Reads the content of the parentheses after a key for links. `usage` is the text of a correct
/// use. Mistakes are reported, and the links are read as they were meant.
pub(super) fn read(
    content: TokenStream,
    kind: LinkKind,
    usage: &str,
    errors: &mut Errors,
) -> Vec<LinkDeclaration> {
    let mut links = Vec::new();
    let read = |input: ParseStream| {
        while !input.is_empty() {
            match read_link(input, kind, errors) {
                Ok(mut link) => {
                    refuse_hidden_cfgs(&mut link, errors);
                    link.correct_type(kind, errors);
                    links.push(link);
                }
                Err(LinkError::Clear(error)) => errors.push(error),
                Err(LinkError::NoLink(span)) => {
                    let message = format!("links are written like fields: `{usage}`");
                    errors.push(syn::Error::new(span, message));
                    input.parse::<TokenStream>()?;
                }
            }
            if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
                continue;
            }
            let span = input.span();
            if input.parse::<Option<Token![;]>>()?.is_some() {
                errors.push(syn::Error::new(span, "a comma is expected between links"));
            } else if input.fork().call(Ident::parse_any).is_ok() {
                errors.push(syn::Error::new(span, "a comma is missing before this link"));
            } else {
                let message = format!("links are separated by commas: `{usage}`");
                errors.push(syn::Error::new(span, message));
                input.parse::<TokenStream>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = read.parse2(content) {
        errors.push(error);
    }
    links
}

/// Refuses a `cfg_attr` that adds a `cfg`. The compiler would apply it to the link's field of the
/// node, but not to the other code that the derive writes for that field.
fn refuse_hidden_cfgs(link: &mut LinkDeclaration, errors: &mut Errors) {
    link.attrs.retain(|attr| {
        let Ok(list) = attr.meta.require_list() else { return true };
        let tokens = list.tokens.clone().into_iter();
        let is_cfg = |token| matches!(token, TokenTree::Ident(word) if word == "cfg");
        let adds_cfg = list.path.is_ident("cfg_attr") && tokens.skip(1).any(is_cfg);
        if adds_cfg {
            let message = "a link cannot get its `cfg` from a `cfg_attr`: write `#[cfg(..)]` with \
                           the whole condition";
            errors.at(attr, message);
        }
        !adds_cfg
    });
}

/// The reason that no link could be read.
enum LinkError {
    /// A mistake with an error of its own.
    Clear(syn::Error),
    /// The tokens here are no link.
    NoLink(Span),
}

fn read_link(
    input: ParseStream,
    kind: LinkKind,
    errors: &mut Errors,
) -> Result<LinkDeclaration, LinkError> {
    let key = kind.name();
    let start = input.span();
    // At the end of the input, `syn` would report the error at the derive.
    let no_link = |span| move |_: syn::Error| LinkError::NoLink(span);
    let attrs = Attribute::parse_outer(input).map_err(no_link(start))?;
    let vis = input.parse().map_err(no_link(start))?;
    let start = if input.is_empty() { start } else { input.span() };
    let is_single_colon = |input: ParseStream| input.peek(Token![:]) && !input.peek(Token![::]);
    let mut named = None;
    if input.peek(Ident) {
        let after = input.fork();
        let name = after.parse::<Ident>().map_err(no_link(start))?;
        let is_name = is_single_colon(&after) || after.peek(Token![=]) || after.peek(Ident);
        named = (is_name || looks_like_a_name(&after, &name)).then_some(name);
    }
    if let Some(name) = named {
        input.parse::<Ident>().map_err(no_link(start))?;
        let span = input.span();
        let has_colon = input.peek(Token![:]);
        if has_colon || input.peek(Token![=]) {
            input.parse::<TokenTree>().map_err(no_link(span))?;
        }
        if is_end(input) {
            let message = format!("the link's type is missing: write `{key}({name}: Type)`");
            return Err(LinkError::Clear(syn::Error::new(name.span(), message)));
        }
        let ty = input.parse().map_err(no_link(input.span()))?;
        if !has_colon {
            let link = format!("{name}: {}", source_text(&ty));
            let message =
                format!("a colon is expected before the link's type: write `{key}({link})`");
            errors.push(syn::Error::new(span, message));
        }
        return Ok(LinkDeclaration { attrs, vis, name, ty });
    }
    if let Ok(keyword) = input.fork().call(keyword_as_name) {
        let message =
            format!("`{keyword}` is a keyword: write `r#{keyword}`, or take another name");
        errors.push(syn::Error::new(keyword.span(), message));
        input.call(Ident::parse_any).map_err(no_link(start))?;
        input.parse::<Token![:]>().map_err(no_link(start))?;
        let name = Ident::new_raw(&keyword.to_string(), keyword.span());
        let ty = input.parse().map_err(no_link(start))?;
        return Ok(LinkDeclaration { attrs, vis, name, ty });
    }
    if is_single_colon(input) {
        input.parse::<Token![:]>().map_err(no_link(start))?;
    }
    let ty: Type = input.parse().map_err(no_link(start))?;
    if !is_end(input) {
        return Err(LinkError::NoLink(start));
    }
    // There is only a type: the link is named after it.
    let name = name_for(kind, &ty);
    let mut link = LinkDeclaration { attrs, vis, name, ty };
    let type_tokens = link.ty.to_token_stream();
    // The missing name is the one error to report here.
    link.correct_type(kind, &mut Errors::default());
    let (name, ty) = (&link.name, source_text(&link.ty));
    errors.at(type_tokens, format_args!("the link's name is missing: write `{key}({name}: {ty})`"));
    Ok(link)
}

fn is_end(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// Whether a single word is the name of a link, and not its type.
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

/// A name for a link to this type.
fn name_for(kind: LinkKind, ty: &Type) -> Ident {
    let unwrapped = Unwrapped::from(ty);
    let default = if kind == LinkKind::Back { "parent" } else { "target" };
    let name = match unwrapped.target {
        Type::Path(path) if kind != LinkKind::Back => {
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
