//! The errors that the derive's documentation quotes are the compiler's errors.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn quoted_errors_are_real() {
    let pages = ["../core/docs/derive.md", "../core/docs/trace.md"];
    let documentation = pages.map(|page| fs::read_to_string(page).unwrap()).concat();
    let real: Vec<String> = messages_in(Path::new("ui/fail"))
        .iter()
        .map(|file| one_spaced(&fs::read_to_string(file).unwrap()))
        .collect();
    let quoted = quoted_in(&documentation);
    assert!(quoted.len() > 20, "the quotes are not found: {quoted:?}");
    for quote in quoted {
        assert!(
            real.iter().any(|messages| messages.contains(&quote)),
            "no file in ui/fail has an error that says: {quote}",
        );
    }
}

/// The texts in the tables of refused input, and in blocks after `error: `.
fn quoted_in(documentation: &str) -> Vec<String> {
    let mut quoted = Vec::new();
    let mut is_in_table = false;
    for line in documentation.lines() {
        is_in_table = line.starts_with("| refused |") || is_in_table && line.starts_with('|');
        if let Some(error) = line.strip_prefix("error: ") {
            quoted.push(one_spaced(error));
        } else if is_in_table && line.starts_with("| ") && !line.starts_with("| refused |") {
            let cells = line.replace(r"\|", "\n");
            let message = cells.trim_end_matches('|').rsplit('|').next().unwrap();
            quoted.push(one_spaced(&message.replace('\n', "|")));
        }
    }
    quoted
}

fn messages_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.extension().and_then(|extension| extension.to_str()) {
            None => messages_in(&path),
            Some("stderr") => vec![path],
            Some(_) => vec![],
        })
        .collect()
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
