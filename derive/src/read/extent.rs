//! How far a value reaches.
//!
//! `syn` parses closures only with its feature `full`, which is slow to compile. So values are
//! taken as tokens, and this finds their end.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;

/// Takes the tokens of a value, up to the next key: to the first comma or semicolon that is not
/// inside generic arguments or a closure's parameters, or to a name before which a comma is
/// missing.
pub(crate) fn take_value(input: ParseStream) -> syn::Result<TokenStream> {
    let rest: Vec<_> = input.fork().parse::<TokenStream>()?.into_iter().collect();
    (0..value_length(&rest)).map(|_| input.parse::<TokenTree>()).collect()
}

fn value_length(tokens: &[TokenTree]) -> usize {
    let mut length = 0;
    // After an operand, `<` and `|` are operators, and a name begins the next key.
    let mut follows_operand = false;
    let is_end = |at| is_punct(tokens, at, ',') || is_punct(tokens, at, ';');
    while length < tokens.len() && !is_end(length) {
        let rest = &tokens[length..];
        let parameters = parameters_length(rest).filter(|_| !follows_operand);
        let generics =
            generics_length(rest).filter(|end| !follows_operand || is_punct(rest, *end, ':'));
        follows_operand = match &rest[0] {
            TokenTree::Ident(name) if follows_operand && is_name(name) => return length,
            TokenTree::Ident(word) => is_name(word) || is_value(word),
            TokenTree::Punct(punct) => generics.is_some() || punct.as_char() == '?',
            TokenTree::Group(_) | TokenTree::Literal(_) => true,
        };
        let single = if is_doubled(rest) { 2 } else { 1 };
        length += parameters.or(generics).unwrap_or(single);
    }
    length
}

/// Whether an operator of two equal characters comes first: `||`, `<<`
fn is_doubled(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] => {
            first.spacing() == Spacing::Joint && first.as_char() == second.as_char()
        }
        _ => false,
    }
}

/// The length of a closure without its body: `move |file: &Rc<File>| -> ()`
pub(super) fn closure_header_length(tokens: &[TokenTree]) -> Option<usize> {
    let start = usize::from(matches!(tokens, [TokenTree::Ident(word), ..] if word == "move"));
    Some(start + parameters_length(&tokens[start..])?)
}

/// The length of `|file: &Rc<File>| -> ()`
pub(super) fn parameters_length(tokens: &[TokenTree]) -> Option<usize> {
    if !is_punct(tokens, 0, '|') {
        return None;
    }
    let end = 1 + (1..tokens.len()).find(|at| is_punct(tokens, *at, '|'))?;
    let has_type = is_punct(tokens, end, '-') && is_punct(tokens, end + 1, '>');
    // After a type, the body is a block.
    let is_end = |at: &usize| !has_type || is_group(&tokens[*at], Delimiter::Brace);
    Some((end..tokens.len()).find(is_end).unwrap_or(tokens.len()))
}

/// The length of `<T, fn(u8) -> u8>`
pub(super) fn generics_length(tokens: &[TokenTree]) -> Option<usize> {
    let mut depth = 0;
    for at in 0..tokens.len() {
        let is_arrow = at > 0 && (is_punct(tokens, at - 1, '-') || is_punct(tokens, at - 1, '='));
        if is_punct(tokens, at, '<') {
            depth += 1;
        } else if is_punct(tokens, at, '>') && !is_arrow {
            depth -= 1;
        }
        if depth == 0 {
            return (at > 0).then_some(at + 1);
        }
    }
    None
}

/// Whether this keyword can be an operand.
fn is_value(word: &Ident) -> bool {
    ["self", "Self", "super", "crate", "true", "false"].iter().any(|known| word == known)
}

/// Whether this word is no keyword.
pub(super) fn is_name(word: &Ident) -> bool {
    syn::parse2::<Ident>(word.to_token_stream()).is_ok()
}

pub(super) fn is_punct(tokens: &[TokenTree], at: usize, char: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}
