//! Snapshots of expansions. After a change, `KINFOLK_EXPANSIONS=overwrite cargo test -p
//! kinfolk-derive` rewrites them; then read the difference.

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
    let derive = if model.starts_with("trace_") { crate::trace::derive } else { crate::derive };
    formatted(&derive(tokens(&read(&format!("{model}.rs")))))
}

const MODELS: [&str; 18] = [
    "saved_references",
    "saved_references_of_variants",
    "six_fields",
    "every_link",
    "traced",
    "unclear_fields",
    "live_data",
    "values",
    "values_of_variants",
    "tuple_struct",
    "to_plain",
    "generic",
    "union",
    "union_in_union",
    "node_enum",
    "trace_struct",
    "trace_enum",
    "trace_without_fields",
];

#[test]
fn expansions_match_their_snapshots() {
    for model in MODELS {
        let (expansion, known) = (expansion(model), format!("{model}.expanded.rs"));
        if env::var("KINFOLK_EXPANSIONS").is_ok_and(|value| value == "overwrite") {
            fs::write(folder().join(known), expansion).expect("the folder can be written to");
        } else {
            // Both in the layout of this `rustfmt`, which may not be the one that wrote the file.
            assert_eq!(expansion, formatted(&tokens(&read(&known))), "\n{model}:\n{expansion}");
        }
    }
}

/// Each line costs compile time, for each type that derives `Graph`. The file `ceilings` has the
/// greatest number of lines for some of the models.
#[test]
fn expansions_have_few_lines() {
    for line in read("ceilings").lines() {
        let (model, ceiling) = line.split_once(": ").expect("a model and its ceiling");
        let ceiling: usize = ceiling.parse().expect("a number of lines");
        let expansion = expansion(model);
        let count = expansion.lines().count();
        assert!(
            count <= ceiling,
            "{model}: {count} lines, but the ceiling is {ceiling}\n{expansion}"
        );
    }
}
