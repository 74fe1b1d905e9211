//! A link's type, taken apart: the type that the link leads to, and the wrappers around it.
//!
//! Wrappers are recognized by name, since a derive sees only tokens. If your own type has the name
//! of one, you can write it by another path: `self::Option<T>`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, Ident, PathArguments, Type};

use super::keys::LinkKind;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapper {
    Option,
    Box,
    Rc,
    Weak,
    Cell,
    Reference,
    List,
    Array,
    /// Another list or set of std.
    OtherList,
}

pub(crate) struct Unwrapped<'a> {
    /// From the outside in.
    pub(crate) wrappers: Vec<Wrapper>,
    pub(crate) target: &'a Type,
}

impl<'a> From<&'a Type> for Unwrapped<'a> {
    fn from(ty: &'a Type) -> Self {
        let mut unwrapped = Unwrapped { wrappers: Vec::new(), target: ty };
        while let Some((wrapper, inner)) = unwrap_once(unwrapped.target) {
            unwrapped.wrappers.extend(wrapper);
            unwrapped.target = inner;
        }
        unwrapped
    }
}

impl Unwrapped<'_> {
    pub(crate) fn is_list(&self) -> bool {
        self.wrappers
            .iter()
            .any(|wrapper| matches!(wrapper, Wrapper::List | Wrapper::Array | Wrapper::OtherList))
    }

    /// Whether the target can be a node. A few types of std cannot.
    pub(crate) fn leads_to_a_node(&self) -> bool {
        name_of(self.target)
            .is_none_or(|name| !SMALL.contains(&&*name) && !NO_NODES.contains(&&*name))
    }

    /// Whether there are handles or references in the type.
    pub(crate) fn has_handles(&self) -> bool {
        let is_handle = |wrapper: &Wrapper| matches!(wrapper, Wrapper::Rc | Wrapper::Weak);
        self.wrappers.iter().any(is_handle)
    }

    /// Whether the target is a number or text.
    pub(crate) fn leads_to_simple_data(&self) -> bool {
        name_of(self.target)
            .is_some_and(|name| SMALL.contains(&&*name) || matches!(&*name, "String" | "str"))
    }

    /// Whether values of nodes could be in a field of this form: `T`, or a `Vec`, an `Option` or a
    /// box of one. Only the compiler knows whether a type derives `Graph`, but most types of std are
    /// recognized by their names.
    pub(crate) fn has_form_of_nodes(&self) -> bool {
        use Wrapper::{Box, List, Option};
        if !self.wrappers.iter().all(|wrapper| matches!(wrapper, List | Option | Box)) {
            return false;
        }
        let Type::Path(target) = self.target else { return false };
        let segments = &target.path.segments;
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return false };
        if !last.arguments.is_none() && CONTAINERS.contains(&&*last.ident.to_string()) {
            return false;
        }
        segments.len() == 1 || !matches!(&*first.ident.to_string(), "std" | "core" | "alloc")
    }

    /// Whether the target is just this name.
    pub(crate) fn is_bare(&self, name: &Ident) -> bool {
        matches!(self.target, Type::Path(path) if path.path.is_ident(name))
    }

    /// Whether a field of this form could be an owning link.
    pub(crate) fn has_form_of_own(&self) -> bool {
        matches!(self.wrappers.first(), Some(Wrapper::List | Wrapper::Option))
    }

    /// The type to write where a link of this kind is declared.
    pub(crate) fn as_link(&self, kind: LinkKind) -> TokenStream {
        let target = self.target;
        if self.is_list() && kind != LinkKind::Back {
            quote!(Vec<#target>)
        } else {
            quote!(#target)
        }
    }

    /// Whether a field of this type needs a value of the struct `item`.
    pub(crate) fn needs(&self, item: &Ident) -> bool {
        self.wrappers.iter().all(|wrapper| *wrapper == Wrapper::Box) && self.leads_to(item)
    }

    /// Whether the target is the struct `item`.
    fn leads_to(&self, item: &Ident) -> bool {
        let Type::Path(target) = self.target else { return false };
        let first = target.path.segments.first();
        first.is_some_and(|first| first.ident == "Self" || first.ident == *item)
    }

    /// The type to write in an owning field of the struct `item`.
    pub(crate) fn as_owned(&self, item: &Ident) -> TokenStream {
        let target = self.target;
        if self.is_list() {
            return quote!(Vec<#target>);
        }
        let is_recursive = self.leads_to(item);
        let target = if is_recursive || self.wrappers.contains(&Wrapper::Box) {
            quote!(Box<#target>)
        } else {
            quote!(#target)
        };
        if is_recursive || self.wrappers.contains(&Wrapper::Option) {
            quote!(Option<#target>)
        } else {
            target
        }
    }
}

/// The types of std that have arguments, other than the wrappers.
const CONTAINERS: [&str; 12] = [
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "VecDeque",
    "Arc",
    "Cell",
    "OnceCell",
    "Cow",
    "PhantomData",
    "Range",
    "Mutex",
];

/// The types of std for which `Cell` is the right cell.
const SMALL: [&str; 16] = [
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64",
];

/// The other types of std that are no nodes.
const NO_NODES: [&str; 7] = ["String", "str", "PathBuf", "Path", "OsString", "Duration", "Instant"];

pub(crate) fn is_small(ty: &Type) -> bool {
    name_of(ty).is_some_and(|name| SMALL.contains(&&*name))
}

/// The type's name, if it is only a name. As text: each comparison of an identifier would be a call
/// into the compiler.
fn name_of(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    path.path.get_ident().map(Ident::to_string)
}

/// Takes off the outermost layer, if there is one: a wrapper, or a group or parentheses, which are
/// no wrappers.
fn unwrap_once(ty: &Type) -> Option<(Option<Wrapper>, &Type)> {
    let path = match ty {
        // A macro puts a group around the type of its `$ty`.
        Type::Group(group) => return Some((None, &group.elem)),
        Type::Paren(paren) => return Some((None, &paren.elem)),
        Type::Reference(reference) => return Some((Some(Wrapper::Reference), &reference.elem)),
        Type::Array(array) => return Some((Some(Wrapper::Array), &array.elem)),
        Type::Slice(slice) => return Some((Some(Wrapper::Array), &slice.elem)),
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return None,
    };
    let (first, last) = (path.segments.first()?, path.segments.last()?);
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
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
        // A bare `Cell` or `Arc` may well be a node, of a table or of a drawing.
        "Cell" if is_path => Wrapper::Cell,
        "Arc" if is_path => Wrapper::Rc,
        "Vec" => Wrapper::List,
        "VecDeque" | "LinkedList" | "HashSet" | "BTreeSet" | "BinaryHeap" => Wrapper::OtherList,
        _ => return None,
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => {
            Some((Some(wrapper), inner))
        }
        _ => None,
    }
}
