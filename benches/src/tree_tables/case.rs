//! A case of the trees, which runs in its own process.

use std::path::Path;
use std::process::Command;

use crate::case::{count_instructions, output_of};
use crate::trees::{Report, Shape, number_after};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Case {
    pub(crate) contender: &'static str,
    pub(crate) shape: Shape,
    /// The name of the operation, as `one` takes it.
    pub(crate) operation: &'static str,
    pub(crate) nodes: usize,
}

impl Case {
    pub(crate) fn measure(&self, program: &Path) -> Result<Report, String> {
        self.run(Command::new(program))?.0.parse()
    }

    /// Measures how many bytes the nodes use.
    pub(crate) fn bytes(&self, program: &Path) -> Result<u64, String> {
        number_after("bytes", &self.run(Command::new(program))?.0)
    }

    /// Counts the instructions with callgrind.
    pub(crate) fn instructions(&self, program: &Path) -> Result<(Report, u64), String> {
        let (report, instructions) = count_instructions(program, &self.arguments())?;
        Ok((report.parse()?, instructions))
    }

    fn arguments(&self) -> [String; 5] {
        let Case { contender, shape, operation, nodes } = self;
        ["one", contender, shape.name(), operation, &nodes.to_string()].map(str::to_owned)
    }

    /// Runs the case. Returns stdout and stderr.
    fn run(&self, mut program: Command) -> Result<(String, String), String> {
        output_of(program.args(self.arguments()))
    }
}
