//! Saved references: loads and saves a board whose cards refer to people and to each other by id.
//! Compares kinfolk with the same by hand, with a `HashMap` of the ids; and copies of live nodes with
//! those over the plain value.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use kinfolk::Graph;

use crate::case::count_instructions;
use crate::count_row::add_row;
use crate::random::Random;
use crate::stopwatch;

type Id = u32;

#[derive(Clone, PartialEq, Graph)]
#[graph(to_plain)]
struct Board {
    #[graph(own)]
    people: Vec<Person>,
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Clone, PartialEq, Graph)]
#[graph(back(board: Board), to_plain)]
struct Person {
    #[graph(id(keep))]
    id: Id,
    name: String,
}

#[derive(Clone, PartialEq, Graph)]
#[graph(back(board: Board), to_plain)]
struct Card {
    #[graph(id(keep))]
    id: Id,
    title: String,
    #[graph(weak(Person))]
    assignee: Option<Id>,
    #[graph(weak(Card))]
    blocked_by: Vec<Id>,
}

/// A board with this many cards, a person for twenty of them, and two references in each card.
#[expect(clippy::cast_possible_truncation, reason = "the ids are small")]
fn plain(cards: usize) -> Board {
    let mut random = Random::new();
    let people = (0..=cards / 20).map(|id| Person { id: id as Id, name: format!("person {id}") });
    let card = |id| Card {
        id: id as Id,
        title: format!("card {id}"),
        assignee: Some(random.below(cards / 20 + 1) as Id),
        blocked_by: vec![random.below(cards) as Id],
    };
    Board { people: people.collect(), cards: (0..cards).map(card).collect() }
}

#[derive(Default)]
struct BoardByHand {
    people: RefCell<Vec<Rc<PersonByHand>>>,
    cards: RefCell<Vec<Rc<CardByHand>>>,
}

struct PersonByHand {
    id: Id,
    name: String,
    _board: RefCell<Weak<BoardByHand>>,
}

struct CardByHand {
    id: Id,
    title: String,
    _board: RefCell<Weak<BoardByHand>>,
    assignee: RefCell<Option<Weak<PersonByHand>>>,
    blocked_by: RefCell<Vec<Weak<CardByHand>>>,
}

/// As an experienced user would write it: one pass makes the objects and the tables, one sets the
/// links.
fn load_by_hand(plain: Board) -> Result<Rc<BoardByHand>, String> {
    let board = Rc::new(BoardByHand::default());
    let mut people = HashMap::new();
    for Person { id, name } in plain.people {
        let person = PersonByHand { id, name, _board: RefCell::new(Rc::downgrade(&board)) };
        let person = Rc::new(person);
        if people.insert(id, Rc::downgrade(&person)).is_some() {
            return Err(format!("the id {id} is there twice"));
        }
        board.people.borrow_mut().push(person);
    }
    let mut cards = HashMap::new();
    let mut links = Vec::with_capacity(plain.cards.len());
    for Card { id, title, assignee, blocked_by } in plain.cards {
        let card = Rc::new(CardByHand {
            id,
            title,
            _board: RefCell::new(Rc::downgrade(&board)),
            assignee: RefCell::default(),
            blocked_by: RefCell::default(),
        });
        if cards.insert(id, Rc::downgrade(&card)).is_some() {
            return Err(format!("the id {id} is there twice"));
        }
        links.push((Rc::clone(&card), assignee, blocked_by));
        board.cards.borrow_mut().push(card);
    }
    for (card, assignee, blocked_by) in links {
        if let Some(id) = assignee {
            let person = people.get(&id).ok_or_else(|| format!("no person has the id {id}"))?;
            *card.assignee.borrow_mut() = Some(Weak::clone(person));
        }
        let find = |id| cards.get(id).cloned().ok_or_else(|| format!("no card has the id {id}"));
        let blockers = blocked_by.iter().map(find).collect::<Result<_, _>>()?;
        *card.blocked_by.borrow_mut() = blockers;
    }
    Ok(board)
}

/// It does not check whether a target is still part of the board, as kinfolk does.
fn save_by_hand(board: &BoardByHand) -> Board {
    let person = |person: &Rc<PersonByHand>| Person { id: person.id, name: person.name.clone() };
    let card = |card: &Rc<CardByHand>| Card {
        id: card.id,
        title: card.title.clone(),
        assignee: card.assignee.borrow().as_ref().and_then(Weak::upgrade).map(|person| person.id),
        blocked_by: card
            .blocked_by
            .borrow()
            .iter()
            .filter_map(Weak::upgrade)
            .map(|card| card.id)
            .collect(),
    };
    Board {
        people: board.people.borrow().iter().map(person).collect(),
        cards: board.cards.borrow().iter().map(card).collect(),
    }
}

/// Runs one case, and returns its answer, which is the same for both contenders.
pub(crate) fn run(contender: &str, operation: &str, cards: usize) -> Result<String, String> {
    let before = plain(cards);
    let copy = before.clone();
    let load = |plain: Board| plain.try_into_graph().map_err(|problems| problems.to_string());
    let is_same = match (contender, operation) {
        ("kinfolk", "load") => stopwatch::run(|| load(copy))?.to_plain() == before,
        ("kinfolk", "save") => {
            let board = load(copy)?;
            stopwatch::run(|| board.to_plain()) == before
        }
        ("kinfolk", "duplicate") => {
            let board = load(copy)?;
            stopwatch::run(|| board.duplicate()).to_plain() == before
        }
        ("kinfolk", "save and load") => {
            let board = load(copy)?;
            stopwatch::run(|| board.to_plain().into_graph()).to_plain() == before
        }
        ("by_hand", "load") => save_by_hand(&*stopwatch::run(|| load_by_hand(copy))?) == before,
        ("by_hand", "save") => {
            let board = load_by_hand(copy)?;
            stopwatch::run(|| save_by_hand(&board)) == before
        }
        _ => return Err(format!("no case `{contender} {operation}`")),
    };
    Ok(is_same.to_string())
}

/// Counts the instructions, and returns two tables: kinfolk beside code by hand; and `duplicate`
/// beside the road over the plain value.
pub(crate) fn tables(cards: usize) -> Result<String, String> {
    let mut tables =
        String::from("| operation | kinfolk | by hand | kinfolk / by hand |\n|---|--:|--:|--:|");
    for operation in ["load", "save"] {
        let [kinfolk, by_hand] = ["kinfolk", "by_hand"].map(|contender| {
            let (answer, count) =
                instructions(&["references", contender, operation, &cards.to_string()])?;
            if answer.trim() == "true" {
                return Ok(count);
            }
            Err(format!("{operation}: what is saved is not what was loaded"))
        });
        add_row(&mut tables, operation, &[kinfolk?, by_hand?]);
    }
    tables += "\n\n| a copy of | duplicate | to_plain, into_graph | duplicate / the other |\n\
               |---|--:|--:|--:|";
    let cards = cards.to_string();
    let [duplicate, other] = ["duplicate", "save and load"]
        .map(|operation| instructions(&["references", "kinfolk", operation, &cards]));
    add_row(&mut tables, "a board with references", &[duplicate?.1, other?.1]);
    for shape in ["tree", "chain"] {
        let names = [format!("duplicate_a_{shape}"), format!("to_plain_into_graph_of_a_{shape}")];
        let [duplicate, other] = names.map(|name| instructions(&["growth", &name, &cards]));
        add_row(&mut tables, &format!("a {shape}"), &[duplicate?.1, other?.1]);
    }
    Ok(tables)
}

/// The answer of this program with these arguments, and how many instructions it needs.
fn instructions(arguments: &[&str]) -> Result<(String, u64), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let arguments: Vec<_> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    count_instructions(&program, &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_contenders_save_what_they_loaded() {
        for cards in [1, 2, 1_000] {
            for contender in ["kinfolk", "by_hand"] {
                for operation in ["load", "save"] {
                    assert_eq!(run(contender, operation, cards), Ok("true".to_owned()));
                }
            }
            for operation in ["duplicate", "save and load"] {
                assert_eq!(run("kinfolk", operation, cards), Ok("true".to_owned()));
            }
        }
    }
}
