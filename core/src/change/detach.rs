//! How a child leaves its owner.

use crate::change::log;
use crate::kernel::any::{self, AnyRc};
use crate::kernel::attach_error::{AttachError, Obstacle};
use crate::kernel::dyn_link::Release;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::released_keys;

/// Takes a child from its owner, at both ends. The caller holds the child, so that it does not die
/// here. Returns whether it had an owner. If the owner needs the child, nothing has changed.
pub(crate) fn detach(child: &dyn DynNode) -> Result<bool, AttachError<AnyRc>> {
    let Some(owner) = child.owner() else { return Ok(false) };
    let release = release(child, &owner);
    if release == Release::Required {
        return Err(refuse(child, &**owner.as_std()));
    }
    child.clear_back_links();
    released_keys::drop_all();
    log::finish_if_open();
    Ok(release == Release::Released)
}

/// The error for a child that its owner needs.
#[cold]
#[inline(never)]
fn refuse(child: &dyn DynNode, owner: &dyn DynNode) -> AttachError<AnyRc> {
    let found = child.find_in(owner);
    let handle = found.and_then(|found| found.link.children().get(found.index));
    let handle = handle.expect("the link that needs the child has it");
    AttachError::refused(handle, Box::new(Obstacle::required(child, owner)))
}

/// Takes a child out of its owner's link, and records that.
#[inline]
pub(crate) fn release(child: &dyn DynNode, owner: &AnyRc) -> Release {
    if any::is_release_noted() {
        release_noted(child, owner)
    } else {
        release_quietly(child, &**owner.as_std())
    }
}

#[cold]
#[inline(never)]
fn release_noted(child: &dyn DynNode, owner: &AnyRc) -> Release {
    if !log::is_open() {
        return release_unlogged(child, &**owner.as_std());
    }
    let leaving = log::leaving(child, owner);
    let release = release_unlogged(child, &**owner.as_std());
    if let (Some(leaving), Release::Released) = (leaving, release) {
        log::left(leaving);
    }
    release
}

/// Takes a child out of its owner's link, and writes no record.
pub(crate) fn release_unlogged(child: &dyn DynNode, owner: &dyn DynNode) -> Release {
    any::note_released();
    release_quietly(child, owner)
}

#[inline]
fn release_quietly(child: &dyn DynNode, owner: &dyn DynNode) -> Release {
    match owner.release_child(child.address(), child.header().quick_index_hint()) {
        Release::Released => Release::Released,
        answer => release_otherwise(answer, child, owner),
    }
}

/// Handles the two rare answers at once, so that the caller need not tell them apart first.
#[inline(never)]
fn release_otherwise(answer: Release, child: &dyn DynNode, owner: &dyn DynNode) -> Release {
    if answer == Release::Required {
        return answer;
    }
    match child.find_in(owner) {
        Some(found) => owner.release_child(child.address(), found.hint),
        None => answer,
    }
}

/// Why a node cannot leave its owner, if it cannot. `owner` is the node's.
///
/// O(1) if no link of the owner's type is required; else it finds the node among its siblings.
#[inline]
pub(crate) fn kept_by(owner: &dyn DynNode, node: &dyn DynNode) -> Option<Box<Obstacle>> {
    if owner.type_info().has_required { kept_by_required(owner, node) } else { None }
}

#[cold]
#[inline(never)]
fn kept_by_required(owner: &dyn DynNode, node: &dyn DynNode) -> Option<Box<Obstacle>> {
    let is_required = owner.type_info().is_required(node.find_in(owner)?.number);
    is_required.then(|| Box::new(Obstacle::required(node, owner)))
}
