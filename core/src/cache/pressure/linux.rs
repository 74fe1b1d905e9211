//! Reads from Linux how short memory is, as numbers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use procfs_core::{FromRead, MemoryPressure, ProcError, ProcessCGroups};

/// The numbers of one source.
pub(super) enum Reading {
    /// The percentages of the last ten seconds in which some, or all, processes waited for memory.
    Waiting { some: f32, all: f32 },
    /// The bytes that a control group uses, and its limit.
    Used { bytes: u64, limit: u64 },
}

/// The folders of the kernel's files.
pub(super) struct Files {
    pub(super) proc: PathBuf,
    pub(super) cgroup: PathBuf,
}

/// The names of the files of one version of control groups.
struct LimitFiles {
    limit: &'static str,
    used: &'static str,
    /// The name of a line in `memory.stat`.
    inactive: &'static str,
}

const VERSION_1: LimitFiles = LimitFiles {
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    inactive: "total_inactive_file",
};

const VERSION_2: LimitFiles =
    LimitFiles { limit: "memory.max", used: "memory.current", inactive: "inactive_file" };

impl Files {
    pub(super) fn of_this_process() -> Self {
        Files { proc: "/proc".into(), cgroup: "/sys/fs/cgroup".into() }
    }

    /// All readings of this process: at least one, or an error.
    pub(super) fn readings(&self) -> io::Result<Vec<Reading>> {
        let machine = waiting(&self.proc.join("pressure/memory"));
        let mut readings = self.of_groups().unwrap_or_default();
        match machine {
            Ok(reading) => readings.push(reading),
            Err(error) if readings.is_empty() => return Err(error),
            Err(_) => {}
        }
        Ok(readings)
    }

    /// The readings of the control groups that this process is in.
    fn of_groups(&self) -> io::Result<Vec<Reading>> {
        let groups = ProcessCGroups::from_file(self.proc.join("self/cgroup")).map_err(to_io)?;
        let mut readings = Vec::new();
        for group in groups {
            let group_path = group.pathname.trim_start_matches('/');
            let (roots, files) = if group.controllers.iter().any(|name| name == "memory") {
                (vec![self.cgroup.join("memory")], VERSION_1)
            } else if group.hierarchy == 0 {
                // If both versions are in use, this one has its own folder.
                (vec![self.cgroup.clone(), self.cgroup.join("unified")], VERSION_2)
            } else {
                continue;
            };
            for root in roots {
                // In a container, the path may be the one outside. Then only the root exists.
                for folder in root.join(group_path).ancestors() {
                    if !folder.starts_with(&root) {
                        break;
                    }
                    readings.extend(waiting(&folder.join("memory.pressure")));
                    readings.extend(files.used(folder));
                }
            }
        }
        Ok(readings)
    }
}

impl LimitFiles {
    /// The use of the group's limit, if it has one.
    fn used(&self, folder: &Path) -> Option<Reading> {
        let limit = number(&folder.join(self.limit))?;
        let used = number(&folder.join(self.used))?;
        let stat = fs::read_to_string(folder.join("memory.stat")).ok()?;
        let inactive = stat.lines().find_map(|line| {
            let (name, bytes) = line.split_once(' ')?;
            (name == self.inactive).then(|| bytes.trim().parse::<u64>().ok())?
        });
        // The kernel can take inactive pages of files back at once.
        Some(Reading::Used { bytes: used.saturating_sub(inactive.unwrap_or(0)), limit })
    }
}

/// The number in a file. `None` if there is no number, as in `max`.
fn number(file: &Path) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

fn waiting(file: &Path) -> io::Result<Reading> {
    let pressure = MemoryPressure::from_file(file).map_err(to_io)?;
    Ok(Reading::Waiting { some: pressure.some.avg10, all: pressure.full.avg10 })
}

fn to_io(error: ProcError) -> io::Error {
    match error {
        ProcError::Io(error, _) => error,
        other => io::Error::other(other),
    }
}
