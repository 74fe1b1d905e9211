//! A link of any node, every way to put something into it, and what can be done to it.

use std::collections::HashSet;

use kinfolk::{AttachError, AttachErrorKind, Handle, Own, Shared, WeakLink};

use crate::kinds::{
    Actor, FromItem, Hub, Item, ItemRc, Leaf, Rack, Shade, Shelf, Stone, id_of, item,
};
use crate::model::rank;

/// A way into a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Push,
    Add,
    Insert,
    /// The only one for several nodes.
    Extend,
    Replace,
    /// The only one into a link to one node.
    Set,
}

impl Road {
    pub const INTO_LISTS: [Road; 6] =
        [Road::Push, Road::Add, Road::Insert, Road::Insert, Road::Extend, Road::Replace];
}

/// What can be done with what is there.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Pop,
    Remove(usize),
    SwapRemove(usize),
    Truncate(usize),
    Clear,
    /// Takes so many from the front; the rest is let go of.
    Drain(usize),
    /// Keeps those with an even [`rank`].
    Retain(usize),
    /// Keeps each node once, where it comes first.
    RetainOnce,
    Swap(usize, usize),
    MoveTo(usize, usize),
    Reverse,
    /// By their [`rank`].
    Sort(usize),
    /// Of a link to one node.
    Take,
}

/// A snapshot of a list, as long as this lives.
pub trait Lent {}

impl<T> Lent for T {}

/// An owning or a shared link.
pub trait Strong {
    fn targets(&self) -> Vec<ItemRc>;

    /// Where the node comes first, by each way to ask for it, if they agree.
    fn finds(&self, target: &ItemRc) -> Result<Option<usize>, String>;

    /// Gives the node that had to leave.
    fn put(
        &self,
        road: Road,
        at: usize,
        targets: Vec<ItemRc>,
    ) -> Result<Option<ItemRc>, AttachErrorKind>;

    /// As [`put`](Self::put), of a node that is made on the way.
    fn put_plain(&self, road: Road, at: usize, plain: Item) -> Option<ItemRc>;

    /// Gives the nodes that the caller is to have.
    fn change(&self, change: Change) -> Vec<ItemRc>;

    /// The nodes that are there now, by a guard or by an iterator.
    fn lend(&self, by_guard: bool) -> Box<dyn Lent + '_>;
}

fn kind_of<H: Handle>(error: AttachError<H>) -> AttachErrorKind {
    let kind = error.kind();
    drop(error.into_children());
    kind
}

macro_rules! list {
    ($link:ident, $(($owner:ty, $target:ty))*; $push:expr, $add:expr, $extend:expr) => {$(
        impl Strong for $link<$owner, Vec<$target>> {
            fn targets(&self) -> Vec<ItemRc> {
                self.read().iter().map(item).collect()
            }

            fn finds(&self, target: &ItemRc) -> Result<Option<usize>, String> {
                let Some(handle) = target.to_any().downcast::<$target>() else { return Ok(None) };
                let position = self.position(&handle);
                let all: Vec<_> = self.iter().collect();
                let agree = self.contains(&handle) == position.is_some()
                    && self.first() == all.first().cloned()
                    && self.last() == all.last().cloned()
                    && self.len() == all.len()
                    && self.is_empty() == all.is_empty()
                    && position == all.iter().position(|other| *other == handle)
                    && position.is_none_or(|at| self.get(at).as_ref() == Some(&handle))
                    && self.get(all.len()).is_none();
                if agree { Ok(position) } else { Err(format!("{position:?} of {all:?}")) }
            }

            fn put(
                &self,
                road: Road,
                at: usize,
                targets: Vec<ItemRc>,
            ) -> Result<Option<ItemRc>, AttachErrorKind> {
                let mut targets = targets
                    .into_iter()
                    .map(|node| node.to_any().downcast::<$target>().expect("it takes it"));
                let mut one = || targets.next().expect("one node");
                match road {
                    Road::Push => ($push)(self, one())?,
                    Road::Add => ($add)(self, one())?,
                    Road::Insert => self.try_insert(at, one()).map_err(kind_of)?,
                    Road::Extend => ($extend)(self, targets)?,
                    Road::Replace => {
                        let old = self.try_replace(at, one()).map_err(kind_of)?;
                        return Ok(Some(item(&old)));
                    }
                    Road::Set => unreachable!("no road into a list"),
                }
                Ok(None)
            }

            fn put_plain(&self, road: Road, at: usize, plain: Item) -> Option<ItemRc> {
                let plain = <$target>::from_item(plain);
                match road {
                    Road::Push => self.push(plain),
                    Road::Add => drop(self.add(plain)),
                    Road::Insert => self.insert(at, plain),
                    Road::Extend => self.extend([plain]),
                    Road::Replace => return Some(item(&self.replace(at, plain))),
                    Road::Set => unreachable!("no road into a list"),
                }
                None
            }

            fn change(&self, change: Change) -> Vec<ItemRc> {
                match change {
                    Change::Pop => return self.pop().iter().map(item).collect(),
                    Change::Remove(at) => return vec![item(&self.remove(at))],
                    Change::SwapRemove(at) => return vec![item(&self.swap_remove(at))],
                    Change::Truncate(len) => self.truncate(len),
                    Change::Clear => self.clear(),
                    Change::Drain(count) => {
                        let mut drain = self.drain();
                        return drain.by_ref().take(count).map(|node| item(&node)).collect();
                    }
                    Change::Retain(salt) => {
                        self.retain(|node| rank(id_of(&item(node)), salt).is_multiple_of(2));
                    }
                    Change::RetainOnce => {
                        let mut seen = HashSet::new();
                        self.retain(|node| seen.insert(id_of(&item(node))));
                    }
                    Change::Swap(a, b) => self.swap(a, b),
                    Change::MoveTo(from, to) => self.move_to(from, to),
                    Change::Reverse => self.reverse(),
                    Change::Sort(salt) => {
                        self.sort_by_key(|node| rank(id_of(&item(node)), salt));
                    }
                    Change::Take => unreachable!("no list has it"),
                }
                Vec::new()
            }

            fn lend(&self, by_guard: bool) -> Box<dyn Lent + '_> {
                if by_guard { Box::new(self.read()) } else { Box::new(self.iter()) }
            }
        }
    )*};
}

list! {
    Own, (Hub, Item) (Rack, Rack) (Shelf, Stone) (Actor, Item);
    |link: &Self, child| link.try_push(child).map_err(kind_of),
    |link: &Self, child| link.try_add(child).map(drop).map_err(kind_of),
    |link: &Self, children| link.try_extend(children).map_err(kind_of)
}

list! {
    Shared, (Hub, Item) (Rack, Hub) (Shelf, Stone) (Leaf, Leaf) (Actor, Item);
    |link: &Self, target| { link.push(target); Ok(()) },
    |link: &Self, target| { drop(link.add(target)); Ok(()) },
    |link: &Self, targets| { link.extend(targets); Ok(()) }
}

macro_rules! one {
    ($($link:ty, $target:ty, $set:expr;)*) => {$(
        impl Strong for $link {
            fn targets(&self) -> Vec<ItemRc> {
                self.get().iter().map(item).collect()
            }

            fn finds(&self, target: &ItemRc) -> Result<Option<usize>, String> {
                let here = self.get().map(|here| here.to_any());
                if self.is_some() != here.is_some() || self.is_none() == here.is_some() {
                    return Err(format!("{here:?}"));
                }
                Ok((here == Some(target.to_any())).then_some(0))
            }

            fn put(
                &self,
                _: Road,
                _: usize,
                mut targets: Vec<ItemRc>,
            ) -> Result<Option<ItemRc>, AttachErrorKind> {
                let target = targets.pop().expect("one node");
                let target = target.to_any().downcast::<$target>().expect("it takes it");
                let old: Result<_, AttachErrorKind> = ($set)(self, target);
                Ok(old?.as_ref().map(item))
            }

            fn put_plain(&self, _: Road, _: usize, plain: Item) -> Option<ItemRc> {
                self.set(<$target>::from_item(plain)).as_ref().map(item)
            }

            fn change(&self, _: Change) -> Vec<ItemRc> {
                self.take().iter().map(item).collect()
            }

            fn lend(&self, _: bool) -> Box<dyn Lent + '_> {
                Box::new(self.get())
            }
        }
    )*};
}

one! {
    Own<Hub, Option<Box<Item>>>, Item, |link: &Self, child| link.try_set(child).map_err(kind_of);
    Own<Rack, Option<Box<Item>>>, Item, |link: &Self, child| link.try_set(child).map_err(kind_of);
    Own<Shade, Option<Box<Item>>>, Item, |link: &Self, child| link.try_set(child).map_err(kind_of);
    Shared<Hub, Item>, Item, |link: &Self, target| Ok(link.set(target));
    Shared<Rack, Rack>, Rack, |link: &Self, target| Ok(link.set(target));
    Shared<Shelf, Stone>, Stone, |link: &Self, target| Ok(link.set(target));
    Shared<Leaf, Hub>, Hub, |link: &Self, target| Ok(link.set(target));
    Shared<Actor, Hub>, Hub, |link: &Self, target| Ok(link.set(target));
    Shared<Shade, Item>, Item, |link: &Self, target| Ok(link.set(target));
}

/// The owning or shared link of that number, as declared.
pub fn strong(node: &ItemRc, number: usize) -> &dyn Strong {
    let links: &[&dyn Strong] = match node {
        ItemRc::Hub(node) => &[&node.entries, &node.first, &node.current, &node.members],
        ItemRc::Rack(node) => &[&node.racks, &node.top, &node.next, &node.hubs],
        ItemRc::Shelf(node) => &[&node.stones, &node.label, &node.marks],
        ItemRc::Stone(_) => &[],
        ItemRc::Leaf(node) => &[&node.hub, &node.peers],
        ItemRc::Actor(node) => &[&node.props, &node.cast, &node.stage],
        ItemRc::Shade(node) => &[&node.lid, &node.of],
    };
    links[number]
}

/// A weak link to one node.
fn friend(node: &ItemRc) -> Option<&WeakLink<Item>> {
    match node {
        ItemRc::Hub(node) => Some(&node.friend),
        ItemRc::Rack(node) => Some(&node.friend),
        ItemRc::Leaf(node) => Some(&node.friend),
        ItemRc::Actor(node) => Some(&node.friend),
        ItemRc::Shade(node) => Some(&node.friend),
        ItemRc::Shelf(_) | ItemRc::Stone(_) => None,
    }
}

/// A list of weak links.
fn friends(node: &ItemRc) -> Option<&WeakLink<Vec<Item>>> {
    match node {
        ItemRc::Hub(node) => Some(&node.friends),
        ItemRc::Actor(node) => Some(&node.friends),
        _ => None,
    }
}

/// The living that a weak link leads to.
pub fn weak_targets(node: &ItemRc, is_list: bool) -> Vec<ItemRc> {
    if is_list {
        friends(node).expect("it has the link").iter().collect()
    } else {
        friend(node).expect("it has the link").get().into_iter().collect()
    }
}

/// What can be done to a weak link.
#[derive(Clone, Copy, Debug)]
pub enum WeakChange {
    /// Into a list: a push.
    Set,
    Remove,
    Retain(usize),
    Clear,
}

pub fn change_weak(node: &ItemRc, is_list: bool, change: WeakChange, target: &ItemRc) {
    if !is_list {
        let link = friend(node).expect("it has the link");
        return if matches!(change, WeakChange::Set) { link.set(target) } else { link.clear() };
    }
    let link = friends(node).expect("it has the link");
    match change {
        WeakChange::Set => link.push(target),
        WeakChange::Remove => {
            let was_there = link.contains(target);
            assert_eq!(link.remove(target), was_there);
        }
        WeakChange::Retain(salt) => {
            link.retain(|node| rank(id_of(node), salt).is_multiple_of(2));
        }
        WeakChange::Clear => link.clear(),
    }
}
