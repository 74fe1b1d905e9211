//! The derive in a crate with strict lints: every form of a declaration, under all lints that warn
//! by default and all others that the compiler has (`rustc -W help` lists them), as single lints or
//! as groups.
//!
//! Lints that only work in older editions are enabled in the crates of those editions. Left out are
//! `linker_messages`, which applies to crates that are linked, and lints that only nightly knows.

#![deny(
    warnings,
    keyword_idents,
    let_underscore,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility
)]
#![deny(
    ambiguous_negative_literals,
    closure_returning_async_block,
    deprecated_in_future,
    deref_into_dyn_supertrait,
    ffi_unwind_calls,
    impl_trait_redundant_captures,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unsafe_code,
    unstable_features,
    unused_crate_dependencies,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![deny(clippy::pedantic, clippy::nursery, rustdoc::all)]

pub mod allowed;
pub mod declarations;
pub mod deprecated;
pub mod documented;
