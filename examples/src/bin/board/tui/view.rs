//! Draws the board.

use std::str::FromStr;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, BorderType, Clear, List, ListState, Paragraph, Wrap};

use crate::lanes::{Lane, Row};
use crate::tui::app::{App, Mode, Page};

/// A column is at least so wide, if the screen is.
const MIN_WIDTH: u16 = 18;

pub fn draw(frame: &mut Frame, app: &App) {
    let [title, lanes, message, history] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    draw_title(frame, app, title);
    draw_lanes(frame, app, lanes);
    draw_message(frame, app, message);
    draw_history(frame, app, history);
    if let Mode::Page(page) = &app.mode {
        draw_page(frame, page, lanes);
    }
}

/// The names, and a dot as long as there are edits to save.
fn draw_title(frame: &mut Frame, app: &App, area: Rect) {
    let dot = if app.document.is_clean() { "" } else { " ●" };
    let title = format!("{} / {}{dot}", app.document.workspace.name, *app.board.name.read());
    frame.render_widget(Line::from(title).bold().centered(), area);
}

fn draw_lanes(frame: &mut Frame, app: &App, area: Rect) {
    let lanes = app.lanes.read();
    if lanes.is_empty() {
        let hint = "There is no column: A adds one.";
        frame.render_widget(Line::from(hint).dim().centered(), area);
        return;
    }
    let shown = lanes.len().min(usize::from((area.width / MIN_WIDTH).max(1)));
    // The selected one is in the middle, where it can be.
    let first = app.column.saturating_sub(shown / 2).min(lanes.len() - shown);
    let areas = Layout::horizontal(vec![Constraint::Fill(1); shown]).split(area);
    for (at, area) in (first..).zip(areas.iter()) {
        let selected = (at == app.column).then_some(app.row);
        // Arrows lead to the columns that have no room.
        let before = if at == first && first > 0 { "‹ " } else { "" };
        let after = if at + 1 == first + shown && at + 1 < lanes.len() { " ›" } else { "" };
        let title = format!(" {before}{} {}{after} ", lanes[at].name, lanes[at].rows.len());
        draw_lane(frame, &lanes[at], title, selected, *area);
    }
}

fn draw_lane(frame: &mut Frame, lane: &Lane, title: String, selected: Option<usize>, area: Rect) {
    let block = Block::bordered().title(title);
    let block = match selected {
        Some(_) => block.border_type(BorderType::Thick),
        None => block.border_style(Style::new().dim()),
    };
    let width = usize::from(area.width.saturating_sub(2));
    let list = List::new(lane.rows.iter().map(|row| text_of(row, width)))
        .block(block)
        .highlight_style(Modifier::REVERSED)
        .scroll_padding(1);
    let mut state = ListState::default().with_selected(selected);
    frame.render_stateful_widget(list, area, &mut state);
}

/// The title and the links, in as many lines as they need.
fn text_of(row: &Row, width: usize) -> Text<'static> {
    let title = format!("{} {}", row.card.id.0, row.title);
    let title = title.split(' ').map(|word| Span::raw(word.to_owned()));
    let assignee = row.assignee.iter().map(|name| Span::from(format!("@{name}")).italic());
    let labels = row.labels.iter().map(|(name, color)| {
        Span::from(format!("#{name}")).fg(Color::from_str(color).unwrap_or_default())
    });
    let blockers = row.blockers.iter().map(|id| Span::from(format!("after {id}")).dim());
    let links = assignee.chain(labels).chain(blockers);
    wrap("", title, width).into_iter().chain(wrap("  ", links, width)).collect()
}

/// Lines of words with spaces between them. A word that is wider than a line is cut when it is drawn.
fn wrap(
    indent: &'static str,
    words: impl Iterator<Item = Span<'static>>,
    width: usize,
) -> Vec<Line<'static>> {
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        match lines.last_mut().filter(|line| line.width() + 1 + word.width() <= width) {
            Some(line) => line.spans.extend([" ".into(), word]),
            None => lines.push(Line::from(vec![indent.into(), word])),
        }
    }
    lines
}

/// What is asked, or what the last key has done.
fn draw_message(frame: &mut Frame, app: &App, area: Rect) {
    match &app.mode {
        Mode::Prompt(prompt) => {
            let line = Line::from(vec![prompt.purpose.label().bold(), prompt.text.as_str().into()]);
            // The end of a long text is seen.
            let width = u16::try_from(line.width()).unwrap_or(u16::MAX);
            let hidden = width.saturating_add(1).saturating_sub(area.width);
            frame.render_widget(Paragraph::new(line).scroll((0, hidden)), area);
            frame.set_cursor_position((area.x + width - hidden, area.y));
        }
        Mode::Quitting => {
            let line = Line::from("Not saved. s saves and quits, y quits.").bold();
            frame.render_widget(line, area);
        }
        Mode::Normal | Mode::Page(_) => frame.render_widget(app.message.as_str(), area),
    }
}

/// What `u` and `U` would do.
fn draw_history(frame: &mut Frame, app: &App, area: Rect) {
    let history = &app.document.history;
    let undo = history.undo_label().map(|label| format!("u undo: {label}"));
    let redo = history.redo_label().map(|label| format!("U redo: {label}"));
    let labels: Vec<_> = undo.into_iter().chain(redo).collect();
    let [labels_area, help_area] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(7)]).areas(area);
    frame.render_widget(Line::from(labels.join("   ")).dim(), labels_area);
    frame.render_widget(Line::from(" ? keys").dim(), help_area);
}

fn draw_page(frame: &mut Frame, page: &Page, area: Rect) {
    let text = Text::from(page.text.as_str());
    let [width, height] = [text.width(), text.height()]
        .map(|size| Constraint::Length(u16::try_from(size + 2).unwrap_or(u16::MAX)));
    // Text that is wider than the screen is wrapped, and needs more lines.
    let is_wide = text.width() + 2 > usize::from(area.width);
    let area = if is_wide { area } else { area.centered(width, height) };
    let block = Block::bordered().title(format!(" {} ", page.title));
    let paragraph =
        Paragraph::new(text).wrap(Wrap { trim: false }).scroll((page.from, 0)).block(block);
    frame.render_widget(Clear, area);
    frame.render_widget(paragraph, area);
}
