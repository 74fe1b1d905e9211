//! Values: each node but a leaf has a note, which hooks read and steps change.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk::{NodeType, Value};
use kinfolk_tests::count::Count;
use kinfolk_tests::random::Random;

use crate::calls::{self, Call, called};
use crate::hooks;
use crate::items::{ItemRc, TreeKind};
use crate::plain::State;
use crate::steps::{Step, below};

/// Numbers, which count while they live.
#[derive(Clone)]
pub struct Note(pub Vec<u32>, Count);

impl Note {
    pub fn new() -> Self {
        Note(vec![], Count::new())
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        hooks::fuse(Call::Drop);
    }
}

impl Default for Note {
    fn default() -> Self {
        Note::new()
    }
}

/// What is done with a note. It returns the numbers that were there before.
enum Change<'c> {
    Get,
    Read,
    Set(Vec<u32>),
    Replace(Vec<u32>),
    Take,
    Update(&'c mut dyn FnMut(&mut Vec<u32>)),
    /// While it is being read.
    UpdateRead(&'c mut dyn FnMut(&mut Vec<u32>)),
}

fn apply<O: NodeType>(note: &Value<O, Note>, change: Change<'_>) -> Vec<u32> {
    let with = |numbers| Note(numbers, Count::new());
    match change {
        Change::Get => note.get().0.clone(),
        Change::Read => note.read().0.clone(),
        Change::Set(numbers) => {
            let before = note.get().0.clone();
            note.set(with(numbers));
            before
        }
        Change::Replace(numbers) => note.replace(with(numbers)).0.clone(),
        Change::Take => note.take().0.clone(),
        Change::Update(change) => note.update(|note| {
            let before = note.0.clone();
            change(&mut note.0);
            before
        }),
        Change::UpdateRead(change) => {
            let read = note.read();
            note.update(|note| change(&mut note.0));
            read.0.clone()
        }
    }
}

impl ItemRc {
    /// `None` if the node has no note.
    fn change_note(&self, change: Change<'_>) -> Option<Vec<u32>> {
        match self {
            ItemRc::Part(part) => Some(apply(&part.note, change)),
            ItemRc::Tree(tree) => match &tree.kind {
                TreeKind::Leaf { note, .. }
                | TreeKind::Two { note, .. }
                | TreeKind::All { note, .. } => Some(apply(note, change)),
            },
            ItemRc::Pair(pair) => Some(apply(&pair.7, change)),
            ItemRc::Leaf(_) => None,
        }
    }

    pub fn set_note(&self, numbers: Vec<u32>) {
        self.change_note(Change::Set(numbers));
    }

    /// The numbers in the note.
    pub fn note(&self) -> Option<Vec<u32>> {
        self.change_note(Change::Get)
    }
}

/// Changes a note. The closure of an update may panic, or change the graph.
pub fn change_value(state: &State, random: &mut Random, node: &ItemRc) -> Step {
    let id = node.id();
    let mut after = state.clone();
    let before = state.notes.get(&id).cloned();
    let given: Vec<u32> = (0..random.below(4)).map(|_| below(random, 100)).collect();
    let kind = random.below(7);
    let (panics, disturbs) = (random.percent(20), random.percent(30));
    if let Some(note) = after.notes.get_mut(&id) {
        match kind {
            0 | 1 => {}
            2 | 3 => note.clone_from(&given),
            4 => note.clear(),
            _ => note.extend(&given),
        }
    }
    let text = format!("note {kind} of {id}: {given:?}");
    let node = node.clone();
    let run = move || {
        let mut update = |note: &mut Vec<u32>| {
            called(Call::Closure);
            note.extend(&given);
            called(Call::Closure);
            if disturbs {
                hooks::disturb(Some(&node));
            }
            if panics {
                // Nothing is printed.
                resume_unwind(Box::new("the closure panics"));
            }
        };
        let change = match kind {
            0 => Change::Get,
            1 => Change::Read,
            2 => Change::Set(given.clone()),
            3 => Change::Replace(given.clone()),
            4 => Change::Take,
            5 => Change::Update(&mut update),
            _ => Change::UpdateRead(&mut update),
        };
        // What a closure that panics has done stays.
        match catch_unwind(AssertUnwindSafe(|| node.change_note(change))) {
            Ok(found) => found == before,
            Err(panic) if calls::is_counting() => resume_unwind(panic),
            Err(_) => panics,
        }
    };
    Step { text, expected: Some(after), run: Box::new(run) }
}
