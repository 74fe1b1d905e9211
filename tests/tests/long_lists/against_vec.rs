//! Random operations on long lists, compared with the same on a `Vec`.

use std::mem;

use kinfolk::links::{Iter, Snapshot};
use kinfolk::prelude::*;
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

#[derive(Graph)]
struct Board {
    #[graph(own)]
    open: Vec<Card>,
    #[graph(own)]
    done: Vec<Entry>,
}

#[derive(Graph)]
#[graph(back(board: Board))]
struct Card {
    number: usize,
}

#[derive(Graph)]
#[graph(back(board: Board))]
struct Note {
    text: String,
}

#[derive(Graph)]
enum Entry {
    Note(Note),
    Card(Card),
}

fn board() -> Rc<Board> {
    Board { open: vec![], done: vec![] }.into_graph()
}

/// The cards and notes that each list should have. Cards are in any list, notes in `done`.
struct Test {
    random: Random,
    boards: [Rc<Board>; 2],
    open: [Vec<Rc<Card>>; 2],
    done: [Vec<EntryRc>; 2],
    made: usize,
}

impl Test {
    fn new(seed: u64, size: usize) -> Self {
        let mut test = Test {
            random: Random::new(seed),
            boards: [board(), board()],
            open: [vec![], vec![]],
            done: [vec![], vec![]],
            made: 0,
        };
        for index in 0..size {
            let card = test.card();
            test.boards[index % 2].open.push(card.clone());
            test.open[index % 2].push(card);
            let entry = test.entry();
            test.boards[index % 2].done.push(entry.clone());
            test.done[index % 2].push(entry);
        }
        test
    }

    fn card(&mut self) -> Rc<Card> {
        self.made += 1;
        Card { number: self.made }.into_graph()
    }

    fn entry(&mut self) -> EntryRc {
        let card = self.card();
        match self.made % 3 {
            0 => EntryRc::Note(Note { text: self.made.to_string() }.into_graph()),
            _ => EntryRc::Card(card),
        }
    }

    /// A card that is new, or is in some list. It leaves the model's list.
    fn any_card(&mut self) -> Rc<Card> {
        let from = self.random.below(2);
        let index = self.random.below(self.open[from].len());
        if self.random.percent(30) || self.open[from].is_empty() {
            return self.card();
        }
        self.open[from].remove(index)
    }

    /// An index in the middle, often the same.
    fn index(&mut self, len: usize) -> usize {
        if self.random.percent(50) { len / 3 } else { self.random.below(len) }
    }

    fn step(&mut self) {
        if self.random.below(10) == 0 {
            return self.step_by_siblings();
        }
        let at = self.random.below(2);
        let board = self.boards[at].clone();
        let len = self.open[at].len();
        match self.random.below(20) {
            0..=3 => {
                let card = self.any_card();
                let index = self.index(self.open[at].len() + 1);
                board.open.insert(index, card.clone());
                self.open[at].insert(index, card);
            }
            4..=5 => {
                let card = self.any_card();
                board.open.push(card.clone());
                self.open[at].push(card);
            }
            6..=7 if len > 0 => {
                let index = self.index(len);
                assert_eq!(board.open.remove(index), self.open[at].remove(index));
            }
            8..=9 if len > 0 => {
                let index = self.index(len);
                assert!(self.open[at].remove(index).detach());
            }
            10 => assert_eq!(board.open.pop(), self.open[at].pop()),
            11 if len > 0 => {
                let index = self.index(len);
                assert_eq!(board.open.swap_remove(index), self.open[at].swap_remove(index));
            }
            12 if len > 0 => {
                let (card, index) = (self.card(), self.index(len));
                let before = board.open.replace(index, card.clone());
                assert_eq!(before, self.open[at][index]);
                assert!(before.is_root());
                self.open[at][index] = card;
            }
            13 if len > 1 => {
                // A card of the same list leaves its old place.
                let (from, index) = (self.index(len), self.random.below(len));
                let card = self.open[at][from].clone();
                let before = board.open.replace(index, card.clone());
                assert_eq!(before, self.open[at][index]);
                self.open[at][index] = card;
                if from != index {
                    self.open[at].remove(from);
                }
            }
            14 if len > 0 => {
                let (a, b) = (self.index(len), self.random.below(len));
                board.open.swap(a, b);
                self.open[at].swap(a, b);
            }
            15 if len > 0 => {
                let (from, to) = (self.index(len), self.random.below(len));
                board.open.move_to(from, to);
                let card = self.open[at].remove(from);
                self.open[at].insert(to, card);
            }
            16 => {
                let entry = self.entry();
                let index = self.index(self.done[at].len() + 1);
                board.done.insert(index, entry.clone());
                self.done[at].insert(index, entry);
            }
            17 if !self.done[at].is_empty() => {
                let index = self.index(self.done[at].len());
                assert_eq!(board.done.remove(index), self.done[at].remove(index));
            }
            18 => {
                // A card leaves `open` for the other link of the same board.
                let card = self.any_card();
                let index = self.index(self.done[at].len() + 1);
                board.done.insert(index, card.clone());
                self.done[at].insert(index, EntryRc::Card(card));
            }
            _ => self.look(at),
        }
        if self.random.below(200) == 0 {
            self.change_whole_list(at);
        }
    }

    /// Puts cards beside others, and several in the place of some.
    fn step_by_siblings(&mut self) {
        let at = self.random.below(2);
        let board = self.boards[at].clone();
        let card = self.any_card();
        let len = self.open[at].len();
        if len == 0 {
            board.open.push(card.clone());
            return self.open[at].push(card);
        }
        match self.random.below(3) {
            0 => {
                let index = self.index(len);
                board.open.insert_before(&self.open[at][index], card.clone());
                self.open[at].insert(index, card);
            }
            1 => {
                let index = self.index(len);
                board.open.insert_after(&self.open[at][index], card.clone());
                self.open[at].insert(index + 1, card);
            }
            _ => {
                // `card` is a new one here, or a card of either list, which the model has removed.
                let listed = board.open.iter().collect::<Vec<_>>();
                let start = self.index(listed.len());
                let count = [1, 5, 9][self.random.below(3)].min(listed.len() - start);
                let mut new: Vec<_> = (0..self.random.below(8)).map(|_| self.card()).collect();
                new.insert(new.len() / 2, card);
                let removed = board.open.splice(start..start + count, new.clone());
                let is_other = |card: &&Rc<Card>| !new.contains(card);
                let expected = listed[start..start + count].iter().filter(is_other);
                assert!(removed.iter().eq(expected));
                assert!(removed.iter().all(|card| card.is_root()));
                let mut result: Vec<_> = listed[..start].iter().filter(is_other).cloned().collect();
                result.extend(new.iter().cloned());
                result.extend(listed[start + count..].iter().filter(is_other).cloned());
                self.open[at] = result;
            }
        }
    }

    /// Asks where a card is.
    fn look(&mut self, at: usize) {
        let len = self.open[at].len();
        if len == 0 {
            return;
        }
        let (board, index) = (&self.boards[at], self.random.below(len));
        let (cards, list) = (&self.open[at], &board.open);
        let card = &cards[index];
        assert_eq!(list.get(index).as_ref(), Some(card));
        for (card, other) in cards[index..].iter().zip(&cards[index + 1..]).take(100) {
            assert_eq!(
                (list.next(card).as_ref(), list.previous(other).as_ref()),
                (Some(other), Some(card))
            );
        }
        assert_eq!((list.next(&cards[len - 1]), list.previous(&cards[0])), (None, None));
        assert_eq!(list.position(card), Some(index));
        assert_eq!(card.index_in_owner(), Some(index));
        assert_eq!(card.next_sibling(), cards.get(index + 1).map(Handle::to_any));
        let before = index.checked_sub(1).map(|index| cards[index].to_any());
        assert_eq!(card.previous_sibling(), before);
        assert_eq!(card.board.get().as_ref(), Some(board));
        assert_eq!((list.first().as_ref(), list.last().as_ref()), (cards.first(), cards.last()));
        assert_eq!(self.boards[1 - at].open.position(card), None);
    }

    /// Operations that take time for the whole list.
    fn change_whole_list(&mut self, at: usize) {
        let (board, mut all) = (self.boards[at].clone(), mem::take(&mut self.open[at]));
        let cards = &mut all;
        match self.random.below(9) {
            7 => {
                let other = &self.boards[1 - at].open;
                board.open.append(other);
                cards.append(&mut self.open[1 - at].clone());
                let back = cards.split_off(cards.len() / 2);
                other.extend(back.clone());
                self.open[1 - at] = back;
            }
            8 => {
                board.open.set_all(cards.iter().rev().step_by(2).cloned());
                let keep: Vec<_> = cards.iter().rev().step_by(2).cloned().collect();
                *cards = keep;
                for _ in 0..cards.len() {
                    let card = Card { number: 0 }.into_graph();
                    board.open.push(card.clone());
                    cards.push(card);
                }
            }
            0 => {
                board.open.retain(|card| card.number % 50 != 0);
                cards.retain(|card| card.number % 50 != 0);
            }
            1 => {
                board.open.sort_by_key(|card| card.number % 100);
                cards.sort_by_key(|card| card.number % 100);
            }
            2 => {
                board.open.reverse();
                cards.reverse();
            }
            3 => {
                let len = cards.len() - cards.len().min(30);
                board.open.truncate(len);
                cards.truncate(len);
            }
            4 => {
                let drained: Vec<_> = board.open.drain().collect();
                assert_eq!(&drained, cards);
                board.open.extend(drained);
            }
            5 => {
                // Every third card moves to the other board while the list is iterated.
                let (moved, left): (Vec<_>, Vec<_>) =
                    cards.drain(..).partition(|card| card.number % 30 == 0);
                *cards = left;
                for card in &board.open {
                    if card.number % 30 == 0 {
                        self.boards[1 - at].open.push(card);
                    }
                }
                self.open[1 - at].extend(moved);
            }
            _ => assert_eq!(board.open.read()[..], cards[..]),
        }
        self.open[at] = all;
    }

    fn check(&self) {
        for (at, board) in self.boards.iter().enumerate() {
            assert_eq!(board.open.len(), self.open[at].len());
            assert!(board.open.iter().eq(self.open[at].iter().cloned()));
            assert!(board.open.iter().rev().eq(self.open[at].iter().rev().cloned()));
            assert!(board.done.iter().eq(self.done[at].iter().cloned()));
            let open = self.open[at].iter().map(Handle::to_any);
            let all: Vec<_> = open.chain(self.done[at].iter().map(Handle::to_any)).collect();
            assert_eq!(board.children().collect::<Vec<_>>(), all);
            drop(all);
            board.validate().unwrap();
            // The list and the model.
            assert!(self.open[at].iter().all(|card| Rc::strong_count(card) == 2));
        }
    }
}

#[test]
fn a_long_list_is_like_a_vec() {
    let steps = settings::operations(12_000);
    for seed in 0..2 {
        let mut test = Test::new(settings::seed().unwrap_or(0) + seed, 2500);
        for step in 0..steps {
            test.step();
            if step % 500 == 0 {
                test.check();
            }
        }
        test.check();
        let Test { boards, open, .. } = test;
        drop(boards);
        let cards = open.iter().flatten();
        assert!(cards.clone().all(|card| Rc::strong_count(card) == 1 && card.is_root()));
    }
}

/// A reader of a list, and what it should show.
type Reader<R> = (R, Vec<Rc<Card>>);

struct Readers<'a> {
    iterators: Vec<Reader<Iter<Rc<Card>>>>,
    snapshots: Vec<Reader<Snapshot<'a, Rc<Card>>>>,
}

#[test]
fn readers_keep_what_they_show() {
    let mut test = Test::new(7, 3000);
    let boards = test.boards.clone();
    let mut readers = Readers { iterators: vec![], snapshots: vec![] };
    for step in 0..settings::operations(6000) {
        test.step();
        let at = step % 2;
        match step % 97 {
            0 => readers.iterators.push((boards[at].open.iter(), test.open[at].clone())),
            10 => readers.snapshots.push((boards[at].open.read(), test.open[at].clone())),
            20 => {
                // Part of it is read now.
                if let Some((iterator, cards)) = readers.iterators.first_mut() {
                    assert!(iterator.by_ref().take(100).eq(cards.drain(..100)));
                }
            }
            40 => {
                for (iterator, cards) in readers.iterators.drain(..) {
                    assert!(iterator.eq(cards));
                }
            }
            60 if readers.snapshots.len() > 3 => {
                for (snapshot, cards) in readers.snapshots.drain(..) {
                    assert_eq!(snapshot[..], cards[..]);
                }
                assert_eq!(boards[at].open.read()[..], test.open[at][..]);
            }
            _ => (),
        }
    }
    drop(readers);
    test.check();
}

#[test]
fn a_list_that_becomes_short_works_on() {
    let mut test = Test::new(3, 3000);
    for _ in 0..400 {
        test.step();
    }
    while test.open[0].len() > 1 {
        let index = test.open[0].len() / 2;
        assert_eq!(test.boards[0].open.remove(index), test.open[0].remove(index));
        if index.is_multiple_of(50) {
            test.check();
        }
    }
    for _ in 0..2000 {
        test.step();
    }
    test.check();
}

/// Closures that change the list so much that it goes into chunks meanwhile.
#[test]
fn closures_may_put_the_list_into_chunks() {
    let shake = |list: &Rc<Board>| {
        for _ in 0..300 {
            list.open.move_to(list.open.len() - 1, 0);
        }
    };
    for kept in [0, 500, 1000] {
        let (mut test, mut is_first) = (Test::new(1, 2000), true);
        let board = test.boards[0].clone();
        board.open.retain(|card| {
            if std::mem::take(&mut is_first) {
                shake(&board);
            }
            card.number % 1000 < kept
        });
        test.open[0].rotate_right(300);
        test.open[0].retain(|card| card.number % 1000 < kept);
        test.check();
    }
    let (mut test, mut is_first) = (Test::new(1, 2000), true);
    let board = test.boards[0].clone();
    board.open.sort_by(|a, b| {
        if std::mem::take(&mut is_first) {
            shake(&board);
        }
        b.number.cmp(&a.number)
    });
    test.open[0].sort_by_key(|card| std::cmp::Reverse(card.number));
    test.check();

    // All leave the list while it is sorted.
    let mut test = Test::new(1, 4000);
    let board = test.boards[0].clone();
    board.open.sort_by_key(|card| {
        card.detach();
        card.number
    });
    test.open[0].clear();
    test.check();
}
