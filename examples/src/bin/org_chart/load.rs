//! Loads the JSON file into a graph and sets the weak links.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kinfolk::{Graph, Node, Rc};

use crate::model::{Department, Person};

#[derive(Debug)]
pub struct LoadError {
    file: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    Unreadable(io::Error),
    /// The file is not JSON, or not the JSON of an organisation.
    Malformed(serde_json::Error),
    DuplicateId {
        id: String,
        people: [String; 2],
    },
    UnknownMentor {
        person: String,
        mentor: String,
    },
}

impl Error for LoadError {}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.problem {
            Problem::Unreadable(error) => write!(f, "cannot read `{file}`: {error}"),
            Problem::Malformed(error) => write!(f, "`{file}` is not an organisation: {error}"),
            Problem::DuplicateId { id, people } => {
                let [first, second] = people;
                write!(f, "`{file}`: {first} and {second} have the same id `{id}`")
            }
            Problem::UnknownMentor { person, mentor } => {
                write!(f, "`{file}`: {person} has the mentor `{mentor}`, but no person has this id")
            }
        }
    }
}

pub fn load(file: &Path) -> Result<Rc<Department>, LoadError> {
    read(file).map_err(|problem| LoadError { file: file.to_owned(), problem })
}

fn read(file: &Path) -> Result<Rc<Department>, Problem> {
    let text = fs::read_to_string(file).map_err(Problem::Unreadable)?;
    let plain: Department = serde_json::from_str(&text).map_err(Problem::Malformed)?;
    let organisation = plain.into_graph();
    set_mentors(&organisation)?;
    Ok(organisation)
}

/// Sets each person's `mentor` link to the person with the id in `mentor_id`.
fn set_mentors(organisation: &Rc<Department>) -> Result<(), Problem> {
    let mut by_id: HashMap<String, Rc<Person>> = HashMap::new();
    for person in organisation.descendants_of::<Person>() {
        match by_id.entry(person.id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(person);
            }
            Entry::Occupied(first) => {
                return Err(Problem::DuplicateId {
                    id: person.id.clone(),
                    people: [first.get().name_and_department(), person.name_and_department()],
                });
            }
        }
    }
    for person in organisation.descendants_of::<Person>() {
        let Some(id) = &person.mentor_id else {
            continue;
        };
        let Some(mentor) = by_id.get(id) else {
            return Err(Problem::UnknownMentor {
                person: person.name_and_department(),
                mentor: id.clone(),
            });
        };
        person.mentor.set(mentor);
    }
    Ok(())
}
