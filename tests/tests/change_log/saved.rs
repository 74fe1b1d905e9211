//! A history changes nothing in what is saved: nodes that only it holds are not.

use kinfolk::History;
use kinfolk::prelude::*;
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Id(u32);

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Workspace {
    #[graph(own)]
    people: Vec<Person>,
    #[graph(own)]
    notes: Vec<Note>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace), to_plain)]
struct Person {
    #[graph(id(keep))]
    id: Id,
    #[graph(value)]
    age: u32,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace), to_plain)]
struct Note {
    #[graph(weak(Person))]
    author: Option<Id>,
    #[graph(weak(Person))]
    readers: Vec<Id>,
    #[graph(shared(Person))]
    keeper: Option<Id>,
    #[graph(shared(Person))]
    friends: Vec<Id>,
}

fn plain(random: &mut Random) -> Workspace {
    // Some ids name nothing.
    let id = |random: &mut Random| Id(u32::try_from(random.below(8)).unwrap());
    let note = |random: &mut Random| Note {
        author: random.percent(70).then(|| id(random)),
        readers: (0..random.below(4)).map(|_| id(random)).collect(),
        keeper: random.percent(70).then(|| id(random)),
        friends: (0..random.below(4)).map(|_| id(random)).collect(),
    };
    Workspace {
        people: (0..6).map(|id| Person { id: Id(id), age: 0 }).collect(),
        notes: (0..4).map(|_| note(random)).collect(),
    }
}

/// A random change. It asks no weak link for its target.
fn change(random: &mut Random, workspace: &Rc<Workspace>, next: &mut u32) {
    let (people, notes) = (&workspace.people, &workspace.notes);
    let person = people.get(random.below(people.len()));
    let note = notes.get(random.below(notes.len()));
    match (random.below(12), person, note) {
        (0 | 1, Some(person), _) => {
            person.detach();
        }
        (2, Some(person), _) => people.insert(0, person),
        (3, Some(person), _) => person.age.update(|age| *age += 1),
        (4, _, Some(note)) => {
            note.detach();
        }
        (5, Some(person), Some(note)) => note.author.set(&person),
        (6, Some(person), Some(note)) => note.readers.push(&person),
        (7, Some(person), Some(note)) => drop(note.keeper.set(person)),
        (8, Some(person), Some(note)) => note.friends.push(person),
        (9, _, Some(note)) => drop(note.keeper.take()),
        (10, _, _) => _ = workspace.resolve(),
        _ => {
            *next += 1;
            // It may have an id that is not resolved yet.
            let id = if random.percent(50) { random.below(8) } else { 100 + *next as usize };
            if people.iter().all(|person| person.id.0 as usize != id) {
                people.push(Person { id: Id(u32::try_from(id).unwrap()), age: 0 });
            }
        }
    }
}

/// What is saved after each change. With a history, all is undone and done again at the end.
fn saved(seed: u64, steps: usize, with_history: bool) -> Vec<Workspace> {
    let mut random = Random::new(seed);
    let workspace = plain(&mut random).into_graph_with(|_| ());
    let history = with_history.then(|| History::new(&workspace));
    let mut saved = vec![workspace.to_plain()];
    let (mut next, mut at) = (0, vec![0]);
    for step in 1..=steps {
        let label = step.to_string();
        match &history {
            Some(history) => {
                history.step(label.clone(), || change(&mut random, &workspace, &mut next));
                if history.undo_label().as_deref() == Some(&label) {
                    at.push(step);
                }
            }
            None => change(&mut random, &workspace, &mut next),
        }
        saved.push(workspace.to_plain());
    }
    if let Some(history) = history {
        for step in at.iter().rev().skip(1) {
            assert!(history.undo().unwrap());
            assert_eq!(workspace.to_plain(), saved[*step], "seed {seed}, step {step}");
        }
        for step in at.iter().skip(1) {
            assert!(history.redo().unwrap());
            assert_eq!(workspace.to_plain(), saved[*step], "seed {seed}, step {step}");
        }
    }
    saved
}

#[test]
fn what_is_saved_is_the_same_with_and_without_a_history() {
    let first = settings::seed().unwrap_or(1);
    for seed in first..first + settings::operations(2_000) as u64 / 40 {
        let (without, with) = (saved(seed, 40, false), saved(seed, 40, true));
        for (step, (without, with)) in without.iter().zip(&with).enumerate() {
            assert_eq!(without, with, "seed {seed}, step {step}");
        }
    }
}
