//! Which shared links can close a cycle, judged by their types.

use std::any::TypeId;
use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use crate::kernel::any::AnyRc;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::{LinkInfo, TypeInfo};

pub(crate) fn links_of(node: &'static TypeInfo) -> impl Iterator<Item = (usize, LinkInfo)> {
    (0..node.link_count).filter_map(move |index| Some((index, (node.link_info)(index)?)))
}

pub(crate) fn targets_of(link: &LinkInfo) -> Vec<&'static TypeInfo> {
    let mut targets = Vec::new();
    (link.targets)(&mut targets);
    targets
}

/// These types, and all types that they lead to over links of the kinds to follow.
pub(crate) fn reachable_from(
    start: Vec<&'static TypeInfo>,
    follow: impl Fn(LinkKind) -> bool,
) -> Vec<&'static TypeInfo> {
    let mut seen = HashSet::new();
    let mut types = start;
    types.retain(|node| seen.insert(node.id()));
    let mut next = 0;
    while let Some(&node) = types.get(next) {
        for (_, link) in links_of(node).filter(|(_, link)| follow(link.kind)) {
            let targets = targets_of(&link).into_iter();
            types.extend(targets.filter(|target| seen.insert(target.id())));
        }
        next += 1;
    }
    types
}

/// Whether this stands for the node types that an [`AnyRc`] in traced data can lead to, which are all.
pub(crate) fn is_any(node: &TypeInfo) -> bool {
    node.id() == TypeId::of::<AnyRc>()
}

/// Whether strong links can lead from a `T` to an `O`, so that a shared link from an `O` to a `T`
/// can close a cycle. Computed once for each link type, then cached.
#[inline]
pub(crate) fn can_close_cycle<O: 'static, T: 'static>(
    targets: fn(&mut Vec<&'static TypeInfo>),
) -> bool {
    if TypeId::of::<O>() == TypeId::of::<T>() {
        return true;
    }
    let link = TypeId::of::<(O, T)>();
    let slot = SlotHasher::slot_of(link);
    match RECENT.with(|recent| recent[slot].get()) {
        Some((cached, answer)) if cached == link => answer,
        _ => {
            let answer = can_lead_to(link, TypeId::of::<O>(), targets);
            RECENT.with(|recent| recent[slot].set(Some((link, answer))));
            answer
        }
    }
}

/// The answers for all link types that were asked about, in all threads.
static ANSWERS: Mutex<BTreeMap<TypeId, bool>> = Mutex::new(BTreeMap::new());

const RECENT_SLOTS: usize = 64;

thread_local! {
    /// The answers that this thread asked for last.
    static RECENT: [Cell<Option<(TypeId, bool)>>; RECENT_SLOTS] =
        const { [const { Cell::new(None) }; RECENT_SLOTS] };
}

#[cold]
fn can_lead_to(link: TypeId, holder: TypeId, targets: fn(&mut Vec<&'static TypeInfo>)) -> bool {
    let answer = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).get(&link).copied();
    answer.unwrap_or_else(|| {
        let mut start = Vec::new();
        targets(&mut start);
        let types = reachable_from(start, LinkKind::is_strong);
        let answer = types.iter().any(|node| node.id() == holder || is_any(node));
        ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).insert(link, answer);
        answer
    })
}

/// Maps a [`TypeId`], which is a hash already, to a slot of [`RECENT`].
#[derive(Default)]
struct SlotHasher(u64);

impl SlotHasher {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the number of slots is small")]
    fn slot_of(id: TypeId) -> usize {
        let mut hasher = SlotHasher::default();
        id.hash(&mut hasher);
        (hasher.0 % RECENT_SLOTS as u64) as usize
    }
}

impl Hasher for SlotHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    #[inline]
    fn write_u64(&mut self, part: u64) {
        self.0 ^= part;
    }
}
