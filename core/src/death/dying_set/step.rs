//! [`Step`]: a node on the path of a walk, and how far the walk has come among its links.

use std::rc::Weak as StdWeak;

use crate::death;
use crate::death::dying_set::state::{HeldBy, State};
use crate::death::shared_holders::TargetPlace;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handles::ChildSearch;
use crate::kernel::dyn_link::{DynLink, DynTraced, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::type_info::TypeInfo;

/// How a walk has reached a node that dies.
#[derive(Clone, Copy)]
pub(super) enum ReachedBy {
    Root,
    /// By the link of its owner, which is its only holder.
    OwnerLink,
    /// By a shared link of the node before it on the path, which is its only holder.
    SharedLink(TargetPlace),
    /// By the last of several links that hold it.
    SeveralLinks,
}

impl ReachedBy {
    #[inline]
    pub(super) fn is_shared(self) -> bool {
        matches!(self, ReachedBy::SharedLink(_) | ReachedBy::SeveralLinks)
    }
}

/// A node on the path, and the position of the walk among its links.
pub(super) struct Step {
    pub(super) node: AnyRc,
    type_info: &'static TypeInfo,
    pub(super) reached_by: ReachedBy,
    pub(super) link: usize,
    pub(super) index: usize,
    /// No child came after the one that the walk has found last.
    is_at_last: bool,
    pub(super) phase: Phase,
    /// Something below still needs finalization that this walk cannot do, or a shared link of the
    /// node is set.
    pub(super) has_work_left: bool,
    /// Whether the targets that other handles hold, too, are added to the shared holders. `None`
    /// before the first.
    pub(super) adds_targets: Option<bool>,
    /// [`death::handles_given`], as it was when the walk entered the node.
    pub(super) handles_given: usize,
    /// The targets of the traced value that the walk is at.
    traced: Option<Box<TracedTargets>>,
}

/// Which links of a node the walk goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// None: nothing below the node needs finalization.
    NothingBelow,
    /// The owning links, until it has passed all children once.
    FirstPass,
    /// The owning links again, since hooks may have changed them.
    LaterPass,
    SharedLinks,
}

impl Phase {
    /// The phase in which a walk begins at a node.
    #[inline]
    pub(super) fn first(needs_finalization_below: bool) -> Self {
        if needs_finalization_below { Phase::FirstPass } else { Phase::NothingBelow }
    }
}

/// The targets of a traced value at one moment. Finding them means going through all of its data,
/// so the walk does that once, and again if the value has changed.
struct TracedTargets {
    link: usize,
    version: u32,
    targets: Vec<StdWeak<dyn DynNode>>,
}

impl Step {
    #[inline]
    pub(super) fn new(
        node: AnyRc,
        reached_by: ReachedBy,
        handles_given: usize,
        needs_finalization_below: bool,
    ) -> Self {
        Step {
            type_info: node.as_std().type_info(),
            node,
            reached_by,
            link: 0,
            index: 0,
            is_at_last: false,
            phase: Phase::first(needs_finalization_below),
            has_work_left: false,
            adds_targets: None,
            handles_given,
            traced: None,
        }
    }

    /// Whether the node has the same children as when the walk entered it: user code has got no handle
    /// since.
    #[inline]
    pub(super) fn is_quiet(&self) -> bool {
        self.handles_given == death::handles_given()
    }

    /// Whether no child comes after the one that the walk has found last.
    #[inline]
    pub(super) fn is_quiet_at_last(&self) -> bool {
        self.is_at_last && self.is_quiet()
    }

    pub(super) fn is_at_start(&self) -> bool {
        (self.link, self.index) == (0, 0)
    }

    pub(super) fn go_to_start(&mut self, phase: Phase) {
        (self.link, self.index) = (0, 0);
        self.phase = phase;
        self.has_work_left = false;
        self.adds_targets = None;
    }

    /// Whether nodes of this type have shared links or traced values.
    pub(super) fn has_shared_links(&self) -> bool {
        self.type_info.first_shared < self.type_info.link_count
    }

    pub(super) fn go_to_shared_links(&mut self) {
        (self.link, self.index) = (0, 0);
        self.phase = Phase::SharedLinks;
    }

    /// The next child that needs finalization, unless this set has finished it. Runs the hooks of the
    /// leaves before it.
    #[inline(never)]
    pub(super) fn next_child(&mut self, state: &mut State) -> Option<AnyRc> {
        let node = self.node.as_std();
        let TypeInfo { first_owning, first_shared, .. } = *self.type_info;
        let mut number = self.link.max(first_owning);
        let index = if number == self.link { self.index } else { 0 };
        let mut in_link = ChildSearch::from(index);
        while number < first_shared {
            let Some(DynLink::Own(link)) = node.link(number) else {
                number += 1;
                continue;
            };
            while let Some(child) = link.next_needing_finalization(&mut in_link) {
                let child = AnyRc::from_std(child);
                let header = child.as_std().header();
                // The link and our handle.
                let is_only = AnyRc::strong_count(&child) == 2 && !in_link.has_readers;
                if is_only && header.is_leaf_with_hook() {
                    if state.finish_leaf(&child, header, &**node) {
                        if in_link.is_last && !state.gave_handles {
                            break;
                        }
                        // The search goes on at this index: a hook may have moved other children.
                        continue;
                    }
                } else if header.is_finished(state.finished_before) {
                    self.has_work_left = true;
                    in_link.index += 1;
                    continue;
                }
                // The walk enters such a child. Its hook may remove it, so the search continues at
                // the same index afterwards.
                (self.link, self.index) = (number, in_link.index + usize::from(!is_only));
                self.is_at_last = in_link.is_last && number + 1 == first_shared;
                self.has_work_left |= !is_only;
                state.held_by = match in_link.has_readers {
                    _ if is_only => HeldBy::OwnerOnly,
                    true => HeldBy::Reader,
                    false => HeldBy::Others,
                };
                return Some(child);
            }
            number += 1;
            in_link.index = 0;
        }
        None
    }

    /// Lets the search go on with children that hooks append from now on.
    #[cold]
    pub(super) fn go_to_end(&mut self) {
        if let Some(DynLink::Own(link)) = self.node.as_std().link(self.link) {
            self.index = link.children().len();
        }
    }

    /// Whether [`next_child`](Self::next_child) could return this node, and only a link of this one
    /// holds it.
    pub(super) fn has_only_holder_of(&self, child: &AnyRc, finished_before: usize) -> bool {
        let (node, owner) = (child.as_std(), self.node.as_std());
        let header = node.header();
        if !header.needs_finalization() || header.is_finished(finished_before) {
            return false;
        }
        let is_here = matches!(node.owner_state(), OwnerState::Alive(other) if other.address() == owner.address());
        if header.path_position().is_some() || !is_here {
            return false;
        }
        // The link and our handle.
        AnyRc::strong_count(child) == 2
            && node
                .find_in(&**owner)
                .is_some_and(|found| !found.link.children().has_reader_at(found.index))
    }

    /// The next target of the node's shared links, and its place there.
    #[inline]
    pub(super) fn next_target(&mut self) -> Option<(AnyRc, TargetPlace)> {
        let node = self.node.as_std();
        let type_info = self.type_info;
        for number in self.link.max(type_info.first_shared)..type_info.link_count {
            let index = if number == self.link { self.index } else { 0 };
            match node.link(number) {
                Some(DynLink::Shared(link)) => {
                    let targets = link.targets();
                    self.has_work_left |= targets.len() > 0;
                    if let Some((index, target)) = targets.next_without_reader(index) {
                        (self.link, self.index) = (number, index + 1);
                        return Some((target, TargetPlace::new(number, index, 0)));
                    }
                }
                Some(DynLink::Traced(value)) => {
                    self.has_work_left = true;
                    if let Some((target, place)) =
                        TracedTargets::next(&mut self.traced, value, number, index)
                    {
                        (self.link, self.index) = (number, place.index() + 1);
                        return Some((target, place));
                    }
                }
                _ => {}
            }
        }
        (self.link, self.traced) = (usize::MAX, None);
        None
    }

    /// Looks again at a traced value of the node, which the walk is at and user code has changed.
    /// Returns the place of this target, if it is still there and no reader holds the value. The
    /// walk goes through all targets again.
    #[cold]
    pub(super) fn find_again(&mut self, link: usize, target: &AnyRc) -> Option<TargetPlace> {
        let Some(DynLink::Traced(value)) = self.node.as_std().link(link) else { return None };
        if value.has_readers() {
            return None;
        }
        let traced = TracedTargets::of(value, link);
        let (version, address) = (traced.version, target.as_std().address());
        let index = traced.targets.iter().position(|node| node.as_ptr().cast() == address);
        (self.index, self.traced) = (0, Some(Box::new(traced)));
        Some(TargetPlace::new(link, index?, version))
    }
}

impl TracedTargets {
    fn of(value: &dyn DynTraced, link: usize) -> Self {
        TracedTargets { link, version: value.version(), targets: value.weak_targets() }
    }

    /// The first target of a traced value from `start` on, and its place. If the value has changed
    /// since it was looked at, the first of all its targets.
    #[cold]
    fn next(
        this: &mut Option<Box<Self>>,
        value: &dyn DynTraced,
        link: usize,
        start: usize,
    ) -> Option<(AnyRc, TargetPlace)> {
        if value.has_readers() {
            return None;
        }
        let is_current = |traced: &Self| (traced.link, traced.version) == (link, value.version());
        let start = if this.as_deref().is_some_and(is_current) {
            start
        } else {
            *this = Some(Box::new(Self::of(value, link)));
            0
        };
        let TracedTargets { version, targets, .. } = this.as_deref()?;
        // Some may have died since: then the value has changed.
        (start..targets.len()).find_map(|index| {
            let target = targets[index].upgrade()?;
            Some((AnyRc::from_std(target), TargetPlace::new(link, index, *version)))
        })
    }
}
