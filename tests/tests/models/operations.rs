//! The operations of the links, with one interface for those of all types.

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;
use kinfolk::links::OwnContainer;
use kinfolk::{BackTo, NodeType, Own};

use crate::calls::{Call, called};
use crate::items::{HashMap, Item, ItemRc, Slot, Visit};
use crate::tricky::Tricky;

/// How a child is attached.
#[derive(Clone, Debug)]
pub enum By {
    Push,
    /// In a list, at index `key`; in a map, under the key.
    Insert,
    Replace,
    Add,
}

/// Attaches a child. Answers whether it was accepted.
pub struct Attach {
    pub child: ItemRc,
    pub key: u32,
    pub by: By,
}

/// Each method is for a link over this container, and answers the last expression.
macro_rules! visit {
    ([$($generics:tt)*] [$($bounds:tt)*] $type:ty => $out:ty; $this:ident, $link:ident;
        $required:expr; $option:expr; $list:expr; $map:expr) => {
        impl<$($generics)*> Visit for $type where $($bounds)* {
            type Out = $out;

            fn required<O: NodeType>($this, $link: &Own<O, Box<Item>>) -> Self::Out
            where
                Box<Item>: BackTo<O>,
            {
                $required
            }

            fn option<O: NodeType>($this, $link: &Own<O, Option<Box<Item>>>) -> Self::Out
            where
                Box<Item>: BackTo<O>,
            {
                $option
            }

            fn list<O: NodeType>($this, $link: &Own<O, Vec<Item>>) -> Self::Out
            where
                Item: BackTo<O>,
            {
                $list
            }

            fn sorted<O: NodeType>($this, $link: &Own<O, BTreeMap<Tricky, Item>>) -> Self::Out
            where
                Item: BackTo<O>,
            {
                $map
            }

            fn hashed<O: NodeType>($this, $link: &Own<O, HashMap<Tricky, Item>>) -> Self::Out
            where
                Item: BackTo<O>,
            {
                $map
            }

            fn indexed<O: NodeType>($this, $link: &Own<O, IndexMap<Tricky, Item>>) -> Self::Out
            where
                Item: BackTo<O>,
            {
                $map
            }
        }
    };
}

visit!([] [] Attach => bool; self, link;
    link.try_replace(self.child).is_ok();
    link.try_set(self.child).is_ok();
    match self.by {
        By::Push => link.try_push(self.child).is_ok(),
        By::Add => link.try_add(self.child).is_ok(),
        By::Insert => link.try_insert(self.key as usize, self.child).is_ok(),
        By::Replace => link.try_replace(self.key as usize, self.child).is_ok(),
    };
    match self.by {
        By::Add => link.try_add(Tricky(self.key), self.child).is_ok(),
        _ => link.try_insert(Tricky(self.key), self.child).is_ok(),
    }
);

/// Takes out the child at an index or under a key.
pub struct Remove(pub u32);

visit!([] [] Remove => (); self, link;
    drop(link.read());
    drop(link.take());
    drop(link.remove(self.0 as usize));
    drop(link.remove(&Tricky(self.0)))
);

pub struct Clear;

visit!([] [] Clear => (); self, link;
    drop(link.get());
    drop(link.take());
    link.clear();
    link.clear()
);

/// Keeps what the closure wants.
pub struct Retain<'a>(pub &'a mut dyn FnMut(&ItemRc) -> bool);

visit!([] [] Retain<'_> => (); self, link;
    drop(link.owner());
    drop(link.owner());
    link.retain(self.0);
    link.retain(|_, child| (self.0)(child))
);

/// Attaches several under keys, or at the end of a list.
pub struct Extend(pub Vec<(u32, ItemRc)>);

visit!([] [] Extend => bool; self, link;
    { drop(link.owner()); drop(self.0); true };
    { drop(link.owner()); drop(self.0); true };
    link.try_extend(self.0.into_iter().map(|(_, child)| given(child))).is_ok();
    link.try_extend(self.0.into_iter().map(|(key, child)| (Tricky(key), given(child)))).is_ok()
);

fn given(child: ItemRc) -> ItemRc {
    called(Call::Closure);
    child
}

/// Puts the children of a list into another order: reversed, by number, or by the last digit of it,
/// from the highest on.
pub struct Order(pub u32);

visit!([] [] Order => (); self, link;
    drop(link.owner());
    drop(link.owner());
    match self.0 {
        0 => link.reverse(),
        1 => link.sort_by_key(|child| digit(child, usize::MAX)),
        _ => link.sort_by(|a, b| digit(b, 10).cmp(&digit(a, 10))),
    };
    drop(link.owner())
);

fn digit(child: &ItemRc, divisor: usize) -> usize {
    called(Call::Closure);
    child.id() % divisor
}

/// Renames; in a list, moves.
pub struct Rename(pub u32, pub u32);

visit!([] [] Rename => bool; self, link;
    { drop(link.owner()); true };
    { drop(link.owner()); true };
    { link.move_to(self.0 as usize, self.1 as usize); true };
    link.try_rename(&Tricky(self.0), Tricky(self.1)).is_ok()
);

/// Puts these in the place of a range, or of all.
pub struct Splice(pub Option<Range<usize>>, pub Vec<ItemRc>);

visit!([] [] Splice => bool; self, link;
    { drop(link.owner()); drop((self.0, self.1)); true };
    { drop(link.owner()); drop((self.0, self.1)); true };
    match self.0 {
        Some(range) => link.try_splice(range, self.1).is_ok(),
        None => link.try_set_all(self.1).is_ok(),
    };
    { drop(link.owner()); drop((self.0, self.1)); true }
);

/// Appends the list of another node, or swaps its required child with that one's.
pub struct Both(pub ItemRc, pub Slot);

struct With<'a, P: NodeType, C: OwnContainer>(&'a Own<P, C>);

visit!([] [] Both => bool; self, link;
    self.0.visit(self.1, With(link)).unwrap_or(true);
    { drop(link.owner()); true };
    self.0.visit(self.1, With(link)).unwrap_or(true);
    { drop(link.owner()); true }
);

visit!([P: NodeType] [Box<Item>: BackTo<P>] With<'_, P, Box<Item>> => bool; self, link;
    self.0.try_swap(link).is_ok();
    { drop(link.owner()); true };
    { drop(link.owner()); true };
    { drop(link.owner()); true }
);

visit!([P: NodeType] [Item: BackTo<P>] With<'_, P, Vec<Item>> => bool; self, link;
    { drop(link.owner()); true };
    { drop(link.owner()); true };
    self.0.try_append(link).is_ok();
    { drop(link.owner()); true }
);
