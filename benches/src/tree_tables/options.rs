//! The options of the command line: which cases to measure.

use std::path::PathBuf;

use super::program::Program;
use crate::trees::{Operation, Shape, contender_named, contenders};

pub(crate) struct Options {
    pub(super) programs: Vec<Program>,
    pub(super) shapes: Vec<Shape>,
    pub(super) contenders: Vec<&'static str>,
    pub(super) operations: Vec<Operation>,
    /// Whether to measure how many bytes the nodes use.
    pub(super) memory: bool,
    pub(super) nodes: usize,
    /// The number of nodes when instructions are counted, which is slow.
    pub(super) instruction_nodes: usize,
    pub(super) rounds: usize,
    /// The folder to write the files into. `None` if a part of the tables is only printed.
    pub(super) folder: Option<PathBuf>,
}

impl Options {
    /// Reads pairs such as `--shapes fanout8,chain`.
    pub(crate) fn read(arguments: &[&str]) -> Result<Options, String> {
        let usual = contenders().into_iter().filter(|contender| !contender.has_hooks());
        let mut options = Options {
            programs: Program::ALL.to_vec(),
            shapes: Shape::ALL.to_vec(),
            contenders: usual.map(|contender| contender.name).collect(),
            operations: Operation::ALL.into_iter().filter(|known| known.is_in_tables()).collect(),
            memory: true,
            nodes: 100_000,
            instruction_nodes: 20_000,
            rounds: 11,
            folder: None,
        };
        let mut is_a_part = false;
        for pair in arguments.chunks(2) {
            let &[key, value] = pair else {
                return Err(format!("`{}` has no value", pair[0]));
            };
            is_a_part |= key != "--out";
            match key {
                "--allocators" => options.programs = list(value, Program::named)?,
                "--shapes" => options.shapes = list(value, Shape::named)?,
                "--contenders" => {
                    options.contenders = list(value, |name| Ok(contender_named(name)?.name))?;
                }
                "--operations" => {
                    let names: Vec<_> = value.split(',').collect();
                    let operations = names.iter().filter(|name| **name != "memory");
                    options.operations =
                        operations.map(|name| Operation::named(name)).collect::<Result<_, _>>()?;
                    options.memory = names.contains(&"memory");
                }
                "--nodes" => options.nodes = number(value, 2)?,
                "--instruction-nodes" => options.instruction_nodes = number(value, 0)?,
                "--rounds" => options.rounds = number(value, 1)?,
                "--out" => options.folder = Some(value.into()),
                other => return Err(format!("no option `{other}`")),
            }
        }
        if !is_a_part && options.folder.is_none() {
            options.folder = Some(concat!(env!("CARGO_MANIFEST_DIR"), "/results").into());
        }
        Ok(options)
    }
}

fn list<E>(names: &str, find: impl FnMut(&str) -> Result<E, String>) -> Result<Vec<E>, String> {
    names.split(',').map(find).collect()
}

fn number(value: &str, least: usize) -> Result<usize, String> {
    let number = value.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| format!("`{value}` is not a number, or too small"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_measured_by_default() {
        let options = Options::read(&[]).unwrap();
        assert_eq!(options.shapes, Shape::ALL);
        assert!(options.contenders.contains(&"kinfolk"));
        assert!(!options.contenders.contains(&"kinfolk_with_hooks"));
        assert!(options.memory && options.folder.unwrap().ends_with("results"));
    }

    #[test]
    fn a_part_is_only_printed_unless_a_folder_is_given() {
        let arguments = ["--shapes", "chain,star", "--operations", "walk", "--rounds", "3"];
        let options = Options::read(&arguments).unwrap();
        assert_eq!(options.shapes, [Shape::Chain, Shape::Star]);
        assert_eq!(options.operations, [Operation::Walk]);
        assert_eq!(options.rounds, 3);
        assert!(!options.memory && options.folder.is_none());
        let options = Options::read(&[&arguments[..], &["--out", "here"]].concat()).unwrap();
        assert_eq!(options.folder, Some("here".into()));
    }

    #[test]
    fn unknown_options_and_values_are_refused() {
        let problem = |arguments: &[&str]| Options::read(arguments).err().unwrap();
        assert_eq!(problem(&["--shapes", "round"]), "no shape `round`");
        assert_eq!(problem(&["--contenders", "by_foot"]), "no contender `by_foot`");
        assert_eq!(problem(&["--nodes"]), "`--nodes` has no value");
        assert_eq!(problem(&["--nodes", "1"]), "`1` is not a number, or too small");
        assert_eq!(problem(&["--speed", "1"]), "no option `--speed`");
    }
}
