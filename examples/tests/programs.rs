//! Runs the example programs like a user does, and checks their output.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A temporary folder for one test, removed at the end.
struct TempFolder {
    path: PathBuf,
}

impl TempFolder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kinfolk-examples-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        TempFolder { path }
    }

    fn folder(&self, path: &str) -> PathBuf {
        let path = self.path.join(path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn file(&self, path: &str, content: &str) -> PathBuf {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    #[cfg(unix)]
    fn symlink(&self, path: &str, target: &str) {
        std::os::unix::fs::symlink(target, self.path.join(path)).unwrap();
    }

    /// All paths in the folder, to check that a program changes nothing.
    fn listing(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![self.path.clone()];
        while let Some(folder) = open.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    open.push(entry.path());
                }
                found.push(entry.path());
            }
        }
        found.sort();
        found
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        // An error here must not hide the failure of the test.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// The exit code and output of a program.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    Said {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Runs `folders` on `.` in this folder, so that it prints short paths.
fn folders_in(folder: &Path) -> Said {
    run(folders().current_dir(folder).arg("."))
}

fn folders() -> Command {
    Command::new(env!("CARGO_BIN_EXE_folders"))
}

fn org_chart() -> Command {
    Command::new(env!("CARGO_BIN_EXE_org_chart"))
}

fn finalizers() -> Command {
    Command::new(env!("CARGO_BIN_EXE_finalizers"))
}

fn weakref_tour() -> Command {
    Command::new(env!("CARGO_BIN_EXE_weakref_tour"))
}

fn image_cache() -> Command {
    Command::new(env!("CARGO_BIN_EXE_image_cache"))
}

fn shipped_image(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/images").join(name)
}

fn organisation() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/organisation.json")
}

impl Said {
    #[track_caller]
    fn succeeded(&self) -> &Self {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self
    }

    /// Checks that the program failed with this code and reported why, on stderr only.
    #[track_caller]
    fn failed(&self, code: i32, parts: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert_eq!(self.out, "");
        for part in parts {
            assert!(self.err.contains(part), "no `{part}` in:\n{}", self.err);
        }
        self
    }

    /// Checks that the output contains these lines, one right after the other. Ignores spaces at
    /// both ends of a line.
    #[track_caller]
    fn says(&self, lines: &str) -> &Self {
        let wanted: Vec<_> = lines.trim().lines().map(str::trim).collect();
        let said: Vec<_> = self.out.lines().map(str::trim).collect();
        assert!(
            said.windows(wanted.len()).any(|part| part == wanted),
            "{lines}\nis not in:\n{}",
            self.out
        );
        self
    }
}

#[cfg(unix)]
#[test]
fn a_subtree_is_moved_detached_and_dropped() {
    let temp = TempFolder::new();
    temp.file("docs/a.txt", "hello");
    temp.file("docs/old/b.txt", &"b".repeat(1_550));
    temp.file("src/main.rs", "fn main() {}");
    temp.folder("empty");
    temp.symlink("latest", "docs/a.txt");
    temp.symlink("chain", "latest");
    temp.symlink("dangling", "missing");
    temp.symlink("loop", "loop");
    temp.symlink("outside", "/");
    temp.symlink("docs/top", "..");
    temp.symlink("docs/old/up", "../a.txt");
    let before = temp.listing();

    let said = folders_in(&temp.path);
    said.succeeded()
        .says(
            "
            1.6 kB  ./
              link    chain -> ./docs/a.txt
              link    dangling -> nowhere
            1.6 kB    docs/
               5 B      a.txt
            1.6 kB      old/
            1.6 kB        b.txt
              link        up -> ./docs/a.txt
              link      top -> .
               0 B    empty/
              link    latest -> ./docs/a.txt
              link    loop -> nowhere
              link    outside -> out of this tree
              12 B    src/
              12 B      main.rs
            14 entries, 1.6 kB in all
            ",
        )
        .says(
            "
            before:
              strong handle  sees ./docs (1.6 kB), in .
              weak handle    sees ./docs (1.6 kB), in .
              held inside    sees ./docs/old/b.txt (1.6 kB), in ./docs/old
              symlink        ./chain -> ./docs/a.txt
              symlink        ./latest -> ./docs/a.txt
              symlink        ./docs/old/up -> ./docs/a.txt
              the root       has 14 entries, 1.6 kB

            moved into `./empty`:
              strong handle  sees ./empty/docs (1.6 kB), in ./empty
              weak handle    sees ./empty/docs (1.6 kB), in ./empty
              held inside    sees ./empty/docs/old/b.txt (1.6 kB), in ./empty/docs/old
              symlink        ./chain -> ./empty/docs/a.txt
              symlink        ./latest -> ./empty/docs/a.txt
              symlink        ./empty/docs/old/up -> ./empty/docs/a.txt
              the root       has 14 entries, 1.6 kB

            detached:
              strong handle  sees docs (1.6 kB), in no folder
              weak handle    sees docs (1.6 kB), in no folder
              held inside    sees docs/old/b.txt (1.6 kB), in docs/old
              symlink        ./chain -> docs/a.txt
              symlink        ./latest -> docs/a.txt
              symlink        docs/old/up -> docs/a.txt
              the root       has 8 entries, 12 B

            dropped:
              strong handle  is given up
              weak handle    is dead
              held inside    sees b.txt (1.6 kB), in no folder
              symlink        ./chain -> gone: no node is there
              symlink        ./latest -> gone: no node is there
              symlink        has died with the folder that it was in
              the root       has 8 entries, 12 B
            ",
        );
    // stderr is not a terminal, so there is no progress line. Nothing has changed on disk.
    assert_eq!(said.err, "");
    assert_eq!(temp.listing(), before);
}

#[test]
fn an_empty_folder_has_nothing_to_move() {
    let temp = TempFolder::new();
    let said = folders_in(&temp.path);
    said.succeeded().says(
        "
        0 B  ./
        0 entries, 0 B in all

        This tree is too small to move, detach or drop anything: nothing is in it.
        ",
    );
}

#[test]
fn a_single_file_has_nowhere_to_go() {
    let temp = TempFolder::new();
    temp.file("only.txt", "1");
    let said = folders_in(&temp.path);
    said.succeeded()
        .says(
            "This tree is too small to move it: there is no other folder for it.

            detached:
              strong handle  sees only.txt (1 B), in no folder",
        )
        .says(
            "dropped:
              strong handle  is given up
              weak handle    is dead
              the root       has 0 entries, 0 B",
        );
}

#[test]
fn a_chain_moves_its_lower_part_up() {
    let temp = TempFolder::new();
    temp.file("outer/inner/file", "1");
    let said = folders_in(&temp.path);
    said.succeeded().says(
        "moved into `.`:
           strong handle  sees ./inner (1 B), in .",
    );
    said.says("the root       has 1 entry, 0 B");
}

#[test]
fn a_name_that_is_taken_is_no_place_to_move_to() {
    let temp = TempFolder::new();
    temp.file("a/file", "1");
    temp.file("b/a", "1");
    temp.folder("c");
    folders_in(&temp.path).succeeded().says("moved into `./c`:");
}

#[test]
fn of_a_large_tree_a_part_is_printed() {
    let temp = TempFolder::new();
    for number in 0..100 {
        temp.file(&format!("many/{number:03}"), "1");
        temp.file(&format!("more/{}/deep/file", number % 10), "1");
    }
    let said = folders_in(&temp.path);
    said.succeeded().says("1 B      015\n… and 84 more").says("132 entries, 110 B in all");
    assert!(said.out.lines().count() < 120, "{}", said.out);
}

#[cfg(unix)]
#[test]
fn depth_does_not_matter() {
    let temp = TempFolder::new();
    temp.folder(&"d/".repeat(800));
    let said = folders_in(&temp.path);
    said.succeeded().says("800 entries, 0 B in all");
}

#[cfg(unix)]
#[test]
fn odd_names_do_not_break_lines() {
    let temp = TempFolder::new();
    temp.file("a\nb\u{1b}[2J", "1");
    let said = folders_in(&temp.path);
    said.succeeded().says("1 B    a\\nb\\u{1b}[2J");
}

#[cfg(unix)]
#[test]
fn an_unreadable_folder_is_skipped() {
    use std::os::unix::fs::PermissionsExt;

    let temp = TempFolder::new();
    let locked = temp.folder("locked");
    temp.file("open/file", "1");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // Root can read any folder.
    let is_locked = fs::read_dir(&locked).is_err();
    let said = folders_in(&temp.path);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();

    said.succeeded();
    if is_locked {
        said.says("(1 skipped, since they could not be read)").says("2 entries, 1 B in all");
        assert!(said.err.starts_with("folders: skipped `./locked`: "), "{}", said.err);
        assert_eq!(said.err.lines().count(), 1);
    } else {
        said.says("3 entries, 1 B in all");
    }
}

#[test]
fn folders_says_what_is_wrong_with_its_arguments() {
    let temp = TempFolder::new();
    let file = temp.file("file", "");

    run(&mut folders()).failed(2, &["which folder?", "usage: folders PATH"]);
    run(folders().args(["a", "b"])).failed(2, &["only one path", "usage: folders PATH"]);
    run(folders().arg(temp.path.join("missing"))).failed(1, &["folders: cannot read `", "missing"]);
    run(folders().arg(&file)).failed(1, &["file` is not a folder"]);
    let help = run(folders().arg("--help"));
    help.succeeded().says("usage: folders PATH");
}

/// Closes the reading end of the pipe, as `head` does.
#[test]
fn a_closed_pipe_is_no_error() {
    let temp = TempFolder::new();
    for (mut command, path) in [
        (folders(), Some(temp.path.clone())),
        (org_chart(), Some(organisation())),
        (finalizers(), Some(temp.path.clone())),
        (weakref_tour(), None),
        (image_cache(), None),
    ] {
        let mut child =
            command.args(path).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert!(output.status.success());
    }
    assert!(temp.listing().is_empty());
}

#[test]
fn the_organisation_is_shown_and_reorganised() {
    let said = run(org_chart().arg(organisation()));
    said.succeeded()
        .says(
            "
            Lumen Robotics (12 people)
              Ada Okafor, Managing Director
              Engineering (6 people)
                Jonas Weber, Head of Engineering
                Firmware (3 people)
                  Mina Sato, Lead Firmware Engineer
            ",
        )
        .says("Luca Moretti reports up through Mina Sato, Jonas Weber to Ada Okafor.")
        .says("Operations, 2 people: Samuel Osei, Freya Olsen")
        .says("Inês Carvalho learns from Priya Nair (Lumen Robotics / Engineering / Firmware)")
        .says(
            "
            Moving Lumen Robotics / Engineering / Firmware to Product:
              it is now Lumen Robotics / Product / Firmware
              the same team to a weak handle from before: yes
              mentors that are still the same: 10 of 10
              in the organisation: 12 people before, 12 people after

            Priya Nair reports up through Mina Sato, Grace Lindqvist to Ada Okafor.
            ",
        )
        .says(
            "
            Moving Lumen Robotics / Engineering to Lumen Robotics / Engineering / Platform:
              refused: cannot attach `Department` below itself: it would close the cycle \
              Department.departments -> Department.departments -> Department
              it is still Lumen Robotics / Engineering, with 3 people; nothing is lost: yes
            ",
        );
    let refusals = said.out.matches("refused: ").count();
    assert_eq!(refusals, 2, "{}", said.out);
    assert!(said.out.contains("\"moves\": 1"), "{}", said.out);
    assert_eq!(said.err, "");
}

#[test]
fn what_is_saved_can_be_loaded_again() {
    let temp = TempFolder::new();
    let saved = temp.path.join("saved.json");
    run(org_chart().arg(organisation()).arg(&saved))
        .succeeded()
        .says(&format!("Saved as {}.", saved.display()));

    let again = run(org_chart().arg(&saved));
    again
        .succeeded()
        .says("Lumen Robotics (12 people)")
        .says("Product (6 people)")
        .says("Luca Moretti learns from Mina Sato (Lumen Robotics / Product / Firmware)")
        .says("Moving Lumen Robotics / Engineering / Platform to Product:")
        .says("mentors that are still the same: 10 of 10");
    // One count comes from the file, of the team that was moved first; the other is of the team
    // moved now.
    let moves = again.out.matches("\"moves\": 1").count();
    assert_eq!(moves, 2, "{}", again.out);
}

#[test]
fn org_chart_says_what_is_wrong_with_its_input() {
    let temp = TempFolder::new();
    let with = |content: &str| run(org_chart().arg(temp.file("input.json", content)));

    run(&mut org_chart()).failed(2, &["which organisation?", "usage: org_chart FILE.json"]);
    run(org_chart().args(["a", "b", "c"])).failed(2, &["usage: org_chart FILE.json"]);
    run(org_chart().arg(temp.path.join("missing.json")))
        .failed(1, &["cannot read `", "missing.json"]);
    with("{\n  \"name\": ").failed(1, &["input.json` is no organisation", "line 2"]);
    with("[1, 2]").failed(1, &["is no organisation", "line 1"]);
    with(r#"{"name": "A", "peopel": []}"#).failed(1, &["unknown field `peopel`", "line 1"]);
    with(
        r#"{
        "name": "A",
        "departments": [{"name": "B", "people": [
            {"id": "ann", "name": "Ann", "title": "Baker", "mentor": "bob"}
        ]}]
    }"#,
    )
    .failed(1, &["the mentor of Ann (A / B) is `bob`, which is nobody's id"]);
    with(
        r#"{"name": "A", "people": [
        {"id": "ann", "name": "Ann", "title": "Baker"},
        {"id": "ann", "name": "Anna", "title": "Cook"}
    ]}"#,
    )
    .failed(1, &["Ann (A) and Anna (A) have the same id `ann`"]);
}

#[test]
fn a_failed_save_is_an_error() {
    let temp = TempFolder::new();
    let said = run(org_chart().arg(organisation()).arg(temp.path.join("missing/saved.json")));
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("cannot write `"), "{}", said.err);
}

#[test]
fn a_small_organisation_has_no_team_to_move() {
    let temp = TempFolder::new();
    let said = run(org_chart().arg(temp.file("input.json", r#"{"name": "Alone"}"#)));
    said.succeeded()
        .says("Alone (0 people)")
        .says("Nobody works here.")
        .says("No team can be moved: it takes two departments, and a team in one of them.")
        .says("it is still Alone, with 0 people; nothing is lost: yes");
}

#[test]
fn finalizers_run_in_order_and_leave_nothing_behind() {
    let temp = TempFolder::new();
    temp.file("thesis/mine.txt", "not theirs");
    let before = temp.listing();

    let said = run(finalizers().arg(&temp.path));
    said.succeeded()
        .says(
            "
            A project with four files is made, and one of them is taken out
              three.txt (in no folder) is deleted

            The project is closed
              thesis lists its files: 3
              thesis/drafts/one.txt is deleted
              thesis/drafts/two.txt is deleted
              thesis/figures/plot.svg is deleted
              thesis/figures is removed
              thesis/drafts is removed
              thesis is removed
              gone from the disk: yes

            The manifest says what it had
              thesis/drafts/one.txt: 4 bytes
              thesis/drafts/two.txt: 11 bytes
              thesis/figures/plot.svg: 6 bytes
              manifest (in no folder) is deleted
            ",
        )
        .says(
            "
            The program ends
              the working directory is removed
              nothing is left on disk
            ",
        );
    assert_eq!(said.err, "");
    assert_eq!(temp.listing(), before);
}

#[test]
fn what_comes_back_comes_back_once_but_a_pool_serves_again_and_again() {
    let temp = TempFolder::new();
    let said = run(finalizers().arg(&temp.path));
    said.succeeded()
        .says(
            "
            The last handle to a letter is dropped
              the letter's hook runs: into the drawer
              a weak handle from before still finds it, with 2 pages
              all pages know their letter: yes

            The letter is taken out of the drawer and dropped again
              the hook of page 1 runs
              the hook of page 2 runs
              its own hook was silent; it is dead: yes
            ",
        )
        .says(
            "
            Round three: two leases
              `hello` is written to buffer 1
              `world` is written to buffer 2
              buffer 2 goes back to the pool
              buffer 1 goes back to the pool
            created 2 buffers, served 6 leases
            the first buffer is still the same node: yes

            The pool is closed, while one more lease is out
              buffer 2 is freed, with the pool
              `late` is written to buffer 1
              buffer 1 is freed, with its lease
            ",
        );
    let returned = said.out.matches("goes back to the pool").count();
    assert_eq!(returned, 6, "{}", said.out);
}

#[test]
fn a_panic_stops_no_other_hook_and_single_nodes_have_finalizers_too() {
    let temp = TempFolder::new();
    let said = run(finalizers().arg(&temp.path));
    said.succeeded()
        .says(
            "
            A host with three plugins is dropped
              the host shuts down
              spelling saves its words
              a hook of Plugin has panicked: the preview has lost its window
              backup makes the last copy
            ",
        )
        .says(
            r#"
            Three pictures have finalizers
              thumbnails: ["cat", "harbour", "sunset"]
            The cat is dropped
              thumbnails: ["harbour", "sunset"]
              Finalizer(Picture, done)
            The harbour's finalizer is detached, and the harbour dropped
              thumbnails: ["harbour", "sunset"]
              the closure is ours again: yes
            The sunset's finalizer is called early, and once is enough
              it returns Some(Some("a small sunset")), then None
              thumbnails: ["harbour"]
              Finalizer(Picture, done)
            "#,
        );
    assert_eq!(said.err, "");
}

#[cfg(unix)]
#[test]
fn without_a_path_finalizers_works_in_the_folder_for_temporary_files() {
    let temp = TempFolder::new();
    let said = run(finalizers().env("TMPDIR", &temp.path));
    said.succeeded();
    let place = format!("Working in {}", temp.path.display());
    assert!(said.out.starts_with(&place), "{}", said.out);
    assert!(temp.listing().is_empty());
}

/// The limit of 0 bytes lets the program make files, but not write to them.
#[cfg(unix)]
#[test]
fn where_the_disk_fails_finalizers_leaves_nothing_behind() {
    let temp = TempFolder::new();
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap "" XFSZ; ulimit -f 0; exec "$@""#, "sh"]);
    let said = run(command.arg(finalizers().get_program()).arg(&temp.path));
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    // `main` prints the error for `one.txt`. Before that, a hook reports the one for the manifest.
    for file in ["thesis/drafts/one.txt", "manifest"] {
        let complaint = format!("/{file}`: ");
        assert!(said.err.contains(&complaint), "no `{complaint}` in:\n{}", said.err);
    }
    assert_eq!(said.err.lines().count(), 2, "{}", said.err);
    said.says(
        "
        thesis lists its files: 1
        thesis/drafts/one.txt is deleted
        thesis/drafts is removed
        thesis is removed
        manifest (in no folder) is deleted
        the working directory is removed
        ",
    );
    assert!(temp.listing().is_empty());
}

#[test]
fn finalizers_says_what_is_wrong_with_its_arguments() {
    let temp = TempFolder::new();
    let file = temp.file("file", "");

    run(finalizers().args(["a", "b"])).failed(2, &["only one path", "usage: finalizers [PATH]"]);
    run(finalizers().arg(temp.path.join("missing"))).failed(1, &["finalizers: cannot make `"]);
    run(finalizers().arg(&file)).failed(1, &["cannot make `"]);
    run(finalizers().arg("--help")).succeeded().says("usage: finalizers [PATH]");
}

#[test]
fn cycles_of_shared_links_stay_until_they_are_collected() {
    let said = run(&mut weakref_tour());
    said.succeeded()
        .says(
            "
            1. Two nodes of different types keep each other alive
              the harbour scene holds the first page, which holds the scene: two shared links
              both handles are dropped
              finalizers that have run: 0 of 2; still in memory: 2 of 2
              leaks() says why, and which link to make weak:
                Scene.current -> Page.scene -> Scene, 2 nodes: \
                a weak link for Page.scene would open the cycle [f70dbc06faf0493c]
              schema() tells by the types alone, before anything runs:
                schema::<Scene>().may_leak() names Scene.current -> Page.scene -> Scene

            2. The same within one type
              the friend of Ann is Bob
              the friend of Bob is Ann
              the friend of Eve is Eve
              all three handles are dropped
              finalizers that have run: 0 of 3; still in memory: 3 of 3
              leaks() has a line for each kind of cycle:
                Scene.current -> Page.scene -> Scene, 2 nodes: \
                a weak link for Page.scene would open the cycle [f70dbc06faf0493c]
                Person.friend -> Person, 2 times, 3 nodes: \
                a weak link for Person.friend would open the cycle [711459c5777d02f6]
            ",
        )
        .says(
            "
            3. collect() finds them all
              finalizers that have run: 0 of 5; still in memory: 5 of 5
              collect() is called
                the finalizer of the harbour scene runs, and sees the first page
                the finalizer of the first page runs, and sees the harbour scene
                the finalizer of Ann runs, and sees Bob
                the finalizer of Bob runs, and sees Ann
                the finalizer of Eve runs, and sees Eve
              collect() says: looked at 5 nodes, freed 5, brought back 0
              finalizers that have run: 5 of 5; still in memory: 0 of 5
              and once more:
              collect() is called
              collect() says: looked at 0 nodes, freed 0, brought back 0
              assert_no_leaks!() has nothing to complain about
            ",
        );
    // A debug build reports leaked nodes when a thread ends. There are none.
    assert_eq!(said.err, "");
}

#[test]
fn without_a_cycle_nodes_die_at_once() {
    let said = run(&mut weakref_tour());
    said.succeeded().says(
        "
            4. Both links of such a pair are cleared by hand, which must not be forgotten
              the scene holds a page: false
              the page holds a scene: false
              the handle to the scene is dropped
                the finalizer of the harbour scene runs, and sees nobody
              the handle to the page is dropped
                the finalizer of the first page runs, and sees nobody
              finalizers that have run: 2 of 2; still in memory: 0 of 2
              collect() is called
              collect() says: looked at 0 nodes, freed 0, brought back 0
              assert_no_leaks!() has nothing to complain about

            5. The scene owns the page, and the page has a link back to it
              the first page finds the harbour scene, and does not keep it alive
              the handle to the scene, the only one left, is dropped
                the finalizer of the harbour scene runs, and sees the first page
                the finalizer of the first page runs, and sees the harbour scene
              finalizers that have run: 2 of 2; still in memory: 0 of 2
              collect() is called
              collect() says: looked at 0 nodes, freed 0, brought back 0
              assert_no_leaks!() has nothing to complain about
              and the types prove that it stays so:
                schema::<Scene>().may_leak() is empty: by their links, these types cannot leak

            6. The scene holds the page, and the page has a weak link to the scene
              the first page finds the harbour scene, and does not keep it alive
              the handle to the scene, the only one left, is dropped
                the finalizer of the harbour scene runs
                the finalizer of the first page runs
              finalizers that have run: 2 of 2; still in memory: 0 of 2
              collect() is called
              collect() says: looked at 0 nodes, freed 0, brought back 0
              assert_no_leaks!() has nothing to complain about
              and the types prove that it stays so:
                schema::<Scene>().may_leak() is empty: by their links, these types cannot leak
              for comparison, the types of step 1:
                schema::<Scene>().may_leak() names Scene.current -> Page.scene -> Scene
            ",
    );
}

#[test]
fn only_what_can_be_part_of_a_cycle_costs_a_collection_something() {
    let said = run(&mut weakref_tour());
    // The numbers in the row with this label, in the table of the last step.
    let numbers = |label: &str| -> Vec<usize> {
        let row = said.out.lines().find_map(|line| line.trim().strip_prefix(label));
        let row = row.unwrap_or_else(|| panic!("no `{label}` in:\n{}", said.out));
        row.split_whitespace().map(|number| number.parse().unwrap()).collect()
    };
    said.succeeded().says(
        "
        shared    cleared       own,    shared,
        both ways    by hand  back-link  weak link
        ",
    );
    assert_eq!(numbers("links of a pair that keep a node alive"), [2, 2, 1, 1]);
    assert_eq!(numbers("scenes that can hold one page, of two"), [2, 2, 1, 2]);
    assert_eq!(numbers("while all live: nodes collect() looks at"), [2000, 2000, 0, 0]);
    assert_eq!(numbers("links cleared before the handles are dropped"), [0, 2000, 0, 0]);
    assert_eq!(numbers("after the drop: nodes still in memory"), [2000, 0, 0, 0]);
    assert_eq!(numbers("after the drop: nodes collect() looks at"), [2000, 0, 0, 0]);
    assert_eq!(numbers("after collect(): nodes still in memory"), [0, 0, 0, 0]);
    // Sizes depend on the platform, so only their presence is checked.
    for node in ["scene", "page"] {
        let sizes = numbers(&format!("size_of a {node} node, in bytes"));
        assert!(sizes.len() == 4 && !sizes.contains(&0), "{sizes:?}");
    }
}

#[test]
fn weakref_tour_says_what_is_wrong_with_its_arguments() {
    run(weakref_tour().arg("a")).failed(2, &["no arguments, please", "usage: weakref_tour"]);
    run(weakref_tour().arg("--help")).succeeded().says("usage: weakref_tour");
}

/// Runs `image_cache`. Returns its output with two spaces between the cells of the table, and
/// separately the column with the memory of the process: the cell after the first one in megabytes.
/// That column differs between machines.
fn shown_by_image_cache(folder: Option<&Path>) -> (Said, Vec<String>) {
    let mut said = run(image_cache().args(folder));
    let mut process = Vec::new();
    let line_without_process = |line: &str| {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        let mut cells: Vec<_> = cells.collect();
        let weight = cells.iter().position(|cell| cell.ends_with(" MB"));
        if let Some(weight) = weight.filter(|weight| weight + 1 < cells.len()) {
            process.push(cells.remove(weight + 1).to_owned());
        }
        cells.join("  ") + "\n"
    };
    said.out = said.out.lines().map(line_without_process).collect();
    said.succeeded();
    (said, process)
}

#[test]
fn what_is_shown_is_found_weak_and_the_rest_is_decoded_again() {
    let (said, _) = shown_by_image_cache(None);
    said.says(
        "
        All are visited; the budget is 160 MB
        cover.png, 3600 x 2700  decoded  1 of 1  38.8 MB
        harbour.jpg, 3840 x 2560  decoded  2 of 2  78.2 MB
        leaves.webp, 3240 x 2880  decoded  3 of 3  115.5 MB
        And again
        cover.png, 3600 x 2700  hit  3 of 3  115.5 MB
        harbour.jpg, 3840 x 2560  hit  3 of 3  115.5 MB
        leaves.webp, 3240 x 2880  hit  3 of 3  115.5 MB
        The last one is hung on the wall; then there is room for half as much
        set_budget(BUDGET / 2)  2 of 2  76.6 MB  cover.png
        cover.png, 3600 x 2700  decoded  2 of 2  76.2 MB  harbour.jpg
        harbour.jpg, 3840 x 2560  decoded  2 of 3  78.2 MB
        leaves.webp, 3240 x 2880  weak  2 of 2  76.6 MB  cover.png
        The first one is pinned
        cover.png, 3600 x 2700  decoded  2 of 2  76.2 MB  harbour.jpg
        pin()  2 of 2  76.2 MB
        cover.png, 3600 x 2700  hit  2 of 2  76.2 MB
        harbour.jpg, 3840 x 2560  decoded  2 of 3  78.2 MB
        leaves.webp, 3240 x 2880  weak  2 of 2  76.2 MB  harbour.jpg
        There is room for all again
        set_budget(BUDGET)  2 of 2  76.2 MB
        cover.png, 3600 x 2700  hit  2 of 2  76.2 MB
        harbour.jpg, 3840 x 2560  decoded  3 of 3  115.5 MB
        leaves.webp, 3240 x 2880  hit  3 of 3  115.5 MB
        Is memory short on this machine?
        ",
    );
    assert_eq!(said.err, "");
}

#[test]
fn under_pressure_a_cache_keeps_less_and_frees_what_nobody_shows() {
    let (said, process) = shown_by_image_cache(None);
    let line = said.out.lines().find(|line| line.starts_with("shrink_under_pressure()"));
    let answer = line.unwrap().split("  ").nth(1).unwrap();
    match answer {
        "Low" | "unknown" => said.says(
            "
            And if it were? What hangs on the wall is not freed
            shrink_under(Medium)  2 of 2  76.2 MB  harbour.jpg
            shrink_under(Critical)  1 of 2  38.8 MB
            ",
        ),
        // The cache has shrunk this far already.
        "Medium" => said.says("shrink_under(Medium)  2 of 2  76.2 MB"),
        "Critical" => said.says("shrink_under(Medium)  1 of 2  38.8 MB"),
        _ => panic!("`{answer}` is no answer"),
    };
    said.says(
        "
        The wall is cleared, and the pinned one is let go of
        wall.images.clear()  1 of 1  38.8 MB  leaves.webp
        unpin(), release_unused()  0 of 0  0.0 MB  cover.png

        What the cache has counted
        hits  6  the cache kept it
        found weak  2  the cache had let go of it, but somebody held it
        misses  8  neither, so it had to be decoded
        evicted  10  the cache let go of it
        freed  8  nobody held it any more
        ",
    );

    if cfg!(target_os = "linux") {
        let process: Vec<f64> =
            process.iter().map(|cell| cell.strip_suffix(" MB").unwrap().parse().unwrap()).collect();
        let [.., all, _, _, _, _, none] = process[..] else { panic!("{process:?}") };
        // The allocator may keep some of the memory, but not all.
        assert!(all - none > 50.0, "{process:?}");
    } else {
        assert!(process.iter().all(|cell| cell == "unknown"), "{process:?}");
    }
}

#[test]
fn what_is_no_image_is_reported_once_and_skipped() {
    let temp = TempFolder::new();
    let cover = fs::read(shipped_image("cover.png")).unwrap();
    fs::write(temp.path.join("broken.png"), &cover[..cover.len() / 2]).unwrap();
    fs::write(temp.path.join("whole.png"), &cover).unwrap();
    // The format is detected by the content, not by the name.
    fs::copy(shipped_image("harbour.jpg"), temp.path.join("misnamed.png")).unwrap();
    temp.file("notes.txt", "not an image");
    temp.file("folder/inside.txt", "not looked at");
    let before = temp.listing();

    let (said, _) = shown_by_image_cache(Some(&temp.path));
    said.says(
        "
        All are visited; the budget is 160 MB
        misnamed.png, 3840 x 2560  decoded  1 of 1  39.3 MB
        whole.png, 3600 x 2700  decoded  2 of 2  78.2 MB
        And again
        misnamed.png, 3840 x 2560  hit  2 of 2  78.2 MB
        whole.png, 3600 x 2700  hit  2 of 2  78.2 MB
        ",
    );
    let skipped = |name| format!("image_cache: skipped `{}`: ", temp.path.join(name).display());
    let complaints: Vec<_> = said.err.lines().collect();
    let [broken, notes] = complaints[..] else { panic!("{complaints:?}") };
    assert!(broken.starts_with(&skipped("broken.png")), "{broken}");
    assert!(notes.starts_with(&skipped("notes.txt")), "{notes}");
    assert_eq!(temp.listing(), before);
}

#[test]
fn image_cache_says_what_is_wrong_with_its_arguments() {
    let temp = TempFolder::new();
    run(image_cache().args(["a", "b"]))
        .failed(2, &["only one folder", "usage: image_cache [FOLDER]"]);
    run(image_cache().arg(temp.path.join("missing")))
        .failed(1, &["image_cache: cannot read the folder `", "missing`: "]);
    run(image_cache().arg(temp.file("file", ""))).failed(1, &["cannot read the folder `", "file`"]);
    run(image_cache().arg("--help")).succeeded().says("usage: image_cache [FOLDER]");

    for number in 0..13 {
        temp.file(&format!("texts/{number}"), "not an image");
    }
    let said = run(image_cache().arg(temp.path.join("texts")));
    said.says("Of 13 files, these are the first 12.");
    assert_eq!(said.code, Some(1));
    assert_eq!(said.err.matches("image_cache: skipped").count(), 12, "{}", said.err);
    assert!(said.err.contains("image_cache: there is no image in `"), "{}", said.err);
}
