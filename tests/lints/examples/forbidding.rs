//! Every form of a declaration where lints are forbidden. An `allow` in the derive's output would
//! be an error there, even where no lint fires.

#![forbid(
    unsafe_code,
    deprecated,
    dead_code,
    unused,
    missing_docs,
    unused_qualifications,
    clippy::all
)]
#![forbid(
    future_incompatible,
    keyword_idents,
    let_underscore,
    missing_debug_implementations,
    nonstandard_style,
    rust_2018_idioms,
    trivial_casts,
    unreachable_pub,
    unused_results,
    clippy::pedantic,
    clippy::nursery
)]

#[path = "../src/declarations.rs"]
pub mod declarations;
