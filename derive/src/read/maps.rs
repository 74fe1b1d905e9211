//! Checks of owning links over maps. A map has one child for each key, and nothing around it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Field, GenericArgument, PathArguments, Type};

use crate::advice::attr_target::Item;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::link_type::{Unwrapped, Wrapper};
use crate::hygiene::names;

/// Reports a map of children with something around it, or one with more than a child for each key.
/// Returns the type that was meant, if it is one.
pub(super) fn check_owned_map(
    field: &Field,
    item: &Item,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let outside = Unwrapped::from(ty);
    let map = outside.target;
    let inside = Unwrapped::from(value_of(map)?);
    let is_nested = value_of(inside.target).is_some();
    let wrong_inside = inside.wrappers.iter().find(|wrapper| **wrapper != Wrapper::Box);
    let meant = with_value(map, inside.target);
    let Mistake { problem, group } = if let Some(wrong) = outside.wrappers.first() {
        mistake_outside(*wrong, map, &inside)
    } else if is_nested && wrong_inside.is_none() {
        mistake_of_nested(map, &inside)
    } else {
        mistake_inside(*wrong_inside?, map, &inside, item)
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
    let instead = source_text(group.as_ref().map_or(&meant, |group| &group.field));
    let beside = group.as_ref().map_or_else(String::new, |Group { name, content, .. }| {
        let (owner, target) = (&item.name, source_text(innermost(inside.target)));
        format!(
            ", and beside it `#[derive(Graph)] #[graph(back(owner: {owner}))] struct {name} {{ \
             #[graph(own)] items: {} }}`; then `{target}` takes `#[graph(back(group: {name}))]`",
            source_text(content)
        )
    });
    errors.at(ty, format_args!("{problem}: write `{name}{instead}`{beside}"));
    let is_group_of_maps = is_nested || !outside.wrappers.is_empty() && outside.is_list();
    Some(if is_group_of_maps { with_value(map, innermost(map)) } else { meant })
}

/// A problem, and the struct that solves it. Without one, the field has the map that was meant.
struct Mistake {
    problem: &'static str,
    group: Option<Group>,
}

/// A struct with the nodes that were meant to be in one place of a list or a map.
struct Group {
    name: Ident,
    /// The type of its own field.
    content: TokenStream,
    /// The type of the field that has the groups.
    field: TokenStream,
}

fn mistake_outside(wrong: Wrapper, map: &Type, inside: &Unwrapped) -> Mistake {
    let problem = match wrong {
        Wrapper::List | Wrapper::OtherList | Wrapper::Array => {
            let name = group_name(inside.target, "Map");
            let group = Group { content: map.to_token_stream(), field: quote!(Vec<#name>), name };
            let problem = "a list of links has no maps in it";
            return Mistake { problem, group: Some(group) };
        }
        Wrapper::Option => "a map can be empty without an `Option`",
        Wrapper::Box => "a map needs no box",
        wrong => problem_of(wrong),
    };
    Mistake { problem, group: None }
}

fn mistake_of_nested(map: &Type, inside: &Unwrapped) -> Mistake {
    let name = group_name(inside.target, "Map");
    let content = inside.target.to_token_stream();
    let group = Group { content, field: with_value(map, &name), name };
    Mistake { problem: ONE_CHILD, group: Some(group) }
}

fn mistake_inside(wrong: Wrapper, map: &Type, inside: &Unwrapped, item: &Item) -> Mistake {
    let problem = match wrong {
        Wrapper::List | Wrapper::OtherList | Wrapper::Array => {
            let name = group_name(inside.target, "List");
            let content = inside.as_owned(&item.name);
            let group = Group { content, field: with_value(map, &name), name };
            return Mistake { problem: ONE_CHILD, group: Some(group) };
        }
        Wrapper::Option => "a map has no empty places",
        wrong => problem_of(wrong),
    };
    Mistake { problem, group: None }
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

/// A name for a struct with some of the targets.
fn group_name(target: &Type, ending: &str) -> Ident {
    let name = match innermost(target) {
        Type::Path(path) => path.path.segments.last().map(|last| names::display_name(&last.ident)),
        _ => None,
    };
    let name = name.unwrap_or_else(|| "Node".to_owned());
    Ident::new(&format!("{name}{ending}"), Span::call_site())
}
