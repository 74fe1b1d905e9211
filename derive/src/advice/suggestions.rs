//! Suggests a key for a word that is not a key.

use syn::Ident;

use crate::advice::attr_target::AttrTarget;
use crate::grammar::keys::{FieldKind, KEYS, Key, KeyKind, LinkKind};
use crate::grammar::link_type;

/// The words that other libraries and languages use for our keys.
const SYNONYMS: &[(KeyKind, &[&str])] = &[
    (KeyKind::Field(FieldKind::Own), &["child", "children", "kids", "owning", "contains"]),
    (KeyKind::Link(LinkKind::Back), &["parent", "owner", "up", "backlink", "container"]),
    (KeyKind::Link(LinkKind::Weak), &["ref", "reference", "link", "pointer", "ptr", "backref"]),
    (KeyKind::Link(LinkKind::Shared), &["rc", "arc", "strong", "common"]),
    (KeyKind::Live, &["transient", "runtime", "volatile", "temp", "temporary", "cached", "local"]),
    (
        KeyKind::Finalize,
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
    (KeyKind::ToPlain, &["plain", "into_plain", "as_plain", "clone"]),
    (KeyKind::Undo, &["undoable", "redo", "undo_redo", "history", "tracked", "recorded"]),
    (KeyKind::Node, &["name", "rename", "node_name"]),
    (KeyKind::Handle, &["name", "rename", "handle_name", "rc"]),
    (KeyKind::Trace, &["traced", "tracing", "handles", "gc"]),
    (KeyKind::Derive, &["derives", "Debug"]),
    (KeyKind::Attr, &["attrs", "attribute", "attributes", "meta"]),
    (KeyKind::Crate, &["krate", "path", "kinfolk"]),
    (KeyKind::Field(FieldKind::Data), &["skip", "ignore", "default", "plain", "none", "field"]),
];

/// Their words for data that changes.
const ANY_CELL: &[&str] = &["mut", "mutable", "set", "state", "celled"];

/// The probable meaning of a word.
pub(crate) enum Suggestion {
    Key(&'static Key),
    Unknown,
}

impl Suggestion {
    pub(crate) fn for_word(word: &Ident, target: AttrTarget) -> Self {
        let word = word.to_string();
        let mut meant = keys_for_synonym(&word).peekable();
        let key = if ANY_CELL.contains(&word.as_str()) {
            Key::of_kind(KeyKind::Field(cell_for(target)))
        } else if meant.peek().is_some() {
            meant.find(|key| key.is_about_a_field() || key.goes_on(target.kind()))
        } else {
            let here = KEYS.iter().filter(|key| key.goes_on(target.kind()));
            nearest(&word, here).or_else(|| nearest(&word, KEYS.iter()))
        };
        key.map_or(Suggestion::Unknown, Suggestion::Key)
    }
}

fn keys_for_synonym(word: &str) -> impl Iterator<Item = &'static Key> {
    let entries = SYNONYMS.iter().filter(move |(_, words)| words.contains(&word));
    entries.filter_map(|(kind, _)| Key::of_kind(*kind))
}

/// Whether the word is used elsewhere for this key.
pub(crate) fn is_synonym(word: &str, kind: KeyKind) -> bool {
    SYNONYMS.iter().any(|(of, words)| *of == kind && words.contains(&word))
}

/// The key whose name is the nearest to the word, if it is near enough.
fn nearest(word: &str, keys: impl Iterator<Item = &'static Key>) -> Option<&'static Key> {
    let near = keys.filter(|key| is_near(word, key.name()));
    near.min_by_key(|key| distance(word, key.name()))
}

/// Whether the word is probably this name with a mistake.
pub(crate) fn is_near(word: &str, name: &str) -> bool {
    distance(word, name) <= 1 + word.len() / 4
}

/// How many letters must be inserted, removed, changed or swapped with their neighbours to get from
/// one word to the other (Levenshtein's distance, as Damerau extended it).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let change = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    change.min(rows[i - 2][j - 2] + 1)
                } else {
                    change
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

/// The kind of field that can change and fits the field's type.
fn cell_for(target: AttrTarget) -> FieldKind {
    match target.field {
        Some(field) if link_type::is_small(&field.ty) => FieldKind::Cell,
        _ => FieldKind::Value,
    }
}
