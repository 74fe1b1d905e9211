//! An item that is being typed. It is no Rust yet, and is expanded all the same: an editor would
//! otherwise know nothing of the node for as long as a field has no type.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, DeriveInput, Field, Token, Variant, Visibility};

/// The item without the fields or variants that cannot be read, if it can be read without them.
pub(crate) fn read_rest(input: TokenStream) -> Option<DeriveInput> {
    let mut tokens: Vec<_> = input.into_iter().collect();
    let is_enum = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "enum");
    let is_enum = tokens.iter().any(is_enum);
    let Some(TokenTree::Group(body)) = tokens.last_mut() else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let readable = |input: ParseStream| {
        if is_enum { readable(input, Variant::parse) } else { readable(input, Field::parse_named) }
    };
    let rest = Parser::parse2(readable, body.stream()).ok()?;
    *body = Group::new(Delimiter::Brace, rest);
    syn::parse2(tokens.into_iter().collect()).ok()
}

/// The parts that can be read.
fn readable<P: ToTokens>(
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

/// Goes to where the next part probably begins.
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
