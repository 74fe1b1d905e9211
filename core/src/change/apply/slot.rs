//! Applying the record of a slot, and that of two slots that have exchanged their children.

use crate::change::apply::key_search::{KeySearch, sides};
use crate::change::apply::node::{check, check_cycle, index_in, leave, take_out};
use crate::change::attach::{self, mark};
use crate::change::log;
use crate::change::log::record::{Applying, Slot};
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::AttachError;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::keyed::{KeyPlace, KeyedInfo};
use crate::kernel::released_keys;

pub(super) fn apply_slot(
    slot: &Slot,
    found: Option<KeyPlace>,
    how: Applying,
) -> Result<(), AttachError<AnyRc>> {
    let Some(host) = slot.host.upgrade() else { return Ok(()) };
    let Some(link) = host.as_std().owning_link(slot.link) else { return Ok(()) };
    let (there, wanted) = sides(slot, how.direction);
    let Some(wanted) = wanted else {
        if let Some(there) = there {
            take_out(&host, &there, how);
            // The record has the key, so no user code runs here.
            released_keys::drop_all();
        }
        return Ok(());
    };
    let mut found = found;
    if how.is_logged {
        check(&wanted, &host, slot.link)?;
        check_room(&host, slot, found.as_ref(), there.as_ref(), &wanted)?;
        found = leave_other_key(&host, slot, found, &wanted, how);
    }
    leave(&wanted, how);
    if let Some(index) = index_in(&host, slot.link, there.as_ref()) {
        put_in_place(link, index, &wanted, there.as_ref(), how);
    } else if let Some(keyed) = KeyedInfo::of(host.as_std().type_info(), slot.link) {
        put_at_key((&host, link), keyed, slot, found, &wanted, how)?;
    } else {
        let len = link.children().len();
        let is_list = host.as_std().type_info().is_list(slot.link);
        // An option or a required link has room for one child.
        let other = if is_list { None } else { link.children().get(0) };
        put_in_place(link, slot.index.min(len), &wanted, other.as_ref(), how);
    }
    released_keys::drop_all();
    Ok(())
}

/// Refuses a child if another one that the history has not seen is under its key, or in its option.
fn check_room(
    host: &AnyRc,
    slot: &Slot,
    found: Option<&KeyPlace>,
    there: Option<&AnyRc>,
    wanted: &AnyRc,
) -> Result<(), AttachError<AnyRc>> {
    let (type_info, link) = (host.as_std().type_info(), host.as_std().owning_link(slot.link));
    if type_info.is_list(slot.link) || index_in(host, slot.link, there).is_some() {
        return Ok(());
    }
    let index = found.map_or(Some(0), |found| found.found.ok());
    match link.zip(index).and_then(|(link, index)| link.children().get(index)) {
        Some(other) if other != *wanted => {
            Err(AttachError::occupied(wanted.clone(), type_info, slot.link))
        }
        _ => Ok(()),
    }
}

/// If a child is in the map already, under any key, it leaves that first, and the place of its key is
/// searched again.
fn leave_other_key(
    host: &AnyRc,
    slot: &Slot,
    found: Option<KeyPlace>,
    child: &AnyRc,
    how: Applying,
) -> Option<KeyPlace> {
    if found.is_some() && index_in(host, slot.link, Some(child)).is_some() {
        leave(child, how);
        return KeySearch::of_slot(slot, how.direction)?.run_alone();
    }
    found
}

/// Puts a child at an index of a list, or into an option or a required link; in the place of another,
/// if there is one. Also in a map, if there is one.
fn put_in_place(
    link: &dyn DynOwn,
    index: usize,
    child: &AnyRc,
    there: Option<&AnyRc>,
    how: Applying,
) {
    if let Some(there) = there {
        there.as_std().clear_back_links();
    }
    attach::attach(link, index, child, there.is_some());
    if how.is_logged {
        log::changed(link, index, there.cloned());
    }
}

/// Puts a child under the key of a slot. An error if a history finds another child there.
fn put_at_key(
    (host, link): (&AnyRc, &dyn DynOwn),
    keyed: &KeyedInfo,
    slot: &Slot,
    found: Option<KeyPlace>,
    child: &AnyRc,
    how: Applying,
) -> Result<(), AttachError<AnyRc>> {
    let (Some(at), Some(key)) = (found, &slot.key) else { return Ok(()) };
    let index = match at.found {
        Err(index) => index,
        Ok(_) if how.is_logged => {
            return Err(AttachError::occupied(child.clone(), host.as_std().type_info(), slot.link));
        }
        Ok(_) => panic!("the key {key:?} equals another one now"),
    };
    (keyed.insert)(link, at, key, child);
    mark(child);
    if how.is_logged {
        // A map by hash without an order has put it at the end.
        let is_at = |index: &usize| link.children().get(*index).as_ref() == Some(child);
        let end = link.children().len() - 1;
        log::came(link, Some(index).filter(is_at).unwrap_or(end));
    }
    Ok(())
}

/// Lets two slots exchange their children. Neither is ever empty.
pub(super) fn apply_swapped(
    [first, second]: &[Slot; 2],
    how: Applying,
) -> Result<(), AttachError<AnyRc>> {
    let (Some(for_second), Some(for_first)) = sides(first, how.direction) else { return Ok(()) };
    let places = (place_of(first, &for_second), place_of(second, &for_first));
    let ((first_host, first_index), (second_host, second_index)) = match places {
        (Some(first), Some(second)) => (first, second),
        // A history's root may have left a list.
        (Some(_), None) if is_same_link(first, second) => return move_to(second, &for_second, how),
        (None, Some(_)) if is_same_link(first, second) => return move_to(first, &for_first, how),
        // A host that no step places any more may be dead, or may have changed.
        (Some(_), None) => return apply_slot(first, None, how),
        (None, Some(_)) => return apply_slot(second, None, how),
        (None, None) => return Ok(()),
    };
    let (Some(first_link), Some(second_link)) = (
        first_host.as_std().owning_link(first.link),
        second_host.as_std().owning_link(second.link),
    ) else {
        return Ok(());
    };
    if how.is_logged && first_host != second_host {
        check_cycle(&for_first, &first_host, first.link)?;
        check_cycle(&for_second, &second_host, second.link)?;
    }
    attach::attach(first_link, first_index, &for_first, true);
    attach::attach(second_link, second_index, &for_second, true);
    if how.is_logged {
        log::swapped((first_link, first_index), (second_link, second_index));
    }
    Ok(())
}

fn is_same_link(first: &Slot, second: &Slot) -> bool {
    first.host == second.host && first.link == second.link
}

/// Moves a child of a list to the index of a slot of this list.
fn move_to(slot: &Slot, child: &AnyRc, how: Applying) -> Result<(), AttachError<AnyRc>> {
    let child = Some(AnyRc::downgrade(child));
    apply_slot(&Slot { before: child.clone(), after: child, ..slot.clone() }, None, how)
}

/// The host of a slot and the index of a child in it, if the child is there.
fn place_of(slot: &Slot, child: &AnyRc) -> Option<(AnyRc, usize)> {
    let host = slot.host.upgrade()?;
    let index = index_in(&host, slot.link, Some(child))?;
    Some((host, index))
}
