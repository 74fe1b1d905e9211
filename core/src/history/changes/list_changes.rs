//! [`ListChanges`]: the changes of a link over a list or a map.

use std::cell::OnceCell;

use crate::history::changes::events::LinkEvents;
use crate::history::changes::list_net::ListNet;
use crate::kernel::snapshot::DynSnapshot;

/// The changes of a link over a list or a map.
pub(super) struct ListChanges {
    pub(super) changed: LinkEvents,
    /// Whether the host was and is below the root.
    pub(super) is_inside: bool,
    net: OnceCell<ListNet>,
}

impl ListChanges {
    pub(super) fn new(changed: LinkEvents, is_inside: bool) -> Self {
        ListChanges { changed, is_inside, net: OnceCell::new() }
    }

    /// The net of these changes. If the list was ordered, call this before anything else changes.
    pub(super) fn net(&self) -> &ListNet {
        self.net.get_or_init(|| {
            let LinkEvents { host, link, events, ordered } = &self.changed;
            let now = match ordered {
                Some(_) => host.as_std().children_in(*link),
                None => DynSnapshot::None,
            };
            ListNet::of(events, &now)
        })
    }
}
