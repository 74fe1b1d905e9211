//! What comes out, as a person reads it. After a change, `KINFOLK_EXPANSIONS=overwrite cargo test -p
//! kinfolk-derive` writes it anew; then read the difference.

use std::path::{Path, PathBuf};
use std::{env, fs};

use super::tokens;
use crate::debug_print::formatted;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/expansions")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn expansion(model: &str) -> String {
    formatted(&crate::derive(tokens(&read(&format!("{model}.rs")))))
}

#[test]
fn expansions_are_as_they_were_read() {
    for model in ["six_fields", "every_link", "to_plain", "generic", "union"] {
        let (expansion, known) = (expansion(model), format!("{model}.expanded.rs"));
        if env::var("KINFOLK_EXPANSIONS").is_ok_and(|value| value == "overwrite") {
            fs::write(folder().join(known), expansion).expect("the folder can be written to");
        } else {
            // Both by the same `rustfmt`, which may be another than the one that wrote the file.
            assert_eq!(expansion, formatted(&tokens(&read(&known))), "\n{model}:\n{expansion}");
        }
    }
}

/// Each line costs what the compiler takes to go through it, for each type of each user.
#[test]
fn a_node_of_six_fields_has_few_lines() {
    let ceiling: usize = read("ceiling").trim().parse().expect("a number of lines");
    let expansion = expansion("six_fields");
    let count = expansion.lines().count();
    assert!(count <= ceiling, "{count} lines, where {ceiling} are allowed:\n{expansion}");
}
