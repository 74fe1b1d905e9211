//! Reading `#[graph(..)]`: its keys, wherever they stand.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token, Type, Visibility, parenthesized, token};

use crate::errors::Errors;
use crate::hook::{self, HookValue};
use crate::link_type;
use crate::names;

/// Where a key may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Struct,
    Union,
    Field,
}

/// What follows a key.
#[derive(Clone, Copy)]
enum Form {
    /// `own`
    Alone,
    /// `node = FolderNode`
    Name,
    /// `crate = path`
    Path,
    /// `finalize = FileNode::closed`
    Hook,
    /// `back(pub parent: Folder)`
    Links,
    /// `derive(Debug)`
    Derives,
    /// `attr(non_exhaustive)`
    Attrs,
}

struct Key {
    name: &'static str,
    places: &'static [Place],
    form: Form,
    /// How to write it.
    usage: &'static str,
    repeatable: bool,
}

const KEYS: &[Key] = &[
    Key {
        name: "back",
        places: &[Place::Struct],
        form: Form::Links,
        usage: "back(parent: Folder)",
        repeatable: true,
    },
    Key {
        name: "weak",
        places: &[Place::Struct],
        form: Form::Links,
        usage: "weak(target: File)",
        repeatable: true,
    },
    Key {
        name: "shared",
        places: &[Place::Struct],
        form: Form::Links,
        usage: "shared(theme: Theme)",
        repeatable: true,
    },
    Key {
        name: "finalize",
        places: &[Place::Struct],
        form: Form::Hook,
        usage: "finalize = FileNode::closed",
        repeatable: false,
    },
    Key {
        name: "to_plain",
        places: &[Place::Struct, Place::Union],
        form: Form::Alone,
        usage: "to_plain",
        repeatable: false,
    },
    Key {
        name: "node",
        places: &[Place::Struct, Place::Union],
        form: Form::Name,
        usage: "node = FolderNode",
        repeatable: false,
    },
    Key {
        name: "derive",
        places: &[Place::Struct, Place::Union],
        form: Form::Derives,
        usage: "derive(Debug)",
        repeatable: true,
    },
    Key {
        name: "attr",
        places: &[Place::Struct, Place::Union],
        form: Form::Attrs,
        usage: "attr(non_exhaustive)",
        repeatable: true,
    },
    Key {
        name: "crate",
        places: &[Place::Struct, Place::Union],
        form: Form::Path,
        usage: "crate = path::to::kinfolk",
        repeatable: false,
    },
    Key {
        name: "own",
        places: &[Place::Field],
        form: Form::Alone,
        usage: "own",
        repeatable: false,
    },
    Key {
        name: "cell",
        places: &[Place::Field],
        form: Form::Alone,
        usage: "cell",
        repeatable: false,
    },
    Key {
        name: "refcell",
        places: &[Place::Field],
        form: Form::Alone,
        usage: "refcell",
        repeatable: false,
    },
];

/// Words that others have for a key, where they are not near to it.
const OTHER_WORDS: &[(&str, &str)] =
    &[("strong", "shared"), ("rc", "shared"), ("parent", "back"), ("owner", "back")];

/// A key as the user gave it.
pub(crate) struct Given {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    None,
    Name(Ident),
    Path(TokenStream),
    Hook(HookValue),
    Links(Vec<LinkDeclaration>),
    Derives(Vec<Path>),
    Attrs(Vec<Meta>),
}

/// `#[doc = ".."] pub parent: Folder`
pub(crate) struct LinkDeclaration {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Parse for LinkDeclaration {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attrs = Attribute::parse_outer(input)?;
        let vis = input.parse()?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        Ok(LinkDeclaration { attrs, vis, name, ty })
    }
}

/// The keys of all `#[graph(..)]` among these attributes.
pub(crate) fn read(attrs: &[Attribute], place: Place, errors: &mut Errors) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("graph")) {
        match &attr.meta {
            Meta::List(list) if list.tokens.is_empty() => {
                errors.at(attr, format_args!("`#[graph()]` says nothing: {}", what_goes_in(place)));
            }
            Meta::List(list) => {
                let read = |input: ParseStream| read_list(input, place, &mut given, errors);
                if let Err(error) = list.parse_args_with(read) {
                    errors.push(error);
                }
            }
            Meta::Path(_) | Meta::NameValue(_) => {
                errors.at(attr, format_args!("write `#[graph(..)]`: {}", what_goes_in(place)));
            }
        }
    }
    given
}

fn what_goes_in(place: Place) -> String {
    let usages: Vec<_> = keys_of(place).map(|key| format!("`{}`", key.usage)).collect();
    match place {
        Place::Field => format!("on a field goes one of {}", usages.join(", ")),
        Place::Struct => format!("on a struct go {}", usages.join(", ")),
        Place::Union => format!("on a union go {}", usages.join(", ")),
    }
}

fn keys_of(place: Place) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.places.contains(&place))
}

fn read_list(
    input: ParseStream,
    place: Place,
    given: &mut Vec<Given>,
    errors: &mut Errors,
) -> syn::Result<()> {
    while !input.is_empty() {
        match read_key(input, place, errors) {
            Ok(new) => {
                match given.iter().find(|old| old.key == new.key && !is_repeatable(&new.key)) {
                    Some(old) => errors.between(
                        &old.key,
                        &new.key,
                        format_args!("`{}` is given twice: leave one out", new.key),
                    ),
                    None => given.push(new),
                }
            }
            Err(error) => {
                errors.push(error);
                skip_value(input)?;
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// Goes on to the next key.
fn skip_value(input: ParseStream) -> syn::Result<()> {
    hook::read_value(input).map(drop)
}

fn is_repeatable(name: &Ident) -> bool {
    KEYS.iter().any(|key| name == key.name && key.repeatable)
}

fn read_key(input: ParseStream, place: Place, errors: &mut Errors) -> syn::Result<Given> {
    if input.peek(Token![#]) {
        return Err(syn::Error::new(
            input.span(),
            "a doc comment or an attribute of a link stands within its parentheses: \
             `back(/** docs */ parent: Folder)`",
        ));
    }
    if !input.peek(Ident::peek_any) {
        return Err(syn::Error::new(
            input.span(),
            format_args!("a key is expected: {}", what_goes_in(place)),
        ));
    }
    let name = input.call(Ident::parse_any)?;
    match KEYS.iter().find(|key| name == key.name) {
        Some(key) if key.places.contains(&place) => {
            Ok(Given { value: read_value(input, &name, key, errors)?, key: name })
        }
        Some(key) => Err(misplaced(&name, key, place)),
        None => {
            let nearest = nearest(&name, place);
            let error = unknown(&name, place, nearest);
            // What was probably meant is taken for said, so that no other error comes of it.
            if let Some(key) = nearest.filter(|key| key.places.contains(&place)) {
                let name = Ident::new(key.name, name.span());
                if let Ok(value) = read_value(input, &name, key, &mut Errors::default()) {
                    errors.push(error);
                    return Ok(Given { key: name, value });
                }
            }
            Err(error)
        }
    }
}

/// What follows the key `name`.
fn read_value(
    input: ParseStream,
    name: &Ident,
    key: &Key,
    errors: &mut Errors,
) -> syn::Result<Value> {
    let usage = key.usage;
    let wrong = |span, problem: &str| {
        syn::Error::new(span, format_args!("{problem}: write `#[graph({usage})]`"))
    };
    match key.form {
        Form::Alone => {
            if input.peek(Token![=]) || input.peek(token::Paren) {
                errors.push(wrong(name.span(), &format!("`{name}` stands alone")));
                skip_value(input)?;
            }
            Ok(Value::None)
        }
        Form::Name | Form::Path | Form::Hook if !input.peek(Token![=]) => {
            Err(wrong(name.span(), &format!("`{name}` needs a value")))
        }
        Form::Name => {
            input.parse::<Token![=]>()?;
            let problem = wrong(input.span(), "a name is expected, without path or quotes");
            match input.parse() {
                Ok(name) if input.is_empty() || input.peek(Token![,]) => Ok(Value::Name(name)),
                _ => Err(problem),
            }
        }
        Form::Path => {
            input.parse::<Token![=]>()?;
            let problem = wrong(input.span(), "a path is expected, without quotes");
            Ok(Value::Path(read_path(input)?.ok_or(problem)?))
        }
        Form::Hook => {
            input.parse::<Token![=]>()?;
            HookValue::read(input, usage).map(Value::Hook)
        }
        Form::Links | Form::Derives | Form::Attrs => {
            let problem = wrong(name.span(), &format!("`{name}` needs a list in parentheses"));
            if !input.peek(token::Paren) {
                return Err(problem);
            }
            let content;
            parenthesized!(content in input);
            if content.is_empty() {
                return Err(problem);
            }
            let value = match key.form {
                Form::Derives => list(&content).map(Value::Derives),
                Form::Attrs => list(&content).map(Value::Attrs),
                _ => read_links(&content, key, errors).map(Value::Links),
            };
            if value.is_err() {
                // syn would tell of the rest that is left, too.
                content.parse::<TokenStream>()?;
            }
            value
        }
    }
}

fn list<T: Parse>(input: ParseStream) -> syn::Result<Vec<T>> {
    Ok(Punctuated::<T, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

fn read_links(
    input: ParseStream,
    key: &Key,
    errors: &mut Errors,
) -> syn::Result<Vec<LinkDeclaration>> {
    let (name, usage) = (key.name, key.usage);
    if let Ok(lone) = input.fork().call(lone_part) {
        let written = lone.to_string().replace(' ', "");
        let is_name = written.starts_with(char::is_lowercase);
        return Err(syn::Error::new_spanned(
            lone,
            if is_name {
                format!("the link's type is missing: write `{name}({written}: Type)`")
            } else {
                format!("the link's name is missing: write `{name}(name: {written})`")
            },
        ));
    }
    let mut links = list(input).map_err(|error| {
        syn::Error::new(error.span(), format_args!("links are written as fields are: `{usage}`"))
    })?;
    for link in &mut links {
        link_type::check(name, link, errors);
    }
    Ok(links)
}

/// A name or a type that stands where `NAME: Type` should.
fn lone_part(input: ParseStream) -> syn::Result<TokenStream> {
    input.parse::<Visibility>()?;
    let part: Type = input.parse()?;
    if input.is_empty() { Ok(part.into_token_stream()) } else { Err(input.error("more")) }
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
            _ => return Ok(None),
        }
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Some(path));
        }
        if !input.peek(Token![::]) {
            return Ok(None);
        }
        input.parse::<Token![::]>()?.to_tokens(&mut path);
    }
    Ok(None)
}

/// The key that was probably meant: one that may stand here, if there is one.
fn nearest(name: &Ident, place: Place) -> Option<&'static Key> {
    let written = name.to_string();
    let other = OTHER_WORDS.iter().find(|(word, _)| written == *word).map(|(_, key)| *key);
    let among = |names: Vec<_>| names::nearest(&written, &names);
    let here = || among(keys_of(place).map(|key| key.name).collect());
    let anywhere = || among(KEYS.iter().map(|key| key.name).collect());
    let nearest = other.or_else(here).or_else(anywhere)?;
    KEYS.iter().find(|key| key.name == nearest)
}

fn unknown(name: &Ident, place: Place, nearest: Option<&Key>) -> syn::Error {
    let question = nearest.map_or(String::new(), |key| format!(": do you mean `{}`?", key.name));
    syn::Error::new(
        name.span(),
        format_args!("unknown key `{name}`{question}\n{}", what_goes_in(place)),
    )
}

fn misplaced(name: &Ident, key: &Key, place: Place) -> syn::Error {
    let usage = key.usage;
    let advice = match (place, key.places[0]) {
        (Place::Struct | Place::Union, Place::Field) => {
            format!("`{name}` goes on a field: write `#[graph({usage})]` above the field")
        }
        (Place::Union, _) => format!(
            "`{name}` goes on a struct: a union has no nodes of its own, so write \
             `#[graph({usage})]` above the structs that it wraps"
        ),
        (Place::Field, _) if matches!(key.form, Form::Links) => format!(
            "`{name}` goes on the struct: write `#[graph({usage})]` above the struct, and leave the \
             field out, since the link exists in the node alone"
        ),
        _ => format!("`{name}` goes on the struct: write `#[graph({usage})]` above the struct"),
    };
    syn::Error::new(name.span(), advice)
}
