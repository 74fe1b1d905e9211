//! When a node may die, as the model sees it. It learns of each hook, attached finalizer and drop
//! of data, and checks whether that was to come.
//!
//! The model does not know the order of hooks that change the graph, but it knows at every moment
//! which node is held, and by which. The library walks along a path of owners. The model cannot
//! know whether the library still holds a node that a hook has moved away from there, so it asks.

use std::collections::{BTreeSet, VecDeque};

use crate::levels::{Frame, Level};
use crate::model::{Hook, Id, Life, Model};
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::teardown::Remains;

/// Nodes that die in one step.
pub struct DeadSet {
    pub members: Vec<Id>,
    rest: VecDeque<Remains>,
}

impl DeadSet {
    pub fn outlived(&self) -> impl Iterator<Item = Id> {
        self.rest.iter().filter_map(|item| match item {
            Remains::Outlived(id) => Some(*id),
            Remains::Finalizer(_) | Remains::Data(_) => None,
        })
    }
}

/// Asks whether a node's weak handle upgrades.
pub type Ask<'a> = &'a mut dyn FnMut(Id) -> bool;

impl Model {
    /// The nodes that nothing holds: they are dying.
    pub fn dying(&self) -> BTreeSet<Id> {
        let mut dying = BTreeSet::new();
        let mut rest: Vec<Id> =
            self.living().filter(|id| self.nodes[*id].owner.is_none()).collect();
        while let Some(id) = rest.pop() {
            if !self.nodes[id].is_held_itself() {
                dying.insert(id);
                rest.extend(self.children(id));
            }
        }
        dying
    }

    /// All that dies with a root that nothing holds.
    pub fn set_of(&self, root: Id, ask: Ask<'_>) -> DeadSet {
        let may_defer = self.may_defer();
        let mut set = DeadSet { members: Vec::new(), rest: VecDeque::new() };
        let mut finalizers = Vec::new();
        let mut rest = vec![(root, true)];
        while let Some((id, dies)) = rest.pop() {
            if !dies {
                set.rest.push_back(Remains::Outlived(id));
                continue;
            }
            set.members.push(id);
            finalizers.extend(&self.nodes[id].finalizers);
            if self.nodes[id].kind.data_drops() {
                set.rest.push_back(Remains::Data(id));
            }
            for child in self.children(id).rev() {
                let is_kept = self.nodes[child].is_held_itself()
                    || ((may_defer || self.has_left_path(child)) && ask(child));
                rest.push((child, !is_kept));
            }
        }
        finalizers.sort_unstable();
        for number in finalizers {
            set.rest.push_front(Remains::Finalizer(number));
        }
        set
    }

    /// The nodes of a set die, in one step.
    pub fn die_together(&mut self, set: &DeadSet) {
        self.mark_dead(set);
        let frame = Frame::Teardown { rest: set.rest.clone(), outlived: None };
        self.levels.push(Level::new(frame));
    }

    /// A set dies without a report, because its root has been dropped, though a dead owner still
    /// counts as its holder in the model. Its remains take the root's place among the owner's.
    /// `None` if a hook or finalizer is still to run.
    pub fn die_with_owner(&mut self, root: Id, ask: Ask<'_>) -> Option<DeadSet> {
        let set = self.set_of(root, ask);
        if set.members.iter().any(|id| self.nodes[*id].needs_finalization()) {
            return None;
        }
        self.mark_dead(&set);
        // Several dead owners may count as holders: the outermost one comes last.
        let mut remains = Some(&set.rest);
        for level in &mut self.levels {
            let Frame::Teardown { rest, .. } = &mut level.frame else { continue };
            while let Some(at) = rest.iter().rposition(|item| *item == Remains::Outlived(root)) {
                self.nodes[root].dead_owners -= 1;
                let after = rest.split_off(at + 1);
                rest.pop_back();
                rest.extend(remains.take().into_iter().flatten());
                rest.extend(after);
            }
        }
        Some(set)
    }

    fn mark_dead(&mut self, set: &DeadSet) {
        for &id in &set.members {
            self.nodes[id].life = Life::Dead;
        }
        for id in set.outlived() {
            self.nodes[id].owner = None;
            self.nodes[id].dead_owners += 1;
        }
    }

    /// Whether the node may be dead without a report: its death needs no hook, finalizer or drop of
    /// data.
    pub fn may_be_gone(&self, id: Id) -> bool {
        let is_held = |id: Id| {
            let known = &self.nodes[id];
            known.held + known.running + known.in_drop > 0
        };
        let root = self.root(id);
        let is_silent = self.nodes[root].dead_owners > 0 || !self.nodes[root].kind.data_drops();
        is_silent
            && !self.chain(id).any(is_held)
            && !(self.set_of(root, &mut |_| true).members.iter())
                .any(|id| self.nodes[*id].needs_finalization())
    }

    /// The roots that may have died without a report.
    pub fn silent(&self) -> Vec<Id> {
        let roots = self.living().filter(|id| self.nodes[*id].owner.is_none());
        roots.filter(|id| self.may_be_gone(*id)).collect()
    }

    pub fn is_above(&self, id: Id, below: Id) -> bool {
        self.chain(below).any(|above| above == id)
    }

    pub fn begin_hook(&mut self, id: Id) -> Verdict {
        let known = &self.nodes[id];
        if !known.is_living() {
            refuse!("the hook of {id} runs, which is dead");
        }
        if known.hook != Hook::Pending {
            refuse!("the hook of {id} runs once more");
        }
        self.check_not_held(id)?;
        let path: Vec<Id> = self.chain(id).collect();
        for &above in &path[1..] {
            if self.nodes[above].hook == Hook::Pending {
                refuse!("the hook of {id} runs before that of {above}, which owns it");
            }
        }
        self.nodes[id].hook = Hook::Running;
        for id in &path {
            self.nodes[*id].running += 1;
        }
        self.levels.push(Level::new(Frame::Hook(path)));
        Ok(())
    }

    fn check_not_held(&self, id: Id) -> Verdict {
        for above in self.chain(id) {
            let known = &self.nodes[above];
            let holder = match known {
                _ if known.held > 0 => "the test holds it",
                _ if known.running > 0 => "a hook is running there",
                _ if known.in_drop > 0 => "an operation has not dropped it yet",
                _ if known.dead_owners > 0 => "its dead owner has not dropped it yet",
                _ => continue,
            };
            refuse!("{id} dies, but there is {above}: {holder}");
        }
        Ok(())
    }

    pub fn end_hook(&mut self, id: Id) -> Verdict {
        let path = match self.levels.pop() {
            Some(Level { frame: Frame::Hook(path), .. }) if path[0] == id => path,
            _ => refuse!("the hook of {id} ends while something else is running"),
        };
        self.nodes[id].hook = Hook::Done;
        let Some(level) = self.levels.last_mut() else {
            refuse!("the hook of {id} has run though nothing has happened");
        };
        for (at, above) in path.iter().enumerate() {
            self.nodes[*above].running -= 1;
            level.past.insert((*above, path.get(at + 1).copied()));
        }
        Ok(())
    }

    /// Something shows that the node is dead, so its set is.
    pub fn die(&mut self, id: Id, ask: Ask<'_>) -> Verdict<DeadSet> {
        self.check_not_held(id)?;
        let root = self.root(id);
        let set = self.set_of(root, ask);
        if !set.members.contains(&id) {
            refuse!("{id} is dead, but it is below a node that has outlived {root}");
        }
        for id in &set.members {
            if self.nodes[*id].needs_hook() {
                refuse!("{id} is dead, with {root}, before its hook has run");
            }
        }
        self.die_together(&set);
        Ok(set)
    }
}
