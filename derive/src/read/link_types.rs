//! Checks that a link's type names the declared type that it leads to, without handles or cells.
//! The containers that the link's kind allows may be around it.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Field, Ident, Type, TypeParamBound};

use crate::advice::attr_target::Item;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{LinkKind, TargetKind};
use crate::grammar::link_type::{Unwrapped, Wrapper};

/// Reports a wrong type of a declared link. Returns the type that was meant, if the type is wrong.
pub(super) fn check_link(
    kind: LinkKind,
    name: &Ident,
    ty: &Type,
    errors: &mut Errors,
) -> Option<Type> {
    let unwrapped = Unwrapped::from(ty);
    let problem = problem(&unwrapped, Position::Link(kind))?;
    let (key, meant) = (kind.name(), unwrapped.as_link(kind));
    let instead = source_text(&meant);
    errors.at(ty, format_args!("{problem}: write `{key}({name}: {instead})`"));
    Some(Type::Verbatim(meant))
}

/// The same for an owning link, a field of the `item`.
pub(super) fn check_owned(field: &Field, item: &Item, errors: &mut Errors) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let unwrapped = Unwrapped::from(ty);
    let problem = problem(&unwrapped, Position::OwnedField)?;
    let meant = unwrapped.as_owned(&item.name);
    let advice = if unwrapped.wrappers.contains(&Wrapper::Weak) {
        let (weak, word) = (LinkKind::Weak, item.word());
        let (key, link) = (weak.name(), source_text(unwrapped.as_link(weak)));
        let name = ident.as_ref().map_or_else(|| "target".to_owned(), Ident::to_string);
        format!("write `#[graph({key}({name}: {link}))]` above the {word}, and leave the field out")
    } else {
        format!("write `{}`", declaration(ident.as_ref(), &source_text(&meant)))
    };
    errors.at(ty, format_args!("{problem}: {advice}"));
    Some(meant)
}

/// `name: Type`, or the type of an unnamed field.
fn declaration(name: Option<&Ident>, ty: &str) -> String {
    name.map_or_else(|| ty.to_owned(), |name| format!("{name}: {ty}"))
}

/// Reports a field by which each value of a struct would need another one. Returns the type that was
/// meant, if it is one. In a longer circle of structs, the derive sees only one of them.
pub(super) fn refuse_endless(
    field: &Field,
    item: &Item,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let Field { ident, ty, .. } = field;
    let name = &item.name;
    let unwrapped = Unwrapped::from(ty);
    // Another variant of an enum may need none.
    if item.kind == TargetKind::NodeEnum || !unwrapped.needs(name) {
        return None;
    }
    let meant = unwrapped.as_owned(name);
    errors.at(
        ty,
        format_args!(
            "no `{name}` can ever be built, since each needs another one first: write `{}`",
            declaration(ident.as_ref(), &source_text(&meant))
        ),
    );
    Some(meant)
}

/// Reports an owning link that leads to no nodes: to trait objects, numbers or text. Returns whether
/// it is one.
pub(super) fn refuse_no_nodes(field: &Field, errors: &mut Errors) -> bool {
    let Field { ident, ty, .. } = field;
    let unwrapped = Unwrapped::from(ty);
    if unwrapped.leads_to_simple_data() {
        let data = source_text(unwrapped.target);
        errors.at(ty, format_args!("a `{data}` is no node: leave `own` out, as for all data"));
        return true;
    }
    let Type::TraitObject(object) = unwrapped.target else { return false };
    let name = object.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().map(|last| &last.ident),
        _ => None,
    });
    let union = name.map_or_else(|| "AnyNode".to_owned(), |name| format!("Any{}", name.unraw()));
    let [open, close] = if unwrapped.is_list() {
        ["Vec<", ">"]
    } else if unwrapped.wrappers.contains(&Wrapper::Option) {
        ["Option<", ">"]
    } else {
        ["", ""]
    };
    let field = declaration(ident.as_ref(), &format!("{open}{union}{close}"));
    errors.at(
        ty,
        format_args!(
            "trait objects are no nodes: make a union of the types, as in `#[derive(Graph)] enum \
             {union} {{ Folder(Folder), File(File) }}`, and write `{field}`"
        ),
    );
    true
}

/// Where a link's type is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Link(LinkKind),
    OwnedField,
}

impl Position {
    fn description(self) -> &'static str {
        match self {
            Position::Link(LinkKind::Back) => "a back-link",
            Position::Link(LinkKind::Weak) => "a weak link",
            Position::Link(LinkKind::Shared) => "a shared link",
            Position::OwnedField => "an owning link",
        }
    }
}

/// The problem with the outermost wrapper that cannot be there.
fn problem(unwrapped: &Unwrapped, position: Position) -> Option<String> {
    const BACK: Position = Position::Link(LinkKind::Back);
    let wrappers = &unwrapped.wrappers;
    let first = *wrappers.first()?;
    let is_accepted = match position {
        BACK => false,
        Position::Link(_) => first == Wrapper::List,
        Position::OwnedField => matches!(first, Wrapper::List | Wrapper::Option),
    };
    let is_owned = position == Position::OwnedField;
    let rest = &wrappers[usize::from(is_accepted)..];
    // The target may be boxed. But no list is in a box.
    let is_wrong = |wrapper: &&Wrapper| **wrapper != Wrapper::Box || rest.contains(&Wrapper::List);
    let wrong = *rest.iter().find(is_wrong)?;
    let (link, in_list) = (position.description(), is_accepted && first == Wrapper::List);
    let problem = match wrong {
        Wrapper::Weak if is_owned => "a `Weak` does not own its target".to_owned(),
        Wrapper::Option if in_list => "a list of links has no empty places".to_owned(),
        _ if in_list && rest.contains(&Wrapper::List) => {
            "a list of links has no lists in it".to_owned()
        }
        Wrapper::List | Wrapper::OtherList if position == BACK => {
            "a node has one owner at a time, so a back-link is no list".to_owned()
        }
        Wrapper::List => "a list can be empty without an `Option`".to_owned(),
        Wrapper::Option if unwrapped.is_list() && position != BACK => {
            "a list can be empty without an `Option`".to_owned()
        }
        Wrapper::Option if is_owned && !is_accepted => {
            "the `Option` goes around the whole type".to_owned()
        }
        Wrapper::Option => format!("{link} is an option already"),
        Wrapper::Rc if is_owned => {
            "an owning link makes the handles, so the plain struct has none".to_owned()
        }
        Wrapper::Rc | Wrapper::Weak => "a link names the declared type, not its handle".to_owned(),
        Wrapper::Cell => format!("{link} needs no cell"),
        Wrapper::Reference => format!("{link} borrows nothing"),
        Wrapper::Array => "a list of links can grow, and an array cannot".to_owned(),
        Wrapper::OtherList => "a list of links is a `Vec`".to_owned(),
        Wrapper::Box => "a list needs no box".to_owned(),
    };
    Some(problem)
}
