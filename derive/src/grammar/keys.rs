//! The keys of `#[graph(..)]`: their names, where each may stand, and how it is written. No other
//! file compares the name of a key.

/// The meaning of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// A link that is declared on the struct.
    Link(LinkKind),
    /// The form of a field in the node.
    Field(FieldKind),
    Finalize,
    ToPlain,
    /// The name of a struct's node.
    Node,
    /// The name of a union's handle.
    Handle,
    /// No conversions into the plain enum of a union.
    NoFrom,
    Derive,
    Attr,
    Crate,
}

/// A link that is declared on the struct, and exists only in the node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    Back,
    Weak,
    Shared,
}

/// A field with a key. A field without one is plain data, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Own,
    Cell,
    RefCell,
    Data,
}

/// The part of an item that has a `#[graph(..)]` attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Struct,
    Union,
    Field,
}

/// The syntax after a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing: `own`
    Bare,
    /// `node = FolderNode`
    Name,
    /// `crate = path`
    Path,
    /// `finalize = FileNode::closed`
    Hook,
    /// `back(pub parent: Folder)`
    Links(LinkKind),
    /// `derive(Debug)`
    Derives,
    /// `attr(non_exhaustive)`
    Attrs,
}

impl Form {
    /// Whether it is a list in parentheses.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Form::Links(_) | Form::Derives | Form::Attrs)
    }
}

pub(crate) struct Key {
    pub(crate) kind: KeyKind,
    targets: &'static [TargetKind],
    /// How to write it, with `{generated}` for the generated type.
    usage: &'static str,
}

const STRUCT: &[TargetKind] = &[TargetKind::Struct];
const UNION: &[TargetKind] = &[TargetKind::Union];
const STRUCT_OR_UNION: &[TargetKind] = &[TargetKind::Struct, TargetKind::Union];
const FIELD: &[TargetKind] = &[TargetKind::Field];

/// All keys, in the order in which messages list them.
pub(crate) const KEYS: &[Key] = &[
    Key::new(KeyKind::Link(LinkKind::Back), STRUCT, "back(parent: Owner)"),
    Key::new(KeyKind::Link(LinkKind::Weak), STRUCT, "weak(target: Type)"),
    Key::new(KeyKind::Link(LinkKind::Shared), STRUCT, "shared(target: Type)"),
    Key::new(KeyKind::Finalize, STRUCT, "finalize = {generated}::closed"),
    Key::new(KeyKind::ToPlain, STRUCT_OR_UNION, "to_plain"),
    Key::new(KeyKind::Node, STRUCT, "node = {generated}"),
    Key::new(KeyKind::Handle, UNION, "handle = {generated}"),
    Key::new(KeyKind::NoFrom, UNION, "no_from"),
    Key::new(KeyKind::Derive, STRUCT_OR_UNION, "derive(Debug)"),
    Key::new(KeyKind::Attr, STRUCT_OR_UNION, "attr(non_exhaustive)"),
    Key::new(KeyKind::Crate, STRUCT_OR_UNION, "crate = path::to::kinfolk"),
    Key::new(KeyKind::Field(FieldKind::Own), FIELD, "own"),
    Key::new(KeyKind::Field(FieldKind::Cell), FIELD, "cell"),
    Key::new(KeyKind::Field(FieldKind::RefCell), FIELD, "refcell"),
    Key::new(KeyKind::Field(FieldKind::Data), FIELD, "data"),
];

impl KeyKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            KeyKind::Link(kind) => kind.name(),
            KeyKind::Finalize => "finalize",
            KeyKind::ToPlain => "to_plain",
            KeyKind::Node => "node",
            KeyKind::Handle => "handle",
            KeyKind::NoFrom => "no_from",
            KeyKind::Derive => "derive",
            KeyKind::Attr => "attr",
            KeyKind::Crate => "crate",
            KeyKind::Field(FieldKind::Own) => "own",
            KeyKind::Field(FieldKind::Cell) => "cell",
            KeyKind::Field(FieldKind::RefCell) => "refcell",
            KeyKind::Field(FieldKind::Data) => "data",
        }
    }
}

impl LinkKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            LinkKind::Back => "back",
            LinkKind::Weak => "weak",
            LinkKind::Shared => "shared",
        }
    }
}

impl Key {
    const fn new(kind: KeyKind, targets: &'static [TargetKind], usage: &'static str) -> Self {
        Key { kind, targets, usage }
    }

    pub(crate) fn of_kind(kind: KeyKind) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.kind == kind)
    }

    /// The key with this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name() == name)
    }

    pub(crate) fn name(&self) -> &'static str {
        self.kind.name()
    }

    pub(crate) fn form(&self) -> Form {
        match self.kind {
            KeyKind::Link(kind) => Form::Links(kind),
            KeyKind::Field(_) | KeyKind::ToPlain | KeyKind::NoFrom => Form::Bare,
            KeyKind::Finalize => Form::Hook,
            KeyKind::Node | KeyKind::Handle => Form::Name,
            KeyKind::Derive => Form::Derives,
            KeyKind::Attr => Form::Attrs,
            KeyKind::Crate => Form::Path,
        }
    }

    pub(crate) fn goes_on(&self, target: TargetKind) -> bool {
        self.targets.contains(&target)
    }

    /// Whether it may be given several times: lists add up.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.form().is_list()
    }

    /// Whether it describes a field, or a link, which other libraries write as a field.
    pub(crate) fn is_about_a_field(&self) -> bool {
        matches!(self.kind, KeyKind::Field(_) | KeyKind::Link(_))
    }

    /// How to write it on an item whose generated type has this name.
    pub(crate) fn usage(&self, generated: &str) -> String {
        self.usage.replace("{generated}", generated)
    }
}

#[test]
fn each_kind_has_one_key_and_each_key_one_name() {
    for (at, key) in KEYS.iter().enumerate() {
        let is_twin = |other: &Key| other.kind == key.kind || other.name() == key.name();
        assert_eq!(KEYS.iter().position(is_twin), Some(at), "{}", key.name());
        assert!(key.usage.starts_with(key.name()), "{}", key.usage);
    }
}
