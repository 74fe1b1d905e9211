//! The laws of the change log, on random graphs with a link over every container.
//!
//! * [`each_call`]: each call of user code in turn panics, or does what it should not
//! * [`listening`]: observers and histories change nothing
//! * [`mirror`]: an observer gets each change that stays
//! * [`panics`]: panics in code that is called at the end of a step
//! * [`rollback`]: a transaction that fails leaves all as it was
//! * [`several`]: histories that overlap, observers that change the graph, conflicts
//! * [`undo`]: a history goes back and forth between the very states that there were

mod each_call;
mod listening;
mod mirror;
mod panics;
mod rollback;
mod seen;
mod several;
mod undo;
mod world;
