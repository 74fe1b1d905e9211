//! Runs the project board as a user does.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs, process};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/board.json")
}

fn board(file: &Path, commands: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_board")).arg(file).args(commands).output().unwrap()
}

/// What the commands print, one after the other.
#[track_caller]
fn printed(file: &Path, commands: &[&str]) -> String {
    let output = board(file, commands);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// The message of the commands, which fail.
#[track_caller]
fn refused(file: &Path, commands: &[&str]) -> String {
    let output = board(file, commands);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// The shipped file with other text in it, in a file of its own.
fn changed(name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let mut text = fs::read_to_string(shipped()).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let path = temporary(name);
    fs::write(&path, text).unwrap();
    path
}

fn temporary(name: &str) -> PathBuf {
    env::temp_dir().join(format!("kinfolk-board-{}-{name}.json", process::id()))
}

const SHOWN: &str = "\
Lumen Robotics
  firmware, led by Mina Sato
    Release
      Todo
        1 Sign the image @luca (after 2) (after 3)
        2 Fix the watchdog #bug
      Doing
        3 Measure the battery #idea #bug @mina (after 5)
      Done
        4 Order the boards
  website, led by nobody
    Pages
      Todo
        5 Write the manual #idea
";

#[test]
fn references_are_links() {
    assert_eq!(printed(&shipped(), &["show"]), SHOWN);
}

#[test]
fn commands_come_from_the_input_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_board"))
        .arg(shipped())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"assign 4 to ada\n\nshow\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let expected = SHOWN.replace("4 Order the boards", "4 Order the boards @ada");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn cards_move_and_links_to_removed_cards_are_gone() {
    let commands = ["move 3 to Done before 4", "assign 1 to nobody", "remove 2", "show"];
    let shown = printed(&shipped(), &commands);
    let expected = "
      Todo
        1 Sign the image (after 3)
      Doing
      Done
        3 Measure the battery #idea #bug @mina (after 5)
        4 Order the boards
";
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn what_is_saved_loads_as_the_same() {
    let saved = temporary("saved");
    let save = format!("save {}", saved.display());
    let shown = printed(&shipped(), &["move 5 to Todo", "move 1 to Done", &save, "show"]);
    let (said, shown) = shown.split_once('\n').unwrap();
    assert!(said.ends_with("; what it loads as is the same."), "{said}");
    assert_eq!(printed(&saved, &["show"]), shown);

    // Saved once more, it is the same text.
    let text = fs::read_to_string(&saved).unwrap();
    printed(&saved, &[&save]);
    assert_eq!(fs::read_to_string(&saved).unwrap(), text);
    fs::remove_file(saved).unwrap();
}

#[test]
fn a_copied_board_has_its_own_cards_and_links_between_them() {
    let shown = printed(&shipped(), &["duplicate Release", "show"]);
    let expected = "
    Release (copy)
      Todo
        6 Sign the image @luca (after 7) (after 8)
        7 Fix the watchdog #bug
      Doing
        8 Measure the battery #idea #bug @mina (after 5)
      Done
        9 Order the boards
";
    assert!(shown.starts_with("Copied Release with 4 cards.\n"), "{shown}");
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn all_that_is_wrong_with_a_file_is_reported_at_once() {
    let file = changed(
        "bad",
        &[
            ("\"id\": 5", "\"id\": 3"),
            ("[\"bug\"]", "[\"bugs\"]"),
            ("\"assignee\": \"luca\"", "\"assignee\": \"lucas\""),
        ],
    );
    let message = refused(&file, &["show"]);
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), 5, "{message}");
    let board = "Workspace.projects[\"firmware\"].boards[0]";
    for expected in [
        "cards[0]: the id CardId(3) is taken by".to_owned(),
        format!("{board}.columns[0].cards[0].assignee: no `Person` has the id PersonId(\"lucas\")"),
        format!("{board}.columns[0].cards[1].labels[0]: no `Label` has the id LabelId(\"bugs\")"),
        format!("{board}.columns[1].cards[0].blocked_by[0]: no `Card` has the id CardId(5)"),
    ] {
        assert!(lines.iter().any(|line| line.contains(&expected)), "{expected}\n{message}");
    }
    fs::remove_file(file).unwrap();

    let file = changed("shape", &[("\"people\"", "\"persons\"")]);
    let message = refused(&file, &["show"]);
    assert!(message.contains("is not a workspace: unknown field `persons`"), "{message}");
    assert!(message.contains("line 3"), "{message}");
    fs::remove_file(file).unwrap();
}

#[test]
fn a_wrong_command_changes_nothing_and_says_why() {
    let cases = [
        ("move 3 to Todo before 4", "the sibling, a `Card`, is not in this list"),
        ("move 3 to Nowhere", "the board of card 3 has no column `Nowhere`"),
        ("move x to Done", "no card has the id `x`"),
        ("assign 3 to bob", "no person has the id `bob`"),
        ("duplicate Plans", "no board has the name `Plans`"),
        ("dance", "no command `dance`; there are:"),
    ];
    for (command, expected) in cases {
        let message = refused(&shipped(), &[command]);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn pictures_show_the_links() {
    let tree = printed(&shipped(), &["picture tree"]);
    assert!(tree.contains("├┄ assignee ┄> Luca Moretti #2"), "{tree}");
    assert!(printed(&shipped(), &["picture dot"]).starts_with("digraph {\n"));
    assert!(printed(&shipped(), &["picture mermaid"]).starts_with("flowchart TD\n"));
}
