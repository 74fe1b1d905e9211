//! [`Internal`]: the argument of functions that only this crate may call.

/// The argument of the hidden functions of public traits, and of the methods of nodes that could
/// break an invariant. Only this crate can name it, so only this crate can call them.
pub struct Internal;
