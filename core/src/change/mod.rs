//! Changes to links and values of any type: attaching and detaching, the log of what changed, and
//! going back.

pub(crate) mod apply;
pub(crate) mod attach;
pub(crate) mod detach;
pub(crate) mod log;
pub(crate) mod savepoint;
pub(crate) mod step;
pub(crate) mod targets;
