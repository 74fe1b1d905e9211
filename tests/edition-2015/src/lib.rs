//! //! The derive in edition 2015.

#![deny(
    warnings,
    keyword_idents,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility
)]

extern crate kinfolk;

include!("../../hygiene/family.rs");

// Below the crate root, where paths of edition 2015 resolve differently.
#[allow(dead_code)]
mod below {
    include!("../../hygiene/family.rs");
}
