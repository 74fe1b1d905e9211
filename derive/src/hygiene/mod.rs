//! Names and tokens, and where they stand.

pub(crate) mod names;
pub(crate) mod tokens;
