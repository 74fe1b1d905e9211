//! Reading `#[graph(..)]`, wherever it stands.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Meta, Token};

use crate::advice::attr_target::Subject;
use crate::advice::errors::Errors;
use crate::advice::source_text::written;
use crate::advice::suggestions::Meant;
use crate::grammar::keys::{Form, KEYS, Key, Place};
use crate::read::hook;
use crate::read::links::LinkDeclaration;
use crate::read::value::{self, Value};

/// A key as the user gave it.
pub(crate) struct Given {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

impl Given {
    /// Whether the key goes on a field, and not on the struct, which a field may have it from.
    pub(crate) fn is_of_field(&self) -> bool {
        Key::by(&self.key).is_some_and(|key| key.goes_on(Place::Field))
    }

    fn is_repeatable(&self) -> bool {
        Key::by(&self.key).is_some_and(|key| key.repeatable)
    }
}

/// The keys of all `#[graph(..)]` among these attributes. What is wrong is noted, and taken for what
/// was meant where that is clear: keys of the struct can be among those of a field.
pub(crate) fn read(attrs: &[Attribute], subject: Subject, errors: &mut Errors) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("graph")) {
        match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let read = |input: ParseStream| read_list(input, subject, &mut given, errors);
                if let Err(error) = list.parse_args_with(read) {
                    errors.push(error);
                }
            }
            Meta::NameValue(attribute) => {
                let value = &attribute.value;
                let quoted = syn::parse2::<LitStr>(value.to_token_stream());
                let list = quoted.map_or_else(|_| written(value), |quoted| quoted.value());
                let message = format!("parentheses are expected: write `#[graph({list})]`");
                errors.at(attr, message);
            }
            Meta::List(_) | Meta::Path(_) => {
                let message = format!("a key in parentheses is needed: {}", keys_of(subject));
                errors.at(attr, message);
            }
        }
    }
    given
}

/// The keys that are possible here.
fn keys_of(subject: Subject) -> String {
    let place = subject.place();
    let names = KEYS.iter().filter(|key| key.goes_on(place)).map(|key| format!("`{}`", key.name));
    let names = names.collect::<Vec<_>>().join(", ");
    match place {
        Place::Field => format!("a field takes one of {names}"),
        Place::Struct => format!("a struct takes {names}"),
        Place::Union => format!("a union takes {names}"),
    }
}

fn read_list(
    input: ParseStream,
    subject: Subject,
    given: &mut Vec<Given>,
    errors: &mut Errors,
) -> syn::Result<()> {
    let first = given.len();
    while !input.is_empty() {
        match read_key(input, subject, errors) {
            Ok(Some(new)) => add(new, given, first, errors),
            Ok(None) => {}
            Err(error) => {
                errors.push(error);
                hook::read_value(input)?;
            }
        }
        if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
            continue;
        }
        let place = input.span();
        if input.parse::<Option<Token![;]>>()?.is_some() {
            errors.push(syn::Error::new(place, "a comma is expected between keys"));
        } else if let Ok(next) = input.fork().call(Ident::parse_any) {
            let message = format!("a comma is missing before `{next}`");
            errors.push(syn::Error::new(place, message));
        } else {
            errors.push(syn::Error::new(place, "a comma is expected before the next key"));
            hook::read_value(input)?;
        }
    }
    Ok(())
}

/// Notes a key, unless another one excludes it. Those since `first` are in the same attribute.
fn add(new: Given, given: &mut Vec<Given>, first: usize, errors: &mut Errors) {
    let is_excluded_by = |old: &Given| {
        old.key == new.key && !new.is_repeatable() || old.is_of_field() && new.is_of_field()
    };
    let Some(at) = given.iter().position(is_excluded_by) else { return given.push(new) };
    let (old, new) = (&given[at].key, &new.key);
    let problem = if old != new {
        format!("a field is either `{old}` or `{new}`")
    } else if at < first {
        format!("`{new}` is given already")
    } else {
        format!("`{new}` is given twice")
    };
    let message = format!("{problem}: leave one out");
    if at < first {
        errors.at(new, message);
    } else {
        errors.between(old, new, message);
    }
}

/// Reads a key and what follows it: nothing, if that is wrong. After an error, what follows is still
/// to be read.
fn read_key(
    input: ParseStream,
    subject: Subject,
    errors: &mut Errors,
) -> syn::Result<Option<Given>> {
    let place = input.span();
    if input.call(Attribute::parse_outer).is_ok_and(|attributes| !attributes.is_empty()) {
        let message = "a doc comment or an attribute of a link stands within its parentheses, \
                       before its name";
        errors.push(syn::Error::new(place, message));
    }
    let name = read_name(input, subject, errors)?;
    if let Some(key) = Key::by(&name) {
        let rest = value::take(input, key)?;
        if key.goes_on(subject.place()) {
            let value = value::read(rest, &name, key, subject, errors);
            let value = value.map_err(|error| errors.push(error)).ok();
            return Ok(value.map(|value| Given { key: name, value }));
        }
        let (advice, value) = misplaced(key, &rest, subject);
        errors.at(&name, format_args!("`{name}` {advice}"));
        return Ok(value.map(|value| Given { key: name, value }));
    }
    let key = match Meant::by(&name, subject) {
        Meant::Key(key) => key,
        Meant::Nothing => {
            let message = format!(
                "unknown key `{name}`: a field without `#[graph(..)]` is plain data already, so \
                 leave it out"
            );
            return Err(syn::Error::new(name.span(), message));
        }
        Meant::Unknown => {
            let message = format!("unknown key `{name}`: {}", keys_of(subject));
            return Err(syn::Error::new(name.span(), message));
        }
    };
    let rest = value::take(input, key)?;
    let (meant, advice, value) = if key.goes_on(subject.place()) {
        match value::read_silently(&rest, key, subject) {
            Some(value) => (key.name.to_owned(), String::new(), Some(value)),
            None => (key.usage(subject), String::new(), None),
        }
    } else {
        let (advice, value) = misplaced(key, &rest, subject);
        (key.name.to_owned(), format!(" It {advice}"), value)
    };
    errors.at(&name, format_args!("unknown key `{name}`: do you mean `{meant}`?{advice}"));
    // What was probably meant is taken for said, so that no other error comes of it.
    Ok(value.map(|value| Given { key: Ident::new(key.name, name.span()), value }))
}

/// The word that is a key, also if it is in quotes or at the end of a path.
fn read_name(input: ParseStream, subject: Subject, errors: &mut Errors) -> syn::Result<Ident> {
    let place = input.span();
    let is_key = |word: &str| KEYS.iter().any(|key| key.name == word);
    if let Ok(quoted) = input.fork().parse::<LitStr>() {
        if is_key(&quoted.value()) {
            input.parse::<LitStr>()?;
            let message = format!("a key has no quotes: write `{}`", quoted.value());
            errors.push(syn::Error::new(place, message));
            return Ok(Ident::new(&quoted.value(), place));
        }
    }
    if !input.peek(Ident::peek_any) {
        let message = format!("a key is expected here: {}", keys_of(subject));
        return Err(syn::Error::new(place, message));
    }
    let mut name = input.call(Ident::parse_any)?;
    let mut path = name.to_token_stream();
    while input.peek(Token![::]) && input.peek3(Ident::peek_any) {
        input.parse::<Token![::]>()?.to_tokens(&mut path);
        name = input.call(Ident::parse_any)?;
        name.to_tokens(&mut path);
        if is_key(&name.to_string()) {
            errors.at(&path, format_args!("a key has no path: write `{name}`"));
        }
    }
    Ok(name)
}

/// Where a key that goes elsewhere should be written, and how, and what it says when it is written
/// there, if that is on the same item.
fn misplaced(key: &Key, rest: &TokenStream, subject: Subject) -> (String, Option<Value>) {
    let name = key.name;
    let value = value::read_silently(rest, key, subject);
    let usage = if value.is_some() { key.with(rest) } else { key.usage(subject) };
    match subject.place() {
        place @ (Place::Struct | Place::Union) if key.form == Form::Name => {
            let right = place.key_of_the_name();
            let advice = if place == Place::Union {
                "is for structs: the generated type of a union is a handle"
            } else {
                "is for unions: the generated type of a struct is a node"
            };
            let usage = usage.replacen(name, right, 1);
            (format!("{advice}, so write `{usage}`"), value)
        }
        Place::Struct => {
            let field = subject.item.field_for(name).map(|field| format!("`{field}`"));
            let field = field.as_deref().unwrap_or("the field");
            (format!("goes on a field: write `#[graph({usage})]` above {field}"), None)
        }
        Place::Union if key.goes_on(Place::Field) => {
            ("goes on a field of a struct, and not on a union".to_owned(), None)
        }
        Place::Union => {
            let advice = format!(
                "goes on a struct: a union has no nodes of its own, so write \
                 `#[graph({usage})]` above the structs that it wraps"
            );
            (advice, None)
        }
        Place::Field if key.form == Form::Links => misplaced_link(key, value, &usage, subject),
        Place::Field => {
            (format!("goes on the struct: write `#[graph({usage})]` above the struct"), value)
        }
    }
}

/// The same for a link, which is what the attribute says, or what the field was meant to be.
fn misplaced_link(
    key: &Key,
    value: Option<Value>,
    usage: &str,
    subject: Subject,
) -> (String, Option<Value>) {
    let advice =
        |usage: &str| format!("goes on the struct: write `#[graph({usage})]` above the struct");
    let Some((field, name)) = subject.named_field() else { return (advice(usage), value) };
    let (usage, value) = match value {
        Some(Value::Links(links)) if !links.iter().any(|link| link.name == *name) => {
            return (advice(usage), Some(Value::Links(links)));
        }
        Some(value) => (usage.to_owned(), Some(value)),
        None => match LinkDeclaration::of_field(key.name, field) {
            Some(link) => {
                (format!("{}({})", key.name, written(&link)), Some(Value::Links(vec![link])))
            }
            None => (format!("{}({name}: Type)", key.name), None),
        },
    };
    let reason = "and leave the field out, since the link exists in the node alone";
    (format!("{}, {reason}", advice(&usage)), value)
}
