//! Which key was meant by a word that is none.

use syn::Ident;

use crate::advice::attr_target::Subject;
use crate::grammar::keys::{KEYS, Key, Place};
use crate::grammar::link_type;
use crate::hygiene::names;

/// What others call it.
const OTHER_WORDS: &[(&str, &[&str])] = &[
    ("own", &["child", "children", "kids", "owning", "contains"]),
    ("back", &["parent", "owner", "up", "backlink", "container"]),
    ("weak", &["ref", "reference", "link", "pointer", "ptr", "backref"]),
    ("shared", &["rc", "arc", "strong", "common"]),
    (
        "finalize",
        &[
            "drop",
            "del",
            "__del__",
            "finalizer",
            "on_drop",
            "destructor",
            "dispose",
            "close",
            "hook",
        ],
    ),
    ("to_plain", &["plain", "into_plain", "as_plain", "clone"]),
    ("node", &["name", "rename", "node_name"]),
    ("handle", &["name", "rename", "handle_name", "rc"]),
    ("derive", &["derives", "Debug"]),
    ("attr", &["attrs", "attribute", "attributes", "meta"]),
    ("crate", &["krate", "path", "kinfolk"]),
];

/// What others have on a field that is to be left as it is.
const NOTHING: &[&str] = &["skip", "ignore", "default", "data", "value", "plain", "none", "field"];

/// What others call a cell, of either kind.
const CHANGEABLE: &[&str] = &["mut", "mutable", "set", "state", "celled"];

/// What was probably meant by a word.
pub(crate) enum Meant {
    Key(&'static Key),
    /// A plain field, without a key.
    Nothing,
    Unknown,
}

impl Meant {
    pub(crate) fn by(word: &Ident, subject: Subject) -> Self {
        let (word, place) = (word.to_string(), subject.place());
        let is_among = |words: &[&str]| words.contains(&word.as_str());
        if place == Place::Field && is_among(NOTHING) {
            return Meant::Nothing;
        }
        let key = |name| KEYS.iter().find(|key| key.name == name);
        if is_among(CHANGEABLE) {
            return key(cell_for(subject)).map_or(Meant::Unknown, Meant::Key);
        }
        let others = OTHER_WORDS.iter().filter(|(_, words)| is_among(words));
        let mut others = others.filter_map(|(name, _)| key(name)).peekable();
        if others.peek().is_some() {
            let likely = others.find(|key| key.is_of_fields() || key.goes_on(place));
            return likely.map_or(Meant::Unknown, Meant::Key);
        }
        let nearest = |place: Option<Place>| {
            let keys = KEYS.iter().filter(|key| place.is_none_or(|place| key.goes_on(place)));
            names::nearest(&word, &keys.map(|key| key.name).collect::<Vec<_>>()).and_then(key)
        };
        let nearest = nearest(Some(place)).or_else(|| nearest(None));
        nearest.map_or(Meant::Unknown, Meant::Key)
    }
}

/// The kind of cell that fits a field's type.
fn cell_for(subject: Subject) -> &'static str {
    match subject.field {
        Some(field) if link_type::is_small(&field.ty) => "cell",
        _ => "refcell",
    }
}
