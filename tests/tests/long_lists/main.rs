//! Long lists of children, which are kept in chunks when they are changed in the middle.
//!
//! Nothing about the chunks is visible, except costs. So these tests compare long lists with a `Vec`
//! of handles.

#![forbid(unsafe_code)]

mod against_vec;
mod deaths;
mod walks;
