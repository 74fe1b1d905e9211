//! The keys of `#[graph(..)]`: their names, where each may stand, and how it is written. No other
//! file compares the name of a key.

/// The meaning of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// A link that is declared on the struct.
    Link(LinkKind),
    /// Data that is declared on the struct.
    Live,
    /// The form of a field in the node.
    Field(FieldKind),
    /// The library sees the handles in a value.
    Trace,
    Finalize,
    ToPlain,
    /// All changes of the node can be undone.
    Undo,
    /// An enum that looks like a union is a node enum.
    NodeEnum,
    /// The name of the node of a struct or a node enum.
    Node,
    /// The name of the generated enum with the variants of a node enum.
    Kind,
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

/// A field of the node that is declared on the struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeclaredKind {
    Link(LinkKind),
    Live,
}

/// A field with a key. A field without one is plain data, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Own,
    Value,
    /// `value, trace`
    Traced,
    /// The id by which saved references name the node.
    Id,
    /// A weak or shared link that the plain value has as ids.
    Saved(LinkKind),
    Cell,
    RefCell,
    Data,
}

/// The part of an item that has a `#[graph(..)]` attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Struct,
    NodeEnum,
    Union,
    /// A field of a struct, or of a variant of a node enum.
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
    /// `back(pub parent: Folder)`, `live(pub width: Cell<u32> = Cell::new(7))`
    Declared(DeclaredKind),
    /// `derive(Debug)`
    Derives,
    /// `attr(non_exhaustive)`
    Attrs,
    /// `id`, `id(keep)`, `id(fresh = CardId::fresh)`
    Id,
}

impl Form {
    /// Whether it is a list in parentheses.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Form::Declared(_) | Form::Derives | Form::Attrs)
    }
}

/// The names of generated types, for texts.
pub(crate) struct GeneratedNames {
    /// The node of a struct or a node enum, or a union's handle.
    pub(crate) generated: String,
    /// The enum in the node of a node enum.
    pub(crate) kind: String,
}

pub(crate) struct Key {
    pub(crate) kind: KeyKind,
    targets: &'static [TargetKind],
    /// How to write it, with `{generated}` for the generated type, and `{kind}` for the enum in the
    /// node of a node enum.
    usage: &'static str,
}

const NODE: &[TargetKind] = &[TargetKind::Struct, TargetKind::NodeEnum];
const NODE_ENUM: &[TargetKind] = &[TargetKind::NodeEnum];
const LINK: &[TargetKind] = &[TargetKind::Struct, TargetKind::NodeEnum, TargetKind::Field];
const UNION: &[TargetKind] = &[TargetKind::Union];
const ITEM: &[TargetKind] = &[TargetKind::Struct, TargetKind::NodeEnum, TargetKind::Union];
const FIELD: &[TargetKind] = &[TargetKind::Field];

/// All keys, in the order in which messages list them.
pub(crate) const KEYS: &[Key] = &[
    Key::new(KeyKind::Link(LinkKind::Back), NODE, "back(parent: Owner)"),
    Key::new(KeyKind::Link(LinkKind::Weak), LINK, "weak(target: Type)"),
    Key::new(KeyKind::Link(LinkKind::Shared), LINK, "shared(target: Type)"),
    Key::new(KeyKind::Live, NODE, "live(width: Cell<u32>)"),
    Key::new(KeyKind::Finalize, NODE, "finalize = {generated}::closed"),
    Key::new(KeyKind::ToPlain, ITEM, "to_plain"),
    Key::new(KeyKind::Undo, NODE, "undo"),
    Key::new(KeyKind::Node, NODE, "node = {generated}"),
    Key::new(KeyKind::Kind, NODE_ENUM, "kind = {kind}"),
    Key::new(KeyKind::NodeEnum, NODE_ENUM, "node_enum"),
    Key::new(KeyKind::Handle, UNION, "handle = {generated}"),
    Key::new(KeyKind::NoFrom, UNION, "no_from"),
    Key::new(KeyKind::Derive, ITEM, "derive(Debug)"),
    Key::new(KeyKind::Attr, ITEM, "attr(non_exhaustive)"),
    Key::new(KeyKind::Crate, ITEM, "crate = path::to::kinfolk"),
    Key::new(KeyKind::Field(FieldKind::Own), FIELD, "own"),
    Key::new(KeyKind::Field(FieldKind::Value), FIELD, "value"),
    Key::new(KeyKind::Trace, FIELD, "trace"),
    Key::new(KeyKind::Field(FieldKind::Id), FIELD, "id"),
    Key::new(KeyKind::Field(FieldKind::Cell), FIELD, "cell"),
    Key::new(KeyKind::Field(FieldKind::RefCell), FIELD, "refcell"),
    Key::new(KeyKind::Field(FieldKind::Data), FIELD, "data"),
];

impl KeyKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            KeyKind::Link(kind) | KeyKind::Field(FieldKind::Saved(kind)) => kind.name(),
            KeyKind::Live => "live",
            KeyKind::Finalize => "finalize",
            KeyKind::ToPlain => "to_plain",
            KeyKind::Undo => "undo",
            KeyKind::NodeEnum => "node_enum",
            KeyKind::Node => "node",
            KeyKind::Kind => "kind",
            KeyKind::Handle => "handle",
            KeyKind::NoFrom => "no_from",
            KeyKind::Derive => "derive",
            KeyKind::Attr => "attr",
            KeyKind::Crate => "crate",
            KeyKind::Field(FieldKind::Own) => "own",
            KeyKind::Field(FieldKind::Value | FieldKind::Traced) => "value",
            KeyKind::Trace => "trace",
            KeyKind::Field(FieldKind::Id) => "id",
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

impl DeclaredKind {
    pub(crate) fn key(self) -> &'static str {
        match self {
            DeclaredKind::Link(kind) => kind.name(),
            DeclaredKind::Live => KeyKind::Live.name(),
        }
    }

    /// Whether the key can stand on a field with ids of nodes, and makes it a saved reference.
    pub(crate) fn may_be_saved(self) -> bool {
        matches!(self, DeclaredKind::Link(LinkKind::Weak | LinkKind::Shared))
    }

    /// The word for one of them.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            DeclaredKind::Link(_) => "link",
            DeclaredKind::Live => "field",
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
            KeyKind::Link(kind) => Form::Declared(DeclaredKind::Link(kind)),
            KeyKind::Live => Form::Declared(DeclaredKind::Live),
            KeyKind::Field(FieldKind::Id) => Form::Id,
            KeyKind::Field(_)
            | KeyKind::Trace
            | KeyKind::ToPlain
            | KeyKind::Undo
            | KeyKind::NodeEnum
            | KeyKind::NoFrom => Form::Bare,
            KeyKind::Finalize => Form::Hook,
            KeyKind::Node | KeyKind::Kind | KeyKind::Handle => Form::Name,
            KeyKind::Derive => Form::Derives,
            KeyKind::Attr => Form::Attrs,
            KeyKind::Crate => Form::Path,
        }
    }

    pub(crate) fn goes_on(&self, target: TargetKind) -> bool {
        self.targets.contains(&target)
    }

    /// Whether it makes a node enum of an enum that looks like a union. `undo` is a promise, and does not
    /// say what the enum is.
    pub(crate) fn makes_node_enum(&self) -> bool {
        let is_for_nodes = self.goes_on(TargetKind::NodeEnum) && !self.goes_on(TargetKind::Union);
        is_for_nodes && self.kind != KeyKind::Undo
    }

    /// Whether it may be given several times: lists add up.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.form().is_list()
    }

    /// Whether a field may have both of these keys.
    pub(crate) fn goes_with(&self, other: &Key) -> bool {
        let value = KeyKind::Field(FieldKind::Value);
        [(self.kind, other.kind), (other.kind, self.kind)].contains(&(value, KeyKind::Trace))
    }

    /// Whether it describes a field, or what other libraries write as a field.
    pub(crate) fn is_about_a_field(&self) -> bool {
        matches!(self.kind, KeyKind::Field(_) | KeyKind::Trace | KeyKind::Link(_) | KeyKind::Live)
    }

    /// How to write it on an item whose generated types have these names.
    pub(crate) fn usage(&self, names: &GeneratedNames) -> String {
        self.usage.replace("{generated}", &names.generated).replace("{kind}", &names.kind)
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
