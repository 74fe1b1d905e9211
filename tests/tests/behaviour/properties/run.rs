//! [`Run`]: the graph beside the model, with one seed.

use std::collections::BTreeMap;
use std::thread;

use kinfolk::{AnyWeak, Handle};
use kinfolk_tests::random::Random;

use Kind::{File, Folder, Note, Shelf};

use crate::model::{self, AllRc, all, field, live, name};

pub type Id = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Folder,
    Shelf,
    File,
    Note,
}

impl Kind {
    /// The types that each owning field takes.
    pub fn fields(self) -> &'static [&'static [Kind]] {
        match self {
            Folder => &[
                &[Folder, File],
                &[Folder],
                &[Note],
                &[File],
                &[Folder],
                &[Shelf],
                &[Folder, File],
            ],
            Shelf => &[&[File, Shelf, Folder], &[File], &[Shelf], &[File, Shelf, Folder], &[Note]],
            File | Note => &[],
        }
    }

    /// How many of a type's owning fields are lists. They come first.
    pub const LISTS: usize = 3;
}

/// A node in the model.
pub struct Known {
    pub kind: Kind,
    pub owner: Option<Id>,
    pub fields: Vec<Vec<Id>>,
    /// How many handles to it the test holds.
    pub holders: usize,
    pub favourite: Option<Id>,
    pub recent: Vec<Id>,
    pub weak: AnyWeak,
}

pub struct Run {
    pub seed: u64,
    pub random: Random,
    pub steps: usize,
    pub last_id: Id,
    pub nodes: BTreeMap<Id, Known>,
    /// The handles that the test holds from step to step.
    pub held: Vec<(Id, AllRc)>,
    /// How many snapshots are read: they may hold handles of their own.
    pub open: usize,
    pub live_before: usize,
    pub log: Vec<String>,
    pub seen: BTreeMap<&'static str, usize>,
}

impl Drop for Run {
    fn drop(&mut self) {
        if thread::panicking() {
            let from = self.log.len().saturating_sub(12);
            eprintln!(
                "seed {:#x}, step {}; the last operations were:\n  {}",
                self.seed,
                self.steps,
                self.log[from..].join("\n  "),
            );
        }
    }
}

impl Run {
    pub fn new(seed: u64) -> Self {
        Run {
            seed,
            random: Random::new(seed),
            steps: 0,
            last_id: 0,
            nodes: BTreeMap::new(),
            held: Vec::new(),
            open: 0,
            live_before: live(),
            log: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    pub fn random(&mut self, below: usize) -> usize {
        self.random.below(below)
    }

    pub fn saw(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    pub fn pick(&mut self, fits: impl Fn(&Known) -> bool) -> Option<Id> {
        let fitting: Vec<Id> =
            self.nodes.iter().filter(|(_, node)| fits(node)).map(|(id, _)| *id).collect();
        let at = self.random(fitting.len());
        fitting.get(at).copied()
    }

    pub fn hold(&mut self, id: Id) -> AllRc {
        let known = self.nodes.get_mut(&id).expect("it lives");
        known.holders += 1;
        all(&known.weak.upgrade().expect("it lives"))
    }

    pub fn drop_handle(&mut self, id: Id, handle: AllRc) {
        drop(handle);
        self.release(id);
    }

    pub fn release(&mut self, id: Id) {
        self.nodes.get_mut(&id).expect("it is held").holders -= 1;
        self.remove_dead();
    }

    /// All nodes without owner and handles must be dead. They leave the model.
    pub fn remove_dead(&mut self) {
        while let Some(id) = self
            .nodes
            .iter()
            .find(|(_, node)| node.owner.is_none() && node.holders == 0)
            .map(|(id, _)| *id)
        {
            let node = self.nodes.remove(&id).expect("it was found");
            assert!(node.weak.upgrade().is_none(), "{id} should be dead");
            self.saw("died");
            for child in node.fields.into_iter().flatten() {
                let child = self.nodes.get_mut(&child).expect("it was owned");
                child.owner = None;
                if child.holders > 0 {
                    self.saw("orphaned");
                }
            }
        }
    }

    pub fn release_later(&mut self, id: Id) {
        self.nodes.get_mut(&id).expect("it is held").holders -= 1;
    }
}

pub fn field_of(node: &AllRc, number: usize) -> Box<dyn model::Field + '_> {
    field(node, number).expect("a field of that number")
}

pub fn id_of(node: &impl Handle) -> Id {
    name(node).parse().expect("a number")
}
