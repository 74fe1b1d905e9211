//! Containers that know nothing of nodes.

pub(crate) mod bucket;
pub(crate) mod cow_list;
pub(crate) mod hash;
pub(crate) mod not_send;
pub(crate) mod option_cell;
pub(crate) mod small_vec;
pub(crate) mod stack_budget;
