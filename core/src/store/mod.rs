//! Containers that know nothing of nodes.

// Functions that must not unwind
//
// Some functions of this crate are `extern "C"`, though only Rust calls them. This tells the
// compiler that they do not unwind, so their callers, which are inlined into user code everywhere,
// need no clean-up for a panic in them. The price: a panic in such a function aborts the process.
// So all user code that runs in one is guarded by `guarded` (`death::panic_report`), which catches
// and reports its panics. Each of these functions refers to this note.

pub(crate) mod bucket;
pub(crate) mod chunks;
pub(crate) mod cow_list;
pub(crate) mod hash;
pub(crate) mod hash_index;
pub(crate) mod index_hint;
pub(crate) mod new_rc;
pub(crate) mod not_send;
pub(crate) mod option_cell;
pub(crate) mod slab;
pub(crate) mod slot_index;
pub(crate) mod small_vec;
pub(crate) mod sparse;
pub(crate) mod stack_budget;
pub(crate) mod value_cell;
