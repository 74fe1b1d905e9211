//! Cases in processes of their own, so that none finds the heap as another one has left it.

use std::path::Path;
use std::process::Command;

#[cfg(feature = "peers")]
use crate::trees::number_after;
use crate::trees::{Form, Report};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Case {
    pub(crate) contender: &'static str,
    pub(crate) form: Form,
    /// Its name, as `one` takes it.
    pub(crate) operation: &'static str,
    pub(crate) nodes: usize,
}

impl Case {
    #[cfg(feature = "peers")]
    pub(crate) fn measure(&self, program: &Path) -> Result<Report, String> {
        self.run(Command::new(program))?.0.parse()
    }

    /// How many bytes the nodes take up.
    #[cfg(feature = "peers")]
    pub(crate) fn bytes(&self, program: &Path) -> Result<u64, String> {
        number_after("bytes", &self.run(Command::new(program))?.0)
    }

    /// Counts the instructions by callgrind.
    pub(crate) fn instructions(&self, program: &Path) -> Result<(Report, u64), String> {
        let mut valgrind = Command::new("valgrind");
        valgrind.args([
            "--tool=callgrind",
            // Only what runs within a function of the module `measured`.
            "--toggle-collect=*::measured::*",
            "--callgrind-out-file=/dev/null",
        ]);
        valgrind.arg(program);
        let (report, said) = self.run(valgrind)?;
        let (_, collected) = said
            .split_once("Collected : ")
            .ok_or_else(|| format!("callgrind does not say what it has counted: {said}"))?;
        let collected = collected.lines().next().unwrap_or_default().trim();
        match collected.parse() {
            Ok(0) | Err(_) => Err(format!("callgrind has counted {collected:?} instructions")),
            Ok(instructions) => Ok((report.parse()?, instructions)),
        }
    }

    /// What it prints, and what it says on stderr.
    fn run(&self, mut program: Command) -> Result<(String, String), String> {
        let Case { contender, form, operation, nodes } = self;
        program.args(["one", contender, form.name(), operation, &nodes.to_string()]);
        let output = program.output().map_err(|error| format!("{program:?}: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok((String::from_utf8_lossy(&output.stdout).into_owned(), said))
        } else {
            Err(format!("{program:?}: {}\n{said}", output.status))
        }
    }
}

/// Which callgrind there is, if any.
pub(crate) fn valgrind() -> Option<String> {
    let output = Command::new("valgrind").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| version.trim().to_owned())
}
