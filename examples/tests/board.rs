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

/// What happens if the program reads this.
fn read_by_board(input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_board"))
        .arg(shipped())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The shipped file with other text in it, in a file of its own.
fn changed(name: &str, changes: &[(&str, &str)]) -> PathBuf {
    with_changes(name, fs::read_to_string(shipped()).unwrap(), changes)
}

fn with_changes(name: &str, mut text: String, changes: &[(&str, &str)]) -> PathBuf {
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
    let output = read_by_board("assign 4 to ada\n\nshow\n");
    let expected = SHOWN.replace("4 Order the boards", "4 Order the boards @ada");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn cards_and_columns_are_added_and_renamed() {
    let commands = [
        "add \"Test  the radio\" to Release/Doing",
        "add column \"To check\" to Release",
        "move 6 to \"To check\"",
        "rename 6 to Test the motor",
        "rename column Release/Done to All done",
        "show",
    ];
    let shown = printed(&shipped(), &commands);
    let expected = "
      Doing
        3 Measure the battery #idea #bug @mina (after 5)
      All done
        4 Order the boards
      To check
        6 Test the motor
";
    assert!(shown.starts_with("Added card 6.\n"), "{shown}");
    assert!(shown.contains(expected), "{shown}");
}

/// Each edit, then an undo, which leaves all as it was, and a redo, which makes it the same again.
#[test]
fn each_edit_is_undone_and_made_again() {
    let file = imported("undone", &[]);
    let import = format!("import {}", file.display());
    let edits = [
        ("add Test to Release/Done", "Add card 6"),
        ("add column Later to Pages", "Add column Later"),
        ("rename 4 to Pay the boards", "Rename card 4"),
        ("rename column Release/Todo to Next", "Rename column Todo to Next"),
        ("move 3 to Todo before 2", "Move card 3 to Todo"),
        ("move 1 to Done", "Move card 1 to Done"),
        ("assign 1 to mina", "Assign card 1 to mina"),
        ("assign 1 to nobody", "Assign card 1 to nobody"),
        ("remove 3", "Remove card 3"),
        ("remove column Release/Doing", "Remove column Doing"),
        ("duplicate Release", "Copy board Release"),
        (&import, &*format!("Import {}", file.display())),
    ];
    for (edit, label) in edits {
        let done = printed(&shipped(), &[edit, "show"]);
        let (said, done) = done.split_at(done.find("Lumen").unwrap());
        let undone = printed(&shipped(), &[edit, "undo", "show", "redo", "show"]);
        assert_eq!(undone, format!("{said}Undone: {label}\n{SHOWN}Redone: {label}\n{done}"));
        assert_ne!(done, SHOWN);
    }
    fs::remove_file(file).unwrap();
}

#[test]
fn a_removed_column_comes_back_with_its_cards_and_what_others_say_about_them() {
    let shown = printed(&shipped(), &["remove column Release/Doing", "show", "undo", "show"]);
    let (removed, undone) = shown.split_once("Undone: Remove column Doing\n").unwrap();
    let expected = "
      Todo
        1 Sign the image @luca (after 2)
        2 Fix the watchdog #bug
      Done
";
    assert!(removed.contains(expected), "{removed}");
    assert_eq!(undone, SHOWN);
}

#[test]
fn the_index_follows_edits_and_undo() {
    let commands = [
        "find the BO",
        "rename 4 to Unpack the boxes",
        "add \"Box the boards\" to Release/Done",
        "find bo",
        "undo",
        "undo",
        "remove column Pages/Todo",
        "find the",
        "undo",
        "find man",
    ];
    let expected = "\
4 Order the boards
Added card 6.
4 Unpack the boxes
6 Box the boards
Undone: Add card 6
Undone: Rename card 4
1 Sign the image @luca (after 2) (after 3)
2 Fix the watchdog #bug
3 Measure the battery #idea #bug @mina
4 Order the boards
Undone: Remove column Todo
5 Write the manual #idea
";
    assert_eq!(printed(&shipped(), &commands), expected);
}

/// A file to import, with other text in it.
fn imported(name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let text = r#"{ "name": "Release", "columns": [
        { "name": "Done", "cards": [{ "id": 20, "title": "Ship", "blocked_by": [4, 21] }] },
        { "name": "Later", "cards": [{ "id": 21, "title": "Party", "assignee": "ada", "labels": ["idea"] }] }
    ] }"#;
    with_changes(name, text.to_owned(), changes)
}

#[test]
fn an_import_adds_cards_and_columns() {
    let file = imported("imported", &[]);
    let import = format!("import {}", file.display());
    let shown = printed(&shipped(), &[&import, "add Rest to Release/Later", "show"]);
    let expected = "
      Done
        4 Order the boards
        20 Ship (after 4) (after 21)
      Later
        21 Party #idea @ada
        22 Rest
";
    assert!(shown.starts_with("Imported 2 cards.\nAdded card 22.\n"), "{shown}");
    assert!(shown.contains(expected), "{shown}");
    fs::remove_file(file).unwrap();
}

#[test]
fn a_failing_import_is_rolled_back_and_says_why() {
    let place = "Workspace.projects[\"firmware\"].boards[0].columns[3].cards[0]";
    let cases = [
        (
            [("\"ada\"", "\"bob\""), ("[\"idea\"]", "[\"ideas\"]")],
            format!(
                "\n{place}.assignee: no `Person` has the id PersonId(\"bob\")\n\
                 {place}.labels[0]: no `Label` has the id LabelId(\"ideas\")\n"
            ),
        ),
        ([("21,", "5,"), ("20", "20")], "another card has the id `5`\n".to_owned()),
        ([("Release", "Plans"), ("20", "20")], "no board has the name `Plans`\n".to_owned()),
        ([("columns", "lists"), ("20", "20")], "is not a board: unknown field `lists`".to_owned()),
    ];
    for (changes, expected) in cases {
        let file = imported("refused", &changes);
        let output = read_by_board(&format!("import {}\nshow\nundo\nfind p\n", file.display()));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(&expected), "{message}");
        assert!(message.contains("there is nothing to undo"), "{message}");
        assert!(message.ends_with("board: 2 commands were refused\n"), "{message}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), SHOWN);
        assert_eq!(output.status.code(), Some(1));
        fs::remove_file(file).unwrap();
    }
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
        ("add Test to Release", "`Release` is no column: write BOARD/COLUMN"),
        ("add Test to Release/Later", "the board Release has no column `Later`"),
        ("add \"\" to Release/Done", "a card needs a name"),
        ("add column Done to Release", "the board has a column `Done` already"),
        ("rename column Release/Done to Todo", "the board has a column `Todo` already"),
        ("import nothing.json", "cannot read `nothing.json`"),
        ("show \"all", "a quote is open in `show \"all`"),
        ("undo", "there is nothing to undo"),
        ("redo", "there is nothing to redo"),
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

#[test]
fn the_terminal_interface_needs_a_terminal() {
    let file = shipped().display().to_string();
    let output = board(Path::new("--tui"), &[&file]);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "board: --tui needs a terminal\n");
    assert_eq!(board(Path::new("--tui"), &[&file, "show"]).status.code(), Some(2));
}

/// Closes the reading end of the pipe, as `head` does.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_board"))
        .arg(shipped())
        .arg("show")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
}
