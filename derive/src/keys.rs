//! Reading `#[graph(..)]`: its keys, wherever they stand.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Type, Visibility, parenthesized, token};

use crate::errors::Errors;
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
    /// `back(pub parent: Folder)`
    Links,
    /// `derive(Debug)`
    Tokens,
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
        form: Form::Tokens,
        usage: "derive(Debug)",
        repeatable: true,
    },
    Key {
        name: "attr",
        places: &[Place::Struct, Place::Union],
        form: Form::Tokens,
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

/// A key as the user gave it.
pub(crate) struct Given {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    None,
    Name(Ident),
    Path(TokenStream),
    Links(Vec<LinkDeclaration>),
    Tokens(TokenStream),
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
        Ok(LinkDeclaration {
            attrs,
            vis,
            name,
            ty,
        })
    }
}

/// The keys of all `#[graph(..)]` among these attributes.
pub(crate) fn read(attrs: &[Attribute], place: Place, errors: &mut Errors) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("graph")) {
        match &attr.meta {
            Meta::List(list) if list.tokens.is_empty() => errors.at(
                attr,
                format_args!("`#[graph()]` says nothing: {}", what_goes_in(place)),
            ),
            Meta::List(list) => {
                let read = |input: ParseStream| read_list(input, place, &mut given, errors);
                if let Err(error) = list.parse_args_with(read) {
                    errors.push(error);
                }
            }
            Meta::Path(_) | Meta::NameValue(_) => {
                errors.at(
                    attr,
                    format_args!("write `#[graph(..)]`: {}", what_goes_in(place)),
                );
            }
        }
    }
    given
}

fn what_goes_in(place: Place) -> String {
    let usages: Vec<_> = keys_of(place)
        .map(|key| format!("`{}`", key.usage))
        .collect();
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
        match read_key(input, place) {
            Ok(new) => match given
                .iter()
                .find(|old| old.key == new.key && !is_repeatable(&new.key))
            {
                Some(old) => errors.between(
                    &new.key,
                    format_args!("`{}` is given twice: leave one out", new.key),
                    &old.key,
                    "it is given here first",
                ),
                None => given.push(new),
            },
            Err(error) => {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn is_repeatable(name: &Ident) -> bool {
    KEYS.iter().any(|key| name == key.name && key.repeatable)
}

fn read_key(input: ParseStream, place: Place) -> syn::Result<Given> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format_args!("a key is expected: {}", what_goes_in(place))));
    }
    let name = input.call(Ident::parse_any)?;
    let Some(key) = KEYS.iter().find(|key| name == key.name) else {
        return Err(unknown(&name, place));
    };
    if !key.places.contains(&place) {
        return Err(misplaced(&name, key, place));
    }
    let wrong = |problem: &str| {
        syn::Error::new(
            name.span(),
            format_args!("{problem}: write `#[graph({})]`", key.usage),
        )
    };
    let value = match key.form {
        Form::Alone => {
            if input.peek(Token![=]) || input.peek(token::Paren) {
                return Err(wrong(&format!("`{name}` stands alone")));
            }
            Value::None
        }
        Form::Name => {
            if !input.peek(Token![=]) {
                return Err(wrong(&format!("`{name}` needs a name")));
            }
            input.parse::<Token![=]>()?;
            Value::Name(input.parse()?)
        }
        Form::Path => {
            if !input.peek(Token![=]) {
                return Err(wrong(&format!("`{name}` needs a path")));
            }
            input.parse::<Token![=]>()?;
            Value::Path(read_path(input)?)
        }
        Form::Links => {
            if !input.peek(token::Paren) {
                return Err(wrong(&format!("`{name}` needs the link's name and type")));
            }
            let content;
            parenthesized!(content in input);
            if content.is_empty() {
                return Err(wrong(&format!("`{name}` needs the link's name and type")));
            }
            if content.fork().call(Ident::parse_any).is_ok()
                && content.fork().call(lone_name).is_ok()
            {
                return Err(wrong(&format!(
                    "`{name}` needs the link's name as well as its type"
                )));
            }
            let links = Punctuated::<_, Token![,]>::parse_terminated(&content)?;
            Value::Links(links.into_iter().collect())
        }
        Form::Tokens => {
            if !input.peek(token::Paren) {
                return Err(wrong(&format!("`{name}` needs a list")));
            }
            let content;
            parenthesized!(content in input);
            Value::Tokens(content.parse()?)
        }
    };
    Ok(Given { key: name, value })
}

/// A name or a type that stands where `NAME: Type` should.
fn lone_name(input: ParseStream) -> syn::Result<()> {
    input.parse::<Visibility>()?;
    input.parse::<Type>()?;
    if input.is_empty() {
        Ok(())
    } else {
        Err(input.error("more"))
    }
}

/// A path as tokens, since `$crate` is no path to `syn`.
fn read_path(input: ParseStream) -> syn::Result<TokenStream> {
    let mut path = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        match input.parse::<TokenTree>()? {
            part @ TokenTree::Ident(_) => path.extend([part]),
            TokenTree::Punct(part) if part.as_char() == ':' => {
                path.extend([TokenTree::Punct(part)]);
            }
            // A path from a macro's `$path` comes as a group.
            TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::None => {
                path.extend(group.stream());
            }
            other => {
                return Err(syn::Error::new(
                    other.span(),
                    "a path is expected, without quotes: `crate = path::to::kinfolk`",
                ));
            }
        }
    }
    if path.is_empty() {
        return Err(input.error("a path is expected: `crate = path::to::kinfolk`"));
    }
    Ok(path)
}

fn unknown(name: &Ident, place: Place) -> syn::Error {
    let all: Vec<_> = KEYS.iter().map(|key| key.name).collect();
    let here: Vec<_> = keys_of(place).map(|key| key.name).collect();
    let written = name.to_string();
    let nearest = names::nearest(&written, &here).or_else(|| names::nearest(&written, &all));
    let message = match nearest {
        Some(nearest) => format!("unknown key `{name}`: do you mean `{nearest}`?"),
        None => format!("unknown key `{name}`"),
    };
    syn::Error::new(
        name.span(),
        format_args!("{message}\n{}", what_goes_in(place)),
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
        _ => format!("`{name}` goes on the struct: write `#[graph({usage})]` above the struct"),
    };
    syn::Error::new(name.span(), advice)
}
