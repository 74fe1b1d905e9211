//! A progress line on the terminal: the number of entries read so far.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(100);

/// Counts the entries read, and shows the count if stderr is a terminal.
pub struct Progress {
    is_shown: bool,
    count: u64,
    shown_at: Instant,
    /// The length of the line on the terminal.
    width: usize,
}

impl Progress {
    pub fn on_stderr() -> Self {
        Progress {
            is_shown: io::stderr().is_terminal(),
            count: 0,
            shown_at: Instant::now(),
            width: 0,
        }
    }

    /// Counts one more entry.
    pub fn count(&mut self) {
        self.count += 1;
        if self.is_shown && self.shown_at.elapsed() >= INTERVAL {
            let line = format!("scanning: {} entries", self.count);
            write_to_stderr(format_args!("\r{line}"));
            self.width = line.len();
            self.shown_at = Instant::now();
        }
    }

    /// Prints a message to stderr, on its own line.
    pub fn print_message(&mut self, message: fmt::Arguments<'_>) {
        self.clear();
        write_to_stderr(format_args!("{message}\n"));
    }

    fn clear(&mut self) {
        if self.width > 0 {
            write_to_stderr(format_args!("\r{:width$}\r", "", width = self.width));
            self.width = 0;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Ignores errors: there is no other stream to report them on.
fn write_to_stderr(text: fmt::Arguments<'_>) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_fmt(text).and_then(|()| stderr.flush());
}
