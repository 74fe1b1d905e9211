//! Random edits with undo and redo, after each of which the observers' data is as if it were made anew.

use std::iter;
use std::path::Path;

use kinfolk::{Node, Rc};

use crate::document::Document;
use crate::lanes::{Lanes, lanes_of};
use crate::model::{Board, Card, Column};
use crate::search::SearchIndex;

const WORDS: [&str; 6] = ["red", "reed", "Reeds", "blue", "green", "gr"];

/// A small generator: the test needs no good one.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.below(all.len())].clone()) }
    }

    fn title(&mut self) -> String {
        format!("{} {}", WORDS[self.below(6)], WORDS[self.below(6)])
    }
}

fn edit(document: &Document, random: &mut Random) -> Option<()> {
    let cards: Vec<Rc<Card>> = document.workspace.descendants_of::<Card>().collect();
    let columns: Vec<Rc<Column>> = document.workspace.descendants_of::<Column>().collect();
    let boards: Vec<Rc<Board>> = document.workspace.descendants_of::<Board>().collect();
    let (card, column) = (random.of(&cards), random.of(&columns));
    match random.below(24) {
        0..4 => {
            let column = column?;
            let at = random.below(column.cards.len() + 1);
            document.add_card(&column, at, &random.title()).unwrap();
        }
        4..6 => document.rename_card(&card?, &random.title()).unwrap(),
        6..8 => {
            let people: Vec<_> = document.workspace.people.iter().map(Some).chain([None]).collect();
            document.assign(&card?, random.of(&people)?.as_ref());
        }
        8..11 => {
            let column = column?;
            document.move_card(&card?, &column, random.below(column.cards.len() + 1));
        }
        11..13 => {
            // Refused, if the other card is in another column or is the same.
            let _ = document.move_before(&card?, &column?, &random.of(&cards)?);
        }
        13..15 => document.remove_card(&card?),
        15 => {
            let board = random.of(&boards)?;
            // Refused, if there is a column with this name.
            let _ = document.add_column(
                &board,
                random.below(board.columns.len() + 1),
                WORDS[random.below(6)],
            );
        }
        16 => {
            let _ = document.rename_column(&column?, WORDS[random.below(6)]);
        }
        17 => document.remove_column(&column?),
        18 if boards.len() < 4 => drop(document.duplicate(&random.of(&boards)?).unwrap()),
        19..22 => drop(document.undo()),
        _ => drop(document.redo()),
    }
    Some(())
}

#[test]
fn observers_keep_up_with_random_edits_and_undo() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/board.json");
    for seed in 0..6 {
        let mut random = Random(seed);
        let document = Document::open(&file).unwrap();
        let first = document.workspace.to_plain();
        let board = document.workspace.board("Release").unwrap();
        let lanes = Lanes::of(&board);
        let check = || {
            assert_eq!(*lanes.read(), *lanes_of(&board));
            let fresh = SearchIndex::of(&document.workspace);
            for text in ["", "the", "re", "red", "reed gr", "blue", "battery", "BOARDS order"] {
                assert_eq!(document.index.find(text), fresh.find(text), "{text}");
            }
        };
        for _ in 0..100 {
            edit(&document, &mut random);
            check();
        }
        let last = document.workspace.to_plain();
        let before = iter::from_fn(|| document.undo().ok().inspect(|_| check())).count();
        assert_eq!(document.workspace.to_plain(), first);
        assert!(document.is_clean());
        for _ in 0..before {
            document.redo().unwrap();
            check();
        }
        // What had been undone in the end is made again, too.
        while document.redo().is_ok() {}
        while document.workspace.to_plain() != last {
            document.undo().expect("the last state is one of these");
        }
        document.workspace.validate().unwrap();
    }
}
