//! What Linux tells of its memory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use procfs_core::{FromRead, MemoryPressure, ProcError, ProcessCGroups};

use crate::cache::pressure::{Pressure, UnknownPressure};

/// The share of time that some, or all, wait for memory, in percent.
const WAITING: f32 = 5.0;
/// The shares of a limit that are used, in percent.
const MOST: u128 = 80;
const NEARLY_ALL: u128 = 95;

/// Where the kernel's files are.
pub(super) struct Files {
    proc: PathBuf,
    cgroup: PathBuf,
}

/// The files of one version of control groups.
struct Limits {
    max: &'static str,
    current: &'static str,
    /// In `memory.stat`.
    inactive: &'static str,
}

const VERSION_1: Limits = Limits {
    max: "memory.limit_in_bytes",
    current: "memory.usage_in_bytes",
    inactive: "total_inactive_file",
};

const VERSION_2: Limits =
    Limits { max: "memory.max", current: "memory.current", inactive: "inactive_file" };

impl Files {
    pub(super) fn of_this_process() -> Self {
        Files { proc: "/proc".into(), cgroup: "/sys/fs/cgroup".into() }
    }

    pub(super) fn pressure(&self) -> Result<Pressure, UnknownPressure> {
        let machine = waiting(&self.proc.join("pressure/memory"));
        let groups = self.of_groups().unwrap_or_default();
        match (machine, groups) {
            (Err(reason), None) => Err(UnknownPressure { reason }),
            (machine, groups) => Ok(machine.ok().max(groups).unwrap_or(Pressure::Low)),
        }
    }

    /// The highest of the control groups that this process is in.
    fn of_groups(&self) -> io::Result<Option<Pressure>> {
        let groups = ProcessCGroups::from_file(self.proc.join("self/cgroup")).map_err(to_io)?;
        let mut highest = None;
        for group in groups {
            let group_path = group.pathname.trim_start_matches('/');
            let (roots, limits) = if group.controllers.iter().any(|name| name == "memory") {
                (vec![self.cgroup.join("memory")], VERSION_1)
            } else if group.hierarchy == 0 {
                // Where both versions are in use, this one is below a folder of its own.
                (vec![self.cgroup.clone(), self.cgroup.join("unified")], VERSION_2)
            } else {
                continue;
            };
            for root in roots {
                // In a container, the path may be that from outside: then there is nothing but the root.
                for folder in root.join(group_path).ancestors() {
                    if !folder.starts_with(&root) {
                        break;
                    }
                    let waiting = waiting(&folder.join("memory.pressure")).ok();
                    highest = highest.max(waiting).max(limits.used(folder));
                }
            }
        }
        Ok(highest)
    }
}

impl Limits {
    /// By what is used of the limit of this group, if it has one.
    fn used(&self, folder: &Path) -> Option<Pressure> {
        let max = number(&folder.join(self.max))?;
        let current = number(&folder.join(self.current))?;
        let stat = fs::read_to_string(folder.join("memory.stat")).ok()?;
        let inactive = stat.lines().find_map(|line| {
            let (name, bytes) = line.split_once(' ')?;
            (name == self.inactive).then(|| bytes.trim().parse::<u64>().ok())?
        });
        let used = u128::from(current.saturating_sub(inactive.unwrap_or(0))) * 100;
        let reaches = |percent| used >= u128::from(max) * percent;
        Some(match () {
            () if reaches(NEARLY_ALL) => Pressure::Critical,
            () if reaches(MOST) => Pressure::Medium,
            () => Pressure::Low,
        })
    }
}

/// The number in a file; nothing if there is none, as in `max`.
fn number(file: &Path) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

/// By what the kernel says of the time that processes wait.
fn waiting(file: &Path) -> io::Result<Pressure> {
    let waiting = MemoryPressure::from_file(file).map_err(to_io)?;
    Ok(if waiting.full.avg10 >= WAITING {
        Pressure::Critical
    } else if waiting.some.avg10 >= WAITING {
        Pressure::Medium
    } else {
        Pressure::Low
    })
}

fn to_io(error: ProcError) -> io::Error {
    match error {
        ProcError::Io(error, _) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    /// A kernel of our own, in a folder that goes with it.
    struct Kernel {
        folder: PathBuf,
    }

    impl Kernel {
        fn new(name: &str) -> Self {
            let name = format!("kinfolk-pressure-{name}-{}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir_all(&folder).unwrap();
            Kernel { folder }
        }

        fn says(self, file: &str, text: &str) -> Self {
            let file = self.folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
            self
        }

        fn waiting(self, file: &str, some: &str, full: &str) -> Self {
            let line =
                |kind, share| format!("{kind} avg10={share} avg60=9.00 avg300=9.00 total=7\n");
            self.says(file, &(line("some", some) + &line("full", full)))
        }

        /// A group of version 2.
        fn group(self, path: &str, max: &str, current: u64, inactive: u64) -> Self {
            self.says(&format!("cgroup{path}/memory.max"), &format!("{max}\n"))
                .says(&format!("cgroup{path}/memory.current"), &format!("{current}\n"))
                .says(
                    &format!("cgroup{path}/memory.stat"),
                    &format!("anon 1\ninactive_file {inactive}\nactive_file 5\n"),
                )
        }

        fn files(&self) -> Files {
            Files { proc: self.folder.join("proc"), cgroup: self.folder.join("cgroup") }
        }

        fn pressure(&self) -> Pressure {
            self.files().pressure().unwrap()
        }
    }

    impl Drop for Kernel {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    #[test]
    fn this_machine_answers() {
        // Some say nothing, but then they say why.
        let answer = Files::of_this_process().pressure();
        assert!(answer.map_or_else(|unknown| unknown.source().is_some(), |_| true));
    }

    #[test]
    fn by_the_time_that_processes_wait() {
        for (some, full, expected) in [
            ("0.00", "0.00", Pressure::Low),
            ("4.99", "4.99", Pressure::Low),
            ("5.00", "0.00", Pressure::Medium),
            ("99.00", "4.99", Pressure::Medium),
            ("5.00", "5.00", Pressure::Critical),
        ] {
            let kernel = Kernel::new("waiting").waiting("proc/pressure/memory", some, full);
            assert_eq!(kernel.pressure(), expected, "{some} {full}");
        }
    }

    #[test]
    fn by_the_limit_of_the_group() {
        for (current, inactive, expected) in [
            (0, 0, Pressure::Low),
            (799, 0, Pressure::Low),
            (800, 0, Pressure::Medium),
            (900, 101, Pressure::Low),
            (949, 0, Pressure::Medium),
            (950, 0, Pressure::Critical),
            (2000, 3000, Pressure::Low),
        ] {
            let kernel = Kernel::new("limit").says("proc/self/cgroup", "0::/app/worker\n").group(
                "/app/worker",
                "1000",
                current,
                inactive,
            );
            assert_eq!(kernel.pressure(), expected, "{current} {inactive}");
        }
    }

    #[test]
    fn by_a_limit_above_the_group() {
        let kernel = Kernel::new("above")
            .says("proc/self/cgroup", "0::/app/worker\n")
            .group("/app/worker", "max", 10, 0)
            .group("/app", "1000", 990, 0);
        assert_eq!(kernel.pressure(), Pressure::Critical);
    }

    #[test]
    fn by_the_groups_own_waiting() {
        let kernel = Kernel::new("own")
            .says("proc/self/cgroup", "0::/app\n")
            .waiting("proc/pressure/memory", "0.00", "0.00")
            .waiting("cgroup/app/memory.pressure", "7.00", "0.00");
        assert_eq!(kernel.pressure(), Pressure::Medium);
    }

    #[test]
    fn by_what_a_container_sees() {
        // The path is that of the outside.
        let kernel = Kernel::new("container")
            .says("proc/self/cgroup", "0::/machine/container\n")
            .group("", "1000", 850, 0);
        assert_eq!(kernel.pressure(), Pressure::Medium);
    }

    #[test]
    fn by_a_limit_of_version_1() {
        let kernel = Kernel::new("version-1")
            .says("proc/self/cgroup", "9:cpu,cpuacct:/\n4:memory:/jobs/1\n0::/\n")
            .says("cgroup/memory/jobs/1/memory.limit_in_bytes", "1000\n")
            .says("cgroup/memory/jobs/1/memory.usage_in_bytes", "990\n")
            .says("cgroup/memory/jobs/1/memory.stat", "inactive_file 1\ntotal_inactive_file 100\n");
        assert_eq!(kernel.pressure(), Pressure::Medium);
    }

    #[test]
    fn where_both_versions_are_in_use() {
        let kernel = Kernel::new("both").says("proc/self/cgroup", "4:memory:/\n0::/app\n").waiting(
            "cgroup/unified/app/memory.pressure",
            "50.00",
            "50.00",
        );
        assert_eq!(kernel.pressure(), Pressure::Critical);
    }

    #[test]
    fn no_limit_says_nothing() {
        let kernel = Kernel::new("no-limit").says("proc/self/cgroup", "0::/app\n").group(
            "/app",
            "max",
            u64::MAX,
            0,
        );
        let unknown = kernel.files().pressure().unwrap_err();
        assert_eq!(unknown.to_string(), "it cannot be known how short memory is");
        assert!(unknown.source().is_some());
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let kernel = Kernel::new("garbage")
            .says("proc/pressure/memory", "some avg10=?\n")
            .says("proc/self/cgroup", "0::/app\n")
            .group("/app", "1000", 850, 0);
        assert_eq!(kernel.pressure(), Pressure::Medium);
    }
}
