//! The type of a declared link: it names what the link leads to, and not what the link is by itself.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

use crate::errors::Errors;
use crate::keys::LinkDeclaration;

/// Refuses an option and a handle, and goes on with what is in it. It is told by their names, so a type of
/// the user's that has one of them can stand here by another path: `self::Option<T>`.
pub(crate) fn check(key: &str, link: &mut LinkDeclaration, errors: &mut Errors) {
    let problem = match wrapper(&link.ty) {
        Some(("Option", _)) if key == "back" => "a back-link is an option already".to_owned(),
        Some(("Option", _)) => format!("a {key} link is an option already"),
        Some(("Rc" | "Weak", _)) => "a link's type is the declared one, not its handle".to_owned(),
        _ => return,
    };
    let mut target = &link.ty;
    while let Some((_, inner)) = wrapper(target) {
        target = inner;
    }
    let target = target.to_token_stream();
    let (name, written) = (&link.name, target.to_string().replace(' ', ""));
    errors.at(&link.ty, format_args!("{problem}: write `{key}({name}: {written})`"));
    link.ty = Type::Verbatim(target);
}

/// What a type is wrapped in, and the type in it.
fn wrapper(ty: &Type) -> Option<(&'static str, &Type)> {
    let path = match ty {
        // A type from a macro's `$ty` comes as a group.
        Type::Group(group) => return wrapper(&group.elem),
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return None,
    };
    let (first, last) = (path.segments.first()?, path.segments.last()?);
    let is_known = |root| first.ident == root;
    if path.segments.len() > 1 && !["std", "core", "alloc", "kinfolk"].into_iter().any(is_known) {
        return None;
    }
    let name = ["Option", "Box", "Rc", "Weak"].into_iter().find(|name| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some((name, inner)),
        _ => None,
    }
}
