//! An owning field of any node, every road into it, and what can be done to it.

use kinfolk::{AttachError, AttachErrorKind, Handle, Own};

use crate::kinds::{
    Chest, ChestNode, File, Folder, FolderNode, Item, ItemRc, Rack, RackNode, Shelf, ShelfNode,
    id_of, item,
};
use crate::model::rank;

/// A way to attach a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Push,
    Add,
    Insert,
    /// The only one for several children.
    Extend,
    Replace,
    /// The only one into an option.
    Set,
}

impl Road {
    pub const INTO_LISTS: [Road; 6] =
        [Road::Push, Road::Add, Road::Insert, Road::Insert, Road::Extend, Road::Replace];
}

/// What can be done with the children that are there.
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
    Swap(usize, usize),
    MoveTo(usize, usize),
    Reverse,
    /// By their [`rank`].
    Sort(usize),
    /// Of an option.
    Take,
}

/// The children that a field had at some moment, in one of the forms in which one can keep them.
pub trait Children {
    fn take_next(&mut self) -> Option<ItemRc>;
}

impl<H: Handle, I: Iterator<Item = H>> Children for I {
    fn take_next(&mut self) -> Option<ItemRc> {
        self.next().map(|child| item(&child))
    }
}

pub trait Field {
    fn children(&self) -> Vec<ItemRc>;

    /// Both ways to ask for a child's place.
    fn finds(&self, child: &ItemRc, at: usize) -> bool;

    /// Gives the child that had to leave.
    fn attach(
        &self,
        road: Road,
        at: usize,
        children: Vec<ItemRc>,
    ) -> Result<Option<ItemRc>, AttachErrorKind>;

    /// As [`attach`](Self::attach), of a node that is made on the way.
    fn attach_plain(&self, road: Road, at: usize, plain: Item) -> Option<ItemRc>;

    /// Gives the children that the caller is to have.
    fn change(&self, change: Change) -> Vec<ItemRc>;

    /// An iterator over what is there now.
    fn iterate(&self) -> Box<dyn Children + '_>;
}

/// How a plain child of any type becomes one that a field takes.
trait FromItem: Sized {
    fn from_item(item: Item) -> Self;
}

impl FromItem for Item {
    fn from_item(item: Item) -> Self {
        item
    }
}

impl FromItem for Folder {
    fn from_item(item: Item) -> Self {
        match item {
            Item::Folder(folder) => folder,
            _ => unreachable!("the field takes folders"),
        }
    }
}

impl FromItem for File {
    fn from_item(item: Item) -> Self {
        match item {
            Item::File(file) => file,
            _ => unreachable!("the field takes files"),
        }
    }
}

fn kind_of<H: Handle>(error: AttachError<H>) -> AttachErrorKind {
    let kind = error.kind();
    drop(error.into_children());
    kind
}

macro_rules! list_field {
    ($($owner:ty, $child:ty;)*) => {$(
        impl Field for Own<$owner, Vec<$child>> {
            fn children(&self) -> Vec<ItemRc> {
                self.read().iter().map(item).collect()
            }

            fn finds(&self, child: &ItemRc, at: usize) -> bool {
                child
                    .to_any()
                    .downcast::<$child>()
                    .is_some_and(|child| self.contains(&child) && self.position(&child) == Some(at))
            }

            fn attach(
                &self,
                road: Road,
                at: usize,
                children: Vec<ItemRc>,
            ) -> Result<Option<ItemRc>, AttachErrorKind> {
                let mut children = children
                    .into_iter()
                    .map(|child| child.to_any().downcast::<$child>().expect("it takes it"));
                let mut one = || children.next().expect("one child");
                match road {
                    Road::Push => self.try_push(one()).map_err(kind_of)?,
                    Road::Add => drop(self.try_add(one()).map_err(kind_of)?),
                    Road::Insert => self.try_insert(at, one()).map_err(kind_of)?,
                    Road::Extend => self.try_extend(children).map_err(kind_of)?,
                    Road::Replace => {
                        let old = self.try_replace(at, one()).map_err(kind_of)?;
                        return Ok(Some(item(&old)));
                    }
                    Road::Set => unreachable!("no road into a list"),
                }
                Ok(None)
            }

            fn attach_plain(&self, road: Road, at: usize, plain: Item) -> Option<ItemRc> {
                let plain = <$child>::from_item(plain);
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
                        return drain.by_ref().take(count).map(|child| item(&child)).collect();
                    }
                    Change::Retain(salt) => {
                        self.retain(|child| rank(id_of(&item(child)), salt).is_multiple_of(2));
                    }
                    Change::Swap(a, b) => self.swap(a, b),
                    Change::MoveTo(from, to) => self.move_to(from, to),
                    Change::Reverse => self.reverse(),
                    Change::Sort(salt) => {
                        self.sort_by_key(|child| rank(id_of(&item(child)), salt));
                    }
                    Change::Take => unreachable!("no list has it"),
                }
                Vec::new()
            }

            fn iterate(&self) -> Box<dyn Children + '_> {
                Box::new(self.iter())
            }
        }
    )*};
}

list_field! {
    Folder, Item;
    Folder, Folder;
    Shelf, Item;
    Shelf, File;
    Chest, Item;
    Rack, Item;
}

macro_rules! option_field {
    ($($owner:ty, $child:ty;)*) => {$(
        impl Field for Own<$owner, Option<Box<$child>>> {
            fn children(&self) -> Vec<ItemRc> {
                self.get().iter().map(item).collect()
            }

            fn finds(&self, child: &ItemRc, at: usize) -> bool {
                at == 0 && self.get().is_some_and(|here| here.to_any() == child.to_any())
            }

            fn attach(
                &self,
                _: Road,
                _: usize,
                mut children: Vec<ItemRc>,
            ) -> Result<Option<ItemRc>, AttachErrorKind> {
                let child = children.pop().expect("one child");
                let child = child.to_any().downcast::<$child>().expect("it takes it");
                let old = self.try_set(child).map_err(kind_of)?;
                Ok(old.as_ref().map(item))
            }

            fn attach_plain(&self, _: Road, _: usize, plain: Item) -> Option<ItemRc> {
                self.set(<$child>::from_item(plain)).as_ref().map(item)
            }

            fn change(&self, _: Change) -> Vec<ItemRc> {
                self.take().iter().map(item).collect()
            }

            fn iterate(&self) -> Box<dyn Children + '_> {
                Box::new(self.get().into_iter())
            }
        }
    )*};
}

option_field! {
    Folder, Item;
    Shelf, Folder;
    Chest, Item;
    Rack, Item;
}

/// The owning field of that number, as declared.
pub fn field(node: &ItemRc, number: usize) -> &dyn Field {
    let field = match node {
        ItemRc::Folder(node) => of_folder(node, number),
        ItemRc::Shelf(node) => of_shelf(node, number),
        ItemRc::Chest(node) => of_chest(node, number),
        ItemRc::Rack(node) => of_rack(node, number),
        ItemRc::File(_) | ItemRc::Stamp(_) | ItemRc::Note(_) => None,
    };
    field.expect("a field of that number")
}

fn of_folder(node: &FolderNode, number: usize) -> Option<&dyn Field> {
    let fields: [&dyn Field; 3] = [&node.entries, &node.first, &node.folders];
    fields.get(number).copied()
}

fn of_shelf(node: &ShelfNode, number: usize) -> Option<&dyn Field> {
    let fields: [&dyn Field; 3] = [&node.items, &node.files, &node.top];
    fields.get(number).copied()
}

fn of_chest(node: &ChestNode, number: usize) -> Option<&dyn Field> {
    let fields: [&dyn Field; 2] = [&node.lid, &node.items];
    fields.get(number).copied()
}

fn of_rack(node: &RackNode, number: usize) -> Option<&dyn Field> {
    let fields: [&dyn Field; 2] = [&node.items, &node.top];
    fields.get(number).copied()
}
