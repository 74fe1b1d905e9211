//! What is allowed on an item is allowed in all that stands for it.

use std::fmt::Debug;

use kinfolk::Graph;

/// A struct with a parameter that is named otherwise than is usual.
#[allow(non_camel_case_types, reason = "that is what this is about")]
#[derive(Debug, Graph)]
#[graph(back(pub parent: Named<t>))]
pub struct Named<t>
where
    t: Debug,
{
    /// Data.
    pub data: t,
    /// More of them.
    #[graph(own)]
    pub below: Vec<Self>,
}
