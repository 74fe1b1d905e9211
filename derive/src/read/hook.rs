//! Reading `finalize = ..`: the path of a function, or a closure.
//!
//! Only values that cannot be a hook at all are refused here. The compiler checks the rest where
//! the expansion calls the hook.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::ExprPath;
use syn::parse::{ParseStream, Parser};

use super::extent::{closure_header_length, generics_length, is_name, is_punct, parameters_length};
use crate::advice::source_text::source_text;

/// `FileNode::closed`, or the closure `|file| file.close()`.
pub(super) struct HookValue {
    pub(super) is_closure: bool,
    pub(super) tokens: TokenStream,
}

impl HookValue {
    /// Reads the value, which is not empty. `usage` is the text of a correct use of the key.
    pub(super) fn read(tokens: TokenStream, usage: &str) -> syn::Result<Self> {
        let tokens = ungrouped(tokens);
        let value: Vec<_> = tokens.clone().into_iter().collect();
        if let Some(header) = closure_header_length(&value) {
            check_closure(&value, header)?;
            return Ok(HookValue { is_closure: true, tokens });
        }
        let (path, rest) = path_and_rest.parse2(tokens.clone())?;
        match path {
            Some(_) if rest.is_empty() => Ok(HookValue { is_closure: false, tokens }),
            path => Err(not_a_hook(tokens, path, &rest, usage)),
        }
    }
}

/// Refuses mistakes in a closure for which the compiler's own errors would be hard to understand.
fn check_closure(closure: &[TokenTree], header: usize) -> syn::Result<()> {
    let (parameters, body) = closure.split_at(header);
    let header: TokenStream = parameters.iter().cloned().collect();
    let Some(last) = body.last() else {
        let instead = source_text(&header);
        let message = format!("the closure has no body: write `finalize = {instead} ..`");
        return Err(syn::Error::new_spanned(header, message));
    };
    if let TokenTree::Punct(punct) = last {
        if ".+-*/=&|<".contains(punct.as_char()) {
            let message = format!("the closure ends in `{punct}`: something is missing after it");
            return Err(syn::Error::new_spanned(last, message));
        }
    }
    if let Some(place) = use_of_self(body) {
        // The name of the parameter, which replaces `self`.
        let parameter = match parameters {
            [_, TokenTree::Ident(name), ..] if is_name(name) => name.to_string(),
            _ => "this".to_owned(),
        };
        let message = format!(
            "a hook's closure has no `self`: write `|{parameter}| ..`, and `{parameter}` for `self`"
        );
        return Err(syn::Error::new(place, message));
    }
    Ok(())
}

/// The place of a `self.` in an expression. Inside a nested function or a macro call it may be valid,
/// so these are not searched.
pub(super) fn use_of_self(body: &[TokenTree]) -> Option<Span> {
    if body.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "fn")) {
        return None;
    }
    (0..body.len()).find_map(|at| match &body[at] {
        TokenTree::Ident(word) if word == "self" && is_punct(body, at + 1, '.') => {
            Some(word.span())
        }
        TokenTree::Group(group) if at == 0 || !is_punct(body, at - 1, '!') => {
            use_of_self(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => None,
    })
}

/// The error for a value that is neither a path nor a closure. It begins with `path`, if there is
/// one, and continues with `rest`.
fn not_a_hook(
    tokens: TokenStream,
    path: Option<ExprPath>,
    rest: &[TokenTree],
    usage: &str,
) -> syn::Error {
    let instead = |instead: &str| format!("write `#[graph(finalize = {instead})]`");
    let path = path.map(source_text);
    let message = match (path, rest) {
        (Some(path), [bracket, ..]) if generics_length(rest).is_some() => {
            let rest: TokenStream = rest.iter().cloned().collect();
            let instead = instead(&format!("{path}::{}", source_text(rest)));
            let message = format!("generic arguments need `::` before them here: {instead}");
            return syn::Error::new_spanned(bracket, message);
        }
        (Some(path), [TokenTree::Group(arguments)])
            if arguments.delimiter() == Delimiter::Parenthesis =>
        {
            let is_call_of_nothing = arguments.stream().is_empty();
            let call = format!("|this| {}", source_text(&tokens));
            let instead = instead(if is_call_of_nothing { &path } else { &call });
            format!("a function or a closure is expected, not a call: {instead}")
        }
        (Some(path), [TokenTree::Punct(dot), TokenTree::Ident(method)]) if dot.as_char() == '.' => {
            format!("`::` is expected before `{method}`: {}", instead(&format!("{path}::{method}")))
        }
        (None, [TokenTree::Punct(reference), path @ ..])
            if reference.as_char() == '&' && is_path(path) =>
        {
            let path: TokenStream = path.iter().cloned().collect();
            format!(
                "a function is expected, not a reference to it: {}",
                instead(&source_text(path))
            )
        }
        (None, [TokenTree::Ident(word), closure @ ..])
            if ["async", "static"].iter().any(|other| word == other)
                && parameters_length(closure).is_some() =>
        {
            let closure: TokenStream = closure.iter().cloned().collect();
            let instead = instead(&source_text(closure));
            format!("a hook's closure is not `{word}`: {instead}")
        }
        _ => format!(
            "a function or a closure is expected: write `#[graph({usage})]` or \
             `#[graph(finalize = |this| ..)]`"
        ),
    };
    syn::Error::new_spanned(tokens, message)
}

fn is_path(tokens: &[TokenTree]) -> bool {
    let tokens: TokenStream = tokens.iter().cloned().collect();
    path_and_rest.parse2(tokens).is_ok_and(|(path, rest)| path.is_some() && rest.is_empty())
}

/// The path at the beginning, if there is one, and the tokens after it.
fn path_and_rest(input: ParseStream) -> syn::Result<(Option<ExprPath>, Vec<TokenTree>)> {
    let path = if input.fork().parse::<ExprPath>().is_ok() { Some(input.parse()?) } else { None };
    Ok((path, input.parse::<TokenStream>()?.into_iter().collect()))
}

/// The tokens without parentheses around them, and without the group that a macro puts around
/// `$hook`.
fn ungrouped(tokens: TokenStream) -> TokenStream {
    let mut parts = tokens.clone().into_iter();
    match (parts.next(), parts.next()) {
        (Some(TokenTree::Group(group)), None)
            if matches!(group.delimiter(), Delimiter::None | Delimiter::Parenthesis)
                && !group.stream().is_empty() =>
        {
            ungrouped(group.stream())
        }
        _ => tokens,
    }
}
