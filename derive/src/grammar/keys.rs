//! The keys of `#[graph(..)]`: how each is written, and where.

use proc_macro2::{Ident, TokenStream};

use crate::advice::attr_target::Subject;
use crate::advice::source_text::written;

/// Where a key may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Struct,
    Union,
    Field,
}

impl Place {
    /// The key that names the generated type.
    pub(crate) fn key_of_the_name(self) -> &'static str {
        if self == Place::Union { "handle" } else { "node" }
    }
}

/// What follows a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `own`
    Alone,
    /// `node = FolderNode`
    Name,
    /// `crate = path`
    Path,
    /// `finalize = FileNode::closed`
    Hook,
    /// `back(pub parent: Folder)`
    Links,
    /// `derive(Debug)`
    Derives,
    /// `attr(non_exhaustive)`
    Attrs,
}

impl Form {
    /// Whether it is in parentheses.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Form::Links | Form::Derives | Form::Attrs)
    }
}

pub(crate) struct Key {
    pub(crate) name: &'static str,
    places: &'static [Place],
    pub(crate) form: Form,
    /// How to write it, with `{node}` for the generated type.
    usage: &'static str,
    pub(crate) repeatable: bool,
}

pub(crate) const KEYS: &[Key] = &[
    Key {
        name: "back",
        places: &[Place::Struct],
        form: Form::Links,
        usage: "back(parent: Owner)",
        repeatable: true,
    },
    Key {
        name: "weak",
        places: &[Place::Struct],
        form: Form::Links,
        usage: "weak(target: Type)",
        repeatable: true,
    },
    Key {
        name: "shared",
        places: &[Place::Struct],
        form: Form::Links,
        usage: "shared(target: Type)",
        repeatable: true,
    },
    Key {
        name: "finalize",
        places: &[Place::Struct],
        form: Form::Hook,
        usage: "finalize = {node}::closed",
        repeatable: false,
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
        places: &[Place::Struct],
        form: Form::Name,
        usage: "node = {node}",
        repeatable: false,
    },
    Key {
        name: "handle",
        places: &[Place::Union],
        form: Form::Name,
        usage: "handle = {node}",
        repeatable: false,
    },
    Key {
        name: "derive",
        places: &[Place::Struct, Place::Union],
        form: Form::Derives,
        usage: "derive(Debug)",
        repeatable: true,
    },
    Key {
        name: "attr",
        places: &[Place::Struct, Place::Union],
        form: Form::Attrs,
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

impl Key {
    /// The key of this name.
    pub(crate) fn by(name: &Ident) -> Option<&'static Self> {
        // A name is text once it is asked for, each time.
        let name = name.to_string();
        KEYS.iter().find(|key| key.name == name)
    }

    pub(crate) fn goes_on(&self, place: Place) -> bool {
        self.places.contains(&place)
    }

    /// Whether it is written on a field, or says on the struct what others say on a field.
    pub(crate) fn is_of_fields(&self) -> bool {
        self.goes_on(Place::Field) || self.form == Form::Links
    }

    pub(crate) fn usage(&self, subject: Subject) -> String {
        self.usage.replace("{node}", &subject.item.node)
    }

    /// As it is written with the value `rest`.
    pub(crate) fn with(&self, rest: &TokenStream) -> String {
        let rest = written(rest);
        let gap = if rest.starts_with('(') || rest.is_empty() { "" } else { " " };
        format!("{}{gap}{rest}", self.name)
    }
}
