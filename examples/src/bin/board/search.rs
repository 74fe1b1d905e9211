//! [`SearchIndex`]: finds cards by the words of their titles.
//!
//! An observer keeps it. So no edit, no import and no undo has to think of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc as StdRc;

use kinfolk::history::{Change, Watch};
use kinfolk::{AnyRc, Node, Rc, Weak, observe};

use crate::model::{Card, CardId, Workspace};

pub struct SearchIndex {
    words: StdRc<RefCell<Words>>,
    _watch: Watch,
}

/// The words, in small letters, with the cards that have them; and the cards with their words.
#[derive(Default)]
struct Words {
    cards_of: BTreeMap<String, BTreeSet<CardId>>,
    words_of: BTreeMap<CardId, (Weak<Card>, Vec<String>)>,
}

impl SearchIndex {
    pub fn of(workspace: &Rc<Workspace>) -> Self {
        let words = StdRc::new(RefCell::new(Words::default()));
        workspace.descendants_of::<Card>().for_each(|card| words.borrow_mut().add(&card));
        let watch = observe(workspace, {
            let words = words.clone();
            move |changes| changes.iter().for_each(|change| words.borrow_mut().follow(change))
        });
        SearchIndex { words, _watch: watch }
    }

    /// The cards with words that begin like each of those in the text, in the order of their ids.
    pub fn find(&self, text: &str) -> Vec<Rc<Card>> {
        let words = self.words.borrow();
        let found = split(text).map(|start| words.beginning_with(&start));
        let found = found.reduce(|a, b| &a & &b).unwrap_or_default();
        found.iter().filter_map(|id| words.words_of.get(id)?.0.upgrade()).collect()
    }
}

impl Words {
    fn follow(&mut self, change: &Change) {
        match change {
            Change::Placed { node, from: None, .. } => {
                cards_at(node).for_each(|card| self.add(&card));
            }
            Change::Placed { node, to: None, .. } => {
                cards_at(node).for_each(|card| self.remove(card.id));
            }
            Change::Set { node, field: "title" } => {
                node.downcast::<Card>().iter().for_each(|card| self.add(card));
            }
            // A card that moves keeps its words.
            _ => {}
        }
    }

    fn add(&mut self, card: &Rc<Card>) {
        self.remove(card.id);
        let words: Vec<_> = split(&card.title.read()).collect();
        for word in &words {
            self.cards_of.entry(word.clone()).or_default().insert(card.id);
        }
        self.words_of.insert(card.id, (Rc::downgrade(card), words));
    }

    fn remove(&mut self, id: CardId) {
        for word in self.words_of.remove(&id).into_iter().flat_map(|(_, words)| words) {
            if let Some(cards) = self.cards_of.get_mut(&word) {
                cards.remove(&id);
                if cards.is_empty() {
                    self.cards_of.remove(&word);
                }
            }
        }
    }

    fn beginning_with(&self, start: &str) -> BTreeSet<CardId> {
        let words = self.cards_of.range(start.to_owned()..);
        let words = words.take_while(|(word, _)| word.starts_with(start));
        words.flat_map(|(_, cards)| cards).copied().collect()
    }
}

/// A subtree that came or went is one change. These are its cards.
fn cards_at(top: &AnyRc) -> impl Iterator<Item = Rc<Card>> {
    top.downcast::<Card>().into_iter().chain(top.descendants_of::<Card>())
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}
