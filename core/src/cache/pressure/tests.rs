//! Tests of [`Pressure::now`] on Linux, with files that the tests write.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use crate::cache::pressure::Pressure;
use crate::cache::pressure::linux::Files;

/// The files of a kernel, in a folder that is removed afterwards.
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

    fn file(self, file: &str, text: &str) -> Self {
        let file = self.folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn waiting(self, file: &str, some: &str, full: &str) -> Self {
        let line = |kind, share| format!("{kind} avg10={share} avg60=9.00 avg300=9.00 total=7\n");
        self.file(file, &(line("some", some) + &line("full", full)))
    }

    /// The files of a group of version 2.
    fn group(self, path: &str, max: &str, current: u64, inactive: u64) -> Self {
        self.file(&format!("cgroup{path}/memory.max"), &format!("{max}\n"))
            .file(&format!("cgroup{path}/memory.current"), &format!("{current}\n"))
            .file(
                &format!("cgroup{path}/memory.stat"),
                &format!("anon 1\ninactive_file {inactive}\nactive_file 5\n"),
            )
    }

    fn files(&self) -> Files {
        Files { proc: self.folder.join("proc"), cgroup: self.folder.join("cgroup") }
    }

    fn pressure(&self) -> Pressure {
        Pressure::from_files(&self.files()).unwrap()
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn this_machine_answers() {
    // Not every machine has a source. Then the error has a reason.
    let answer = Pressure::now();
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
fn by_the_groups_limit() {
    for (current, inactive, expected) in [
        (0, 0, Pressure::Low),
        (799, 0, Pressure::Low),
        (800, 0, Pressure::Medium),
        (900, 101, Pressure::Low),
        (949, 0, Pressure::Medium),
        (950, 0, Pressure::Critical),
        (2000, 3000, Pressure::Low),
    ] {
        let kernel = Kernel::new("limit").file("proc/self/cgroup", "0::/app/worker\n").group(
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
        .file("proc/self/cgroup", "0::/app/worker\n")
        .group("/app/worker", "max", 10, 0)
        .group("/app", "1000", 990, 0);
    assert_eq!(kernel.pressure(), Pressure::Critical);
}

#[test]
fn by_the_groups_own_waiting() {
    let kernel = Kernel::new("own")
        .file("proc/self/cgroup", "0::/app\n")
        .waiting("proc/pressure/memory", "0.00", "0.00")
        .waiting("cgroup/app/memory.pressure", "7.00", "0.00");
    assert_eq!(kernel.pressure(), Pressure::Medium);
}

#[test]
fn in_a_container() {
    // The path is the one outside of the container.
    let kernel = Kernel::new("container")
        .file("proc/self/cgroup", "0::/machine/container\n")
        .group("", "1000", 850, 0);
    assert_eq!(kernel.pressure(), Pressure::Medium);
}

#[test]
fn by_a_limit_of_version_1() {
    let kernel = Kernel::new("version-1")
        .file("proc/self/cgroup", "9:cpu,cpuacct:/\n4:memory:/jobs/1\n0::/\n")
        .file("cgroup/memory/jobs/1/memory.limit_in_bytes", "1000\n")
        .file("cgroup/memory/jobs/1/memory.usage_in_bytes", "990\n")
        .file("cgroup/memory/jobs/1/memory.stat", "inactive_file 1\ntotal_inactive_file 100\n");
    assert_eq!(kernel.pressure(), Pressure::Medium);
}

#[test]
fn where_both_versions_are_in_use() {
    let kernel = Kernel::new("both").file("proc/self/cgroup", "4:memory:/\n0::/app\n").waiting(
        "cgroup/unified/app/memory.pressure",
        "50.00",
        "50.00",
    );
    assert_eq!(kernel.pressure(), Pressure::Critical);
}

#[test]
fn unknown_without_a_limit() {
    let kernel = Kernel::new("no-limit").file("proc/self/cgroup", "0::/app\n").group(
        "/app",
        "max",
        u64::MAX,
        0,
    );
    let unknown = Pressure::from_files(&kernel.files()).unwrap_err();
    assert_eq!(unknown.to_string(), "the memory pressure is unknown");
    assert!(unknown.source().is_some());
}

#[test]
fn unreadable_files_are_left_out() {
    let kernel = Kernel::new("garbage")
        .file("proc/pressure/memory", "some avg10=?\n")
        .file("proc/self/cgroup", "0::/app\n")
        .group("/app", "1000", 850, 0);
    assert_eq!(kernel.pressure(), Pressure::Medium);
}
