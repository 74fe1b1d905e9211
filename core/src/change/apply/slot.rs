//! Applying the record of a slot, and that of two slots that have exchanged their children.

use crate::change::apply::node::{check, check_cycle, index_in, leave, take_out};
use crate::change::attach::{self, mark};
use crate::change::log;
use crate::change::log::record::{Applying, Direction, Slot};
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::attach_error::AttachError;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::keyed::{KeyPlace, KeyedInfo};
use crate::kernel::released_keys;

/// The child that is in a slot, and the one that is to be there.
pub(super) fn sides(slot: &Slot, direction: Direction) -> (Option<AnyRc>, Option<AnyRc>) {
    let (there, wanted) = match direction {
        Direction::Back => (&slot.after, &slot.before),
        Direction::Forth => (&slot.before, &slot.after),
    };
    let alive = |child: &Option<AnyWeak>| child.as_ref().and_then(AnyWeak::upgrade);
    (alive(there), alive(wanted))
}

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
        }
        return Ok(());
    };
    if how.is_logged {
        check(&wanted, &host, slot.link)?;
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
    first: &Slot,
    second: &Slot,
    how: Applying,
) -> Result<(), AttachError<AnyRc>> {
    let (Some(first_host), Some(second_host)) = (first.host.upgrade(), second.host.upgrade())
    else {
        return Ok(());
    };
    let (Some(first_link), Some(second_link)) = (
        first_host.as_std().owning_link(first.link),
        second_host.as_std().owning_link(second.link),
    ) else {
        return Ok(());
    };
    let (Some(for_second), Some(for_first)) = sides(first, how.direction) else { return Ok(()) };
    let (Some(first_index), Some(second_index)) = (
        index_in(&first_host, first.link, Some(&for_second)),
        index_in(&second_host, second.link, Some(&for_first)),
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
