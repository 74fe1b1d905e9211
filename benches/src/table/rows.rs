//! All rows of the table, topic by topic.

use super::row::{Contender, Row};
use crate::topics::{self, TOPICS};
use crate::trees::{Operation, Shape};

/// The number of nodes of the trees.
pub(crate) const NODES: usize = 20_000;

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(trees());
    #[cfg(feature = "peers")]
    rows.extend(under_mimalloc());
    rows.extend(own_topics());
    rows.extend(syntax_tree());
    rows.extend(keyed());
    rows.extend(values());
    rows.extend(references());
    rows.extend(interpreter());
    #[cfg(feature = "peers")]
    {
        rows.extend(weak());
        rows.extend(cache());
        rows.extend(cycles());
        rows.extend(dom());
    }
    rows
}

/// The contenders of a row, from the command line of each.
fn contenders<const N: usize>(
    names: &[&'static str],
    arguments: impl Fn(&'static str) -> [String; N],
) -> Vec<Contender> {
    let contender = |&name: &&'static str| {
        let arguments = arguments(name);
        Contender::new(name, &arguments.each_ref().map(String::as_str))
    };
    names.iter().map(contender).collect()
}

/// The row of an operation on a tree.
pub(crate) fn of_tree(shape: Shape, operation: Operation) -> Row {
    let mut names = vec!["kinfolk", "by_hand"];
    if matches!(operation, Operation::Move | Operation::Drop | Operation::DropMoved) {
        names.push("by_hand_checked");
    }
    if cfg!(feature = "peers") && shape == Shape::Fanout8 {
        names.extend(["slotmap", "indextree", "ego_tree"]);
    }
    if shape == Shape::Fanout8 {
        names.push("arena");
    }
    let nodes = NODES.min(shape.max_nodes());
    Row {
        topic: shape.name(),
        operation: operation.name().to_owned(),
        times: nodes,
        contenders: contenders(&names, |name| {
            ["one", name, shape.name(), operation.name(), &nodes.to_string()].map(str::to_owned)
        }),
    }
}

const TREE_OPERATIONS: [Operation; 9] = [
    Operation::Build,
    Operation::BuildPlain,
    Operation::Walk,
    Operation::WalkByHandles,
    Operation::Ascend,
    Operation::Owner,
    Operation::Move,
    Operation::Drop,
    Operation::DropMoved,
];

fn trees() -> impl Iterator<Item = Row> {
    let shapes = [Shape::Fanout8, Shape::Fanout2, Shape::Chain, Shape::Html];
    shapes.into_iter().flat_map(|shape| TREE_OPERATIONS.map(|operation| of_tree(shape, operation)))
}

/// The operations that allocate and free, with mimalloc.
#[cfg(feature = "peers")]
fn under_mimalloc() -> impl Iterator<Item = Row> {
    let operations = [Operation::Build, Operation::BuildPlain, Operation::Move, Operation::Drop];
    operations.into_iter().map(|operation| {
        let mut row = of_tree(Shape::Fanout8, operation);
        row.topic = "mimalloc";
        let program = crate::tree_tables::program::sibling_program("under_mimalloc").ok();
        for contender in &mut row.contenders {
            contender.program.clone_from(&program);
        }
        row
    })
}

fn own_topics() -> impl Iterator<Item = Row> {
    let row = |topic: &'static str, case: &'static topics::Case| Row {
        topic,
        operation: case.operation.to_owned(),
        times: case.size,
        contenders: case
            .contenders
            .iter()
            .map(|(name, _)| {
                let size = case.size.to_string();
                Contender::new(name, &["topic", topic, case.operation, name, &size])
            })
            .collect(),
    };
    TOPICS.iter().flat_map(move |&(topic, cases)| cases.iter().map(move |case| row(topic, case)))
}

/// The rows of a command that takes the words of a case and a size.
fn rows_of<const N: usize>(
    topic: &'static str,
    names: &'static [&'static str],
    size: usize,
    operations: Vec<String>,
    arguments: impl Fn(&'static str, &str) -> [String; N],
) -> Vec<Row> {
    let row = |operation: String| {
        let contenders = contenders(names, |name| arguments(name, &operation));
        Row { topic, operation, times: size, contenders }
    };
    operations.into_iter().map(row).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn syntax_tree() -> Vec<Row> {
    let operations = words(&["build", "build_plain", "walk", "drop"]);
    rows_of("node_enum", &["kinfolk", "by_hand", "boxed"], NODES, operations, |name, operation| {
        ["syntax_tree", name, operation, &NODES.to_string()].map(str::to_owned)
    })
}

const CHILDREN: usize = 10_000;

fn keyed() -> Vec<Row> {
    let maps = ["sorted numbers", "hashed texts", "indexed texts"];
    let operations = maps.iter().flat_map(|map| {
        ["insert", "get", "iterate", "remove", "drop"]
            .map(|operation| format!("{operation}, {map}"))
    });
    rows_of("keyed", &["kinfolk", "by_hand"], CHILDREN, operations.collect(), |name, operation| {
        let (operation, map) = operation.split_once(", ").expect("it was made so");
        let (map, keys) = map.split_once(' ').expect("it was made so");
        ["keyed", name, map, keys, operation, &CHILDREN.to_string()].map(str::to_owned)
    })
}

fn values() -> Vec<Row> {
    let operations = ["number", "text"].iter().flat_map(|data| {
        ["get", "set", "update", "read", "again_read"]
            .map(|operation| format!("{operation} a {data}"))
    });
    let arguments = |name, operation: &str| {
        let (operation, data) = operation.split_once(" a ").expect("it was made so");
        ["values", name, data, operation, &NODES.to_string()].map(str::to_owned)
    };
    let names = &["kinfolk", "refcell", "cell"];
    let program_name = |name| if name == "kinfolk" { "value" } else { name };
    let mut rows = rows_of("values", names, NODES, operations.collect(), |name, operation| {
        arguments(program_name(name), operation)
    });
    for row in &mut rows {
        for contender in &mut row.contenders {
            let mut arguments = contender.arguments.clone();
            "nothing".clone_into(&mut arguments[3]);
            contender.loop_alone = Some(arguments);
        }
    }
    rows
}

fn references() -> Vec<Row> {
    const CARDS: usize = 10_000;
    let operations = words(&["load", "save"]);
    rows_of("references", &["kinfolk", "by_hand"], CARDS, operations, |name, operation| {
        ["references", name, operation, &CARDS.to_string()].map(str::to_owned)
    })
}

fn interpreter() -> Vec<Row> {
    const ROUNDS: usize = 10_000;
    let operations = words(&["closures", "cycles"]);
    rows_of("interpreter", &["kinfolk", "by_hand"], ROUNDS, operations, |name, operation| {
        ["interpreter", name, operation, &ROUNDS.to_string()].map(str::to_owned)
    })
}

#[cfg(feature = "peers")]
fn weak() -> Vec<Row> {
    let collections = [
        ("value_map", &["insert", "replace", "get_hit", "remove", "drop_and_remove_expired"][..]),
        ("key_map", &["insert", "get_hit", "remove", "drop_and_remove_expired"]),
        ("set", &["insert", "get_hit", "iterate", "remove", "drop_and_remove_expired"]),
    ];
    let operations = collections.into_iter().flat_map(|(collection, operations)| {
        operations.iter().map(move |operation| format!("{collection} {operation}"))
    });
    let names = &["kinfolk", "weak_table", "hash_map"];
    rows_of("weak", names, CHILDREN, operations.collect(), |name, operation| {
        let (collection, operation) = operation.split_once(' ').expect("it was made so");
        ["weak", collection, name, operation, &CHILDREN.to_string()].map(str::to_owned)
    })
}

#[cfg(feature = "peers")]
fn cache() -> Vec<Row> {
    let operations = words(&["insert", "insert_evicting", "get_hit", "get_miss", "remove"]);
    let names = &["kinfolk", "lru", "hashlink"];
    rows_of("cache", names, CHILDREN, operations, |name, operation| {
        ["cache", name, operation, &CHILDREN.to_string()].map(str::to_owned)
    })
}

/// All nodes are in one cycle. In `kinfolk_traced` their links are in data.
#[cfg(feature = "peers")]
fn cycles() -> Vec<Row> {
    let names = &["kinfolk", "gcmodule", "bacon_rajan_cc", "rust_cc", "dumpster", "kinfolk_traced"];
    // It has another name in a build with finalizers.
    let names = if cfg!(feature = "finalizers") { &names[..3] } else { &names[..] };
    rows_of("cycles", names, CHILDREN, words(&["build", "collect"]), |name, operation| {
        ["cycles", name, "8", operation, &CHILDREN.to_string()].map(str::to_owned)
    })
}

#[cfg(feature = "peers")]
fn dom() -> Vec<Row> {
    let operations = words(&["parse", "walk", "serialise", "drop"]);
    let mut rows = rows_of("dom", &["kinfolk", "rcdom"], 1, operations, |name, operation| {
        ["dom", name, operation].map(str::to_owned)
    });
    for row in &mut rows {
        // Elements and texts.
        row.times = 108_000;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_have_the_same_name() {
        let names: Vec<_> = rows().iter().map(|row| (row.topic, row.operation.clone())).collect();
        let mut different = names.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), names.len());
    }
}
