//! Reading `#[trace(..)]` attributes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Meta, Token};

use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::advice::suggestions::distance;
use crate::hygiene::tokens::Tokens;
use crate::read::extent;
use crate::read::values;

/// What an attribute stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Type,
    Variant,
    Field,
}

/// The keys among the attributes of one target.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) skip: bool,
    pub(super) krate: Option<Tokens>,
}

/// The words that others use for `skip`.
const SKIP: &[&str] = &[
    "ignore",
    "none",
    "data",
    "default",
    "opaque",
    "untraced",
    "unsafe_no_trace",
    "require_static",
];

/// The words that others use for `crate`.
const CRATE: &[&str] = &["krate", "path", "kinfolk"];

/// Reads all `#[trace(..)]` among these attributes. Each mistake is reported.
pub(super) fn read(attrs: &[Attribute], target: Target, errors: &mut Errors) -> Keys {
    let mut keys = Keys::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("trace")) {
        match &attr.meta {
            Meta::List(list) => {
                let read = |input: ParseStream| read_list(input, target, &mut keys, errors);
                if let Err(error) = list.parse_args_with(read) {
                    errors.push(error);
                }
            }
            Meta::NameValue(meta) => {
                let quoted = syn::parse2::<LitStr>(meta.value.to_token_stream());
                let value = quoted.map_or_else(|_| source_text(&meta.value), |text| text.value());
                errors
                    .at(attr, format_args!("parentheses are expected: write `#[trace({value})]`"));
            }
            Meta::Path(_) => {
                let usage = usage(target);
                errors.at(attr, format_args!("a key in parentheses is needed: {usage}"));
            }
        }
    }
    keys
}

/// The end of a message: the key that is possible here.
fn usage(target: Target) -> &'static str {
    match target {
        Target::Type => "a type takes `crate = path::to::kinfolk`",
        Target::Variant => "a variant takes none, but each of its fields takes `skip`",
        Target::Field => "a field takes `skip`",
    }
}

fn read_list(
    input: ParseStream,
    target: Target,
    keys: &mut Keys,
    errors: &mut Errors,
) -> syn::Result<()> {
    while !input.is_empty() {
        let span = input.span();
        if input.peek(Ident::peek_any) {
            let word = input.call(Ident::parse_any)?;
            // After `skip`, a name is the next key, and a comma is missing before it.
            let is_next = word == "skip" && input.peek(Ident::peek_any);
            let rest = if is_next { TokenStream::new() } else { extent::take_value(input)? };
            read_key(&word, rest, target, keys, errors);
        } else {
            errors.push(syn::Error::new(
                span,
                format_args!("a key is expected here: {}", usage(target)),
            ));
            skip_to_comma(input)?;
        }
        if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
            errors.push(syn::Error::new(input.span(), "a comma is expected between keys"));
            input.parse::<Option<Token![;]>>()?;
        }
    }
    Ok(())
}

fn skip_to_comma(input: ParseStream) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// Reads a key, of which the tokens `rest` are the value.
fn read_key(word: &Ident, rest: TokenStream, target: Target, keys: &mut Keys, errors: &mut Errors) {
    let name = word.to_string();
    match name.as_str() {
        "skip" => read_skip(word, rest, target, keys, errors),
        "crate" => read_crate(word, &rest, target, keys, errors),
        name => {
            let is_near = |key| distance(name, key) <= 1 + name.len() / 4;
            let meant = if SKIP.contains(&name) || is_near("skip") {
                Some("skip")
            } else if CRATE.contains(&name) || is_near("crate") {
                Some("crate = path::to::kinfolk")
            } else {
                None
            };
            // What was meant is read, so that no other error follows from the wrong word.
            if meant == Some("skip") && target == Target::Field {
                keys.skip = true;
            }
            errors.at(
                word,
                match meant {
                    Some(meant) => format!("unknown key `{name}`: do you mean `{meant}`?"),
                    None => format!("unknown key `{name}`: {}", usage(target)),
                },
            );
        }
    }
}

fn read_skip(
    word: &Ident,
    rest: TokenStream,
    target: Target,
    keys: &mut Keys,
    errors: &mut Errors,
) {
    match target {
        Target::Type => errors.at(
            word,
            "`skip` goes on a field: write `#[trace(skip)]` above each field that is to stay out of \
             sight",
        ),
        Target::Variant => errors.at(
            word,
            "`skip` goes on a field: write `#[trace(skip)]` before each field of the variant",
        ),
        Target::Field if keys.skip => errors.at(word, "`skip` is given already: leave one out"),
        Target::Field => keys.skip = true,
    }
    if !rest.is_empty() {
        let extra = source_text(&rest);
        errors.at(rest, format_args!("`skip` takes no value: leave `{extra}` out"));
    }
}

fn read_crate(
    word: &Ident,
    rest: &TokenStream,
    target: Target,
    keys: &mut Keys,
    errors: &mut Errors,
) {
    if target != Target::Type {
        let problem = "`crate` goes on the type: write `#[trace(crate = path)]` above it";
        return errors.at(word, problem);
    }
    if keys.krate.is_some() {
        return errors.at(word, "`crate` is given already: leave one out");
    }
    let mut value = rest.clone().into_iter();
    let has_equals =
        matches!(value.next(), Some(TokenTree::Punct(punct)) if punct.as_char() == '=');
    let path = has_equals.then(|| values::path(value.collect()));
    match path.and_then(Result::ok).flatten() {
        Some(path) => keys.krate = Some(Tokens::of(path)),
        None => errors.at(
            quote!(#word #rest),
            "a path is expected: write `#[trace(crate = path::to::kinfolk)]`",
        ),
    }
}
