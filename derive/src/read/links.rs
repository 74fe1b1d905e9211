//! Reading the links that a struct declares: `back(pub parent: Folder)`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Token, Type, Visibility};

use crate::advice::errors::Errors;
use crate::advice::source_text::written;
use crate::grammar::link_type;

/// `#[doc = ".."] pub parent: Folder`
pub(crate) struct LinkDeclaration {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl LinkDeclaration {
    /// The link of the kind `key` that a field was meant for, which cannot be one itself. Nothing,
    /// where the field leads to no node.
    pub(crate) fn of_field(key: &str, field: &syn::Field) -> Option<Self> {
        let vis = &field.vis;
        Some(LinkDeclaration {
            attrs: Vec::new(),
            vis: syn::parse_quote!(#vis),
            name: field.ident.clone()?,
            ty: Type::Verbatim(link_type::of_field(key, &field.ty)?),
        })
    }
}

impl ToTokens for LinkDeclaration {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let LinkDeclaration { vis, name, ty, .. } = self;
        tokens.extend(quote!(#vis #name: #ty));
    }
}

/// Reads what stands in the parentheses after `key`, whose use is written `usage`. What is wrong is
/// noted, and read as it was meant.
pub(crate) fn read(
    content: TokenStream,
    key: &str,
    usage: &str,
    errors: &mut Errors,
) -> Vec<LinkDeclaration> {
    let mut links = Vec::new();
    let read = |input: ParseStream| {
        while !input.is_empty() {
            match read_link(input, key, errors) {
                Ok(mut link) => {
                    check_conditions(&mut link, errors);
                    link_type::check(key, &mut link, errors);
                    links.push(link);
                }
                Err(Problem::Told(error)) => errors.push(error),
                Err(Problem::NoLink(place)) => {
                    let message = format!("links are written as fields are: `{usage}`");
                    errors.push(syn::Error::new(place, message));
                    input.parse::<TokenStream>()?;
                }
            }
            if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
                continue;
            }
            let place = input.span();
            if input.parse::<Option<Token![;]>>()?.is_some() {
                errors.push(syn::Error::new(place, "a comma is expected between links"));
            } else if input.fork().call(Ident::parse_any).is_ok() {
                errors.push(syn::Error::new(place, "a comma is missing before this link"));
            } else {
                let message = format!("links are separated by commas: `{usage}`");
                errors.push(syn::Error::new(place, message));
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

/// Refuses a `cfg_attr` that brings a `cfg`: the compiler applies it to the field that the link becomes,
/// but not to what the derive writes for that field elsewhere.
fn check_conditions(link: &mut LinkDeclaration, errors: &mut Errors) {
    link.attrs.retain(|attr| {
        let Ok(list) = attr.meta.require_list() else { return true };
        let tokens = list.tokens.clone().into_iter();
        let is_cfg = |token| matches!(token, TokenTree::Ident(word) if word == "cfg");
        let brings_cfg = list.path.is_ident("cfg_attr") && tokens.skip(1).any(is_cfg);
        if brings_cfg {
            let message = "a `cfg` of a link is written as such, and not by a `cfg_attr`: write \
                           `#[cfg(..)]` with the whole condition";
            errors.at(attr, message);
        }
        !brings_cfg
    });
}

/// Why no link could be read.
enum Problem {
    Told(syn::Error),
    /// Something else stands here.
    NoLink(Span),
}

fn read_link(
    input: ParseStream,
    key: &str,
    errors: &mut Errors,
) -> Result<LinkDeclaration, Problem> {
    let start = input.span();
    // At the end of the input, `syn` would point at the derive.
    let no_link = |place| move |_: syn::Error| Problem::NoLink(place);
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
        let place = input.span();
        let has_colon = input.peek(Token![:]);
        if has_colon || input.peek(Token![=]) {
            input.parse::<proc_macro2::TokenTree>().map_err(no_link(place))?;
        }
        if is_end(input) {
            let message = format!("the link's type is missing: write `{key}({name}: Type)`");
            return Err(Problem::Told(syn::Error::new(name.span(), message)));
        }
        let ty = input.parse().map_err(no_link(input.span()))?;
        if !has_colon {
            let link = format!("{name}: {}", written(&ty));
            let message = format!("a colon stands before the link's type: write `{key}({link})`");
            errors.push(syn::Error::new(place, message));
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
        return Err(Problem::NoLink(start));
    }
    // The type's own name, as if the user had chosen it.
    let name = name_for(key, &ty);
    let mut link = LinkDeclaration { attrs, vis, name, ty };
    let place = link.ty.to_token_stream();
    link_type::check(key, &mut link, &mut Errors::default());
    let (name, ty) = (&link.name, written(&link.ty));
    errors.at(place, format_args!("the link's name is missing: write `{key}({name}: {ty})`"));
    Ok(link)
}

fn is_end(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// Whether a lone word is the name of a link, and not its type.
fn looks_like_a_name(after: ParseStream, name: &Ident) -> bool {
    is_end(after) && name.unraw().to_string().starts_with(|char: char| !char.is_uppercase())
}

/// A keyword before a colon, that can be a name with `r#`.
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
fn name_for(key: &str, ty: &Type) -> Ident {
    let (target, is_list) = link_type::target(ty);
    let name = match target {
        Type::Path(path) if key != "back" => {
            path.path.segments.last().map(|last| snake_case(&last.ident.unraw().to_string()))
        }
        _ => None,
    };
    let name = name.unwrap_or_else(|| if key == "back" { "parent" } else { "target" }.to_owned());
    let name = if is_list { format!("{name}s") } else { name };
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
