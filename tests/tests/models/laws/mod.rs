//! The laws of the change log, on random graphs with a link over every container.
//!
//! * [`rollback`]: a transaction that fails leaves all as it was
//! * [`undo`]: a history goes back and forth between the very states that there were

mod rollback;
mod seen;
mod undo;
mod world;
