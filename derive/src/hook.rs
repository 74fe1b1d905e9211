//! Reading `finalize = ..`: the path of a function, or a closure.
//!
//! `syn` knows closures only with its feature `full`, which takes long to compile. So the value is
//! read as tokens, no closer than it takes to find its end and to say what can be no hook at all.
//! The rest is for the compiler to see.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ExprPath;
use syn::parse::{ParseStream, Parser};

/// `FileNode::closed`, or the closure `|file| file.close()`.
pub(crate) struct HookValue {
    pub(crate) is_closure: bool,
    pub(crate) tokens: TokenStream,
}

impl HookValue {
    /// Reads the value of a key whose use is written `usage`: to its end, also if it is wrong.
    pub(crate) fn read(input: ParseStream, usage: &str) -> syn::Result<Self> {
        let place = input.span();
        let tokens = ungrouped(read_value(input)?);
        let expected = |how| {
            format!(
                "a function or a closure is expected{how}: write `#[graph({usage})]` or \
                 `#[graph(finalize = |file| file.close())]`"
            )
        };
        if tokens.is_empty() {
            return Err(syn::Error::new(place, expected("")));
        }
        let value: Vec<_> = tokens.clone().into_iter().collect();
        if let Some(header) = closure_header_length(&value) {
            if header < value.len() {
                return Ok(HookValue { is_closure: true, tokens });
            }
            let message = "the closure has no body: write `finalize = |file| file.close()`";
            return Err(syn::Error::new_spanned(tokens, message));
        }
        let (is_path, rest) = path_and_rest.parse2(tokens.clone())?;
        let how = match &rest[..] {
            [] if is_path => return Ok(HookValue { is_closure: false, tokens }),
            [bracket, ..] if is_path && generics_length(&rest).is_some() => {
                let message = "generic arguments need `::` before them here: write `finalize = \
                               FileNode::<T>::closed`";
                return Err(syn::Error::new_spanned(bracket, message));
            }
            [arguments] if is_path && is_group(arguments, Delimiter::Parenthesis) => ", not a call",
            [TokenTree::Literal(text)] if text.to_string().contains('"') => ", without quotes",
            _ => "",
        };
        Err(syn::Error::new_spanned(tokens, expected(how)))
    }
}

/// Whether a path stands first, and what follows it.
fn path_and_rest(input: ParseStream) -> syn::Result<(bool, Vec<TokenTree>)> {
    let is_path = input.parse::<ExprPath>().is_ok();
    Ok((is_path, input.parse::<TokenStream>()?.into_iter().collect()))
}

/// Takes the tokens before the next key: up to the first comma that is neither between generic
/// arguments nor between a closure's parameters, or up to the name before which one is missing.
pub(crate) fn read_value(input: ParseStream) -> syn::Result<TokenStream> {
    let rest: Vec<_> = input.fork().parse::<TokenStream>()?.into_iter().collect();
    (0..value_length(&rest)).map(|_| input.parse::<TokenTree>()).collect()
}

fn value_length(tokens: &[TokenTree]) -> usize {
    let mut length = 0;
    // After an operand, `<` and `|` are operators, and no name can follow.
    let mut follows_operand = false;
    while length < tokens.len() && !is_punct(tokens, length, ',') {
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
        let alone = if is_doubled(rest) { 2 } else { 1 };
        length += parameters.or(generics).unwrap_or(alone);
    }
    length
}

/// `||`, `<<`
fn is_doubled(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] => {
            first.spacing() == Spacing::Joint && first.as_char() == second.as_char()
        }
        _ => false,
    }
}

/// The length of what stands before a closure's body: `move |file: &Rc<File>| -> ()`.
fn closure_header_length(tokens: &[TokenTree]) -> Option<usize> {
    let start = usize::from(matches!(tokens, [TokenTree::Ident(word), ..] if word == "move"));
    Some(start + parameters_length(&tokens[start..])?)
}

/// The length of `|file: &Rc<File>| -> ()`.
fn parameters_length(tokens: &[TokenTree]) -> Option<usize> {
    if !is_punct(tokens, 0, '|') {
        return None;
    }
    let end = 1 + (1..tokens.len()).find(|at| is_punct(tokens, *at, '|'))?;
    let has_type = is_punct(tokens, end, '-') && is_punct(tokens, end + 1, '>');
    // After a type, the body is a block.
    let is_end = |at: &usize| !has_type || is_group(&tokens[*at], Delimiter::Brace);
    Some((end..tokens.len()).find(is_end).unwrap_or(tokens.len()))
}

/// The length of `<T, fn(u8) -> u8>`.
fn generics_length(tokens: &[TokenTree]) -> Option<usize> {
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

/// Whether this keyword is a value.
fn is_value(word: &Ident) -> bool {
    ["self", "Self", "super", "crate", "true", "false"].iter().any(|known| word == known)
}

/// Whether this is no keyword.
fn is_name(word: &Ident) -> bool {
    syn::parse2::<Ident>(word.to_token_stream()).is_ok()
}

/// The tokens, out of the group in which a macro's `$hook` comes.
fn ungrouped(tokens: TokenStream) -> TokenStream {
    let mut parts = tokens.clone().into_iter();
    match (parts.next(), parts.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            ungrouped(group.stream())
        }
        _ => tokens,
    }
}

fn is_punct(tokens: &[TokenTree], at: usize, char: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}
