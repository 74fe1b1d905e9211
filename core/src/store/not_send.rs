//! [`NotSend`]: what the compiler says of a handle that is sent to another thread.

/// Around what makes a handle no `Send`, and nothing else. The compiler names each type on the way to that, and shows
/// the line that defines it. The name is short, since it shortens long ones.
pub(crate) struct NotSend<P>(pub(crate) P); // a graph is of one thread: send the plain value instead
