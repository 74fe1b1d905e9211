//! Shared links over maps: nodes by key.

mod change;
mod container;
mod hashed;
mod operations;
mod sorted;
#[cfg(test)]
mod tests;
