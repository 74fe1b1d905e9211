//! Reading the keys of `#[graph(..)]` attributes.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Meta, Token};

use super::values::{self, Value};
use super::{extent, misplaced, saved};
use crate::advice::attr_target::AttrTarget;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::advice::suggestions::Suggestion;
use crate::grammar::keys::{KEYS, Key, TargetKind};

/// A key with its value.
pub(super) struct AttrEntry {
    pub(super) key: &'static Key,
    /// The key's name, at its place in the attribute.
    pub(super) word: Ident,
    pub(super) value: Value,
}

impl AttrEntry {
    /// Whether the key is for a field. The entries of a field include keys for the struct, if they
    /// were written there by mistake.
    pub(super) fn is_for_field(&self) -> bool {
        self.key.goes_on(TargetKind::Field) && !matches!(self.value, Value::Declared(..))
    }
}

/// Reads all `#[graph(..)]` among these attributes. Mistakes are reported, and corrected where the
/// meaning is clear. So the entries of a field can include keys for the struct.
pub(super) fn read(attrs: &[Attribute], target: AttrTarget, errors: &mut Errors) -> Vec<AttrEntry> {
    let mut entries: Vec<AttrEntry> = Vec::new();
    read_lists(
        attrs,
        "graph",
        || possible_keys(target),
        errors,
        |input, errors| read_list(input, target, &mut entries, errors),
    );
    entries
}

/// Reads the lists in all attributes with this name. `usage` is the end of a message: the keys that
/// are possible here.
pub(crate) fn read_lists(
    attrs: &[Attribute],
    name: &str,
    usage: impl Fn() -> String,
    errors: &mut Errors,
    mut read_list: impl FnMut(ParseStream, &mut Errors) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        match &attr.meta {
            Meta::List(list) => {
                let read = |input: ParseStream| read_list(input, errors);
                if let Err(error) = list.parse_args_with(read) {
                    errors.push(error);
                }
            }
            Meta::NameValue(attribute) => {
                let value = &attribute.value;
                let quoted = syn::parse2::<LitStr>(value.to_token_stream());
                let list = quoted.map_or_else(|_| source_text(value), |quoted| quoted.value());
                let message = format!("parentheses are expected: write `#[{name}({list})]`");
                errors.at(attr, message);
            }
            Meta::Path(_) => {
                let message = format!("a key in parentheses is needed: {}", usage());
                errors.at(attr, message);
            }
        }
    }
}

/// The end of a message: the keys that are possible here.
fn possible_keys(target: AttrTarget) -> String {
    let target = target.kind();
    let keys = KEYS.iter().filter(|key| key.goes_on(target));
    let names = keys.map(|key| format!("`{}`", key.name())).collect::<Vec<_>>().join(", ");
    match target {
        TargetKind::Field => format!("a field takes one of {names}"),
        TargetKind::Struct => format!("a struct takes {names}"),
        TargetKind::NodeEnum => format!("an enum takes {names}"),
        TargetKind::Union => format!("a union takes {names}"),
    }
}

fn read_list(
    input: ParseStream,
    target: AttrTarget,
    entries: &mut Vec<AttrEntry>,
    errors: &mut Errors,
) -> syn::Result<()> {
    let start = entries.len();
    while !input.is_empty() {
        match read_key(input, target, errors) {
            Ok(Some(new)) => add(new, entries, start, errors),
            Ok(None) => {}
            Err(error) => {
                errors.push(error);
                extent::take_value(input)?;
            }
        }
        if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
            continue;
        }
        let span = input.span();
        if input.parse::<Option<Token![;]>>()?.is_some() {
            errors.push(syn::Error::new(span, "a comma is expected between keys"));
        } else if let Ok(next) = input.fork().call(Ident::parse_any) {
            let message = format!("a comma is missing before `{next}`");
            errors.push(syn::Error::new(span, message));
        } else {
            errors.push(syn::Error::new(span, "a comma is expected before the next key"));
            extent::take_value(input)?;
        }
    }
    Ok(())
}

/// Adds an entry, unless an earlier one excludes it. Those from `start` on are in the same
/// attribute.
fn add(new: AttrEntry, entries: &mut Vec<AttrEntry>, start: usize, errors: &mut Errors) {
    let is_excluded_by = |old: &AttrEntry| {
        old.key.kind == new.key.kind && !new.key.is_repeatable()
            || old.is_for_field() && new.is_for_field() && !old.key.goes_with(new.key)
    };
    let Some(at) = entries.iter().position(is_excluded_by) else { return entries.push(new) };
    let (old, new) = (&entries[at].word, &new.word);
    let problem = if old != new {
        format!("a field is either `{old}` or `{new}`")
    } else if at < start {
        format!("`{new}` is given already")
    } else {
        format!("`{new}` is given twice")
    };
    let message = format!("{problem}: leave one out");
    if at < start {
        errors.at(new, message);
    } else {
        errors.between(old, new, message);
    }
}

/// Reads a key with its value. Returns no entry if the value cannot be corrected. After an `Err`,
/// the tokens after the key are still to be skipped.
fn read_key(
    input: ParseStream,
    target: AttrTarget,
    errors: &mut Errors,
) -> syn::Result<Option<AttrEntry>> {
    let span = input.span();
    if input.call(Attribute::parse_outer).is_ok_and(|attributes| !attributes.is_empty()) {
        let message = "a doc comment or an attribute of a link goes inside its parentheses, before \
                       its name";
        errors.push(syn::Error::new(span, message));
    }
    let word = read_word(input, target, errors)?;
    let Some(key) = Key::named(&word.to_string()) else {
        return read_unknown_key(&word, input, target, errors);
    };
    let rest = values::take(input, key)?;
    if let Some(target) = saved::target(key, &rest, target) {
        return Ok(Some(AttrEntry { key, word, value: Value::Target(target.into_token_stream()) }));
    }
    let value = if takes_value(key, target) {
        let value = values::read(rest, &word, key, target, errors);
        value.map_err(|error| errors.push(error)).ok()
    } else {
        let (advice, value) = misplaced::advice(key, &rest, target);
        errors.at(&word, format_args!("`{word}` {advice}"));
        value
    };
    Ok(value.map(|value| AttrEntry { key, word, value }))
}

/// Whether the key goes on this target in the form that most keys have. On a field, a weak or shared
/// link has another form: it is a saved reference.
fn takes_value(key: &Key, target: AttrTarget) -> bool {
    let is_link_of_item = target.field.is_some() && key.goes_on(TargetKind::Struct);
    key.goes_on(target.kind()) && !is_link_of_item
}

/// Suggests the key that was probably meant, and reads its value, so that no other error follows
/// from the wrong word.
fn read_unknown_key(
    word: &Ident,
    input: ParseStream,
    target: AttrTarget,
    errors: &mut Errors,
) -> syn::Result<Option<AttrEntry>> {
    let key = match Suggestion::for_word(word, target) {
        Suggestion::Key(key) => key,
        Suggestion::Unknown if word == "with" => {
            let message = "`with` goes on a variant of a union: write `#[graph(with(Type, ..))]` \
                           above the variant that wraps the union of these types";
            return Err(syn::Error::new(word.span(), message));
        }
        Suggestion::Unknown => {
            let message = format!("unknown key `{word}`: {}", possible_keys(target));
            return Err(syn::Error::new(word.span(), message));
        }
    };
    let rest = values::take(input, key)?;
    let (meant, advice, value) = if takes_value(key, target) {
        match values::read_correct(&rest, key, target) {
            Some(value) => (key.name().to_owned(), String::new(), Some(value)),
            None => (key.usage(&target.item.names), String::new(), None),
        }
    } else {
        let (advice, value) = misplaced::advice(key, &rest, target);
        (key.name().to_owned(), format!(" It {advice}"), value)
    };
    errors.at(word, format_args!("unknown key `{word}`: do you mean `{meant}`?{advice}"));
    let word = Ident::new(key.name(), word.span());
    Ok(value.map(|value| AttrEntry { key, word, value }))
}

/// Reads the word where a key is expected. It may be in quotes or at the end of a path by mistake.
fn read_word(input: ParseStream, target: AttrTarget, errors: &mut Errors) -> syn::Result<Ident> {
    let span = input.span();
    let is_key = |word: &str| Key::named(word).is_some();
    if let Ok(quoted) = input.fork().parse::<LitStr>() {
        if is_key(&quoted.value()) {
            input.parse::<LitStr>()?;
            let message = format!("a key has no quotes: write `{}`", quoted.value());
            errors.push(syn::Error::new(span, message));
            return Ok(Ident::new(&quoted.value(), span));
        }
    }
    if !input.peek(Ident::peek_any) {
        let message = format!("a key is expected here: {}", possible_keys(target));
        return Err(syn::Error::new(span, message));
    }
    let mut word = input.call(Ident::parse_any)?;
    let mut path = word.to_token_stream();
    while input.peek(Token![::]) && input.peek3(Ident::peek_any) {
        input.parse::<Token![::]>()?.to_tokens(&mut path);
        word = input.call(Ident::parse_any)?;
        word.to_tokens(&mut path);
        if is_key(&word.to_string()) {
            errors.at(&path, format_args!("a key has no path: write `{word}`"));
        }
    }
    Ok(word)
}
