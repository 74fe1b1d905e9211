//! Which links can close a cycle, by their types.

use std::any::TypeId;
use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

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

/// These types, and those that their links of the right kinds lead to, and so on.
pub(crate) fn reachable_from(
    start: Vec<&'static TypeInfo>,
    follow: impl Fn(LinkKind) -> bool,
) -> Vec<&'static TypeInfo> {
    let mut known = HashSet::new();
    let mut types = start;
    types.retain(|node| known.insert(node.id()));
    let mut next = 0;
    while let Some(&node) = types.get(next) {
        for (_, link) in links_of(node).filter(|(_, link)| follow(link.kind)) {
            let targets = targets_of(&link).into_iter();
            types.extend(targets.filter(|target| known.insert(target.id())));
        }
        next += 1;
    }
    types
}

/// Whether strong links can lead from a `T` to an `O`, so that a shared link from an `O` to a `T` can close
/// a cycle. Found out once; later O(1).
#[inline]
pub(crate) fn can_close_cycle<O: 'static, T: 'static>(
    targets: fn(&mut Vec<&'static TypeInfo>),
) -> bool {
    if TypeId::of::<O>() == TypeId::of::<T>() {
        return true;
    }
    let link = TypeId::of::<(O, T)>();
    let place = CacheSlot::of(link);
    match CACHE.with(|cache| cache[place].get()) {
        Some((known, answer)) if known == link => answer,
        _ => {
            let answer = can_lead_to(link, TypeId::of::<O>(), targets);
            CACHE.with(|cache| cache[place].set(Some((link, answer))));
            answer
        }
    }
}

/// All that is known.
static KNOWN: Mutex<BTreeMap<TypeId, bool>> = Mutex::new(BTreeMap::new());

const CACHED: usize = 64;

thread_local! {
    /// What has been asked lately.
    static CACHE: [Cell<Option<(TypeId, bool)>>; CACHED] = const { [const { Cell::new(None) }; CACHED] };
}

#[cold]
fn can_lead_to(link: TypeId, holder: TypeId, targets: fn(&mut Vec<&'static TypeInfo>)) -> bool {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&link).copied();
    known.unwrap_or_else(|| {
        let mut start = Vec::new();
        targets(&mut start);
        let types = reachable_from(start, LinkKind::is_strong);
        let answer = types.iter().any(|node| node.id() == holder);
        KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(link, answer);
        answer
    })
}

/// A [`TypeId`] is a hash already.
#[derive(Default)]
struct CacheSlot(u64);

impl CacheSlot {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "it is small")]
    fn of(id: TypeId) -> usize {
        let mut place = CacheSlot::default();
        id.hash(&mut place);
        (place.0 % CACHED as u64) as usize
    }
}

impl Hasher for CacheSlot {
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
