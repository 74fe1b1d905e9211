//! The operations of an owning link over a map that untyped code uses.

use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::keyed::{DynKey, KeyPlace, KeyedInfo};
use crate::links::keyed::container::KeyedContainer;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::forms;
use crate::links::keyed::key::Key;
use crate::links::keyed::search::{Found, SearchBy, search_stable};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::container::ChildHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::Repr;

struct Info<O, C>(PhantomData<(O, C)>);

impl<O: NodeType, C: KeyedContainer> Info<O, C> {
    const INFO: &'static KeyedInfo = &KeyedInfo {
        key_at: forms::key_at::<C::Key, ChildHandle<C>>,
        search: search::<O, C>,
        insert: insert::<O, C>,
        rename: rename::<O, C>,
        is_sorted: <C::Storage as KeyedStorage>::IS_SORTED,
    };
}

pub(super) fn info<O: NodeType, C: KeyedContainer>() -> &'static KeyedInfo {
    Info::<O, C>::INFO
}

fn typed<O: NodeType, C: KeyedContainer>(link: &dyn DynOwn) -> &Own<O, C> {
    let link: &dyn Any = link;
    link.downcast_ref().expect("the functions are called with links of their type")
}

fn to_typed<C: KeyedContainer>(key: &DynKey) -> StdRc<C::Key> {
    key.downcast().expect("the key is one of this link")
}

fn search<O: NodeType, C: KeyedContainer>(link: &dyn DynOwn, key: &DynKey) -> KeyPlace {
    let key = to_typed::<C>(key);
    let map = &*typed::<O, C>(link).children;
    let Found { found, hash } = search_stable(map, |map| map.search(&*key));
    let index = |place| map.entries().index_of(place);
    KeyPlace { found: found.map(index).map_err(index), hash }
}

fn insert<O: NodeType, C: KeyedContainer>(
    link: &dyn DynOwn,
    at: KeyPlace,
    key: &DynKey,
    child: &AnyRc,
) {
    let link = typed::<O, C>(link);
    let Some(handle) = <C::Item as Graph>::Repr::from_any(child) else { return };
    link.set_back(&handle);
    let (Ok(index) | Err(index)) = at.found;
    let key = Key::from_shared(to_typed::<C>(key));
    let place = link.children.entries().place_of(index);
    link.children.insert(place, at.hash, Entry { key, handle });
}

fn rename<O: NodeType, C: KeyedContainer>(
    link: &dyn DynOwn,
    index: usize,
    at: KeyPlace,
    key: &DynKey,
) {
    let (Ok(to) | Err(to)) = at.found;
    let key = Key::from_shared(to_typed::<C>(key));
    typed::<O, C>(link).children.rename(index, to, at.hash, key).leave();
}
