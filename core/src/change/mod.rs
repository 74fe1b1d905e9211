//! Changes to owning links of any type, checked at run time.

pub(crate) mod attach;
