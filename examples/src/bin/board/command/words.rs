//! The words of a command.

use crate::refused::{Result, refused};

/// Splits a command at spaces, but not in `"quotes"`.
pub fn split(command: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = command.trim_start();
    while !rest.is_empty() {
        let mut word = String::new();
        let mut is_quoted = false;
        let mut end = rest.len();
        for (at, letter) in rest.char_indices() {
            match letter {
                '"' => is_quoted = !is_quoted,
                _ if letter.is_whitespace() && !is_quoted => {
                    end = at;
                    break;
                }
                _ => word.push(letter),
            }
        }
        if is_quoted {
            return refused(format!("a quote is open in `{command}`"));
        }
        words.push(word);
        rest = rest[end..].trim_start();
    }
    Ok(words)
}
