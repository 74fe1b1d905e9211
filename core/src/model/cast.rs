//! [`CastError`], and casts of handles by `TryFrom`.

use std::error::Error;
use std::fmt;

use crate::model::graph::Graph;
use crate::model::handle::Handle;
use crate::model::repr::Repr;

/// Why `TryFrom` has not cast a union's handle: its node is of another type. It holds the handle.
///
/// ```
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// struct Folder {}
///
/// #[derive(Graph)]
/// struct File {}
///
/// #[derive(Graph)]
/// enum Entry {
///     Folder(Folder),
///     File(File),
/// }
///
/// let entry = EntryRc::from(File {});
/// let error = Rc::<Folder>::try_from(entry.clone()).unwrap_err();
/// assert_eq!(error.to_string(), "this node is a `File`");
/// let file: Rc<File> = error.into_handle().try_into()?;
/// assert_eq!(file, entry);
/// # let _unused = (Entry::Folder(Folder {}), Entry::File(File {}));
/// # Ok::<(), kinfolk::CastError<EntryRc>>(())
/// ```
pub struct CastError<H> {
    handle: H,
}

impl<H> CastError<H> {
    /// The handle that was not cast. O(1).
    pub fn into_handle(self) -> H {
        self.handle
    }
}

/// `TryFrom` of a union's handle.
///
/// # Errors
/// If the node is no `T`.
pub fn try_cast<R: Repr<T>, T: Graph, H: Handle>(handle: H) -> Result<T::Handle, CastError<H>> {
    R::from_any(&handle.to_any()).ok_or(CastError { handle })
}

/// Names the type of the node.
impl<H: Handle> fmt::Display for CastError<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this node is a `{}`", self.handle.to_any().type_name())
    }
}

impl<H: fmt::Debug> fmt::Debug for CastError<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CastError").field(&self.handle).finish()
    }
}

impl<H: Handle> Error for CastError<H> {}
