//! The node types: one with a hook, and one without.

use std::cell::Cell;

use kinfolk::{Graph, Handle, NodeType, Rc};

use crate::properties::graph::Id;

/// Where the library calls code of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Hook,
    Data,
    KeyDrop,
    KeyCompare,
    Weight,
    /// A closure that is passed to an operation.
    Closure,
}

type OnCall = fn(Call, Id);

thread_local! {
    /// Runs at each call. It may panic.
    static ON_CALL: Cell<Option<OnCall>> = const { Cell::new(None) };
}

pub fn set_on_call(on_call: Option<OnCall>) {
    ON_CALL.set(on_call);
}

pub fn call(call: Call, id: Id) {
    if let Some(on_call) = ON_CALL.get() {
        on_call(call, id);
    }
}

pub struct Tag {
    pub id: Id,
    pub weight: usize,
}

impl Drop for Tag {
    fn drop(&mut self) {
        call(Call::Data, self.id);
    }
}

#[derive(Graph)]
pub struct Page {
    pub tag: Tag,
}

#[derive(Graph)]
#[graph(finalize = hook)]
pub struct Note {
    pub tag: Tag,
}

#[derive(Graph)]
pub enum Sheet {
    Page(Page),
    Note(Note),
}

fn hook<T: NodeType>(this: &Rc<T>) {
    let sheet = this.to_any().downcast::<Sheet>().expect("one of the two");
    let id = tag_of(&sheet).id;
    drop(sheet);
    call(Call::Hook, id);
}

pub fn tag_of(sheet: &SheetRc) -> &Tag {
    match sheet {
        SheetRc::Page(page) => &page.tag,
        SheetRc::Note(note) => &note.tag,
    }
}

pub fn sheet(id: Id, weight: usize) -> Sheet {
    let tag = Tag { id, weight };
    if id.is_multiple_of(2) { Sheet::Page(Page { tag }) } else { Sheet::Note(Note { tag }) }
}

pub fn weigh(sheet: &SheetRc) -> usize {
    let tag = tag_of(sheet);
    call(Call::Weight, tag.id);
    tag.weight
}
