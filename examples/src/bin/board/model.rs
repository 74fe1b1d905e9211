//! The model of a project board: plain structs that serde reads and writes. Ids in them are links in
//! the nodes. `undo` has the compiler see to it that the history misses no change.

use std::cell::Cell;
use std::collections::BTreeMap;

use kinfolk::{Graph, Node, Rc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LabelId(pub String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardId(pub u64);

/// All that the file has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo)]
pub struct Workspace {
    pub name: String,
    #[graph(own)]
    #[serde(default)]
    pub people: Vec<Person>,
    #[graph(own)]
    #[serde(default)]
    pub labels: Vec<Label>,
    /// By slug.
    #[graph(own)]
    #[serde(default)]
    pub projects: BTreeMap<String, Project>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo, back(pub workspace: Workspace))]
pub struct Person {
    #[graph(id(keep))]
    pub id: PersonId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo, back(pub workspace: Workspace))]
pub struct Label {
    #[graph(id(keep))]
    pub id: LabelId,
    pub color: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo, back(pub workspace: Workspace))]
pub struct Project {
    #[graph(weak(Person))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<PersonId>,
    #[graph(own)]
    #[serde(default)]
    pub boards: Vec<Board>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo, back(pub project: Project))]
pub struct Board {
    #[graph(value)]
    pub name: String,
    #[graph(own)]
    #[serde(default)]
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo, back(pub board: Board))]
pub struct Column {
    #[graph(value)]
    pub name: String,
    #[graph(own)]
    #[serde(default)]
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Graph)]
#[serde(deny_unknown_fields)]
#[graph(to_plain, undo, back(pub column: Column))]
pub struct Card {
    #[graph(id(fresh = fresh_card_id))]
    pub id: CardId,
    #[graph(value)]
    pub title: String,
    #[graph(weak(Person))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonId>,
    /// The labels live in the workspace. A card keeps those that it has.
    #[graph(shared(Label))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LabelId>,
    #[graph(weak(Card))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_by: Vec<CardId>,
}

thread_local! {
    static LAST_CARD: Cell<u64> = const { Cell::new(0) };
}

/// An id that no card has: larger than those of all cards that were loaded.
pub fn fresh_card_id() -> CardId {
    LAST_CARD.set(LAST_CARD.get() + 1);
    CardId(LAST_CARD.get())
}

impl WorkspaceNode {
    /// Notes the ids that are taken.
    pub fn note_ids(&self) {
        let largest = self.descendants_of::<Card>().map(|card| card.id.0).max();
        LAST_CARD.set(LAST_CARD.get().max(largest.unwrap_or_default()));
    }

    pub fn card(&self, id: CardId) -> Option<Rc<Card>> {
        self.descendants_of::<Card>().find(|card| card.id == id)
    }

    pub fn board(&self, name: &str) -> Option<Rc<Board>> {
        self.descendants_of::<Board>().find(|board| board.name == name)
    }
}

impl BoardNode {
    pub fn column(&self, name: &str) -> Option<Rc<Column>> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl CardNode {
    /// The board that the card is on.
    pub fn board(&self) -> Option<Rc<Board>> {
        self.ancestors_of::<Board>().next()
    }
}
