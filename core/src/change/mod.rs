//! Changes to links and values of any type: attaching and detaching, and the log of what changed.

pub(crate) mod attach;
pub(crate) mod detach;
#[expect(dead_code, reason = "observers and histories are not there yet")]
pub(crate) mod log;
