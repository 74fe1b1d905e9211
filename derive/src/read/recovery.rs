//! Reading unfinished input. While you type a field, the item is not valid Rust. It is expanded all
//! the same, so that the editor still knows the node.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, DeriveInput, Field, Token, Variant, Visibility};

/// The item without its unreadable fields or variants, if it can be read without them. An unnamed
/// field becomes `()`, so that those after it keep their numbers.
pub(super) fn readable_part(input: TokenStream) -> Option<DeriveInput> {
    let mut tokens: Vec<_> = input.into_iter().collect();
    let word = |expected: &str| tokens.iter().position(|token| is_word(token, expected));
    let is_enum = word("enum").is_some();
    let is_tuple = matches!(tokens.last(), Some(TokenTree::Punct(end)) if end.as_char() == ';');
    let (start, delimiter) = if is_tuple {
        (word("struct")?, Delimiter::Parenthesis)
    } else {
        (tokens.len().checked_sub(1)?, Delimiter::Brace)
    };
    let body = start + tokens[start..].iter().position(|token| is_group(token, delimiter))?;
    let TokenTree::Group(group) = &tokens[body] else { return None };
    let parser = |input: ParseStream| {
        if is_enum {
            keep_readable(input, Variant::parse, "")
        } else if is_tuple {
            keep_readable(input, Field::parse_unnamed, "(),")
        } else {
            keep_readable(input, Field::parse_named, "")
        }
    };
    let readable = parser.parse2(group.stream()).ok()?;
    tokens[body] = Group::new(group.delimiter(), readable).into();
    syn::parse2(tokens.into_iter().collect()).ok()
}

fn is_word(token: &TokenTree, expected: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == expected)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// The fields or variants that can be read, with this in place of each other one.
fn keep_readable<P: ToTokens>(
    input: ParseStream,
    read: fn(ParseStream) -> syn::Result<P>,
    other: &str,
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
            _ => {
                skip_part(input)?;
                parts.extend(other.parse::<TokenStream>());
            }
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
