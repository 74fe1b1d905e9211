//! [`StrongLink`]: the operations of the model on a real link of any type.

use kinfolk::{AnyRc, AttachError, AttachErrorKind, Graph, Handle};

use crate::properties::graph::operations::{Change, Insertion};
use crate::properties::held::Subject;

/// The union of all node types of a test.
pub trait Union: Graph<Handle: Subject> {
    /// The owning or shared link of that number, as declared.
    fn link(node: &Self::Handle, number: usize) -> &dyn StrongLink<Self>;

    /// All owners that the node's back-links lead to.
    fn owners_by_back_links(node: &Self::Handle) -> Vec<AnyRc>;
}

/// An owning or a shared link, whose targets are in the union `U`.
pub trait StrongLink<U: Union> {
    fn targets(&self) -> Vec<U::Handle>;

    /// Where the node comes first, by each way to look for it.
    ///
    /// # Errors
    /// If these ways disagree.
    fn find(&self, target: &U::Handle) -> Result<Option<usize>, String>;

    /// Returns the node that had to leave.
    ///
    /// # Errors
    /// As the operation.
    fn put(
        &self,
        insertion: Insertion,
        at: usize,
        targets: Vec<U::Handle>,
    ) -> Result<Option<U::Handle>, AttachErrorKind>;

    /// As [`put`](Self::put), but of a plain value.
    fn put_plain(&self, insertion: Insertion, at: usize, plain: U) -> Option<U::Handle>;

    /// Returns the nodes that the caller is to have.
    fn change(&self, change: Change) -> Vec<U::Handle>;

    /// An iterator over the targets at this moment.
    fn iterate(&self) -> Box<dyn Iterator<Item = U::Handle> + '_>;

    /// Keeps the targets of this moment, by a guard or by an iterator.
    fn lend(&self, by_guard: bool) -> Box<dyn Lent + '_>;
}

/// The targets of a link at some moment, for as long as this lives.
pub trait Lent {}

impl<T> Lent for T {}

/// The node as one of the union.
///
/// # Panics
/// If the node is of another type.
pub fn widen<U: Graph>(node: &impl Handle) -> U::Handle {
    node.to_any().downcast::<U>().expect("a type of the union")
}

/// The node as one of a type that a link takes.
///
/// # Panics
/// If the node is of another type.
pub fn narrow<T: Graph>(node: &impl Handle) -> T::Handle {
    node.to_any().downcast::<T>().expect("the link takes this type")
}

/// A plain value of the union as one of a type that a link takes.
pub trait FromUnion<U>: Sized {
    fn from_union(plain: U) -> Self;
}

impl<U: Union> FromUnion<U> for U {
    fn from_union(plain: U) -> Self {
        plain
    }
}

/// Implements [`FromUnion`] for variants.
#[macro_export]
macro_rules! from_union {
    ($union:ident: $($variant:ident)*) => {$(
        impl $crate::properties::graph::links::FromUnion<$union> for $variant {
            fn from_union(plain: $union) -> Self {
                match plain {
                    $union::$variant(plain) => plain,
                    _ => unreachable!("the model puts only a {} there", stringify!($variant)),
                }
            }
        }
    )*};
}

/// The kind of an error, whose children are dropped.
#[must_use]
pub fn kind_of<H: Handle>(error: AttachError<H>) -> AttachErrorKind {
    let kind = error.kind();
    drop(error.into_children());
    kind
}

/// Implements [`StrongLink`] for links of a test's own types:
/// `strong_links! { Item: own lists { (Folder, Item) } own options { .. } shared lists { .. } shared { .. }
/// own required { (Chest, Box<Item>, Item) } }`.
#[macro_export]
macro_rules! strong_links {
    (
        $union:ident:
        own lists { $(($list_owner:ident, $list_child:ident))* }
        own options { $(($owner:ident, $child:ident))* }
        shared lists { $(($list_holder:ident, $list_target:ident))* }
        shared { $(($holder:ident, $target:ident))* }
        $(own required { $(($needy:ident, $needed:ty, $needed_child:ident))* })?
    ) => {
        $($($crate::strong_required! {
            $union, ::kinfolk::Own<$needy, $needed>, $needed_child
        })*)?
        $($crate::strong_list! {
            $union, ::kinfolk::Own<$list_owner, Vec<$list_child>>, $list_child;
            |link: &Self, child| link.try_push(child).map_err(kind_of),
            |link: &Self, child| link.try_add(child).map(drop).map_err(kind_of),
            |link: &Self, children| link.try_extend(children).map_err(kind_of),
            |link: &Self, range, child| link.try_splice(range, [child]).map_err(kind_of)
        })*
        $($crate::strong_list! {
            $union, ::kinfolk::Shared<$list_holder, Vec<$list_target>>, $list_target;
            |link: &Self, target| { link.push(target); Ok(()) },
            |link: &Self, target| { drop(link.add(target)); Ok(()) },
            |link: &Self, targets| { link.extend(targets); Ok(()) },
            |link: &Self, range, target| Ok(link.splice(range, [target]))
        })*
        $($crate::strong_one! {
            $union, ::kinfolk::Own<$owner, Option<Box<$child>>>, $child;
            |link: &Self, child| link.try_set(child).map_err(kind_of)
        })*
        $($crate::strong_one! {
            $union, ::kinfolk::Shared<$holder, $target>, $target;
            |link: &Self, target| Ok(link.set(target))
        })*
    };
}

/// Implements [`StrongLink`] for a list.
#[macro_export]
macro_rules! strong_list {
    ($union:ident, $link:ty, $target:ident; $push:expr, $add:expr, $extend:expr, $splice:expr) => {
        const _: () = {
            use ::kinfolk::{AttachErrorKind, Graph, Handle};
            #[allow(unused_imports, reason = "only owning links can refuse a node")]
            use $crate::properties::graph::links::kind_of;
            use $crate::properties::graph::links::{FromUnion, Lent, StrongLink, narrow, widen};
            use $crate::properties::graph::operations::{Change, Insertion, is_kept, rank};
            use $crate::properties::held::Subject;

            type UnionHandle = <$union as Graph>::Handle;

            impl StrongLink<$union> for $link {
                fn targets(&self) -> Vec<UnionHandle> {
                    self.read().iter().map(widen::<$union>).collect()
                }

                fn find(&self, target: &UnionHandle) -> Result<Option<usize>, String> {
                    let Some(handle) = target.to_any().downcast::<$target>() else {
                        return Ok(None);
                    };
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
                    insertion: Insertion,
                    at: usize,
                    targets: Vec<UnionHandle>,
                ) -> Result<Option<UnionHandle>, AttachErrorKind> {
                    let mut targets = targets.into_iter().map(|node| narrow::<$target>(&node));
                    let mut one = || targets.next().expect("one node");
                    match insertion {
                        Insertion::Push => ($push)(self, one())?,
                        Insertion::Add => ($add)(self, one())?,
                        Insertion::Insert => self.try_insert(at, one()).map_err(kind_of)?,
                        Insertion::Extend => ($extend)(self, targets)?,
                        Insertion::Replace => {
                            let old = self.try_replace(at, one()).map_err(kind_of)?;
                            return Ok(Some(widen::<$union>(&old)));
                        }
                        Insertion::Splice => {
                            let range = at.min(self.len())..(at + 1).min(self.len());
                            let old: Vec<_> = ($splice)(self, range, one())?;
                            return Ok(old.first().map(widen::<$union>));
                        }
                        Insertion::InsertBefore => match self.get(at) {
                            // By index, since the node may be in the list more than once.
                            Some(sibling) if self.position(&sibling) == Some(at) => {
                                self.try_insert_before(&sibling, one()).map_err(kind_of)?;
                            }
                            _ => ($push)(self, one())?,
                        },
                        Insertion::Set => unreachable!("a list has no `set`"),
                    }
                    Ok(None)
                }

                fn put_plain(
                    &self,
                    insertion: Insertion,
                    at: usize,
                    plain: $union,
                ) -> Option<UnionHandle> {
                    let plain = <$target>::from_union(plain);
                    match insertion {
                        Insertion::Push => self.push(plain),
                        Insertion::Add => drop(self.add(plain)),
                        Insertion::Insert => self.insert(at, plain),
                        Insertion::Extend => self.extend([plain]),
                        Insertion::Replace => {
                            return Some(widen::<$union>(&self.replace(at, plain)));
                        }
                        Insertion::Splice => {
                            let range = at.min(self.len())..(at + 1).min(self.len());
                            return self.splice(range, [plain]).first().map(widen::<$union>);
                        }
                        Insertion::InsertBefore => match self.get(at) {
                            Some(sibling) if self.position(&sibling) == Some(at) => {
                                self.insert_before(&sibling, plain);
                            }
                            _ => self.push(plain),
                        },
                        Insertion::Set => unreachable!("a list has no `set`"),
                    }
                    None
                }

                fn change(&self, change: Change) -> Vec<UnionHandle> {
                    let id_of = |node: &_| widen::<$union>(node).id();
                    match change {
                        Change::Pop => return self.pop().iter().map(widen::<$union>).collect(),
                        Change::Remove(at) => return vec![widen::<$union>(&self.remove(at))],
                        Change::SwapRemove(at) => {
                            return vec![widen::<$union>(&self.swap_remove(at))];
                        }
                        Change::Truncate(len) => self.truncate(len),
                        Change::Clear => self.clear(),
                        Change::Drain(count) => {
                            let mut drain = self.drain();
                            let taken = drain.by_ref().take(count);
                            return taken.map(|node| widen::<$union>(&node)).collect();
                        }
                        Change::Retain(salt) => {
                            let mut at = 0..;
                            self.retain(|node| {
                                at.next().is_some_and(|at| is_kept(id_of(node), at, salt))
                            });
                        }
                        Change::RetainOnce => {
                            let mut seen = std::collections::HashSet::new();
                            self.retain(|node| seen.insert(id_of(node)));
                        }
                        Change::Swap(a, b) => self.swap(a, b),
                        Change::MoveTo(from, to) => self.move_to(from, to),
                        Change::Reverse => self.reverse(),
                        Change::Sort(salt) => self.sort_by_key(|node| rank(id_of(node), salt)),
                        Change::Take => unreachable!("a list has no `take`"),
                    }
                    Vec::new()
                }

                fn iterate(&self) -> Box<dyn Iterator<Item = UnionHandle> + '_> {
                    Box::new(self.iter().map(|node| widen::<$union>(&node)))
                }

                fn lend(&self, by_guard: bool) -> Box<dyn Lent + '_> {
                    if by_guard { Box::new(self.read()) } else { Box::new(self.iter()) }
                }
            }
        };
    };
}

/// Implements [`StrongLink`] for a link to one node.
#[macro_export]
macro_rules! strong_one {
    ($union:ident, $link:ty, $target:ident; $set:expr) => {
        const _: () = {
            use ::kinfolk::{AttachErrorKind, Graph, Handle};
            #[allow(unused_imports, reason = "only owning links can refuse a node")]
            use $crate::properties::graph::links::kind_of;
            use $crate::properties::graph::links::{FromUnion, Lent, StrongLink, narrow, widen};
            use $crate::properties::graph::operations::{Change, Insertion};

            type UnionHandle = <$union as Graph>::Handle;

            impl StrongLink<$union> for $link {
                fn targets(&self) -> Vec<UnionHandle> {
                    self.get().iter().map(widen::<$union>).collect()
                }

                fn find(&self, target: &UnionHandle) -> Result<Option<usize>, String> {
                    let here = self.get().map(|here| here.to_any());
                    if self.is_some() != here.is_some() || self.is_none() == here.is_some() {
                        return Err(format!("{here:?}"));
                    }
                    Ok((here == Some(target.to_any())).then_some(0))
                }

                fn put(
                    &self,
                    _: Insertion,
                    _: usize,
                    mut targets: Vec<UnionHandle>,
                ) -> Result<Option<UnionHandle>, AttachErrorKind> {
                    let target = narrow::<$target>(&targets.pop().expect("one node"));
                    let old: Result<_, AttachErrorKind> = ($set)(self, target);
                    Ok(old?.as_ref().map(widen::<$union>))
                }

                fn put_plain(&self, _: Insertion, _: usize, plain: $union) -> Option<UnionHandle> {
                    self.set(<$target>::from_union(plain)).as_ref().map(widen::<$union>)
                }

                fn change(&self, _: Change) -> Vec<UnionHandle> {
                    self.take().iter().map(widen::<$union>).collect()
                }

                fn iterate(&self) -> Box<dyn Iterator<Item = UnionHandle> + '_> {
                    Box::new(self.get().into_iter().map(|node| widen::<$union>(&node)))
                }

                fn lend(&self, _: bool) -> Box<dyn Lent + '_> {
                    Box::new(self.get())
                }
            }
        };
    };
}

/// Implements [`StrongLink`] for a link to a required child.
#[macro_export]
macro_rules! strong_required {
    ($union:ident, $link:ty, $target:ident) => {
        const _: () = {
            use ::kinfolk::{AttachErrorKind, Graph, Handle};
            use $crate::properties::graph::links::{
                FromUnion, Lent, StrongLink, kind_of, narrow, widen,
            };
            use $crate::properties::graph::operations::{Change, Insertion};

            type UnionHandle = <$union as Graph>::Handle;

            impl StrongLink<$union> for $link {
                fn targets(&self) -> Vec<UnionHandle> {
                    vec![widen::<$union>(&self.get())]
                }

                fn find(&self, target: &UnionHandle) -> Result<Option<usize>, String> {
                    let here = self.get();
                    if here != *self.read() {
                        return Err(format!("{here:?}"));
                    }
                    Ok((here.to_any() == target.to_any()).then_some(0))
                }

                fn put(
                    &self,
                    _: Insertion,
                    _: usize,
                    mut targets: Vec<UnionHandle>,
                ) -> Result<Option<UnionHandle>, AttachErrorKind> {
                    let target = narrow::<$target>(&targets.pop().expect("one node"));
                    let old = self.try_replace(target).map_err(kind_of)?;
                    Ok(Some(widen::<$union>(&old)))
                }

                fn put_plain(&self, _: Insertion, _: usize, plain: $union) -> Option<UnionHandle> {
                    Some(widen::<$union>(&self.replace(<$target>::from_union(plain))))
                }

                fn change(&self, _: Change) -> Vec<UnionHandle> {
                    unreachable!("a required child stays")
                }

                fn iterate(&self) -> Box<dyn Iterator<Item = UnionHandle> + '_> {
                    Box::new(std::iter::once(widen::<$union>(&self.get())))
                }

                fn lend(&self, _: bool) -> Box<dyn Lent + '_> {
                    Box::new(self.read())
                }
            }
        };
    };
}
