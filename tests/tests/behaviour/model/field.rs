//! An owning field of any type of the model, and every road into it.

use kinfolk::{AnyRc, AttachError, AttachErrorKind, Graph, Handle, Own};

use super::tag::catch_message;
use super::{AllRc, Entry, File, Folder, Item, Note, Shelf};

/// A way to attach a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Push,
    TryPush,
    Add,
    TryAdd,
    Insert,
    TryInsert,
    Extend,
    TryExtend,
    Replace,
    TryReplace,
    /// Before the child at the index, or before the child itself if there is none.
    InsertBefore,
    TryInsertBefore,
    /// After the child at the index, or after the child itself if there is none.
    InsertAfter,
    TryInsertAfter,
    /// In the place of the child at the index, if there is one.
    Splice,
    TrySplice,
    SetAll,
    TrySetAll,
    Set,
    TrySet,
}

use Road::{
    Add, Extend, Insert, InsertAfter, InsertBefore, Push, Replace, Set, SetAll, Splice, TryAdd,
    TryExtend, TryInsert, TryInsertAfter, TryInsertBefore, TryPush, TryReplace, TrySet, TrySetAll,
    TrySplice,
};

impl Road {
    /// Whether the road takes several children.
    pub fn takes_several(self) -> bool {
        matches!(self, Extend | TryExtend | Splice | TrySplice | SetAll | TrySetAll)
    }

    /// Whether the road returns an error instead of panicking.
    pub fn is_try(self) -> bool {
        format!("{self:?}").starts_with("Try")
    }
}

/// The changes to the children of a field.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Pop,
    Remove(usize),
    SwapRemove(usize),
    Truncate(usize),
    Clear,
    /// Takes this many children from the front of the drain, and one from its end.
    Drain(usize),
    Swap(usize, usize),
    MoveTo(usize, usize),
    Reverse,
    Retain,
    SortBy,
    SortByKey,
    Iterate,
    IterateBackwards,
    /// Only for an option.
    Take,
}

/// The user code in a change: it gets a child and returns its rank. `retain` keeps the even ranks.
pub type Closure<'a> = &'a mut dyn FnMut(AnyRc) -> u64;

/// Why a road refused the children.
#[derive(Debug)]
pub struct Refused {
    /// `None` for roads that panic.
    pub kind: Option<AttachErrorKind>,
    pub text: String,
    pub children: Vec<AnyRc>,
}

impl Refused {
    fn by<H: Handle>(error: AttachError<H>) -> Self {
        Refused {
            kind: Some(error.kind()),
            text: error.to_string(),
            children: error.into_children().iter().map(Handle::to_any).collect(),
        }
    }

    fn with(text: String) -> Self {
        Refused { kind: None, text, children: Vec::new() }
    }
}

pub trait Field {
    fn name(&self) -> &'static str;

    fn owner(&self) -> AnyRc;

    fn len(&self) -> usize;

    fn child(&self, index: usize) -> Option<AnyRc>;

    fn children(&self) -> Vec<AnyRc> {
        (0..self.len()).filter_map(|index| self.child(index)).collect()
    }

    /// The child after this one, if the field is a list.
    fn next(&self, child: &AnyRc) -> Option<AnyRc>;

    /// The child before this one, if the field is a list.
    fn previous(&self, child: &AnyRc) -> Option<AnyRc>;

    /// Whether the field can own a node of this type.
    fn takes(&self, child: &AnyRc) -> bool;

    fn roads(&self) -> &'static [Road];

    /// Attaches children of a fitting type. `at` is the index, for roads that take one.
    /// Returns the child that was replaced.
    fn attach(&self, road: Road, at: usize, children: &[AnyRc]) -> Result<Option<AnyRc>, Refused>;

    /// Makes the change, and returns the children that it returned.
    fn change(&self, change: Change, closure: Closure<'_>) -> Vec<AnyRc>;
}

/// The field and its name.
struct Named<'a, F>(&'static str, &'a F);

macro_rules! list_field {
    ($($owner:ty, $child:ty;)*) => {$(
        impl Field for Named<'_, Own<$owner, Vec<$child>>> {
            fn name(&self) -> &'static str {
                self.0
            }

            fn owner(&self) -> AnyRc {
                self.1.owner().to_any()
            }

            fn len(&self) -> usize {
                self.1.len()
            }

            fn child(&self, index: usize) -> Option<AnyRc> {
                self.1.get(index).map(|child| child.to_any())
            }

            fn next(&self, child: &AnyRc) -> Option<AnyRc> {
                let child = child.downcast::<$child>()?;
                self.1.next(&child).map(|next| next.to_any())
            }

            fn previous(&self, child: &AnyRc) -> Option<AnyRc> {
                let child = child.downcast::<$child>()?;
                self.1.previous(&child).map(|previous| previous.to_any())
            }

            fn takes(&self, child: &AnyRc) -> bool {
                child.is::<$child>()
            }

            fn roads(&self) -> &'static [Road] {
                &[
                    Push,
                    TryPush,
                    Add,
                    TryAdd,
                    Insert,
                    TryInsert,
                    Extend,
                    TryExtend,
                    Replace,
                    TryReplace,
                    InsertBefore,
                    TryInsertBefore,
                    InsertAfter,
                    TryInsertAfter,
                    Splice,
                    TrySplice,
                ]
            }

            fn attach(
                &self,
                road: Road,
                at: usize,
                children: &[AnyRc],
            ) -> Result<Option<AnyRc>, Refused> {
                let mut children = children
                    .iter()
                    .map(|child| child.downcast::<$child>().expect("a child of a fitting type"));
                let mut one = || children.next().expect("one child");
                let list = self.1;
                let sibling = |child: &_| list.get(at).unwrap_or_else(|| Clone::clone(child));
                let replaced = at.min(list.len())..(at + 1).min(list.len());
                match road {
                    Push => catch_message(|| list.push(one())).map_err(Refused::with)?,
                    TryPush => list.try_push(one()).map_err(Refused::by)?,
                    Add => {
                        let child = one();
                        let added =
                            catch_message(|| list.add(child.clone())).map_err(Refused::with)?;
                        assert_eq!(added, child);
                    }
                    TryAdd => {
                        let child = one();
                        assert_eq!(list.try_add(child.clone()).map_err(Refused::by)?, child);
                    }
                    Insert => catch_message(|| list.insert(at, one())).map_err(Refused::with)?,
                    TryInsert => list.try_insert(at, one()).map_err(Refused::by)?,
                    Extend => catch_message(|| list.extend(children)).map_err(Refused::with)?,
                    TryExtend => list.try_extend(children).map_err(Refused::by)?,
                    Replace => {
                        let before = catch_message(|| list.replace(at, one()));
                        return Ok(Some(before.map_err(Refused::with)?.to_any()));
                    }
                    TryReplace => {
                        let before = list.try_replace(at, one()).map_err(Refused::by)?;
                        return Ok(Some(before.to_any()));
                    }
                    InsertBefore => {
                        let child = one();
                        let before = sibling(&child);
                        catch_message(|| list.insert_before(&before, child))
                            .map_err(Refused::with)?;
                    }
                    TryInsertBefore => {
                        let child = one();
                        list.try_insert_before(&sibling(&child), child).map_err(Refused::by)?;
                    }
                    InsertAfter => {
                        let child = one();
                        let after = sibling(&child);
                        catch_message(|| list.insert_after(&after, child))
                            .map_err(Refused::with)?;
                    }
                    TryInsertAfter => {
                        let child = one();
                        list.try_insert_after(&sibling(&child), child).map_err(Refused::by)?;
                    }
                    Splice => {
                        let removed = catch_message(|| list.splice(replaced, children));
                        let mut removed = removed.map_err(Refused::with)?;
                        return Ok(removed.pop().map(|before| before.to_any()));
                    }
                    TrySplice => {
                        let mut removed = list.try_splice(replaced, children).map_err(Refused::by)?;
                        return Ok(removed.pop().map(|before| before.to_any()));
                    }
                    SetAll => catch_message(|| list.set_all(children)).map_err(Refused::with)?,
                    TrySetAll => list.try_set_all(children).map_err(Refused::by)?,
                    Set | TrySet => unreachable!("not a road into a list"),
                }
                Ok(None)
            }

            fn change(&self, change: Change, closure: Closure<'_>) -> Vec<AnyRc> {
                let list = self.1;
                match change {
                    Change::Pop => return list.pop().iter().map(Handle::to_any).collect(),
                    Change::Remove(at) => return vec![list.remove(at).to_any()],
                    Change::SwapRemove(at) => return vec![list.swap_remove(at).to_any()],
                    Change::Truncate(len) => list.truncate(len),
                    Change::Clear => list.clear(),
                    Change::Drain(count) => {
                        let mut drain = list.drain();
                        let mut taken: Vec<_> = drain.by_ref().take(count).collect();
                        taken.extend(drain.next_back());
                        return taken.iter().map(Handle::to_any).collect();
                    }
                    Change::Swap(a, b) => list.swap(a, b),
                    Change::MoveTo(from, to) => list.move_to(from, to),
                    Change::Reverse => list.reverse(),
                    Change::Retain => list.retain(|child| closure(child.to_any()) % 2 == 0),
                    Change::SortBy => list.sort_by(|one, other| {
                        let one = closure(one.to_any());
                        one.cmp(&closure(other.to_any()))
                    }),
                    Change::SortByKey => list.sort_by_key(|child| closure(child.to_any())),
                    Change::Iterate => {
                        for child in list {
                            closure(child.to_any());
                        }
                    }
                    Change::IterateBackwards => {
                        for child in list.iter().rev() {
                            closure(child.to_any());
                        }
                    }
                    Change::Take => unreachable!("lists have no such change"),
                }
                Vec::new()
            }
        }
    )*};
}

list_field! {
    Folder, Entry;
    Folder, Folder;
    Folder, Note;
    Shelf, Item;
    Shelf, File;
    Shelf, Shelf;
}

macro_rules! option_field {
    ($($owner:ty, $container:ty, $child:ty;)*) => {$(
        impl Field for Named<'_, Own<$owner, $container>> {
            fn name(&self) -> &'static str {
                self.0
            }

            fn owner(&self) -> AnyRc {
                self.1.owner().to_any()
            }

            fn len(&self) -> usize {
                assert_ne!(self.1.is_some(), self.1.is_none());
                usize::from(self.1.is_some())
            }

            fn child(&self, index: usize) -> Option<AnyRc> {
                self.1.get().filter(|_| index == 0).map(|child| child.to_any())
            }

            fn next(&self, _: &AnyRc) -> Option<AnyRc> {
                None
            }

            fn previous(&self, _: &AnyRc) -> Option<AnyRc> {
                None
            }

            fn takes(&self, child: &AnyRc) -> bool {
                child.is::<$child>()
            }

            fn roads(&self) -> &'static [Road] {
                &[Set, TrySet, Replace, TryReplace]
            }

            fn attach(
                &self,
                road: Road,
                _: usize,
                children: &[AnyRc],
            ) -> Result<Option<AnyRc>, Refused> {
                let [child] = children else { panic!("one child") };
                let child = child.downcast::<$child>().expect("a child of a fitting type");
                let before = match road {
                    Set => catch_message(|| self.1.set(child)).map_err(Refused::with)?,
                    TrySet => self.1.try_set(child).map_err(Refused::by)?,
                    Replace => catch_message(|| self.1.replace(child)).map_err(Refused::with)?,
                    TryReplace => self.1.try_replace(child).map_err(Refused::by)?,
                    _ => unreachable!("not a road into an option"),
                };
                Ok(before.map(|before| before.to_any()))
            }

            fn change(&self, _: Change, _: Closure<'_>) -> Vec<AnyRc> {
                self.1.take().iter().map(Handle::to_any).collect()
            }
        }
    )*};
}

option_field! {
    Folder, Option<File>, File;
    Folder, Option<Box<Folder>>, Folder;
    Folder, Option<Box<Shelf>>, Shelf;
    Folder, Option<Box<Entry>>, Entry;
    Shelf, Option<Box<Item>>, Item;
    Shelf, Option<Note>, Note;
}

/// The owning field with this number, in declaration order.
pub fn field(node: &AllRc, number: usize) -> Option<Box<dyn Field + '_>> {
    Some(match (node, number) {
        (AllRc::Folder(node), 0) => Box::new(Named("Folder.entries", &node.entries)),
        (AllRc::Folder(node), 1) => Box::new(Named("Folder.archive", &node.archive)),
        (AllRc::Folder(node), 2) => Box::new(Named("Folder.notes", &node.notes)),
        (AllRc::Folder(node), 3) => Box::new(Named("Folder.cover", &node.cover)),
        (AllRc::Folder(node), 4) => Box::new(Named("Folder.inner", &node.inner)),
        (AllRc::Folder(node), 5) => Box::new(Named("Folder.rack", &node.rack)),
        (AllRc::Folder(node), 6) => Box::new(Named("Folder.pinned", &node.pinned)),
        (AllRc::Shelf(node), 0) => Box::new(Named("Shelf.items", &node.items)),
        (AllRc::Shelf(node), 1) => Box::new(Named("Shelf.files", &node.files)),
        (AllRc::Shelf(node), 2) => Box::new(Named("Shelf.boards", &node.boards)),
        (AllRc::Shelf(node), 3) => Box::new(Named("Shelf.top", &node.top)),
        (AllRc::Shelf(node), 4) => Box::new(Named("Shelf.label", &node.label)),
        _ => return None,
    })
}

/// All owning fields of a node, in declaration order.
pub fn fields(node: &AllRc) -> Vec<Box<dyn Field + '_>> {
    (0..).map_while(|number| field(node, number)).collect()
}

/// A new node of each type.
pub fn one_of_each(name: &str) -> [AnyRc; 4] {
    [
        super::folder(name).into_graph().to_any(),
        super::shelf(name).into_graph().to_any(),
        super::file(name).into_graph().to_any(),
        super::note(name).into_graph().to_any(),
    ]
}
