//! Reading `finalize = ..`: the path of a function, or a closure.
//!
//! `syn` knows closures only with its feature `full`, which takes long to compile. So the value is
//! read as tokens, no closer than it takes to find its end and to say what can be no hook at all.
//! The rest is for the compiler to see.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ExprPath;
use syn::parse::{ParseStream, Parser};

use crate::advice::source_text::written;

/// `FileNode::closed`, or the closure `|file| file.close()`.
pub(crate) struct HookValue {
    pub(crate) is_closure: bool,
    pub(crate) tokens: TokenStream,
}

impl HookValue {
    /// Reads the value of the key, whose use is written `usage`. It is not empty.
    pub(crate) fn read(tokens: TokenStream, usage: &str) -> syn::Result<Self> {
        let tokens = ungrouped(tokens);
        let value: Vec<_> = tokens.clone().into_iter().collect();
        if let Some(header) = closure_header_length(&value) {
            check_closure(&value, header)?;
            return Ok(HookValue { is_closure: true, tokens });
        }
        let (path, rest) = path_and_rest.parse2(tokens.clone())?;
        match path {
            Some(_) if rest.is_empty() => Ok(HookValue { is_closure: false, tokens }),
            path => Err(no_hook(tokens, path, &rest, usage)),
        }
    }
}

/// What can be seen of a closure that the compiler would tell in a roundabout way.
fn check_closure(closure: &[TokenTree], header: usize) -> syn::Result<()> {
    let (parameters, body) = closure.split_at(header);
    let header: TokenStream = parameters.iter().cloned().collect();
    let Some(last) = body.last() else {
        let instead = written(&header);
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
        // A name to use in its place, if there is one.
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

/// Where `self.` stands in a closure. A function in the closure may have a `self`, and so may what a
/// macro makes of its tokens.
fn use_of_self(body: &[TokenTree]) -> Option<Span> {
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

/// What is wrong with a value that is `path`, if one stands first, and `rest`.
fn no_hook(
    tokens: TokenStream,
    path: Option<ExprPath>,
    rest: &[TokenTree],
    usage: &str,
) -> syn::Error {
    let instead = |instead: &str| format!("write `#[graph(finalize = {instead})]`");
    let path = path.map(written);
    let message = match (path, rest) {
        (Some(path), [bracket, ..]) if generics_length(rest).is_some() => {
            let rest: TokenStream = rest.iter().cloned().collect();
            let instead = instead(&format!("{path}::{}", written(rest)));
            let message = format!("generic arguments need `::` before them here: {instead}");
            return syn::Error::new_spanned(bracket, message);
        }
        (Some(path), [TokenTree::Group(arguments)])
            if arguments.delimiter() == Delimiter::Parenthesis =>
        {
            let is_call_of_nothing = arguments.stream().is_empty();
            let call = format!("|this| {}", written(&tokens));
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
            format!("a function is expected, not a reference to it: {}", instead(&written(path)))
        }
        (None, [TokenTree::Ident(word), closure @ ..])
            if ["async", "static"].iter().any(|other| word == other)
                && parameters_length(closure).is_some() =>
        {
            let closure: TokenStream = closure.iter().cloned().collect();
            let instead = instead(&written(closure));
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

/// The path that stands first, and what follows it.
fn path_and_rest(input: ParseStream) -> syn::Result<(Option<ExprPath>, Vec<TokenTree>)> {
    let path = if input.fork().parse::<ExprPath>().is_ok() { Some(input.parse()?) } else { None };
    Ok((path, input.parse::<TokenStream>()?.into_iter().collect()))
}

/// Takes the tokens before the next key: up to the first comma (or what stands for one) that is
/// neither between generic arguments nor between a closure's parameters, or up to the name before
/// which one is missing.
pub(crate) fn read_value(input: ParseStream) -> syn::Result<TokenStream> {
    let rest: Vec<_> = input.fork().parse::<TokenStream>()?.into_iter().collect();
    (0..value_length(&rest)).map(|_| input.parse::<TokenTree>()).collect()
}

fn value_length(tokens: &[TokenTree]) -> usize {
    let mut length = 0;
    // After an operand, `<` and `|` are operators, and no name can follow.
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

/// The tokens, out of the group in which a macro's `$hook` comes, and out of parentheses.
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

fn is_punct(tokens: &[TokenTree], at: usize, char: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}
