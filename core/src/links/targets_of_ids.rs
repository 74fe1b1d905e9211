//! The container of a saved reference, by the form of its ids.

use crate::links::saved::{BareId, IdList, OptionalId};
use crate::links::shared::SharedContainer;
use crate::links::weak_link::WeakContainer;
use crate::model::graph::Graph;

/// The form of the ids in the plain value.
#[doc(hidden)]
pub trait Form: 'static {
    /// The container of the link to a `T`.
    type Targets<T: Graph>: WeakContainer + SharedContainer<Item = T>;
}

impl Form for BareId {
    type Targets<T: Graph> = T;
}

impl Form for OptionalId {
    type Targets<T: Graph> = T;
}

impl Form for IdList {
    type Targets<T: Graph> = Vec<T>;
}
