//! Loads the JSON file into a graph, with the links to mentors.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kinfolk::walk::Problems;
use kinfolk::{Graph, Rc};

use crate::model::Department;

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
    /// Ids that two people have, and ids of mentors that no person has.
    References(Problems),
}

impl Error for LoadError {}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.problem {
            Problem::Unreadable(error) => write!(f, "cannot read `{file}`: {error}"),
            Problem::Malformed(error) => write!(f, "`{file}` is not an organisation: {error}"),
            Problem::References(problems) => write!(f, "`{file}`:\n{problems}"),
        }
    }
}

pub fn load(file: &Path) -> Result<Rc<Department>, LoadError> {
    read(file).map_err(|problem| LoadError { file: file.to_owned(), problem })
}

fn read(file: &Path) -> Result<Rc<Department>, Problem> {
    let text = fs::read_to_string(file).map_err(Problem::Unreadable)?;
    let plain: Department = serde_json::from_str(&text).map_err(Problem::Malformed)?;
    plain.try_into_graph().map_err(Problem::References)
}
