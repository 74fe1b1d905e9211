//! Labels as the formats of pictures want them.

use std::fmt::{self, Write};

/// A label on one line of plain text: control characters are printed as escapes.
pub(super) struct OneLine<'a>(pub(super) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            character if character.is_control() => write!(f, "{}", character.escape_default()),
            character => f.write_char(character),
        })
    }
}

/// A label between the quotes of a DOT string. A line break stays one.
pub(crate) struct Dot<'a>(pub(crate) &'a str);

impl fmt::Display for Dot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '"' | '\\' => write!(f, "\\{character}"),
            '\n' => f.write_str("\\n"),
            // Graphviz reads entities in labels.
            '&' => f.write_str("&amp;"),
            character if character.is_control() => f.write_char(char::REPLACEMENT_CHARACTER),
            character => f.write_char(character),
        })
    }
}

/// A label between the quotes of a Mermaid string. A line break stays one.
pub(crate) struct Mermaid<'a>(pub(crate) &'a str);

impl fmt::Display for Mermaid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '\n' => f.write_str("<br/>"),
            character if character.is_control() => f.write_char(char::REPLACEMENT_CHARACTER),
            // All characters that HTML, Markdown or Mermaid could take for their own.
            character if character.is_ascii_punctuation() && !is_plain(character) => {
                write!(f, "#{};", u32::from(character))
            }
            character => f.write_char(character),
        })
    }
}

/// Whether punctuation means nothing in a Mermaid string.
fn is_plain(character: char) -> bool {
    matches!(character, '.' | ',' | ':' | '-' | '/' | '(' | ')' | '[' | ']' | '?' | '!' | '+' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: &str = "say \"<b>\" \\ & `x`\n#1; é 猫\u{7}";

    #[test]
    fn labels_are_escaped_for_each_format() {
        assert_eq!(OneLine(LABEL).to_string(), "say \"<b>\" \\ & `x`\\n#1; é 猫\\u{7}");
        assert_eq!(Dot(LABEL).to_string(), r#"say \"<b>\" \\ &amp; `x`\n#1; é 猫�"#);
        assert_eq!(
            Mermaid(LABEL).to_string(),
            "say #34;#60;b#62;#34; #92; #38; #96;x#96;<br/>#35;1#59; é 猫\u{fffd}",
        );
    }
}
