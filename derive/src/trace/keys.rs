//! Reading `#[trace(..)]` attributes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Token};

use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::advice::suggestions::{is_near, is_synonym};
use crate::grammar::keys::KeyKind;
use crate::hygiene::tokens::Tokens;
use crate::read::attributes::read_lists;
use crate::read::{extent, values};

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

/// Reads all `#[trace(..)]` among these attributes. Each mistake is reported.
pub(super) fn read(attrs: &[Attribute], target: Target, errors: &mut Errors) -> Keys {
    let mut keys = Keys::default();
    read_lists(
        attrs,
        "trace",
        || usage(target).to_owned(),
        errors,
        |input, errors| read_list(input, target, &mut keys, errors),
    );
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
    if word == "skip" {
        read_skip(word, rest, target, keys, errors);
    } else if word == "crate" {
        read_crate(word, &rest, target, keys, errors);
    } else {
        read_unknown_key(word, target, keys, errors);
    }
}

/// Suggests the key that was probably meant, and reads it, so that no other error follows from the
/// wrong word.
fn read_unknown_key(word: &Ident, target: Target, keys: &mut Keys, errors: &mut Errors) {
    let name = word.to_string();
    let advice = if SKIP.contains(&&*name) || is_near(&name, "skip") {
        keys.skip |= target == Target::Field;
        "do you mean `skip`?"
    } else if is_synonym(&name, KeyKind::Crate) || is_near(&name, "crate") {
        "do you mean `crate = path::to::kinfolk`?"
    } else {
        usage(target)
    };
    errors.at(word, format_args!("unknown key `{name}`: {advice}"));
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
