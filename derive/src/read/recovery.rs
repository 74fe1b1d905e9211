//! Reading unfinished input. While you type a field, the item is not valid Rust. It is expanded all
//! the same, so that the editor still knows the node.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, DeriveInput, Field, Token, Variant, Visibility};

/// The item without its unreadable fields or variants, if it can be read without them.
pub(super) fn readable_part(input: TokenStream) -> Option<DeriveInput> {
    let mut tokens: Vec<_> = input.into_iter().collect();
    let is_enum = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "enum");
    let is_enum = tokens.iter().any(is_enum);
    let Some(TokenTree::Group(body)) = tokens.last_mut() else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let parser = |input: ParseStream| {
        if is_enum {
            keep_readable(input, Variant::parse)
        } else {
            keep_readable(input, Field::parse_named)
        }
    };
    let readable = parser.parse2(body.stream()).ok()?;
    *body = Group::new(Delimiter::Brace, readable);
    syn::parse2(tokens.into_iter().collect()).ok()
}

/// The fields or variants that can be read.
fn keep_readable<P: ToTokens>(
    input: ParseStream,
    read: fn(ParseStream) -> syn::Result<P>,
) -> syn::Result<TokenStream> {
    let mut parts = TokenStream::new();
    while !input.is_empty() {
        let fork = input.fork();
        match read(&fork) {
            Ok(part) if fork.is_empty() || fork.peek(Token![,]) => {
                part.to_tokens(&mut parts);
                <Token![,]>::default().to_tokens(&mut parts);
                read(input)?;
            }
            _ => skip_part(input)?,
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(parts)
}

/// Skips to where the next part probably begins.
fn skip_part(input: ParseStream) -> syn::Result<()> {
    drop(Attribute::parse_outer(input));
    drop(input.parse::<Visibility>());
    while !(input.is_empty()
        || input.peek(Token![,])
        || input.peek(Token![#])
        || input.peek(Token![pub]))
    {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
