//! [`Children`]: an owning link's children at some moment, of any type.

use std::rc::Rc as StdRc;

use crate::any::AnyRc;
use crate::handle::Handle;

/// What an owning link held when it was asked. It is what walks stand on while they give way to
/// the user: whatever happens meanwhile, each child that was there comes once.
#[derive(Clone)]
pub enum Children {
    None,
    One(AnyRc),
    Many(StdRc<dyn ManyChildren>),
}

pub trait ManyChildren {
    fn len(&self) -> usize;

    fn child(&self, index: usize) -> AnyRc;
}

impl<H: Handle> ManyChildren for Vec<H> {
    fn len(&self) -> usize {
        self.len()
    }

    fn child(&self, index: usize) -> AnyRc {
        self[index].to_any()
    }
}

impl Children {
    pub(crate) fn len(&self) -> usize {
        match self {
            Children::None => 0,
            Children::One(_) => 1,
            Children::Many(children) => children.len(),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<AnyRc> {
        match self {
            Children::One(child) if index == 0 => Some(child.clone()),
            Children::Many(children) if index < children.len() => Some(children.child(index)),
            _ => None,
        }
    }
}
