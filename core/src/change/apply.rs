//! Applying a record: back, to undo the change, or forth, to make it again.

use std::any::Any;

use crate::change::attach;
use crate::change::detach::{kept_by, release, release_unlogged};
use crate::change::log::record::{Applying, Direction, Record, Slot};
use crate::change::log::{came, replaced};
use crate::kernel::above::is_or_is_above;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::attach_error::{Obstacle, Path};
use crate::kernel::dyn_link::{DynLink, DynOwn, Release};

/// Applies a record. What it takes out of other links and values goes into `removed`.
///
/// A rollback always succeeds. A history may find a child in a place that it does not follow: the error
/// is why the child cannot come from there. Nothing has changed then.
pub(crate) fn apply(
    record: &Record,
    how: Applying,
    removed: &mut Vec<Box<dyn Any>>,
) -> Result<(), Box<Obstacle>> {
    match record {
        Record::Slot(slot) => apply_slot(slot, how),
        Record::Swapped { .. } | Record::Ordered { .. } => Ok(()),
        Record::Edited { host, edit } => {
            if let Some(host) = host.upgrade() {
                edit.apply(&host, how, removed);
            }
            Ok(())
        }
    }
}

fn apply_slot(slot: &Slot, how: Applying) -> Result<(), Box<Obstacle>> {
    let Some(host) = slot.host.upgrade() else { return Ok(()) };
    let (there, wanted) = match how.direction {
        Direction::Back => (&slot.after, &slot.before),
        Direction::Forth => (&slot.before, &slot.after),
    };
    let there = there.as_ref().and_then(AnyWeak::upgrade);
    let Some(wanted) = wanted.as_ref().and_then(AnyWeak::upgrade) else {
        if let Some(there) = there {
            take_out(&host, &there, how);
        }
        return Ok(());
    };
    let Some(DynLink::Own(link)) = host.as_std().link(slot.link) else { return Ok(()) };
    check(&wanted, &host, slot.link)?;
    if let Some(owner) = wanted.as_std().owner() {
        release_from(&owner, &wanted, how);
    }
    put(&host, link, slot, &wanted, there, how);
    Ok(())
}

/// Why a node cannot come into a link, if it cannot.
fn check(node: &AnyRc, host: &AnyRc, link: usize) -> Result<(), Box<Obstacle>> {
    if is_or_is_above(node, host) {
        let name = host.as_std().type_info().link_name(link);
        return Err(Box::new(Obstacle::Cycle(Path::closed_by(name, host, &**node.as_std()))));
    }
    let owner = node.as_std().owner();
    let kept = owner.and_then(|owner| kept_by(&**owner.as_std(), &**node.as_std()));
    kept.map_or(Ok(()), Err)
}

/// Takes a child out of the link of its host. It has no owner then.
fn take_out(host: &AnyRc, child: &AnyRc, how: Applying) {
    if release_from(host, child, how) == Release::Released {
        child.as_std().clear_back_links();
    }
}

fn release_from(owner: &AnyRc, child: &AnyRc, how: Applying) -> Release {
    let child = &**child.as_std();
    if how.is_logged { release(child, owner) } else { release_unlogged(child, &**owner.as_std()) }
}

/// Puts a child that has no owner into a slot, in the place of the child that is there.
fn put(
    host: &AnyRc,
    link: &dyn DynOwn,
    slot: &Slot,
    child: &AnyRc,
    there: Option<AnyRc>,
    how: Applying,
) {
    let there = there.filter(|there| there.as_std().owner().as_ref() == Some(host));
    let found = there.as_ref().and_then(|there| there.as_std().find_in(&**host.as_std()));
    let index = found.map_or(slot.index.min(link.children().len()), |found| found.index);
    if let Some(there) = &there {
        there.as_std().clear_back_links();
    }
    attach::attach(link, index, child, there.is_some());
    match there {
        _ if !how.is_logged => {}
        Some(there) => replaced(link, index, there),
        None => came(link, index),
    }
}
