//! The derive in hostile surroundings, and in every form that a declaration may take. Each module
//! compiles, and its code works where it can run.

#![allow(dead_code, clippy::unused_self, reason = "most declarations are here to compile")]

mod attributes;
mod conditional;
mod constants;
mod field_names;
mod generics;
mod hooks;
mod local_items;
mod macros;
mod methods;
mod no_prelude;
mod node_enums;
mod raw_names;
mod self_types;
mod shadowed_macros;
mod shadowed_modules;
mod shadowed_names;
mod shadowed_primitives;
mod shapes;
mod traced;
mod type_parameters;
mod values;
mod visibility;
