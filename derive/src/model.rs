//! A declaration as our own model: `read` fills it, `check` looks at it as a whole, and `expand`
//! writes the code that it stands for.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Generics, Meta, Path, Visibility};

use crate::grammar::keys::{FieldKind, LinkKind};
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;
use crate::hygiene::used_names::UsedNames;

/// A struct, a node enum or a union, as declared.
pub(crate) struct Declaration {
    pub(crate) name: Ident,
    pub(crate) vis: Visibility,
    /// With every type parameter bounded by `'static`, and without lifetimes.
    pub(crate) generics: Generics,
    /// The declared type with its arguments. In the input it may be written as `Self`.
    pub(crate) declared_type: Tokens,
    pub(crate) docs: Vec<TokenStream>,
    /// The attributes that the generated type has as well: lint levels, `deprecated`.
    pub(crate) attrs: Vec<TokenStream>,
    /// The lint levels among them that allow something, which the impls have as well.
    pub(crate) allowed: Vec<TokenStream>,
    pub(crate) settings: Settings,
    pub(crate) body: Body,
    /// The names in the input. Ours must differ from them.
    pub(crate) used_names: UsedNames,
}

/// The keys that are for any item.
pub(crate) struct Settings {
    /// The name of the generated type: the node of a struct or a node enum, or a union's handle.
    pub(crate) generated: Ident,
    /// The name of the generated enum in the node of a node enum.
    pub(crate) kind: Ident,
    pub(crate) krate: Tokens,
    pub(crate) derives: Vec<Path>,
    pub(crate) attrs: Vec<Meta>,
    /// The place of the key `to_plain`, if it is given.
    pub(crate) to_plain: Option<Span>,
    /// Whether the key `undo` is given.
    pub(crate) undo: bool,
    /// The place of the key `no_from`, if it is given.
    pub(crate) no_from: Option<Span>,
}

pub(crate) enum Body {
    Node(Node),
    Enum(NodeEnum),
    Union(Union),
}

/// A struct; or a node enum without its variants.
#[derive(Default)]
pub(crate) struct Node {
    pub(crate) hook: Option<Hook>,
    pub(crate) links: Vec<Link>,
    pub(crate) live: Vec<LiveField>,
    pub(crate) fields: Vec<Field>,
}

/// An enum that is one node type.
pub(crate) struct NodeEnum {
    /// Its hook and its links. It has no fields.
    pub(crate) node: Node,
    pub(crate) variants: Vec<NodeVariant>,
}

/// A variant of a node enum.
pub(crate) struct NodeVariant {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) name: Ident,
    pub(crate) form: VariantForm,
    pub(crate) fields: Vec<Field>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariantForm {
    Named,
    Unnamed,
    Unit,
}

/// The value of `finalize = ..`
pub(crate) struct Hook {
    /// The place of the key.
    pub(crate) key: Span,
    pub(crate) is_closure: bool,
    pub(crate) tokens: TokenStream,
}

/// A link that is declared on the item, and exists only in the node.
pub(crate) struct Link {
    pub(crate) kind: LinkKind,
    /// The place of the key that declares it.
    pub(crate) key: Span,
    pub(crate) cfgs: Vec<Meta>,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Tokens,
}

/// Data that is declared on the item, and exists only in the node.
pub(crate) struct LiveField {
    pub(crate) cfgs: Vec<Meta>,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    /// The lint levels among them that allow something.
    pub(crate) allowed: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Tokens,
    /// The expression for the first value. Without one, it is the type's default.
    pub(crate) value: Option<TokenStream>,
}

/// A field of a struct or of a variant.
pub(crate) struct Field {
    /// The kind that its key sets. Plain data has none.
    pub(crate) kind: Option<FieldKind>,
    /// Whether it has no key, and its type might derive `Graph`.
    pub(crate) is_unclear: bool,
    /// The place of that key.
    pub(crate) key: Option<Span>,
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    /// The lint levels among them that allow something.
    pub(crate) allowed: Vec<TokenStream>,
    pub(crate) vis: Visibility,
    /// `__0` for the first unnamed field.
    pub(crate) name: Ident,
    /// The index of an unnamed field.
    pub(crate) position: Option<usize>,
    pub(crate) ty: Tokens,
    /// The type that a saved reference leads to.
    pub(crate) target: Option<Tokens>,
    /// What a copy of the node gets, if this is its id.
    pub(crate) copied_id: Option<CopiedId>,
}

/// The id that a copy of a node gets.
#[derive(Clone)]
pub(crate) enum CopiedId {
    /// `id`: the declaration does not say it.
    Unknown,
    /// `id(keep)`: the same.
    Kept,
    /// `id(fresh = EXPR)`: what this function returns.
    Fresh(TokenStream),
}

impl Field {
    /// The name, or the index of an unnamed field, for texts.
    pub(crate) fn display_name(&self) -> String {
        match self.position {
            None => names::display_name(&self.name),
            Some(position) => position.to_string(),
        }
    }

    /// The place of the key, for errors; of the name if the field has no key.
    pub(crate) fn key_or_name(&self) -> Span {
        self.key.unwrap_or_else(|| self.name.span())
    }

    pub(crate) fn is_owning(&self) -> bool {
        self.kind == Some(FieldKind::Own)
    }

    pub(crate) fn is_value(&self) -> bool {
        self.kind == Some(FieldKind::Value)
    }

    pub(crate) fn is_traced(&self) -> bool {
        self.kind == Some(FieldKind::Traced)
    }

    pub(crate) fn is_id(&self) -> bool {
        self.kind == Some(FieldKind::Id)
    }

    /// The kind of link, if this is a saved reference.
    pub(crate) fn saved(&self) -> Option<LinkKind> {
        match self.kind {
            Some(FieldKind::Saved(kind)) => Some(kind),
            _ => None,
        }
    }

    /// Whether it has a number among the links of the node.
    pub(crate) fn is_numbered(&self) -> bool {
        self.is_owning() || self.is_value() || self.is_traced() || self.saved().is_some()
    }
}

/// An enum whose every variant wraps one node type.
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) attrs: Vec<TokenStream>,
    pub(crate) name: Ident,
    pub(crate) ty: TokenStream,
    /// The types in the wrapped union that convert in one step: `#[graph(with(A, B))]`.
    pub(crate) with: Vec<TokenStream>,
}
