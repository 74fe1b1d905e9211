//! A child that is to come or to leave when a record is applied.

use crate::change::detach::{kept_by, release, release_unlogged};
use crate::change::log::record::Applying;
use crate::kernel::above::is_or_is_above;
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::{AttachError, Obstacle, Path};
use crate::kernel::dyn_link::Release;

/// Takes a child that is to come into a link from where it is now.
pub(super) fn leave(child: &AnyRc, how: Applying) {
    if let Some(owner) = child.as_std().owner() {
        take_out(&owner, child, how);
    }
}

/// Why a node cannot come into a link, if it cannot.
pub(super) fn check(node: &AnyRc, host: &AnyRc, link: usize) -> Result<(), AttachError<AnyRc>> {
    check_cycle(node, host, link)?;
    let owner = node.as_std().owner();
    match owner.and_then(|owner| kept_by(&**owner.as_std(), &**node.as_std())) {
        Some(obstacle) => Err(AttachError::refused(node.clone(), obstacle)),
        None => Ok(()),
    }
}

pub(super) fn check_cycle(
    node: &AnyRc,
    host: &AnyRc,
    link: usize,
) -> Result<(), AttachError<AnyRc>> {
    if is_or_is_above(node, host) {
        let name = host.as_std().type_info().link_name(link);
        let path = Path::closed_by(name, host, &**node.as_std());
        return Err(AttachError::refused(node.clone(), Box::new(Obstacle::Cycle(path))));
    }
    Ok(())
}

/// Takes a child out of the link of its host. It has no owner then.
pub(super) fn take_out(host: &AnyRc, child: &AnyRc, how: Applying) {
    let node = &**child.as_std();
    let answer =
        if how.is_logged { release(node, host) } else { release_unlogged(node, &**host.as_std()) };
    if answer == Release::Released {
        node.clear_back_links();
    }
}

/// The index of a child in a link, if it is there.
pub(super) fn index_in(host: &AnyRc, link: usize, child: Option<&AnyRc>) -> Option<usize> {
    let node = &**child?.as_std();
    if node.owner().as_ref() != Some(host) {
        return None;
    }
    let found = node.find_in(&**host.as_std())?;
    (found.number == link).then_some(found.index)
}
