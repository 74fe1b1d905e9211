//! The names that most programs use: `use kinfolk::prelude::*;`.
//!
//! ```
//! use kinfolk::prelude::*;
//!
//! #[derive(Graph)]
//! #[graph(back(parent: Folder))]
//! struct Folder {
//!     #[graph(own)]
//!     folders: Vec<Folder>,
//! }
//!
//! let root: Rc<Folder> = Folder { folders: vec![] }.into_graph();
//! let child = root.folders.add(Folder { folders: vec![] });
//! assert_eq!(child.depth(), 1);
//! assert_eq!(child.root(), root.to_any());
//! ```

pub use crate::links::ChildList;
pub use crate::{AsHandle, Graph, Handle, IntoHandle, Node, Rc};
