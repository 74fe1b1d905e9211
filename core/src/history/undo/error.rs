//! [`UndoError`]: why an undo or a redo has changed nothing.

use std::error::Error;
use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::{AttachError, AttachErrorKind};

/// Why [`History::undo`](crate::History::undo) or [`redo`](crate::History::redo) has changed nothing.
///
/// It is not [`Send`], since it may have a node in it. Where an error has to be, pass on its text.
#[derive(Debug)]
#[non_exhaustive]
// rustc quotes this line where an error must be `Send`, as for `anyhow`.
pub enum UndoError /* not `Send`: pass on its text, `error.to_string()` */ {
    /// A node cannot come back to where it was: see [`Conflict`].
    Conflict(Conflict),
    /// A step is open: see [`InsideStep`].
    InsideStep,
}

/// Why a node cannot come back to where it was: something that the history does not follow has changed.
///
/// The node has become a [required child](crate::Own#required-children) of a node that the history does
/// not follow, it is above the history's root now, or another child has its key or its option.
///
/// ```
/// use kinfolk::history::UndoError;
/// use kinfolk::prelude::*;
/// use kinfolk::{AttachErrorKind, History};
///
/// #[derive(Graph)]
/// #[graph(back(outer: Folder))]
/// struct Folder {
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
///
/// let root = Folder { folders: vec![Folder { folders: vec![] }] }.into_graph();
/// let history = History::new(&root);
/// let inner = root.folders.remove(0);
/// inner.folders.push(root.clone());
///
/// // `inner` cannot come back below `root`, which is below `inner` now.
/// let Err(UndoError::Conflict(conflict)) = history.undo() else { panic!() };
/// assert_eq!(*conflict.node(), inner.to_any());
/// assert_eq!(conflict.kind(), AttachErrorKind::Cycle);
/// assert!(history.can_undo());
///
/// root.detach();
/// assert!(history.undo().unwrap());
/// ```
pub struct Conflict {
    pub(super) refusal: AttachError<AnyRc>,
}

/// A step is open: a transaction, an [`update`](crate::Value::update) of a value, or the end of a step,
/// with its observers and the hooks that run there. A history can neither undo nor redo nor forget its
/// steps meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsideStep;

impl Conflict {
    /// The node that cannot come back. O(1).
    pub fn node(&self) -> &AnyRc {
        self.refusal.child()
    }

    /// Why it cannot: `Required`, `Cycle` or `Occupied`. O(1).
    pub fn kind(&self) -> AttachErrorKind {
        self.refusal.kind()
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}

impl fmt::Debug for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Conflict({:?}, \"{self}\")", self.kind())
    }
}

impl Error for Conflict {}

impl fmt::Display for InsideStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step is open: end it before you undo, redo or clear")
    }
}

impl Error for InsideStep {}

impl fmt::Display for UndoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UndoError::Conflict(conflict) => conflict.fmt(f),
            UndoError::InsideStep => InsideStep.fmt(f),
        }
    }
}

impl Error for UndoError {}

impl From<InsideStep> for UndoError {
    fn from(_: InsideStep) -> Self {
        UndoError::InsideStep
    }
}
