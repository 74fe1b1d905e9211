//! Errors that say how to fix them, in the names and the code of the item itself.

pub(crate) mod attr_target;
pub(crate) mod errors;
pub(crate) mod source_text;
pub(crate) mod suggestions;
