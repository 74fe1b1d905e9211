//! An `allow` on an item applies to everything that is generated for it.

use std::fmt::Debug;

use kinfolk::{Graph, Trace};

/// A struct with an unusually named parameter.
#[allow(non_camel_case_types, reason = "the test is about this")]
#[derive(Debug, Graph)]
#[graph(back(pub parent: Named<t>))]
pub struct Named<t>
where
    t: Debug,
{
    /// Data.
    pub data: t,
    /// More of itself.
    #[graph(own)]
    pub below: Vec<Self>,
}

/// Data with an unusually named parameter.
#[allow(non_camel_case_types, reason = "the test is about this")]
#[derive(Debug, Trace)]
pub struct Data<t> {
    /// Data.
    pub data: Vec<t>,
}
