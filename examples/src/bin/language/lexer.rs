//! The words, symbols and numbers of the language.

use kinfolk_examples::script::Lexer;

pub const LEXER: Lexer<f64> = Lexer {
    words: &["let", "fn", "if", "else", "true", "false", "and", "or", "not"],
    symbols: &[
        "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "{", "}", ",",
        ";",
    ],
    escapes: &[('n', '\n'), ('r', '\r'), ('t', '\t')],
    has_fractions: true,
    number,
};

fn number(digits: &str) -> Result<f64, String> {
    let has_only_digits = digits.chars().all(|digit| digit.is_ascii_digit() || digit == '.');
    match digits.parse() {
        Ok(number) if has_only_digits && f64::is_finite(number) => Ok(number),
        _ => Err(format!("`{digits}` is not a number")),
    }
}
