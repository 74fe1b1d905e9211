//! Presses keys, and looks at the screen.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::document::Document;
use crate::tui::app::App;
use crate::tui::view;

fn app() -> App {
    open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/board.json"))
}

fn open(file: &Path) -> App {
    App::new(Document::open(file).unwrap()).unwrap()
}

fn temporary(name: &str) -> PathBuf {
    env::temp_dir().join(format!("kinfolk-board-tui-{}-{name}.json", process::id()))
}

fn press(app: &mut App, code: KeyCode) {
    app.on_key(KeyEvent::from(code));
}

fn shift(app: &mut App, code: KeyCode) {
    app.on_key(KeyEvent::new(code, KeyModifiers::SHIFT));
}

fn control(app: &mut App, letter: char) {
    app.on_key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
}

/// Types letters. A line break is Enter.
fn type_in(app: &mut App, text: &str) {
    for letter in text.chars() {
        press(app, if letter == '\n' { KeyCode::Enter } else { KeyCode::Char(letter) });
    }
}

/// The screen as text. Selected cards are in brackets, in place of another color.
fn screen(app: &App, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(frame, app)).unwrap();
    let cells = terminal.backend().buffer().content().chunks(usize::from(width));
    let line = |cells: &[ratatui::buffer::Cell]| {
        let line: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
        format!("{}\n", line.trim_end())
    };
    cells.map(line).collect()
}

/// The last but one line: what the last key has done.
fn message(app: &App) -> String {
    screen(app, 70, 12).lines().rev().nth(1).unwrap().to_owned()
}

fn selected(app: &App) -> u64 {
    app.selected_card().unwrap().id.0
}

#[track_caller]
fn assert_screen(app: &App, height: u16, expected: &str) {
    let shown = screen(app, 60, height);
    assert_eq!(shown, expected.trim_start_matches('\n'), "\n{shown}");
}

#[test]
fn columns_stand_side_by_side() {
    assert_screen(
        &app(),
        10,
        "
                  Lumen Robotics / Release
┏ Todo 2 ━━━━━━━━━━┓┌ Doing 1 ─────────┐┌ Done 1 ──────────┐
┃1 Sign the image  ┃│3 Measure the     ││4 Order the boards│
┃  @luca after 2   ┃│battery           ││                  │
┃  after 3         ┃│  @mina #idea #bug││                  │
┃2 Fix the watchdog┃│  after 5         ││                  │
┃  #bug            ┃│                  ││                  │
┗━━━━━━━━━━━━━━━━━━┛└──────────────────┘└──────────────────┘

                                                      ? keys
",
    );
}

#[test]
fn a_card_moves_and_comes_back_and_is_selected() {
    let mut app = app();
    press(&mut app, KeyCode::Right);
    shift(&mut app, KeyCode::Right);
    shift(&mut app, KeyCode::Down);
    assert_eq!((app.column, app.row, selected(&app)), (2, 1, 3));
    press(&mut app, KeyCode::Left);
    type_in(&mut app, "uu");
    assert_eq!((app.column, app.row, selected(&app)), (1, 0, 3));
    control(&mut app, 'r');
    assert_screen(
        &app,
        10,
        "
                 Lumen Robotics / Release ●
┌ Todo 2 ──────────┐┌ Doing 0 ─────────┐┏ Done 2 ━━━━━━━━━━┓
│1 Sign the image  ││                  │┃3 Measure the     ┃
│  @luca after 2   ││                  │┃battery           ┃
│  after 3         ││                  │┃  @mina #idea #bug┃
│2 Fix the watchdog││                  │┃  after 5         ┃
│  #bug            ││                  │┃4 Order the boards┃
└──────────────────┘└──────────────────┘┗━━━━━━━━━━━━━━━━━━┛
Redone: Move card 3 to Done
u undo: Move card 3 to Done   U redo: Move card 3 to  ? keys
",
    );
    // At an edge, it stays.
    shift(&mut app, KeyCode::Right);
    shift(&mut app, KeyCode::Up);
    assert_eq!((app.column, app.row, selected(&app)), (2, 0, 3));
    assert_eq!(app.document.history.redo_label().unwrap(), "Move card 3 to Done");
}

#[test]
fn cards_and_columns_are_named_by_typing() {
    let mut app = app();
    type_in(&mut app, "aTest the radio\n");
    assert_eq!((app.row, selected(&app), app.message.as_str()), (1, 6, "Added card 6."));
    control(&mut app, 'x');
    type_in(&mut app, "r");
    for _ in 0.."radio".len() {
        press(&mut app, KeyCode::Backspace);
    }
    type_in(&mut app, "motor");
    assert_eq!(message(&app), "Title: Test the motor");
    type_in(&mut app, "\nAReview\n");
    type_in(&mut app, "R");
    control(&mut app, 'u');
    type_in(&mut app, "Checked\n");
    let shown = screen(&app, 80, 12);
    assert!(shown.contains("6 Test the motor"), "{shown}");
    assert!(shown.contains("┏ Checked 0 ━"), "{shown}");

    // What is wrong is refused, and Escape ends the typing.
    type_in(&mut app, "ADone\n");
    assert_eq!(message(&app), "the board has a column `Done` already");
    type_in(&mut app, "a \n");
    assert_eq!(message(&app), "a card needs a name");
    type_in(&mut app, "d");
    assert_eq!(message(&app), "no card is selected: a adds one");
    type_in(&mut app, "aNo");
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.selected_card(), None);
    assert_eq!(app.document.history.undo_label().unwrap(), "Rename column Review to Checked");
}

#[test]
fn one_undo_brings_a_column_back() {
    let mut app = app();
    let before = screen(&app, 80, 12);
    press(&mut app, KeyCode::Right);
    type_in(&mut app, "D");
    let shown = screen(&app, 80, 12);
    assert!(!shown.contains("Doing 1"), "{shown}");
    assert!(!shown.contains("after 3"), "{shown}");
    assert!(shown.contains("Removed column Doing; u brings it back with its cards."), "{shown}");
    type_in(&mut app, "u");
    assert_eq!((app.column, selected(&app)), (1, 3));
    press(&mut app, KeyCode::Left);
    let after = screen(&app, 80, 12);
    assert!(
        after.ends_with(
            "U redo: Remove column Doing                                               ? keys\n"
        ),
        "{after}"
    );
    let board = |screen: &str| screen.lines().take(10).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(board(&after), board(&before));

    type_in(&mut app, "DDD");
    assert!(screen(&app, 60, 9).contains("There is no column: A adds one."));
    type_in(&mut app, "D");
    assert_eq!(message(&app), "there is no column: A adds one");
    type_in(&mut app, "auuu");
    assert_eq!(app.lanes.read().len(), 3);
}

#[test]
fn cards_are_found_on_all_boards() {
    let mut app = app();
    type_in(&mut app, "/THE ma\n");
    assert_eq!((selected(&app), app.board.name.get()), (5, "Pages".to_owned()));
    assert_eq!(message(&app), "1 of 1 cards; n goes to the next.");
    type_in(&mut app, "/the\n");
    assert_eq!((selected(&app), app.board.name.get()), (1, "Release".to_owned()));
    type_in(&mut app, "nn");
    assert_eq!(selected(&app), 3);
    type_in(&mut app, "/watchdogs\n");
    assert_eq!(message(&app), "no card has words like `watchdogs`");
}

#[test]
fn commands_work_and_pages_close() {
    let mut app = app();
    type_in(&mut app, ":assign 4 to ada\n");
    assert_eq!((app.column, selected(&app)), (2, 4));
    assert!(screen(&app, 60, 9).contains("  @ada"));
    type_in(&mut app, ":find the\n");
    assert!(screen(&app, 60, 9).contains("┌ Done ──"));
    assert!(screen(&app, 60, 9).contains("│2 Fix the watchdog #bug "));
    type_in(&mut app, " ?");
    assert!(screen(&app, 60, 12).contains("│u U     undo, redo "));
    press(&mut app, KeyCode::Down);
    assert!(!screen(&app, 60, 12).contains("select a card"));
    type_in(&mut app, " ");
    assert!(!screen(&app, 60, 12).contains("Keys"));
}

#[test]
fn a_board_that_goes_is_no_longer_shown() {
    let mut app = app();
    type_in(&mut app, ":duplicate Pages\n");
    press(&mut app, KeyCode::BackTab);
    assert_eq!(app.board.name, "Pages (copy)");
    press(&mut app, KeyCode::Tab);
    assert_eq!(app.board.name, "Release");
    press(&mut app, KeyCode::BackTab);
    type_in(&mut app, "u");
    assert_eq!(app.board.name, "Release");
    press(&mut app, KeyCode::BackTab);
    assert_eq!(app.board.name, "Pages");
}

#[test]
fn quitting_asks_for_what_is_not_saved() {
    let file = temporary("saved");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/board.json"), &file).unwrap();
    let mut app = open(&file);
    type_in(&mut app, "dq");
    assert_eq!(message(&app), "Not saved. s saves and quits, y quits.");
    type_in(&mut app, "x");
    assert!(!app.has_quit);
    type_in(&mut app, "s");
    assert_eq!(message(&app), "Saved.");
    assert!(!screen(&app, 60, 9).contains('●'));
    // An undo leaves the state that was saved, and a redo comes back to it.
    type_in(&mut app, "u");
    assert!(screen(&app, 60, 9).contains('●'));
    type_in(&mut app, "U");
    assert!(!screen(&app, 60, 9).contains('●'));
    type_in(&mut app, "q");
    assert!(app.has_quit);

    let mut app = open(&file);
    assert_eq!(selected(&app), 2);
    type_in(&mut app, "dqs");
    assert!(app.has_quit);
    assert_eq!(open(&file).selected_card(), None);

    let mut app = open(&file);
    type_in(&mut app, "aNo\nqy");
    assert!(app.has_quit);
    assert_eq!(open(&file).selected_card(), None);
    fs::remove_file(file).unwrap();
}

#[test]
fn every_size_of_screen_is_drawn() {
    let mut app = app();
    for keys in ["", "?", " aA new card with a long title", "\nq", "x:show\n", " DDD"] {
        type_in(&mut app, keys);
        for (width, height) in [(1, 1), (1, 9), (2, 4), (7, 3), (18, 5), (30, 2), (40, 10)] {
            screen(&app, width, height);
        }
    }
    assert_eq!(app.lanes.read().len(), 0);

    // Where not all columns have room, arrows lead to the others.
    type_in(&mut app, "uuu");
    app.select(1, 0);
    let shown = screen(&app, 40, 10);
    assert!(shown.contains("┌ Todo 3 ──────────┐┏ Doing 1 › ━━━━━━━┓"), "{shown}");
    app.select(2, 0);
    let shown = screen(&app, 40, 10);
    assert!(shown.contains("┌ ‹ Doing 1 ───────┐┏ Done 1 ━━━━━━━━━━┓"), "{shown}");
}

#[test]
fn a_long_column_scrolls_to_the_selected_card() {
    let mut app = app();
    for number in 0..30 {
        type_in(&mut app, &format!("aCard number {number}\n"));
    }
    let shown = screen(&app, 60, 10);
    assert!(shown.contains("Card number 29") || shown.contains("35 Card number"), "{shown}");
    assert!(!shown.contains("1 Sign"), "{shown}");
}
