//! A link of any node, every way to put something into it, and what can be done to it.

use kinfolk::{Own, Shared};

use crate::kinds::{Coin, Item, ItemRc, Rack, Room, Shelf};

/// A way into a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Push,
    Insert(usize),
    Replace(usize),
    /// The only one into a link to one node.
    Set,
}

/// What can be done with what is there.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// From a list, or from a link to one node.
    Take(usize),
    SwapRemove(usize),
    Reverse,
    Swap(usize, usize),
    MoveTo(usize, usize),
    Truncate(usize),
    Clear,
    /// Keeps those at these places.
    Retain(u64),
}

/// The child was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// A snapshot of a list, as long as this lives.
pub trait Lent {}

impl<T> Lent for T {}

/// An owning or a shared link.
pub trait Strong {
    fn targets(&self) -> Vec<ItemRc>;

    /// Gives the node that had to leave.
    fn put(&self, road: Road, target: ItemRc) -> Result<Option<ItemRc>, Refused>;

    /// As [`put`](Self::put), of a node that is made on the way.
    fn put_plain(&self, road: Road, plain: Item) -> Option<ItemRc>;

    /// Gives what is taken out for the caller.
    fn change(&self, change: Change) -> Option<ItemRc>;

    /// The nodes that are there now, by a guard or by an iterator.
    fn lend(&self, by_guard: bool) -> Box<dyn Lent + '_>;
}

macro_rules! list {
    ($link:ident, $($owner:ty)*; $push:expr) => {$(
        impl Strong for $link<$owner, Vec<Item>> {
            fn targets(&self) -> Vec<ItemRc> {
                self.read().to_vec()
            }

            fn put(&self, road: Road, target: ItemRc) -> Result<Option<ItemRc>, Refused> {
                match road {
                    Road::Push => ($push)(self, target)?,
                    Road::Insert(at) => self.try_insert(at, target).map_err(|_| Refused)?,
                    Road::Replace(at) => {
                        return self.try_replace(at, target).map(Some).map_err(|_| Refused);
                    }
                    Road::Set => unreachable!("no road into a list"),
                }
                Ok(None)
            }

            fn put_plain(&self, road: Road, plain: Item) -> Option<ItemRc> {
                match road {
                    Road::Push => self.push(plain),
                    Road::Insert(at) => self.insert(at, plain),
                    Road::Replace(at) => return Some(self.replace(at, plain)),
                    Road::Set => unreachable!("no road into a list"),
                }
                None
            }

            fn change(&self, change: Change) -> Option<ItemRc> {
                match change {
                    Change::Take(at) => return Some(self.remove(at)),
                    Change::SwapRemove(at) => return Some(self.swap_remove(at)),
                    Change::Reverse => self.reverse(),
                    Change::Swap(a, b) => self.swap(a, b),
                    Change::MoveTo(from, to) => self.move_to(from, to),
                    Change::Truncate(len) => self.truncate(len),
                    Change::Clear => self.clear(),
                    Change::Retain(places) => {
                        let mut at = 0;
                        self.retain(|_| {
                            at += 1;
                            places >> (at - 1) & 1 == 1
                        });
                    }
                }
                None
            }

            fn lend(&self, by_guard: bool) -> Box<dyn Lent + '_> {
                if by_guard { Box::new(self.read()) } else { Box::new(self.iter()) }
            }
        }
    )*};
}

list! { Own, Room Shelf Rack; |link: &Self, child| link.try_push(child).map_err(|_| Refused) }
list! {
    Shared, Room Shelf Rack Coin;
    |link: &Self, target| -> Result<(), Refused> { link.push(target); Ok(()) }
}

macro_rules! one {
    ($($link:ty)*; $set:expr) => {$(
        impl Strong for $link {
            fn targets(&self) -> Vec<ItemRc> {
                self.get().into_iter().collect()
            }

            fn put(&self, _: Road, target: ItemRc) -> Result<Option<ItemRc>, Refused> {
                ($set)(self, target)
            }

            fn put_plain(&self, _: Road, plain: Item) -> Option<ItemRc> {
                self.set(plain)
            }

            fn change(&self, _: Change) -> Option<ItemRc> {
                self.take()
            }

            fn lend(&self, _: bool) -> Box<dyn Lent + '_> {
                Box::new(self.get())
            }
        }
    )*};
}

one! {
    Own<Room, Option<Box<Item>>> Own<Shelf, Option<Box<Item>>> Own<Rack, Option<Box<Item>>>;
    |link: &Self, child| link.try_set(child).map_err(|_| Refused)
}
one! {
    Shared<Room, Item> Shared<Shelf, Item> Shared<Rack, Item> Shared<Coin, Item>;
    |link: &Self, target| Ok(link.set(target))
}
