//! placeholder
#![forbid(unsafe_code)]

mod any;
mod attach_error;
mod back;
mod children;
mod graph;
mod growth;
mod handle;
mod into_handle;
mod list;
mod node;
mod object;
mod own;
mod plain;
mod rc;
mod shape;
mod slot;
mod teardown;
mod validate;
mod walk;
mod weak;
mod weak_link;

pub use any::{AnyRc, AnyWeak};
pub use attach_error::{AttachError, AttachErrorKind};
pub use back::Back;
pub use graph::{BackTo, Graph, NodeType};
pub use handle::Handle;
pub use into_handle::IntoHandle;
pub use kinfolk_derive::Graph;
pub use node::Node;
pub use own::{Drain, Iter, Links, Own, OwnContainer};
pub use rc::Rc;
pub use validate::Invalid;
pub use walk::{Ancestors, Descendants, Edge, OfType, Owned, Traverse, WithSelf};
pub use weak::Weak;
pub use weak_link::{WeakContainer, WeakLink};

/// What the derive's output stands on, and nobody else. The name carries the version, so that a
/// derive of another version fails at once.
#[doc(hidden)]
pub mod __private_0_1_0;
