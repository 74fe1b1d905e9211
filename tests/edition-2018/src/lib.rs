//! The derive in the edition of 2018.

#![deny(warnings)]

include!("../../hygiene/family.rs");

// Below the root, where the paths of the first edition are others.
#[allow(dead_code)]
mod below {
    include!("../../hygiene/family.rs");
}
