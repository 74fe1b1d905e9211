//! Checks of owning links over maps. A map has one child for each key, and nothing around it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Field, GenericArgument, PathArguments, Type};

use crate::advice::attr_target::Item;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::link_type::{Unwrapped, Wrapper};

/// Reports a map of children with something around it, or with something else than a child for each
/// key. Returns the type that was meant, if it is one.
pub(super) fn check_owned_map(
    field: &Field,
    item: &Item,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let outside = Unwrapped::from(ty);
    let map = outside.target;
    let value = value_of(map)?;
    let inside = Unwrapped::from(value);
    let is_nested = value_of(inside.target).is_some();
    let wrong_inside = inside.wrappers.iter().find(|wrapper| **wrapper != Wrapper::Box);
    let meant = with_value(map, inside.target);
    let (problem, instead, group) = if let Some(wrong) = outside.wrappers.first() {
        match wrong {
            Wrapper::List | Wrapper::OtherList | Wrapper::Array => {
                let (group, list) = (group_name(inside.target, "Map"), quote!(Vec));
                (
                    "a list of links has no maps in it",
                    quote!(#list<#group>),
                    Some((group, map.into_token_stream())),
                )
            }
            Wrapper::Option => ("a map can be empty without an `Option`", meant.clone(), None),
            Wrapper::Box => ("a map needs no box", meant.clone(), None),
            wrong => (problem_of(*wrong), meant.clone(), None),
        }
    } else if is_nested && wrong_inside.is_none() {
        let group = group_name(inside.target, "Map");
        (ONE_CHILD, with_value(map, &group), Some((group, inside.target.into_token_stream())))
    } else {
        match wrong_inside? {
            Wrapper::List | Wrapper::OtherList | Wrapper::Array => {
                let (group, list) =
                    (group_name(inside.target, "List"), inside.as_owned(&item.name));
                (ONE_CHILD, with_value(map, &group), Some((group, list)))
            }
            Wrapper::Option => ("a map has no empty places", meant.clone(), None),
            wrong => (problem_of(*wrong), meant.clone(), None),
        }
    };
    if wrong_inside == Some(&Wrapper::Weak) {
        let name = ident.as_ref().map_or_else(|| "targets".to_owned(), Ident::to_string);
        let (target, word) = (source_text(inside.target), item.word());
        errors.at(
            ty,
            format_args!(
                "{problem}: write `#[graph(weak({name}: Vec<{target}>))]` above the {word}, and leave \
                 the field out"
            ),
        );
        return Some(meant);
    }
    let name = ident.as_ref().map_or_else(String::new, |name| format!("{name}: "));
    let beside = group.map_or_else(String::new, |(group, content)| {
        let (owner, target) = (&item.name, source_text(innermost(inside.target)));
        format!(
            ", and beside it `#[derive(Graph)] #[graph(back(owner: {owner}))] struct {group} {{ \
             #[graph(own)] items: {} }}`; then `{target}` takes `#[graph(back(group: {group}))]`",
            source_text(content)
        )
    });
    errors.at(ty, format_args!("{problem}: write `{name}{}`{beside}", source_text(instead)));
    let is_group_of_maps = is_nested || !outside.wrappers.is_empty() && outside.is_list();
    Some(if is_group_of_maps { map_to_innermost(map) } else { meant })
}

const ONE_CHILD: &str = "a map has one child for each key";

fn problem_of(wrapper: Wrapper) -> &'static str {
    match wrapper {
        Wrapper::Weak => "a `Weak` does not own its target",
        Wrapper::Cell => "an owning link needs no cell",
        Wrapper::Reference => "an owning link borrows nothing",
        _ => "an owning link makes the handles, so the plain type has none",
    }
}

/// The values' type, if the type is a map by its name.
fn value_of(map: &Type) -> Option<&Type> {
    let Type::Path(path) = map else { return None };
    let last = path.path.segments.last()?;
    if !["BTreeMap", "HashMap", "IndexMap"].iter().any(|name| last.ident == name) {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.iter().nth(1)? {
        GenericArgument::Type(value) => Some(value),
        _ => None,
    }
}

/// The map with other values.
fn with_value(map: &Type, value: &impl ToTokens) -> TokenStream {
    let Type::Path(path) = map else { return map.to_token_stream() };
    let (colons, segments) = (&path.path.leading_colon, path.path.segments.iter());
    let segments = segments.map(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => {
            let name = &segment.ident;
            let arguments = arguments.args.iter().enumerate().map(|(number, argument)| {
                if number == 1 { value.to_token_stream() } else { argument.to_token_stream() }
            });
            quote!(#name<#(#arguments),*>)
        }
        _ => segment.to_token_stream(),
    });
    quote!(#colons #(#segments)::*)
}

/// The target of a map in maps or lists.
fn innermost(target: &Type) -> &Type {
    value_of(target).map_or(target, |value| innermost(Unwrapped::from(value).target))
}

fn map_to_innermost(map: &Type) -> TokenStream {
    with_value(map, &innermost(map))
}

/// A name for a struct with some of the targets.
fn group_name(target: &Type, ending: &str) -> Ident {
    let name = match innermost(target) {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    };
    let name = name.map_or_else(|| "Node".to_owned(), Ident::to_string);
    Ident::new(
        &format!("{}{ending}", name.trim_start_matches("r#")),
        proc_macro2::Span::call_site(),
    )
}
