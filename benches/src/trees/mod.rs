//! Trees whose nodes link to their parents. Each contender builds, visits, changes and drops them.

mod arena;
mod by_hand;
mod by_hand_checked;
mod contender;
mod entry;
mod hooks;
mod occupied;
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
pub(crate) use report::Report;
#[cfg(feature = "peers")]
pub(crate) use report::number_after;
pub(crate) use shape::Form;
use with_kinfolk::{with_hooks, without_hooks};

use crate::allocator::Allocator;

/// Uses one node type, or one for each kind if the shape has several kinds of nodes.
const KINFOLK: Entry = Entry {
    name: "kinfolk",
    most_children: usize::MAX,
    measure: |operation, shape| {
        if shape.has_one_kind() {
            operation.measure::<without_hooks::Tree>(shape)
        } else {
            operation.measure::<with_kinfolk_union::Tree>(shape)
        }
    },
    bytes: |shape, allocator| {
        if shape.has_one_kind() {
            occupied::bytes::<without_hooks::Tree>(shape, allocator)
        } else {
            occupied::bytes::<with_kinfolk_union::Tree>(shape, allocator)
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
pub(crate) fn one(
    contender: &str,
    form: &str,
    operation: &str,
    nodes: usize,
    allocator: Allocator,
) -> Result<String, String> {
    let contender = contender_named(contender)?;
    let form = Form::named(form)?;
    let shape = form.shape(nodes);
    if !contender.can_hold(&shape) {
        return Err(format!("`{}` cannot hold so many children", contender.name));
    }
    if operation == "memory" {
        let bytes = (contender.bytes)(&shape, allocator);
        let bytes = bytes.ok_or("it is not known how many bytes are in use")?;
        return Ok(format!("bytes {bytes}"));
    }
    let operation = Operation::named(operation)?;
    if !operation.is_done_in(form) {
        return Err(format!("no `{}` in a `{}`", operation.name(), form.name()));
    }
    Ok((contender.measure)(operation, &shape).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_do_the_same() {
        for form in Form::ALL {
            for nodes in [2, 3, 10, 500] {
                let shape = form.shape(nodes);
                for operation in Operation::ALL.into_iter().filter(|known| known.is_done_in(form)) {
                    let right = (contenders()[0].measure)(operation, &shape);
                    for Entry { name, measure, .. } in contenders() {
                        let report = measure(operation, &shape);
                        let case = format!("{name} {} {} {nodes}", form.name(), operation.name());
                        assert_eq!(report.answer, right.answer, "{case}");
                        assert_eq!(report.times, right.times, "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_answers_are_right() {
        for form in Form::ALL {
            let shape = form.shape(500);
            let depth = |leaf: usize| {
                let parent = |number: &usize| (*number != 0).then(|| shape.parent(*number));
                std::iter::successors(Some(leaf), parent).count() - 1
            };
            let (leaves, _) = shape.leaves_and_others();
            let steps: usize = leaves.into_iter().map(depth).sum();
            for Entry { name, measure, .. } in contenders() {
                let answer = |operation| measure(operation, &shape).answer;
                assert_eq!(answer(Operation::Walk), (0..500).sum::<u64>(), "{name}");
                assert_eq!(answer(Operation::WalkByHandles), (0..500).sum::<u64>(), "{name}");
                assert_eq!(answer(Operation::Ascend), steps as u64, "{name}");
            }
        }
    }

    #[test]
    fn hooks_run_once_for_each_node() {
        for contender in contenders().into_iter().filter(Entry::has_hooks) {
            let before = hooks::run();
            (contender.measure)(Operation::DropMoved, &Form::Fanout8.shape(100));
            assert_eq!(hooks::run() - before, 100, "{}", contender.name);
        }
    }
}
