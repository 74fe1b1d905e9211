//! The words, symbols and numbers of the language.

use kinfolk_examples::script::Lexer;

pub const LEXER: Lexer<i64> = Lexer {
    words: &[
        "let", "fn", "if", "else", "while", "for", "in", "return", "true", "false", "nothing",
        "and", "or", "not",
    ],
    symbols: &[
        "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "{", "}", "[",
        "]", ",", ";",
    ],
    escapes: &[('n', '\n'), ('t', '\t')],
    has_fractions: false,
    number,
};

fn number(digits: &str) -> Result<i64, String> {
    if !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(format!("`{digits}` is not a number"));
    }
    digits.parse().map_err(|_| format!("`{digits}` is larger than {}", i64::MAX))
}
