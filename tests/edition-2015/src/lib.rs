//! The derive in the edition of 2015.

#![deny(warnings)]

extern crate kinfolk;

include!("../../hygiene/family.rs");

// Below the root, where the paths of the first edition are others.
#[allow(dead_code)]
mod below {
    include!("../../hygiene/family.rs");
}
