//! Shared links over maps: nodes by key.

mod change;
mod container;
mod hashed;
mod operations;
mod put;
mod sorted;
#[cfg(test)]
mod tests;
