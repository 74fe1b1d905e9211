//! What an error says.

pub(crate) mod attr_target;
pub(crate) mod errors;
pub(crate) mod source_text;
pub(crate) mod suggestions;
