//! What may be written, and what the compiler reports for each mistake.

/// Part of each message is the compiler's own, so messages are only compared on the version that
/// wrote them.
#[rustversion::attr(not(stable(1.95)), ignore = "the messages are those of Rust 1.95")]
#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("ui/fail/**/*.rs");
}

#[test]
fn valid_declarations() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
