//! Reading what follows a key.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{LitStr, Meta, Path, Token};

use crate::advice::attr_target::Subject;
use crate::advice::errors::Errors;
use crate::advice::source_text::written;
use crate::grammar::keys::{Form, Key};
use crate::read::hook::{self, HookValue};
use crate::read::links::{self, LinkDeclaration};

pub(crate) enum Value {
    None,
    Name(Ident),
    Path(TokenStream),
    Hook(HookValue),
    Links(Vec<LinkDeclaration>),
    Derives(Vec<Path>),
    Attrs(Vec<Meta>),
}

/// Takes what follows a key.
pub(crate) fn take(input: ParseStream, key: &Key) -> syn::Result<TokenStream> {
    // After a key that stands alone, a name is another key, before which a comma is missing.
    if key.form == Form::Alone && input.peek(Ident::peek_any) {
        return Ok(TokenStream::new());
    }
    hook::read_value(input)
}

/// The value of a key, if there is nothing wrong with it.
pub(crate) fn read_silently(rest: &TokenStream, key: &Key, subject: Subject) -> Option<Value> {
    let mut errors = Errors::default();
    let name = Ident::new(key.name, Span::call_site());
    let value = read(rest.clone(), &name, key, subject, &mut errors).ok()?;
    errors.is_empty().then_some(value)
}

/// Reads `rest`, which follows the key `name`.
pub(crate) fn read(
    rest: TokenStream,
    name: &Ident,
    key: &Key,
    subject: Subject,
    errors: &mut Errors,
) -> syn::Result<Value> {
    let usage = key.usage(subject);
    if key.form == Form::Alone {
        if !rest.is_empty() {
            let extra = written(&rest);
            errors.at(rest, format_args!("`{name}` stands alone: leave `{extra}` out"));
        }
        return Ok(Value::None);
    }
    let (separator, content) = separated(rest.clone());
    let (expected, problem, needed) = if key.form.is_list() {
        (Separator::Parentheses, "parentheses are expected", "a list in parentheses")
    } else {
        (Separator::Equals, "`=` is expected", "a value")
    };
    let text = syn::parse2::<LitStr>(content.clone());
    let unquoted = text.ok().and_then(|text| text.parse::<TokenStream>().ok());
    let misuse = if separator != expected {
        rest.clone().into_iter().next().map(|place| (place, problem))
    } else if unquoted.is_some() {
        content.clone().into_iter().next().map(|place| (place, "no quotes are needed"))
    } else {
        None
    };
    let content = unquoted.unwrap_or(content);
    if content.is_empty() {
        let message = format!("`{name}` needs {needed}: write `#[graph({usage})]`");
        return Err(syn::Error::new_spanned(quote!(#name #rest), message));
    }
    // A mistake within the value is told first: what is meant by the value is not known yet.
    let mut inner = Errors::default();
    let value = read_content(content.clone(), key, &usage, &mut inner)?;
    if let Some((place, problem)) = misuse.filter(|_| inner.is_empty()) {
        let content = written(content);
        let instead =
            if key.form.is_list() { format!("({content})") } else { format!(" = {content}") };
        errors.at(place, format_args!("{problem}: write `#[graph({name}{instead})]`"));
    }
    errors.append(inner);
    Ok(value)
}

/// What stands between a key and its value.
#[derive(PartialEq, Eq)]
enum Separator {
    Equals,
    Parentheses,
    Other,
}

/// Parts what follows a key.
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

/// Reads a value, out of its separator. It is not empty.
fn read_content(
    content: TokenStream,
    key: &Key,
    usage: &str,
    errors: &mut Errors,
) -> syn::Result<Value> {
    let place = content.clone();
    let wrong = |problem: &str| {
        syn::Error::new_spanned(&place, format_args!("{problem}: write `#[graph({usage})]`"))
    };
    match key.form {
        Form::Alone => Ok(Value::None),
        Form::Name => syn::parse2(content).map(Value::Name).map_err(|_| {
            let path = read_path.parse2(place.clone()).ok().flatten();
            let last = path.and_then(|path| path.into_iter().last());
            let usage = last.map_or(usage.to_owned(), |last| format!("{} = {last}", key.name));
            let message = format!("a single name is expected: write `#[graph({usage})]`");
            syn::Error::new_spanned(&place, message)
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
                        "an attribute stands without `#[..]` here: write `#[graph(attr({}))]`",
                        written(group.stream())
                    );
                    syn::Error::new_spanned(&place, message)
                }
                _ => wrong("attributes are expected, as they stand in `#[..]`"),
            }
        }),
        Form::Links => Ok(Value::Links(links::read(content, key.name, usage, errors))),
    }
}

fn list<T: Parse>(tokens: TokenStream) -> syn::Result<Vec<T>> {
    let list = Punctuated::<T, Token![,]>::parse_terminated.parse2(tokens)?;
    Ok(list.into_iter().collect())
}

/// A path as tokens, since `$crate` is no path to `syn`. Nothing, where no path stands.
fn read_path(input: ParseStream) -> syn::Result<Option<TokenStream>> {
    let mut path = input.parse::<Option<Token![::]>>()?.into_token_stream();
    while !input.is_empty() {
        match input.parse::<TokenTree>()? {
            // A path from a macro's `$path` comes as a group.
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
