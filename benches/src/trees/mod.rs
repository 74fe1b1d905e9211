//! Trees whose nodes link to their parents. Each contender builds, visits, changes and drops them.

mod arena;
mod by_hand;
mod by_hand_checked;
mod contender;
mod entry;
mod hooks;
mod memory;
mod operation;
mod page;
mod payload;
#[cfg(feature = "peers")]
mod peers;
mod plain;
mod report;
mod shape;
mod with_kinfolk;
mod with_kinfolk_union;

use entry::Entry;
pub(crate) use operation::Operation;
#[cfg(feature = "peers")]
pub(crate) use report::{Report, number_after};
pub(crate) use shape::Shape;
use with_kinfolk::{with_hooks, without_hooks};

use crate::allocator::Allocator;

/// Uses one node type, or one for each kind if the shape has several kinds of nodes.
const KINFOLK: Entry = Entry {
    name: "kinfolk",
    max_children: usize::MAX,
    measure: |operation, layout| {
        if layout.has_one_kind() {
            operation.measure::<without_hooks::Tree>(layout)
        } else {
            operation.measure::<with_kinfolk_union::Tree>(layout)
        }
    },
    bytes: |layout, allocator| {
        if layout.has_one_kind() {
            memory::bytes::<without_hooks::Tree>(layout, allocator)
        } else {
            memory::bytes::<with_kinfolk_union::Tree>(layout, allocator)
        }
    },
};

/// All contenders, in the order of the tables.
pub(crate) fn contenders() -> Vec<Entry> {
    let mut all = vec![
        Entry::of::<by_hand::ByHand>("by_hand"),
        Entry::of::<by_hand_checked::ByHandChecked>("by_hand_checked"),
        KINFOLK,
        Entry::of::<with_hooks::Tree>("kinfolk_with_hooks"),
    ];
    #[cfg(feature = "peers")]
    all.extend(peers::ENTRIES);
    all.push(Entry::of::<arena::Arena>("arena"));
    all
}

pub(crate) fn contender_named(name: &str) -> Result<Entry, String> {
    contenders()
        .into_iter()
        .find(|contender| contender.name == name)
        .ok_or_else(|| format!("no contender `{name}`"))
}

/// Runs one case and returns its report. `memory` is not an operation: its report is how many bytes
/// the nodes use.
pub(crate) fn run(
    contender: &str,
    shape: &str,
    operation: &str,
    nodes: usize,
    allocator: Allocator,
) -> Result<String, String> {
    let contender = contender_named(contender)?;
    let shape = Shape::named(shape)?;
    let layout = shape.layout(nodes);
    if !contender.can_hold(&layout) {
        return Err(format!("`{}` cannot hold so many children", contender.name));
    }
    if operation == "memory" {
        let bytes = (contender.bytes)(&layout, allocator);
        let bytes = bytes.ok_or("the bytes in use are unknown")?;
        return Ok(format!("bytes {bytes}"));
    }
    let operation = Operation::named(operation)?;
    if !operation.applies_to(shape) {
        return Err(format!("no operation `{}` in the shape `{}`", operation.name(), shape.name()));
    }
    if !contender.can(operation) {
        return Err(format!("`{}` has no operation `{}`", contender.name, operation.name()));
    }
    Ok((contender.measure)(operation, &layout).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_compute_the_same_answers() {
        for shape in Shape::ALL {
            for nodes in [2, 3, 10, 500] {
                let layout = shape.layout(nodes);
                for operation in Operation::ALL.into_iter().filter(|known| known.applies_to(shape))
                {
                    let expected = (contenders()[0].measure)(operation, &layout);
                    let able = contenders().into_iter().filter(|entry| entry.can(operation));
                    for Entry { name, measure, .. } in able {
                        let report = measure(operation, &layout);
                        let case = format!("{name} {} {} {nodes}", shape.name(), operation.name());
                        assert_eq!(report.answer, expected.answer, "{case}");
                        assert_eq!(report.times, expected.times, "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_answers_are_right() {
        for shape in Shape::ALL {
            let layout = shape.layout(500);
            let depth = |leaf: usize| {
                let parent = |number: &usize| (*number != 0).then(|| layout.parent(*number));
                std::iter::successors(Some(leaf), parent).count() - 1
            };
            let (leaves, _) = layout.leaves_and_others();
            let steps: usize = leaves.into_iter().map(depth).sum();
            for Entry { name, measure, .. } in contenders() {
                let answer = |operation| measure(operation, &layout).answer;
                assert_eq!(answer(Operation::Walk), (0..500).sum::<u64>(), "{name}");
                assert_eq!(answer(Operation::WalkByHandles), (0..500).sum::<u64>(), "{name}");
                assert_eq!(answer(Operation::Ascend), steps as u64, "{name}");
            }
        }
    }

    #[test]
    fn hooks_run_once_for_each_node() {
        for contender in contenders().into_iter().filter(Entry::has_hooks) {
            let before = hooks::counted();
            (contender.measure)(Operation::DropMoved, &Shape::Fanout8.layout(100));
            assert_eq!(hooks::counted() - before, 100, "{}", contender.name);
        }
    }
}
