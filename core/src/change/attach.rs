//! Attaching a node of any type at a place.
//!
//! The typed links check the type of a child when the program is compiled, and have their own
//! quicker code. This is for code that handles nodes of all types. It takes the same steps in the
//! same order as `links::own::attach`: all checks first; then the child leaves its old owner; then
//! its back-link and the new link are set. No user code runs in between, and nothing can fail after
//! the checks.

use std::slice;

use crate::change::detach::{kept_by, release};
use crate::change::log;
use crate::death::{self, placed};
use crate::kernel::above::is_or_is_above;
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::{AttachError, Obstacle, Path};
use crate::kernel::dyn_link::{DynLink, DynOwn};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::{DynKey, KeyedInfo};
use crate::kernel::place::Place;
use crate::kernel::released_keys;

/// Puts a node at a place: at the index, or at the end of a shorter list.
pub(crate) fn put(place: &Place, child: AnyRc) -> Result<(), AttachError<AnyRc>> {
    if let Some(key) = place.dyn_key() {
        return put_at_key(place, key, child);
    }
    let (owner, number) = (place.host(), place.link_number());
    let child = check(owner, number, child)?;
    let Some(link) = owning_link(owner, number) else { return Ok(()) };
    let here = index_in(owner, number, &**child.as_std());
    let len = link.children().len();
    // A child that is here already does not make a list longer.
    let index = place.position().min(len - usize::from(here.is_some()));
    if here == Some(index) {
        return Ok(());
    }
    let type_info = owner.as_std().type_info();
    let in_the_way = if place.is_in_list() { None } else { link.children().get(0) };
    if in_the_way.is_some() && !type_info.is_required(number) {
        return Err(AttachError::occupied(child, type_info, number));
    }
    let child = check_leaving(child)?;
    leave_owner(&**child.as_std());
    if let Some(before) = &in_the_way {
        before.as_std().clear_back_links();
    }
    attach(link, index, &child, in_the_way.is_some());
    if log::is_open() {
        log::changed(link, index, in_the_way.clone());
    }
    released_keys::drop_all();
    // The child that was replaced may die here, when the graph is in order.
    drop(in_the_way);
    log::finish_if_open();
    Ok(())
}

/// Puts a node under a key of a link over a map.
fn put_at_key(place: &Place, key: &DynKey, child: AnyRc) -> Result<(), AttachError<AnyRc>> {
    let (owner, number) = (place.host(), place.link_number());
    let type_info = owner.as_std().type_info();
    let (Some(link), Some(keyed)) = (owning_link(owner, number), KeyedInfo::of(type_info, number))
    else {
        return Ok(());
    };
    // This runs user code, so all checks come later.
    let at = (keyed.search)(link, key);
    let child = check(owner, number, child)?;
    let here = index_in(owner, number, &**child.as_std());
    match (at.found, here) {
        (Ok(taken), _) if here == Some(taken) => return Ok(()),
        (Ok(_), _) => return Err(AttachError::occupied(child, type_info, number)),
        (Err(_), Some(here)) => {
            let leaving = log::leaving_if_open(&**child.as_std());
            (keyed.rename)(link, here, at, key);
            if let Some(leaving) = leaving {
                log::renamed(leaving);
            }
        }
        (Err(_), None) => {
            let child = check_leaving(child)?;
            leave_owner(&**child.as_std());
            (keyed.insert)(link, at, key, &child);
            mark(&child);
            if log::is_open() {
                log::came_to(link, &**child.as_std());
            }
        }
    }
    released_keys::drop_all();
    log::finish_if_open();
    Ok(())
}

/// Puts `child` where `old` hangs. `old` has no owner from then on.
pub(crate) fn replace(old: &AnyRc, child: AnyRc) -> Result<(), AttachError<AnyRc>> {
    let old_node = &**old.as_std();
    let Some(place) = Place::of(old_node) else {
        return Err(AttachError::no_place(child, old_node.type_info()));
    };
    if child == *old {
        return Ok(());
    }
    let (owner, number) = (place.host(), place.link_number());
    let child = check_leaving(check(owner, number, child)?)?;
    let Some(link) = owning_link(owner, number) else { return Ok(()) };
    leave_owner(&**child.as_std());
    // If the child was a sibling, `old` may have moved up.
    let index = index_in(owner, number, old_node).unwrap_or_default();
    old_node.clear_back_links();
    attach(link, index, &child, true);
    if log::is_open() {
        log::changed(link, index, Some(old.clone()));
    }
    released_keys::drop_all();
    log::finish_if_open();
    Ok(())
}

/// Refuses a child of a type that the link does not hold, and one that would close a cycle.
fn check(owner: &AnyRc, number: usize, child: AnyRc) -> Result<AnyRc, AttachError<AnyRc>> {
    let (node, host) = (&**child.as_std(), &**owner.as_std());
    let id = node.type_info().id();
    if !host.type_info().targets(number).iter().any(|target| target.id() == id) {
        let (of, owner) = (node.type_info(), host.type_info());
        return Err(AttachError::wrong_type(child, of, owner, number));
    }
    // A node without children is no ancestor, so it closes a cycle only if it is the owner.
    let may_be_above = node.has_children() || node.address() == host.address();
    if may_be_above && is_or_is_above(&child, owner) {
        let path = Path::closed_by(host.type_info().link_name(number), owner, node);
        return Err(AttachError::refused(child, Box::new(Obstacle::Cycle(path))));
    }
    Ok(child)
}

/// Refuses a child that its owner needs.
fn check_leaving(child: AnyRc) -> Result<AnyRc, AttachError<AnyRc>> {
    let node = &**child.as_std();
    match node.owner().and_then(|owner| kept_by(&**owner.as_std(), node)) {
        Some(obstacle) => Err(AttachError::refused(child, obstacle)),
        None => Ok(child),
    }
}

fn owning_link(owner: &AnyRc, number: usize) -> Option<&dyn DynOwn> {
    match owner.as_std().link(number) {
        Some(DynLink::Own(link)) => Some(link),
        _ => None,
    }
}

/// The node's index in this link, if it is there.
fn index_in(owner: &AnyRc, number: usize, node: &dyn DynNode) -> Option<usize> {
    if node.owner().as_ref() != Some(owner) {
        return None;
    }
    let found = node.find_in(&**owner.as_std())?;
    (found.number == number).then_some(found.index)
}

/// Takes a child out of its owner's link. The caller overwrites the back-link.
fn leave_owner(child: &dyn DynNode) {
    if let Some(owner) = child.owner() {
        release(child, &owner);
    }
}

/// Attaches a child of the right type that no link holds, as [`DynOwn::attach`] says.
pub(crate) fn attach(link: &dyn DynOwn, index: usize, child: &AnyRc, is_replacement: bool) {
    link.attach(index, usize::from(is_replacement), slice::from_ref(child));
    mark(child);
}

/// Marks the nodes above a child that was just attached, if the child needs finalization.
pub(super) fn mark(child: &AnyRc) {
    let node = &**child.as_std();
    if node.header().needs_finalization() {
        node.header().clear_new();
        placed::record_owned(child);
        death::mark_above(node);
    }
}
