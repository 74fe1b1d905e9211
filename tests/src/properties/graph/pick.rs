//! [`Pick`]: random nodes and links for the next action.

use crate::properties::graph::declared::Sort;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::{Id, Place};
use crate::properties::held::Pool;

/// A state with a model of links. The first methods are left to the target.
pub trait Pick: Pool {
    type Model: LinkModel;

    fn model(&self) -> &Self::Model;

    /// The node whose hook is running, if it is one.
    fn this(&self) -> Option<Id>;

    /// Some nodes near this one; some of them may be dead.
    fn near(&mut self, this: Id) -> Vec<Id>;

    /// Percent of picked links that are shared.
    fn percent_shared(&self) -> usize;

    /// A random living node among those that fit. In a hook, mostly one that is near.
    fn pick(&mut self, fits: impl Fn(&Self, Id) -> bool) -> Option<Id> {
        let mut fitting = match self.this() {
            Some(this) if self.random().percent(70) => self.near(this),
            _ => Vec::new(),
        };
        fitting.retain(|id| self.model().is_living(*id) && fits(self, *id));
        if fitting.is_empty() {
            fitting = self.model().living().filter(|id| fits(self, *id)).collect();
        }
        self.random().pick(&fitting)
    }

    /// An owning or a shared link of any node.
    fn pick_link(&mut self) -> Option<Place> {
        self.pick_link_of(LinkModel::links_of_sort)
    }

    /// An owning or a shared link that has a target.
    fn pick_filled_link(&mut self) -> Option<Place> {
        self.pick_link_of(LinkModel::filled_links)
    }

    fn pick_link_of(
        &mut self,
        links: impl Fn(&Self::Model, Id, Sort) -> Vec<usize>,
    ) -> Option<Place> {
        let percent_shared = self.percent_shared();
        let is_shared = self.random().percent(percent_shared);
        let sort = if is_shared { Sort::Shared } else { Sort::Own };
        let node = self.pick(|state, id| !links(state.model(), id, sort).is_empty())?;
        let fitting = links(self.model(), node, sort);
        self.random().pick(&fitting).map(|link| (node, link))
    }
}
