//! Code that several example programs share.

#![forbid(unsafe_code)]

pub mod script;
