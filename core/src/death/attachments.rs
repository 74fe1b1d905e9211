//! [`Attachments`]: finalizers and memberships of nodes that have died together.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::death::membership;
use crate::death::panic_report::guarded;
use crate::death::registry::{self, Task, with_registry};
use crate::kernel::header::Header;

/// The attachments of nodes that have died together: their finalizers, and the user data that weak
/// collections kept for them.
#[derive(Default)]
pub(crate) struct Attachments {
    tasks: Vec<StdRc<dyn Task>>,
    /// User data, which is dropped last, each with the name of the node's type.
    remains: Vec<(&'static str, StdRc<dyn Any>)>,
}

impl Attachments {
    /// Takes the attachments of the dead node at this address, which leaves all weak collections.
    pub(crate) fn take_from(&mut self, node: *const (), header: &Header, type_name: &'static str) {
        with_registry(|registry| registry.take_all_of(node, &mut self.tasks));
        membership::leave_all(header, |data| self.remains.push((type_name, data)));
    }

    /// Runs the finalizers, newest first, then drops the user data.
    pub(crate) fn run(mut self) {
        if self.tasks.is_empty() && self.remains.is_empty() {
            return;
        }
        registry::sort_newest_first(&mut self.tasks);
        for task in self.tasks {
            task.run_guarded();
        }
        for (type_name, remains) in self.remains {
            guarded(type_name, || drop(remains));
        }
    }
}
