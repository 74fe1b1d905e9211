//! The derive in the edition of 2018.

#![deny(
    warnings,
    keyword_idents,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility
)]

include!("../../hygiene/family.rs");

// Below the root, where the paths of the first edition are others.
#[allow(dead_code)]
mod below {
    include!("../../hygiene/family.rs");
}
