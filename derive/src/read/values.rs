//! Reading the value of a key.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{LitStr, Meta, Path, Token};

use super::declared::{self, DeclaredField};
use super::extent;
use super::hook::HookValue;
use super::saved;
use crate::advice::attr_target::AttrTarget;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{DeclaredKind, Form, Key};
use crate::model::CopiedId;

/// The value of a key, for each `Form`.
pub(super) enum Value {
    Nothing,
    Name(Ident),
    Path(TokenStream),
    Hook(HookValue),
    Declared(DeclaredKind, Vec<DeclaredField>),
    Derives(Vec<Path>),
    Attrs(Vec<Meta>),
    /// The type that a saved reference leads to.
    Target(TokenStream),
    Id(CopiedId),
}

/// Takes the tokens that follow a key, up to the next one.
pub(super) fn take(input: ParseStream, key: &Key) -> syn::Result<TokenStream> {
    // After a key without a value, a name is the next key, and a comma is missing before it.
    if matches!(key.form(), Form::Bare | Form::Id) && input.peek(Ident::peek_any) {
        return Ok(TokenStream::new());
    }
    extent::take_value(input)
}

/// The value of a key, if it has no mistake.
pub(super) fn read_correct(rest: &TokenStream, key: &Key, target: AttrTarget) -> Option<Value> {
    let mut errors = Errors::default();
    let name = Ident::new(key.name(), Span::call_site());
    let value = read(rest.clone(), &name, key, target, &mut errors).ok()?;
    errors.is_empty().then_some(value)
}

/// Reads the tokens `rest`, which follow the key. `name` is the key as written.
pub(super) fn read(
    rest: TokenStream,
    name: &Ident,
    key: &Key,
    target: AttrTarget,
    errors: &mut Errors,
) -> syn::Result<Value> {
    let (form, usage) = (key.form(), key.usage(&target.item.names));
    if form == Form::Bare {
        if !rest.is_empty() {
            let extra = source_text(&rest);
            errors.at(rest, format_args!("`{name}` takes no value: leave `{extra}` out"));
        }
        return Ok(Value::Nothing);
    }
    if form == Form::Id {
        return Ok(Value::Id(saved::read_id(rest, errors)));
    }
    let (separator, content) = separated(rest.clone());
    let (expected, problem, needed) = if form.is_list() {
        (Separator::Parentheses, "parentheses are expected", "a list in parentheses")
    } else {
        (Separator::Equals, "`=` is expected", "a value")
    };
    let text = syn::parse2::<LitStr>(content.clone());
    let unquoted = text.ok().and_then(|text| text.parse::<TokenStream>().ok());
    let misuse = if separator != expected {
        rest.clone().into_iter().next().map(|token| (token, problem))
    } else if unquoted.is_some() {
        content.clone().into_iter().next().map(|token| (token, "no quotes are needed"))
    } else {
        None
    };
    let content = unquoted.unwrap_or(content);
    // Macros may write an empty list.
    let is_empty_list = form.is_list() && separator == Separator::Parentheses;
    if content.is_empty() && !is_empty_list {
        let message = format!("`{name}` needs {needed}: write `#[graph({usage})]`");
        return Err(syn::Error::new_spanned(quote!(#name #rest), message));
    }
    // The message about the misuse quotes the value, so a mistake within the value has to be fixed
    // first.
    let mut inner = Errors::default();
    let value = read_content(content.clone(), key, &usage, &mut inner)?;
    if let Some((token, problem)) = misuse.filter(|_| inner.is_empty()) {
        let content = source_text(content);
        let instead = if form.is_list() { format!("({content})") } else { format!(" = {content}") };
        errors.at(token, format_args!("{problem}: write `#[graph({name}{instead})]`"));
    }
    errors.append(inner);
    Ok(value)
}

/// The tokens between a key and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Equals,
    Parentheses,
    Other,
}

/// Splits the tokens after a key into the separator and the value.
fn separated(rest: TokenStream) -> (Separator, TokenStream) {
    let mut after = rest.clone().into_iter();
    match after.next() {
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => {
            (Separator::Equals, after.collect())
        }
        Some(TokenTree::Punct(punct))
            if punct.as_char() == ':' && punct.spacing() == Spacing::Alone =>
        {
            (Separator::Other, after.collect())
        }
        Some(TokenTree::Group(group))
            if group.delimiter() != Delimiter::None && after.next().is_none() =>
        {
            let is_parenthesis = group.delimiter() == Delimiter::Parenthesis;
            let separator = if is_parenthesis { Separator::Parentheses } else { Separator::Other };
            (separator, group.stream())
        }
        _ => (Separator::Other, rest),
    }
}

/// Reads a value without its separator. It is not empty.
fn read_content(
    content: TokenStream,
    key: &Key,
    usage: &str,
    errors: &mut Errors,
) -> syn::Result<Value> {
    let whole = content.clone();
    let wrong = |problem: &str| {
        syn::Error::new_spanned(&whole, format_args!("{problem}: write `#[graph({usage})]`"))
    };
    match key.form() {
        Form::Bare | Form::Id => Ok(Value::Nothing),
        Form::Name => syn::parse2(content).map(Value::Name).map_err(|_| {
            let path = read_path.parse2(whole.clone()).ok().flatten();
            let last = path.and_then(|path| path.into_iter().last());
            let usage = last.map_or(usage.to_owned(), |last| format!("{} = {last}", key.name()));
            let message = format!("a single name is expected: write `#[graph({usage})]`");
            syn::Error::new_spanned(&whole, message)
        }),
        Form::Path => {
            let path = read_path.parse2(content)?;
            path.map(Value::Path).ok_or_else(|| wrong("a path is expected"))
        }
        Form::Hook => HookValue::read(content, usage).map(Value::Hook),
        Form::Derives => {
            list(content).map(Value::Derives).map_err(|_| wrong("names of derives are expected"))
        }
        Form::Attrs => list(content.clone()).map(Value::Attrs).map_err(|_| {
            let mut attributes = content.into_iter();
            match (attributes.next(), attributes.next(), attributes.next()) {
                (Some(TokenTree::Punct(hash)), Some(TokenTree::Group(group)), None)
                    if hash.as_char() == '#' =>
                {
                    let message = format!(
                        "attributes are written without `#[..]` here: write `#[graph(attr({}))]`",
                        source_text(group.stream())
                    );
                    syn::Error::new_spanned(&whole, message)
                }
                _ => wrong("attributes are expected, as written inside `#[..]`"),
            }
        }),
        Form::Declared(kind) => {
            Ok(Value::Declared(kind, declared::read(content, kind, usage, errors)))
        }
    }
}

fn list<T: Parse>(tokens: TokenStream) -> syn::Result<Vec<T>> {
    let list = Punctuated::<T, Token![,]>::parse_terminated.parse2(tokens)?;
    Ok(list.into_iter().collect())
}

/// These tokens, if they are a path.
pub(crate) fn path(tokens: TokenStream) -> syn::Result<Option<TokenStream>> {
    read_path.parse2(tokens)
}

/// Reads a path as tokens, since `syn` knows no path with `$crate`. `None` if there is no path.
fn read_path(input: ParseStream) -> syn::Result<Option<TokenStream>> {
    let mut path = input.parse::<Option<Token![::]>>()?.into_token_stream();
    while !input.is_empty() {
        match input.parse::<TokenTree>()? {
            // A macro puts a group around its `$path`.
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                path.extend(group.stream());
            }
            part @ TokenTree::Ident(_) => path.extend([part]),
            _ => break,
        }
        if input.is_empty() {
            return Ok(Some(path));
        }
        if !input.peek(Token![::]) {
            break;
        }
        input.parse::<Token![::]>()?.to_tokens(&mut path);
    }
    input.parse::<TokenStream>()?;
    Ok(None)
}
