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
struct Outcome {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(command: &mut Command) -> Outcome {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    Outcome {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Runs `folders` on `.` in this folder, so that it prints short paths.
fn folders_in(folder: &Path) -> Outcome {
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

impl Outcome {
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
    fn prints(&self, lines: &str) -> &Self {
        let wanted: Vec<_> = lines.trim().lines().map(str::trim).collect();
        let outcome: Vec<_> = self.out.lines().map(str::trim).collect();
        assert!(
            outcome.windows(wanted.len()).any(|part| part == wanted),
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

    let outcome = folders_in(&temp.path);
    outcome
        .succeeded()
        .prints(
            "
            1.6 kB  ./
              link    chain -> ./docs/a.txt
              link    dangling -> (broken)
            1.6 kB    docs/
               5 B      a.txt
            1.6 kB      old/
            1.6 kB        b.txt
              link        up -> ./docs/a.txt
              link      top -> .
               0 B    empty/
              link    latest -> ./docs/a.txt
              link    loop -> (broken)
              link    outside -> (outside this tree)
              12 B    src/
              12 B      main.rs
            14 entries, 1.6 kB in all
            ",
        )
        .prints(
            "
            before:
              strong handle  ./docs (1.6 kB), in .
              weak handle    ./docs (1.6 kB), in .
              held below     ./docs/old/b.txt (1.6 kB), in ./docs/old
              symlink        ./chain -> ./docs/a.txt
              symlink        ./latest -> ./docs/a.txt
              symlink        ./docs/old/up -> ./docs/a.txt
              root           14 entries, 1.6 kB

            moved into `./empty`:
              strong handle  ./empty/docs (1.6 kB), in ./empty
              weak handle    ./empty/docs (1.6 kB), in ./empty
              held below     ./empty/docs/old/b.txt (1.6 kB), in ./empty/docs/old
              symlink        ./chain -> ./empty/docs/a.txt
              symlink        ./latest -> ./empty/docs/a.txt
              symlink        ./empty/docs/old/up -> ./empty/docs/a.txt
              root           14 entries, 1.6 kB

            detached:
              strong handle  docs (1.6 kB), in no folder
              weak handle    docs (1.6 kB), in no folder
              held below     docs/old/b.txt (1.6 kB), in docs/old
              symlink        ./chain -> docs/a.txt
              symlink        ./latest -> docs/a.txt
              symlink        docs/old/up -> docs/a.txt
              root           8 entries, 12 B

            dropped:
              strong handle  dropped
              weak handle    its node is dead
              held below     b.txt (1.6 kB), in no folder
              symlink        ./chain -> (its node is dead)
              symlink        ./latest -> (its node is dead)
              symlink        died with its folder
              root           8 entries, 12 B
            ",
        );
    // stderr is not a terminal, so there is no progress line. Nothing has changed on disk.
    assert_eq!(outcome.err, "");
    assert_eq!(temp.listing(), before);
}

#[test]
fn an_empty_folder_has_nothing_to_move() {
    let temp = TempFolder::new();
    let outcome = folders_in(&temp.path);
    outcome.succeeded().prints(
        "
        0 B  ./
        0 entries, 0 B in all

        The folder is empty: there is nothing to move, detach or drop.
        ",
    );
}

#[test]
fn a_single_file_has_no_folder_to_move_to() {
    let temp = TempFolder::new();
    temp.file("only.txt", "1");
    let outcome = folders_in(&temp.path);
    outcome
        .succeeded()
        .prints(
            "It cannot be moved: there is no other folder that can take it.

            detached:
              strong handle  only.txt (1 B), in no folder",
        )
        .prints(
            "dropped:
              strong handle  dropped
              weak handle    its node is dead
              root           0 entries, 0 B",
        );
}

#[test]
fn the_inner_folder_of_a_chain_moves_up() {
    let temp = TempFolder::new();
    temp.file("outer/inner/file", "1");
    let outcome = folders_in(&temp.path);
    outcome.succeeded().prints(
        "moved into `.`:
           strong handle  ./inner (1 B), in .",
    );
    outcome.prints("root           1 entry, 0 B");
}

#[test]
fn an_entry_is_not_moved_to_a_folder_with_the_same_name_in_it() {
    let temp = TempFolder::new();
    temp.file("a/file", "1");
    temp.file("b/a", "1");
    temp.folder("c");
    folders_in(&temp.path).succeeded().prints("moved into `./c`:");
}

#[test]
fn prints_only_a_part_of_a_large_tree() {
    let temp = TempFolder::new();
    for number in 0..100 {
        temp.file(&format!("many/{number:03}"), "1");
        temp.file(&format!("more/{}/deep/file", number % 10), "1");
    }
    let outcome = folders_in(&temp.path);
    outcome.succeeded().prints("1 B      015\n… and 84 more").prints("132 entries, 110 B in all");
    assert!(outcome.out.lines().count() < 120, "{}", outcome.out);
}

#[cfg(unix)]
#[test]
fn a_deep_folder_does_not_overflow_the_stack() {
    let temp = TempFolder::new();
    temp.folder(&"d/".repeat(800));
    let outcome = folders_in(&temp.path);
    outcome.succeeded().prints("800 entries, 0 B in all");
}

#[cfg(unix)]
#[test]
fn control_characters_in_names_are_escaped() {
    let temp = TempFolder::new();
    temp.file("a\nb\u{1b}[2J", "1");
    let outcome = folders_in(&temp.path);
    outcome.succeeded().prints("1 B    a\\nb\\u{1b}[2J");
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
    let outcome = folders_in(&temp.path);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();

    outcome.succeeded();
    if is_locked {
        outcome
            .prints("(skipped because they could not be read: 1)")
            .prints("2 entries, 1 B in all");
        assert!(outcome.err.starts_with("folders: skipped `./locked`: "), "{}", outcome.err);
        assert_eq!(outcome.err.lines().count(), 1);
    } else {
        outcome.prints("3 entries, 1 B in all");
    }
}

#[test]
fn folders_reports_wrong_arguments() {
    let temp = TempFolder::new();
    let file = temp.file("file", "");

    run(&mut folders()).failed(2, &["no folder given", "usage: folders PATH"]);
    run(folders().args(["a", "b"])).failed(2, &["only one path is allowed", "usage: folders PATH"]);
    run(folders().arg(temp.path.join("missing"))).failed(1, &["folders: cannot read `", "missing"]);
    run(folders().arg(&file)).failed(1, &["file` is not a folder"]);
    let help = run(folders().arg("--help"));
    help.succeeded().prints("usage: folders PATH");
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
        (language(), None),
        (interpreter(), Some(shipped_script("tour.script"))),
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
    let outcome = run(org_chart().arg(organisation()));
    outcome
        .succeeded()
        .prints(
            "
            Lumen Robotics (12 people)
              Ada Okafor, Managing Director
              Engineering (6 people)
                Jonas Weber, Head of Engineering
                Firmware (3 people)
                  Mina Sato, Lead Firmware Engineer
            ",
        )
        .prints("Luca Moretti reports to Ada Okafor through Mina Sato, Jonas Weber.")
        .prints("Operations, 2 people: Samuel Osei, Freya Olsen")
        .prints("Inês Carvalho learns from Priya Nair (Lumen Robotics / Engineering / Firmware)")
        .prints(
            "
            Moving Lumen Robotics / Engineering / Firmware to Product:
              it is now Lumen Robotics / Product / Firmware
              a weak handle from before still finds it: yes
              unchanged links to mentors: 10 of 10
              the organisation: 12 people before, 12 people after

            Priya Nair reports to Ada Okafor through Mina Sato, Grace Lindqvist.
            ",
        )
        .prints(
            "
            Moving Lumen Robotics / Engineering to Lumen Robotics / Engineering / Platform:
              refused: cannot attach `Department` below itself: it would close the cycle \
              Department.departments -> Department.departments -> Department
              it is still Lumen Robotics / Engineering, with 3 people; unchanged: yes
            ",
        );
    outcome.prints(
        "
        Freya Olsen becomes head of Operations:
          Samuel Osei cannot leave first: cannot take this `Person` from `Department.head`, which \
        needs a child; replace it there first: `.head.replace(other)` returns it

        Samuel Osei reports to Ada Okafor through Freya Olsen.
        ",
    );
    let refusals = outcome.out.matches("refused: ").count();
    assert_eq!(refusals, 2, "{}", outcome.out);
    assert!(outcome.out.contains("\"moves\": 1"), "{}", outcome.out);
    assert_eq!(outcome.err, "");
}

#[test]
fn a_saved_organisation_can_be_loaded_again() {
    let temp = TempFolder::new();
    let saved = temp.path.join("saved.json");
    run(org_chart().arg(organisation()).arg(&saved))
        .succeeded()
        .prints(&format!("Saved to {}.", saved.display()));

    let again = run(org_chart().arg(&saved));
    again
        .succeeded()
        .prints("Lumen Robotics (12 people)")
        .prints("Product (6 people)")
        .prints("Luca Moretti learns from Mina Sato (Lumen Robotics / Product / Firmware)")
        .prints("Moving Lumen Robotics / Engineering / Platform to Product:")
        .prints("unchanged links to mentors: 10 of 10");
    // One count comes from the file, of the team that was moved first; the other is of the team
    // moved now.
    let moves = again.out.matches("\"moves\": 1").count();
    assert_eq!(moves, 2, "{}", again.out);
}

#[test]
fn org_chart_reports_wrong_input() {
    let temp = TempFolder::new();
    let with = |content: &str| run(org_chart().arg(temp.file("input.json", content)));

    run(&mut org_chart()).failed(2, &["no JSON file given", "usage: org_chart FILE.json"]);
    run(org_chart().args(["a", "b", "c"])).failed(2, &["usage: org_chart FILE.json"]);
    run(org_chart().arg(temp.path.join("missing.json")))
        .failed(1, &["cannot read `", "missing.json"]);
    with("{\n  \"name\": ").failed(1, &["input.json` is not an organisation", "line 2"]);
    with("[1, 2]").failed(1, &["is not an organisation", "line 1"]);
    with(r#"{"name": "A", "peopel": []}"#).failed(1, &["unknown field `peopel`", "line 1"]);
    with(r#"{"name": "A", "people": []}"#).failed(1, &["missing field `head`", "line 1"]);
    with(
        r#"{
        "name": "A",
        "head": {"id": "amy", "name": "Amy", "title": "Head"},
        "departments": [{"name": "B", "head": {"id": "ben", "name": "Ben", "title": "Head"}, "people": [
            {"id": "ann", "name": "Ann", "title": "Baker", "mentor": "bob"}
        ]}]
    }"#,
    )
    .failed(1, &["Department.departments[0].people[0].mentor: no `Person` has the id \"bob\""]);
    with(
        r#"{"name": "A", "head": {"id": "amy", "name": "Amy", "title": "Head"}, "people": [
        {"id": "ann", "name": "Ann", "title": "Baker"},
        {"id": "ann", "name": "Anna", "title": "Cook"}
    ]}"#,
    )
    .failed(1, &["Department.people[1]: the id \"ann\" is taken by Department.people[0]"]);
}

#[test]
fn a_failed_save_is_an_error() {
    let temp = TempFolder::new();
    let outcome = run(org_chart().arg(organisation()).arg(temp.path.join("missing/saved.json")));
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.err.contains("cannot write `"), "{}", outcome.err);
}

#[test]
fn a_small_organisation_has_no_team_to_move() {
    let temp = TempFolder::new();
    let alone = r#"{"name": "Alone", "head": {"id": "ann", "name": "Ann", "title": "Baker"}}"#;
    let outcome = run(org_chart().arg(temp.file("input.json", alone)));
    outcome
        .succeeded()
        .prints("Alone (1 person)")
        .prints("Ann has no superior.")
        .prints("There is no team to move: that needs two departments, and a team in one of them.")
        .prints("it is still Alone, with 1 person; unchanged: yes");
}

#[test]
fn finalizers_run_in_order_and_leave_nothing_behind() {
    let temp = TempFolder::new();
    temp.file("thesis/mine.txt", "not theirs");
    let before = temp.listing();

    let outcome = run(finalizers().arg(&temp.path));
    outcome
        .succeeded()
        .prints(
            "
            Make a project with four files, and take one of them out
              three.txt (in no folder) is deleted

            Drop the project
              thesis lists its files in the manifest: 3
              thesis/drafts/one.txt is deleted
              thesis/drafts/two.txt is deleted
              thesis/figures/plot.svg is deleted
              thesis/figures is removed
              thesis/drafts is removed
              thesis is removed
              its directory is gone: yes

            The manifest lists the files that it had
              thesis/drafts/one.txt: 4 bytes
              thesis/drafts/two.txt: 11 bytes
              thesis/figures/plot.svg: 6 bytes
              manifest (in no folder) is deleted
            ",
        )
        .prints(
            "
            The program ends
              the working directory is removed
              no files are left on disk
            ",
        );
    assert_eq!(outcome.err, "");
    assert_eq!(temp.listing(), before);
}

#[test]
fn a_node_is_resurrected_once_but_a_pool_reuses_its_buffers() {
    let temp = TempFolder::new();
    let outcome = run(finalizers().arg(&temp.path));
    outcome
        .succeeded()
        .prints(
            "
            Drop the last handle to a letter
              the letter's hook runs and puts the letter into the drawer
              a weak handle from before still finds it, with 2 pages
              all pages still link back to it: yes

            Take the letter out of the drawer and drop it again
              the hook of page 1 runs
              the hook of page 2 runs
              the letter's hook did not run again
              the letter is dead: yes
            ",
        )
        .prints(
            "
            Round three: two leases
              writing `hello` to buffer 1
              writing `world` to buffer 2
              buffer 2 goes back to the pool
              buffer 1 goes back to the pool
            created 2 buffers, made 6 leases
            the first buffer is still the same node: yes

            Drop the pool while a lease is still held
              buffer 2 dies with the pool
              writing `late` to buffer 1
              buffer 1 dies with its lease
            ",
        );
    let returned = outcome.out.matches("goes back to the pool").count();
    assert_eq!(returned, 6, "{}", outcome.out);
}

#[test]
fn other_hooks_run_after_a_panic_and_finalizers_can_be_attached() {
    let temp = TempFolder::new();
    let outcome = run(finalizers().arg(&temp.path));
    outcome
        .succeeded()
        .prints(
            "
            Drop a host with three plugins
              the host shuts down
              the spell checker saves its words
              a hook of Plugin panicked: the preview has no window
              the backup makes a last copy
            ",
        )
        .prints(
            r#"
            Attach finalizers to three pictures
              thumbnails: ["cat", "harbour", "sunset"]
            Drop the cat
              thumbnails: ["harbour", "sunset"]
              Finalizer(Picture, done)
            Detach the harbour's finalizer, then drop the harbour
              thumbnails: ["harbour", "sunset"]
              detach() returned the closure: yes
            Call the sunset's finalizer early: it runs only once
              it returns Some(Some("a small sunset")), then None
              thumbnails: ["harbour"]
              Finalizer(Picture, done)
            "#,
        );
    assert_eq!(outcome.err, "");
}

#[cfg(unix)]
#[test]
fn without_a_path_finalizers_uses_the_temporary_directory() {
    let temp = TempFolder::new();
    let outcome = run(finalizers().env("TMPDIR", &temp.path));
    outcome.succeeded();
    let place = format!("Working in {}", temp.path.display());
    assert!(outcome.out.starts_with(&place), "{}", outcome.out);
    assert!(temp.listing().is_empty());
}

/// The limit of 0 bytes lets the program make files, but not write to them.
#[cfg(unix)]
#[test]
fn finalizers_cleans_up_after_write_errors() {
    let temp = TempFolder::new();
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap "" XFSZ; ulimit -f 0; exec "$@""#, "sh"]);
    let outcome = run(command.arg(finalizers().get_program()).arg(&temp.path));
    assert_eq!(outcome.code, Some(1), "{}{}", outcome.out, outcome.err);
    // `main` prints the error for `one.txt`. Before that, a hook reports the one for the manifest.
    for file in ["thesis/drafts/one.txt", "manifest"] {
        let complaint = format!("/{file}`: ");
        assert!(outcome.err.contains(&complaint), "no `{complaint}` in:\n{}", outcome.err);
    }
    assert_eq!(outcome.err.lines().count(), 2, "{}", outcome.err);
    outcome.prints(
        "
        thesis lists its files in the manifest: 1
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
fn finalizers_reports_wrong_arguments() {
    let temp = TempFolder::new();
    let file = temp.file("file", "");

    run(finalizers().args(["a", "b"]))
        .failed(2, &["only one path is allowed", "usage: finalizers [PATH]"]);
    run(finalizers().arg(temp.path.join("missing"))).failed(1, &["finalizers: cannot make `"]);
    run(finalizers().arg(&file)).failed(1, &["cannot make `"]);
    run(finalizers().arg("--help")).succeeded().prints("usage: finalizers [PATH]");
}

#[test]
fn cycles_of_shared_links_stay_until_they_are_collected() {
    let outcome = run(&mut weakref_tour());
    outcome
        .succeeded()
        .prints(
            "
            1. Two nodes of different types keep each other alive
              the harbour scene holds the first page, which holds the scene: two shared links
              dropping both handles
              finalizers that have run: 0 of 2; still in memory: 2 of 2
              leaks() reports the cycle, and which link to make weak:
                Scene.current -> Page.scene -> Scene, 2 nodes: \
                a weak link for Page.scene would open the cycle [f70dbc06faf0493c]
              schema() finds the cycle from the types only, before anything runs:
                schema::<Scene>().may_leak() lists Scene.current -> Page.scene -> Scene

            2. Nodes of one type keep each other alive, and a node keeps itself alive
              the friend of Ann is Bob
              the friend of Bob is Ann
              the friend of Eve is Eve
              dropping all three handles
              finalizers that have run: 0 of 3; still in memory: 3 of 3
              leaks() reports one line for each kind of cycle:
                Scene.current -> Page.scene -> Scene, 2 nodes: \
                a weak link for Page.scene would open the cycle [f70dbc06faf0493c]
                Person.friend -> Person, 2 times, 3 nodes: \
                a weak link for Person.friend would open the cycle [711459c5777d02f6]
            ",
        )
        .prints(
            "
            3. collect() frees the nodes of steps 1 and 2
              finalizers that have run: 0 of 5; still in memory: 5 of 5
              collect() is called
                the finalizer of the harbour scene runs and finds the first page
                the finalizer of the first page runs and finds the harbour scene
                the finalizer of Ann runs and finds Bob
                the finalizer of Bob runs and finds Ann
                the finalizer of Eve runs and finds Eve
              collect() examined 5 nodes, freed 5, resurrected 0
              finalizers that have run: 5 of 5; still in memory: 0 of 5
              once more:
              collect() is called
              collect() examined 0 nodes, freed 0, resurrected 0
              assert_no_leaks!() passes
            ",
        );
    // A debug build reports leaked nodes when a thread ends. There are none.
    assert_eq!(outcome.err, "");
}

#[test]
fn without_a_cycle_nodes_die_at_once() {
    let outcome = run(&mut weakref_tour());
    outcome.succeeded().prints(
        "
            4. If you clear both links by hand, the nodes of step 1 do not leak
              the scene holds a page: false
              the page holds a scene: false
              dropping the handle to the scene
                the finalizer of the harbour scene runs and finds no node
              dropping the handle to the page
                the finalizer of the first page runs and finds no node
              finalizers that have run: 2 of 2; still in memory: 0 of 2
              collect() is called
              collect() examined 0 nodes, freed 0, resurrected 0
              assert_no_leaks!() passes

            5. The scene owns the page, and the page has a back-link to the scene
              the first page finds the harbour scene but does not keep it alive
              dropping the handle to the scene, the only handle left
                the finalizer of the harbour scene runs and finds the first page
                the finalizer of the first page runs and finds the harbour scene
              finalizers that have run: 2 of 2; still in memory: 0 of 2
              collect() is called
              collect() examined 0 nodes, freed 0, resurrected 0
              assert_no_leaks!() passes
              the types prove that this cannot leak:
                schema::<Scene>().may_leak() is empty: links of these types cannot leak

            6. The scene holds the page, and the page has a weak link to the scene
              the first page finds the harbour scene but does not keep it alive
              dropping the handle to the scene, the only handle left
                the finalizer of the harbour scene runs
                the finalizer of the first page runs
              finalizers that have run: 2 of 2; still in memory: 0 of 2
              collect() is called
              collect() examined 0 nodes, freed 0, resurrected 0
              assert_no_leaks!() passes
              the types prove that this cannot leak:
                schema::<Scene>().may_leak() is empty: links of these types cannot leak
              for comparison, the types of step 1:
                schema::<Scene>().may_leak() lists Scene.current -> Page.scene -> Scene
            ",
    );
}

#[test]
fn a_collection_examines_only_nodes_that_can_form_cycles() {
    let outcome = run(&mut weakref_tour());
    // The numbers in the row with this label, in the table of the last step.
    let numbers = |label: &str| -> Vec<usize> {
        let row = outcome.out.lines().find_map(|line| line.trim().strip_prefix(label));
        let row = row.unwrap_or_else(|| panic!("no `{label}` in:\n{}", outcome.out));
        row.split_whitespace().map(|number| number.parse().unwrap()).collect()
    };
    outcome.succeeded().prints(
        "
        shared    cleared       own,    shared,
        both ways    by hand  back-link  weak link
        ",
    );
    assert_eq!(numbers("strong links between a scene and its page"), [2, 2, 1, 1]);
    assert_eq!(numbers("of two scenes, how many can hold one page"), [2, 2, 1, 2]);
    assert_eq!(numbers("all alive: nodes that collect() examines"), [2000, 2000, 0, 0]);
    assert_eq!(numbers("links cleared by hand before the drop"), [0, 2000, 0, 0]);
    assert_eq!(numbers("after the drop: nodes still in memory"), [2000, 0, 0, 0]);
    assert_eq!(numbers("after the drop: nodes collect() examines"), [2000, 0, 0, 0]);
    assert_eq!(numbers("after collect(): nodes still in memory"), [0, 0, 0, 0]);
    // Sizes depend on the platform, so only their presence is checked.
    for node in ["scene", "page"] {
        let sizes = numbers(&format!("size_of a {node} node, in bytes"));
        assert!(sizes.len() == 4 && !sizes.contains(&0), "{sizes:?}");
    }
}

#[test]
fn weakref_tour_reports_wrong_arguments() {
    run(weakref_tour().arg("a")).failed(2, &["takes no arguments", "usage: weakref_tour"]);
    run(weakref_tour().arg("--help")).succeeded().prints("usage: weakref_tour");
}

/// Runs `image_cache`. Returns its output with two spaces between the cells of the table, and
/// separately the column with the memory of the process: the cell after the first one in megabytes.
/// That column differs between machines.
fn run_image_cache(folder: Option<&Path>) -> (Outcome, Vec<String>) {
    let mut outcome = run(image_cache().args(folder));
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
    outcome.out = outcome.out.lines().map(line_without_process).collect();
    outcome.succeeded();
    (outcome, process)
}

#[test]
fn held_images_are_recovered_and_others_are_decoded_again() {
    let (outcome, _) = run_image_cache(None);
    outcome.prints(
        "
        Visit all images, with a budget of 160 MB
        cover.png, 3600 x 2700  decoded  1 of 1  38.8 MB
        harbour.jpg, 3840 x 2560  decoded  2 of 2  78.2 MB
        leaves.webp, 3240 x 2880  decoded  3 of 3  115.5 MB
        Visit them again
        cover.png, 3600 x 2700  hit  3 of 3  115.5 MB
        harbour.jpg, 3840 x 2560  hit  3 of 3  115.5 MB
        leaves.webp, 3240 x 2880  hit  3 of 3  115.5 MB
        Hang the last image on the wall, then halve the budget
        set_budget(BUDGET / 2)  2 of 2  76.6 MB  cover.png
        cover.png, 3600 x 2700  decoded  2 of 2  76.2 MB  harbour.jpg
        harbour.jpg, 3840 x 2560  decoded  2 of 3  78.2 MB
        leaves.webp, 3240 x 2880  recovered  2 of 2  76.6 MB  cover.png
        Pin the first image
        cover.png, 3600 x 2700  decoded  2 of 2  76.2 MB  harbour.jpg
        pin()  2 of 2  76.2 MB
        cover.png, 3600 x 2700  hit  2 of 2  76.2 MB
        harbour.jpg, 3840 x 2560  decoded  2 of 3  78.2 MB
        leaves.webp, 3240 x 2880  recovered  2 of 2  76.2 MB  harbour.jpg
        Restore the budget
        set_budget(BUDGET)  2 of 2  76.2 MB
        cover.png, 3600 x 2700  hit  2 of 2  76.2 MB
        harbour.jpg, 3840 x 2560  decoded  3 of 3  115.5 MB
        leaves.webp, 3240 x 2880  hit  3 of 3  115.5 MB
        Shrink if memory is short on this machine
        ",
    );
    assert_eq!(outcome.err, "");
}

#[test]
fn under_pressure_a_cache_keeps_less_and_frees_images_not_held() {
    let (outcome, process) = run_image_cache(None);
    let line = outcome.out.lines().find(|line| line.starts_with("shrink_under_pressure()"));
    let answer = line.unwrap().split("  ").nth(1).unwrap();
    match answer {
        "Low" | "unknown" => outcome.prints(
            "
            Shrink as if memory were short: the image on the wall is not freed
            shrink_under(Medium)  2 of 2  76.2 MB  harbour.jpg
            shrink_under(Critical)  1 of 2  38.8 MB
            ",
        ),
        // The cache has shrunk this far already.
        "Medium" => outcome.prints("shrink_under(Medium)  2 of 2  76.2 MB"),
        "Critical" => outcome.prints("shrink_under(Medium)  1 of 2  38.8 MB"),
        _ => panic!("`{answer}` is no answer"),
    };
    outcome.prints(
        "
        Clear the wall, and release the pinned image
        wall.images.clear()  1 of 1  38.8 MB  leaves.webp
        unpin(), release_unused()  0 of 0  0.0 MB  cover.png

        The counts of the cache
        hits  6  the cache kept the image
        recovered  2  the image was evicted but still held elsewhere
        misses  8  the image was not found and had to be decoded
        evicted  10  the cache stopped keeping the image
        freed  8  the image died
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
fn a_file_that_is_not_an_image_is_reported_once_and_skipped() {
    let temp = TempFolder::new();
    let cover = fs::read(shipped_image("cover.png")).unwrap();
    fs::write(temp.path.join("broken.png"), &cover[..cover.len() / 2]).unwrap();
    fs::write(temp.path.join("whole.png"), &cover).unwrap();
    // The format is detected by the content, not by the name.
    fs::copy(shipped_image("harbour.jpg"), temp.path.join("misnamed.png")).unwrap();
    temp.file("notes.txt", "not an image");
    temp.file("folder/inside.txt", "not looked at");
    let before = temp.listing();

    let (outcome, _) = run_image_cache(Some(&temp.path));
    outcome.prints(
        "
        Visit all images, with a budget of 160 MB
        misnamed.png, 3840 x 2560  decoded  1 of 1  39.3 MB
        whole.png, 3600 x 2700  decoded  2 of 2  78.2 MB
        Visit them again
        misnamed.png, 3840 x 2560  hit  2 of 2  78.2 MB
        whole.png, 3600 x 2700  hit  2 of 2  78.2 MB
        ",
    );
    let skipped = |name| format!("image_cache: skipped `{}`: ", temp.path.join(name).display());
    let complaints: Vec<_> = outcome.err.lines().collect();
    let [broken, notes] = complaints[..] else { panic!("{complaints:?}") };
    assert!(broken.starts_with(&skipped("broken.png")), "{broken}");
    assert!(notes.starts_with(&skipped("notes.txt")), "{notes}");
    assert_eq!(temp.listing(), before);
}

#[test]
fn image_cache_reports_wrong_arguments() {
    let temp = TempFolder::new();
    run(image_cache().args(["a", "b"]))
        .failed(2, &["only one folder is allowed", "usage: image_cache [FOLDER]"]);
    run(image_cache().arg(temp.path.join("missing")))
        .failed(1, &["image_cache: cannot read the folder `", "missing`: "]);
    run(image_cache().arg(temp.file("file", ""))).failed(1, &["cannot read the folder `", "file`"]);
    run(image_cache().arg("--help")).succeeded().prints("usage: image_cache [FOLDER]");

    for number in 0..13 {
        temp.file(&format!("texts/{number}"), "not an image");
    }
    let outcome = run(image_cache().arg(temp.path.join("texts")));
    outcome.prints("Using the first 12 of 13 files.");
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.err.matches("image_cache: skipped").count(), 12, "{}", outcome.err);
    assert!(outcome.err.contains("image_cache: there is no image in `"), "{}", outcome.err);
}

fn html() -> Command {
    Command::new(env!("CARGO_BIN_EXE_html"))
}

#[test]
fn a_malformed_page_is_shown_cleaned_and_written() {
    let outcome = run(&mut html());
    outcome
        .succeeded()
        .prints(
            "
            The parser has repaired 5 mistakes:
              line 1: Bad DOCTYPE
            ",
        )
        .prints(
            r#"
            The tree, in LimitedQuirks mode:
              <!DOCTYPE html>
              <html>
                <head>
                  <title>
                    "The harbour — a page that has grown since 1998"
            "#,
        )
        .prints(
            r#"
              <template id="row">
                contents:
                  <tr>
                    <td class="day">
            "#,
        )
        .prints(
            r#"
            a[href] selects:
              html > body > ul > li > <a href="/"> "Home"
              html > body > ul > li > <a href="boats.html" title="All boats"> "Boats"

            Changes:
              unwrapped <center>
              unwrapped <font size="7" color="navy">
              unwrapped <font face="Arial">
              unwrapped <font color="red">
              moved <style> into the head
              moved <link rel="stylesheet" href="harbour.css"> into the head
            "#,
        )
        .prints("</p><div><noscript><p>Switch scripts on to see the clock.</noscript></div>")
        .prints("</p><p>The next high tide is below.");
    // A debug build reports leaked nodes when a thread ends. There are none.
    assert_eq!(outcome.err, "");

    run(html().arg("--no-scripting"))
        .succeeded()
        .prints("</p><div><noscript><p>Switch scripts on to see the clock.</p></noscript></div>");
}

#[test]
fn html_selects_in_a_file_of_yours() {
    let temp = TempFolder::new();
    let file = temp.file("a.html", "<p class=a>1<p>2<div class='b a'><i>3</i>4");
    let outcome = run(html().arg(&file).arg(".a"));
    outcome.succeeded().prints(
        r#"
        .a selects:
          html > body > <p class="a"> "1"
          html > body > <div class="b a"> "34"
        "#,
    );
    let long = temp.file("long.html", &"<p>x</p>".repeat(1000));
    let outcome = run(html().arg(long).arg("b"));
    outcome.succeeded().prints("… and 1903 more lines");
    assert_eq!(fs::read_to_string(file).unwrap().len(), 42);
}

#[test]
fn html_reports_wrong_arguments() {
    let temp = TempFolder::new();
    run(html().args(["a", "b", "c"]))
        .failed(2, &["only one file and one selector", "usage: html [--no-scripting]"]);
    run(html().args(["a", "b c"])).failed(2, &["cannot be read", "at ` c`", "usage: html"]);
    run(html().arg(temp.path.join("missing"))).failed(1, &["html: cannot read `", "missing`: "]);
    run(html().arg("--help")).succeeded().prints("usage: html [--no-scripting] [FILE [SELECTOR]]");
}

fn language() -> Command {
    Command::new(env!("CARGO_BIN_EXE_language"))
}

fn shipped_program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/language").join(name)
}

#[test]
fn the_shipped_programs_run() {
    run(&mut language()).succeeded().prints(
        "
        A day has 86400 seconds.
        Hello, Ada!
        Hello, stranger!
        7 is odd: true
        The area is 9.
        That is between 5 and 10.
        ",
    );
    run(language().arg(shipped_program("primes.lang")))
        .succeeded()
        .prints("Primes: 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47");
    run(language().arg(shipped_program("shapes.lang"))).succeeded().prints(
        "
        *
        ***
        *****
        *******
        +--------+
        |        |
        |        |
        +--------+
        ",
    );
}

#[test]
fn a_folded_program_is_printed() {
    run(language().arg("--print").arg(shipped_program("primes.lang")))
        .succeeded()
        .prints("let limit = 50;");
}

#[test]
fn the_language_reports_where_and_what() {
    let temp = TempFolder::new();
    let with = |content: &str| run(language().arg(temp.file("input.lang", content)));
    run(language().args(["a", "b"])).failed(2, &["usage: language [--print] [FILE]"]);
    run(language().arg(temp.path.join("missing.lang"))).failed(1, &["missing.lang: "]);
    with("let x 1;").failed(1, &["input.lang: 1:7: expected `=`, found the number 1"]);
    with("print(y);").failed(1, &["`y` is not defined", "at Program.body.body[0].arguments[0]"]);
    let outcome = with("print(1); 2 + true;");
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), "1\n"));
    assert!(outcome.err.contains("in `2 + true`"), "{}", outcome.err);
}

fn interpreter() -> Command {
    Command::new(env!("CARGO_BIN_EXE_interpreter"))
}

fn shipped_script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/interpreter").join(name)
}

#[test]
fn the_interpreter_runs_a_file() {
    let outcome = run(interpreter().arg(shipped_script("objects.script")));
    outcome.succeeded().prints(
        "
        Bob has only 30
        Ada: 70
        Bob: 30
        ",
    );
    assert!(outcome.out.ends_with("[20, 30, 40]\n"), "{}", outcome.out);
}

#[test]
fn the_interpreter_says_what_a_program_has_left() {
    let leaks = |file: PathBuf| run(interpreter().arg("--leaks").arg(file));
    let outcome = leaks(shipped_script("tour.script"));
    outcome.succeeded().prints("collect: 9 nodes freed");
    let cycle = "leaks: Env.store -> Function.env -> Env";
    assert!(outcome.out.contains(&format!("{cycle}, 9 nodes: ")), "{}", outcome.out);
    let temp = TempFolder::new();
    let outcome = leaks(temp.file("no_function.script", "print(1);"));
    outcome.succeeded().prints("leaks: none").prints("collect: 0 nodes freed");
    for outcome in [leaks(shipped_script("objects.script")), outcome] {
        assert!(!outcome.out.contains("live_nodes: ") || outcome.out.contains("live_nodes: 0"));
    }
    // Also if it has a mistake.
    let outcome = leaks(temp.file("mistake.script", "fn f() { 1 / 0 }\nf();"));
    assert!(outcome.out.contains(cycle), "{}", outcome.out);
    assert!(outcome.err.contains("mistake.script: 1:12: division by zero"), "{}", outcome.err);
    assert_eq!(outcome.code, Some(1));
}

#[test]
fn the_interpreter_reads_statements() {
    let mut child = interpreter().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut { input }, b"let x = 20\nfn f(n) {\n  n + x\n}\nf(1)\nx +\n1\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "21\n21\n");
    assert!(output.status.success());
}

#[test]
fn the_interpreter_reports_where_and_what() {
    let temp = TempFolder::new();
    let with = |content: &str| run(interpreter().arg(temp.file("input.script", content)));
    run(interpreter().args(["a", "b"])).failed(2, &["usage: interpreter [--leaks] [FILE]"]);
    run(interpreter().arg("--help")).succeeded().prints("usage: interpreter [--leaks] [FILE]");
    run(interpreter().arg(temp.path.join("missing.script"))).failed(1, &["missing.script: "]);
    with("let x 1;").failed(1, &["input.script: 1:7: expected `=`, found the number 1"]);
    let outcome = with("print(1); 2 + true;");
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), "1\n"));
    assert!(outcome.err.contains("1:13: `+` has no meaning"), "{}", outcome.err);
    with("fn f() { f() } f();").failed(1, &["too many calls inside of each other", "more calls"]);
}
