//! [`KeyedError`]: why a node was refused under a key.

use std::error::Error;
use std::fmt;

use crate::kernel::attach_error::{AttachError, AttachErrorKind};

/// Why a child was not attached under a key, or did not get another key. Nothing has changed, and
/// the error holds the key and the child. A shared link over a map refuses keys like this as well.
///
/// ```
/// use std::collections::BTreeMap;
/// use kinfolk::{AttachErrorKind, Graph};
///
/// #[derive(Graph)]
/// #[graph(back(workspace: Workspace))]
/// struct Project {}
///
/// #[derive(Graph)]
/// struct Workspace {
///     #[graph(own)]
///     projects: BTreeMap<String, Project>,
/// }
///
/// let workspace = Workspace { projects: BTreeMap::new() }.into_graph();
/// workspace.projects.add("site".to_owned(), Project {});
/// let project = Project {}.into_graph();
/// let error = workspace.projects.try_add("site".to_owned(), project.clone()).unwrap_err();
/// assert_eq!(error.kind(), AttachErrorKind::Occupied);
/// assert_eq!(
///     error.to_string(),
///     "cannot attach at `Workspace.projects[\"site\"]`: it has a child already",
/// );
/// let (key, child) = error.into_parts();
/// assert_eq!((key.as_str(), child), ("site", Some(project)));
/// ```
pub struct KeyedError<K, H> {
    refusal: Box<Refusal<K, H>>,
}

struct Refusal<K, H> {
    key: K,
    /// The other entries of a call with several, in order.
    before: Vec<(K, H)>,
    after: Vec<(K, H)>,
    /// Its child is `None` if the child stays where it is: it was to get another key.
    error: AttachError<Option<H>>,
}

impl<K, H> KeyedError<K, H> {
    #[cold]
    pub(crate) fn new(key: K, error: AttachError<Option<H>>) -> Self {
        let refusal = Refusal { key, before: Vec::new(), after: Vec::new(), error };
        KeyedError { refusal: Box::new(refusal) }
    }

    /// Adds the other entries of the call.
    pub(crate) fn with_others(mut self, before: Vec<(K, H)>, after: Vec<(K, H)>) -> Self {
        (self.refusal.before, self.refusal.after) = (before, after);
        self
    }

    /// The kind of problem. O(1).
    pub fn kind(&self) -> AttachErrorKind {
        self.refusal.error.kind()
    }

    /// The key that was refused. O(1).
    pub fn key(&self) -> &K {
        &self.refusal.key
    }

    /// The child that was refused, or `None` if a child was to get another key. O(1).
    pub fn child(&self) -> Option<&H> {
        self.refusal.error.child().as_ref()
    }

    /// Returns the key and the child that were refused; no child, if one was to get another key.
    /// O(1).
    pub fn into_parts(self) -> (K, Option<H>) {
        let Refusal { key, error, .. } = *self.refusal;
        (key, error.into_child())
    }

    /// Returns all keys and children of the call, in order. This is for `try_extend`, which attaches
    /// no child if one is refused. O(k) for k children.
    pub fn into_entries(self) -> Vec<(K, H)> {
        let Refusal { key, before: mut entries, after, error } = *self.refusal;
        entries.extend(error.into_child().map(|child| (key, child)));
        entries.extend(after);
        entries
    }
}

impl<K: fmt::Debug, H> Error for KeyedError<K, H> {}

impl<K: fmt::Debug, H> fmt::Display for KeyedError<K, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal { key, error, .. } = &*self.refusal;
        match error.occupied_link() {
            Some(link) if link.is_shared() => {
                write!(f, "cannot put a node at `{link}[{key:?}]`: it has one already")
            }
            Some(link) => write!(f, "cannot attach at `{link}[{key:?}]`: it has a child already"),
            None => error.fmt(f),
        }
    }
}

impl<K: fmt::Debug, H> fmt::Debug for KeyedError<K, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyedError({:?}, \"{self}\")", self.kind())
    }
}

/// The value of a `try_` operation, for its plain form: panics at the caller's line on an error.
#[track_caller]
pub(crate) fn or_panic<T, K: fmt::Debug, H>(result: Result<T, KeyedError<K, H>>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}
