//! Every operation of an owning link is undone when its transaction fails.

mod deaths;
mod enums;
mod history;
mod keys;
mod model;
mod operations;
mod rollback;
