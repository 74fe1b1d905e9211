//! What the compiler says of each mistake.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("ui/fail/**/*.rs");
}
