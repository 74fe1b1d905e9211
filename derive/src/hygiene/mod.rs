//! Names that clash with nothing, and tokens at the right place.
//!
//! A token's span says two things: where the token stands, which is where the compiler shows errors
//! about it, and where its name is resolved. The functions here change one and keep the other.

pub(crate) mod names;
pub(crate) mod rewriting;
pub(crate) mod tokens;
pub(crate) mod used_names;
