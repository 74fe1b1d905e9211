//! [`NotSend`]: the message for a handle that is sent to another thread.

/// Wraps the field that keeps a handle from being `Send`. rustc names each type on the way to such
/// a field and quotes the line that defines it, so the line below says what to do. The struct's
/// name is short, because rustc abbreviates long ones.
pub(crate) struct NotSend<P>(pub(crate) P); // a graph belongs to one thread: send the plain value instead
