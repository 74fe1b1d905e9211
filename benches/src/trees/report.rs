//! The report that a process prints about its case.

use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Report {
    pub(crate) nanoseconds: u64,
    /// How many units of work were done, such as nodes visited or steps climbed.
    pub(crate) times: u64,
    /// Must be the same for all contenders.
    pub(crate) answer: u64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { nanoseconds, times, answer } = self;
        write!(f, "nanoseconds {nanoseconds}\ntimes {times}\nanswer {answer}")
    }
}

impl FromStr for Report {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Report {
            nanoseconds: number_after("nanoseconds", text)?,
            times: number_after("times", text)?,
            answer: number_after("answer", text)?,
        })
    }
}

/// Reads the number on the line that begins with this word.
pub(crate) fn number_after(word: &str, text: &str) -> Result<u64, String> {
    let (_, number) = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(first, _)| *first == word)
        .ok_or_else(|| format!("no `{word}` in {text:?}"))?;
    number.parse().map_err(|_| format!("`{word}` is not a number in {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_report_can_be_read() {
        let report = Report { nanoseconds: 12, times: 3, answer: u64::MAX };
        assert_eq!(report.to_string().parse(), Ok(report));
    }

    #[test]
    fn malformed_reports_are_refused() {
        assert!("".parse::<Report>().unwrap_err().contains("no `nanoseconds`"));
        let error = "nanoseconds 1\ntimes many\nanswer 2".parse::<Report>().unwrap_err();
        assert!(error.contains("`times` is not a number"));
    }
}
