//! The type of a link: it names what the link leads to, and not what the link is by itself.
//!
//! What a type is wrapped in is told by names, so a type of the user's that has one of them can
//! stand here by another path: `self::Option<T>`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericArgument, Ident, PathArguments, Type};

use crate::advice::errors::Errors;
use crate::advice::source_text::written;
use crate::read::links::LinkDeclaration;

/// Refuses what a declared link's type is wrapped in, and goes on with what is in it.
pub(crate) fn check(key: &str, link: &mut LinkDeclaration, errors: &mut Errors) {
    let kind = Kind::of(key);
    let unwrapped = Unwrapped::from(&link.ty);
    let Some(problem) = unwrapped.problem(kind) else { return };
    let meant = unwrapped.meant(kind);
    let (name, instead) = (&link.name, written(&meant));
    errors.at(&link.ty, format_args!("{problem}: write `{key}({name}: {instead})`"));
    link.ty = Type::Verbatim(meant);
}

/// The same for an owning link, a field of the struct `item`. Gives the type to go on with.
pub(crate) fn check_own(
    field: &Ident,
    ty: &Type,
    item: &Ident,
    errors: &mut Errors,
) -> TokenStream {
    let unwrapped = Unwrapped::from(ty);
    let Some(problem) = unwrapped.problem(Kind::Own) else { return ty.to_token_stream() };
    let meant = unwrapped.owned(item);
    let advice = if unwrapped.wrappers.contains(&Wrapper::Weak) {
        // What is refused here would be owned by nobody.
        let link = written(unwrapped.meant(Kind::Weak));
        format!("write `#[graph(weak({field}: {link}))]` above the struct, and leave the field out")
    } else {
        format!("write `{field}: {}`", written(&meant))
    };
    errors.at(ty, format_args!("{problem}: {advice}"));
    meant
}

/// The type of a link, declared by `key`, to what this field leads to.
pub(crate) fn of_field(key: &str, ty: &Type) -> Option<TokenStream> {
    let unwrapped = Unwrapped::from(ty);
    (!is_data(unwrapped.target)).then(|| unwrapped.meant(Kind::of(key)))
}

/// What the type leads to, and whether it is a list.
pub(crate) fn target(ty: &Type) -> (&Type, bool) {
    let unwrapped = Unwrapped::from(ty);
    (unwrapped.target, unwrapped.is_list())
}

/// Whether a field of this type looks like an owning link.
pub(crate) fn may_be_owned(ty: &Type) -> bool {
    let Unwrapped { wrappers, target } = Unwrapped::from(ty);
    matches!(wrappers.first(), Some(Wrapper::List | Wrapper::Option)) && !is_data(target)
}

/// Whether this is a type of std's that a `Cell` is for.
pub(crate) fn is_small(ty: &Type) -> bool {
    const SMALL: [&str; 16] = [
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
        "i128", "isize", "f32", "f64",
    ];
    is_one_of(ty, &SMALL)
}

/// Whether a type is one of std's that are no nodes.
fn is_data(ty: &Type) -> bool {
    is_small(ty) || is_one_of(ty, &["String", "str", "PathBuf", "Path"])
}

fn is_one_of(ty: &Type, names: &[&str]) -> bool {
    matches!(ty, Type::Path(path) if names.iter().any(|name| path.path.is_ident(name)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Back,
    Weak,
    Shared,
    Own,
}

impl Kind {
    fn of(key: &str) -> Self {
        match key {
            "back" => Kind::Back,
            "weak" => Kind::Weak,
            _ => Kind::Shared,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Back => "a back-link",
            Kind::Weak => "a weak link",
            Kind::Shared => "a shared link",
            Kind::Own => "an owning link",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapper {
    Option,
    Box,
    Rc,
    Weak,
    Cell,
    Reference,
    List,
    Array,
}

struct Unwrapped<'a> {
    /// From the outside in.
    wrappers: Vec<Wrapper>,
    target: &'a Type,
}

impl<'a> From<&'a Type> for Unwrapped<'a> {
    fn from(ty: &'a Type) -> Self {
        let mut unwrapped = Unwrapped { wrappers: Vec::new(), target: ty };
        while let Some((wrapper, inner)) = wrapper(unwrapped.target) {
            unwrapped.wrappers.extend(wrapper);
            unwrapped.target = inner;
        }
        unwrapped
    }
}

impl Unwrapped<'_> {
    /// What is wrong with the outermost wrapper that cannot be there.
    fn problem(&self, kind: Kind) -> Option<String> {
        let first = *self.wrappers.first()?;
        let accepted = match kind {
            Kind::Back => false,
            Kind::Weak | Kind::Shared => first == Wrapper::List,
            Kind::Own => matches!(first, Wrapper::List | Wrapper::Option),
        };
        let rest = &self.wrappers[usize::from(accepted)..];
        // A box may be around what a link leads to, but is not what an owning link is.
        let is_wrong = |wrapper: &&Wrapper| {
            **wrapper != Wrapper::Box
                || kind == Kind::Own && !accepted
                || rest.contains(&Wrapper::List)
        };
        let wrong = *rest.iter().find(is_wrong)?;
        let (link, in_list) = (kind.name(), accepted && first == Wrapper::List);
        let problem = match wrong {
            Wrapper::Weak if kind == Kind::Own => "what is `Weak` is not owned".to_owned(),
            Wrapper::Option if in_list => "a list of links has no empty places".to_owned(),
            _ if in_list && rest.contains(&Wrapper::List) => {
                "a list of links has no lists in it".to_owned()
            }
            Wrapper::List if kind == Kind::Back => {
                "a node has one owner at a time, so a back-link is no list".to_owned()
            }
            Wrapper::List => "a list can be empty without an `Option`".to_owned(),
            Wrapper::Option if self.is_list() && kind != Kind::Back => {
                "a list can be empty without an `Option`".to_owned()
            }
            Wrapper::Option => format!("{link} is an option already"),
            Wrapper::Rc if kind == Kind::Own => {
                "an owning link makes the handles, so the plain struct has none".to_owned()
            }
            Wrapper::Rc | Wrapper::Weak => {
                "a link's type is the declared one, not its handle".to_owned()
            }
            Wrapper::Cell => format!("{link} needs no cell"),
            Wrapper::Reference => format!("{link} borrows nothing"),
            Wrapper::Array => "a list of links can grow, and an array cannot".to_owned(),
            Wrapper::Box if self.is_list() => "a list needs no box".to_owned(),
            Wrapper::Box => format!("{link} is a `Vec` or an `Option`"),
        };
        Some(problem)
    }

    fn is_list(&self) -> bool {
        self.wrappers.iter().any(|wrapper| matches!(wrapper, Wrapper::List | Wrapper::Array))
    }

    /// The type that is to be written in a link's declaration.
    fn meant(&self, kind: Kind) -> TokenStream {
        let target = self.target;
        if self.is_list() && kind != Kind::Back { quote!(Vec<#target>) } else { quote!(#target) }
    }

    /// The type that is to be written in an owning field of the struct `item`.
    fn owned(&self, item: &Ident) -> TokenStream {
        let target = self.target;
        let is_in_itself = |path: &syn::Path| {
            path.segments.first().is_some_and(|first| first.ident == "Self" || first.ident == *item)
        };
        if self.is_list() {
            quote!(Vec<#target>)
        } else if self.wrappers.contains(&Wrapper::Box)
            || matches!(target, Type::Path(path) if is_in_itself(&path.path))
        {
            quote!(Option<Box<#target>>)
        } else {
            quote!(Option<#target>)
        }
    }
}

/// What a type is wrapped in, if that says something, and the type in it.
fn wrapper(ty: &Type) -> Option<(Option<Wrapper>, &Type)> {
    let path = match ty {
        // A type from a macro's `$ty` comes as a group.
        Type::Group(group) => return Some((None, &group.elem)),
        Type::Paren(paren) => return Some((None, &paren.elem)),
        Type::Reference(reference) => return Some((Some(Wrapper::Reference), &reference.elem)),
        Type::Array(array) => return Some((Some(Wrapper::Array), &array.elem)),
        Type::Slice(slice) => return Some((Some(Wrapper::Array), &slice.elem)),
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return None,
    };
    let (first, last) = (path.segments.first()?, path.segments.last()?);
    let is_known = |root| first.ident == root;
    let is_path = path.segments.len() > 1;
    if is_path && !["std", "core", "alloc", "kinfolk"].into_iter().any(is_known) {
        return None;
    }
    let wrapper = match &*last.ident.to_string() {
        "Option" => Wrapper::Option,
        "Box" => Wrapper::Box,
        "Rc" => Wrapper::Rc,
        "Weak" => Wrapper::Weak,
        "RefCell" => Wrapper::Cell,
        // A table has cells, and a drawing has arcs.
        "Cell" if is_path => Wrapper::Cell,
        "Arc" if is_path => Wrapper::Rc,
        "Vec" => Wrapper::List,
        _ => return None,
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => {
            Some((Some(wrapper), inner))
        }
        _ => None,
    }
}
