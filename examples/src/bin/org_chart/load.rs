//! Loads the JSON file into a graph, with the links to mentors.

use std::path::Path;

use kinfolk::{Graph, Rc};
use kinfolk_examples::json::{self, FileError, Problem};

use crate::model::Department;

/// Refuses ids that two people have, and ids of mentors that no person has.
pub fn load(file: &Path) -> Result<Rc<Department>, FileError> {
    let plain: Department = json::read(file, "an organisation")?;
    plain.try_into_graph().map_err(|problems| Problem::References(problems).of(file))
}
