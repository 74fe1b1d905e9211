//! Trees whose nodes know their parents: each contender builds, visits, changes and drops them.

mod arena;
mod by_hand;
mod by_hand_checked;
mod contender;
mod hooks;
mod operation;
mod page;
mod payload;
mod plain;
mod shape;
mod with_bacon_rajan_cc;
mod with_dumpster;
mod with_ego_tree;
mod with_gcmodule;
mod with_indextree;
mod with_kinfolk;
mod with_kinfolk_union;
mod with_rctree;
mod with_rust_cc;
mod with_slotmap;

use operation::{Operation, Outcome};
use shape::{Form, Shape};

/// Measures one operation.
type Run = fn(Operation, &Shape) -> Outcome;

fn run<C: contender::Contender>(operation: Operation, shape: &Shape) -> Outcome {
    operation.run::<C>(shape)
}

/// Where there are several kinds of nodes, each has its own type.
fn run_kinfolk(operation: Operation, shape: &Shape) -> Outcome {
    if shape.has_one_kind() {
        operation.run::<with_kinfolk::without_hooks::Tree>(shape)
    } else {
        operation.run::<with_kinfolk_union::Tree>(shape)
    }
}

/// `rust-cc` under the name of what the build has of it: see the features in `Cargo.toml`.
const RUST_CC: &str =
    if cfg!(feature = "finalizers") { "rust_cc_with_finalizers" } else { "rust_cc" };

const CONTENDERS: [(&str, Run); 13] = [
    ("by_hand", run::<by_hand::ByHand>),
    ("by_hand_checked", run::<by_hand_checked::ByHandChecked>),
    ("kinfolk", run_kinfolk),
    ("kinfolk_with_hooks", run::<with_kinfolk::with_hooks::Tree>),
    ("rctree", run::<with_rctree::WithRctree>),
    (RUST_CC, run::<with_rust_cc::WithRustCc>),
    ("dumpster", run::<with_dumpster::WithDumpster>),
    ("gcmodule", run::<with_gcmodule::WithGcmodule>),
    ("bacon_rajan_cc", run::<with_bacon_rajan_cc::WithBaconRajanCc>),
    ("slotmap", run::<with_slotmap::WithSlotmap>),
    ("indextree", run::<with_indextree::WithIndextree>),
    ("ego_tree", run::<with_ego_tree::WithEgoTree>),
    ("arena", run::<arena::Arena>),
];

/// One case: how long it took, how many times what it is counted by was done, and the answer, which is the
/// same from all contenders.
pub(crate) fn one(
    contender: &str,
    form: &str,
    operation: &str,
    nodes: usize,
) -> Result<String, String> {
    let (_, run) = CONTENDERS
        .iter()
        .find(|(name, _)| *name == contender)
        .ok_or_else(|| format!("no contender `{contender}`"))?;
    let form = Form::ALL
        .into_iter()
        .find(|known| known.name() == form)
        .ok_or_else(|| format!("no shape `{form}`"))?;
    let operation = Operation::ALL
        .into_iter()
        .find(|known| known.name() == operation)
        .ok_or_else(|| format!("no operation `{operation}`"))?;
    if !operation.is_done_in(form) {
        return Err(format!("no `{}` in a `{}`", operation.name(), form.name()));
    }
    let Outcome { measured, times } = run(operation, &form.shape(nodes));
    let nanoseconds = measured.elapsed.as_nanos();
    Ok(format!("nanoseconds {nanoseconds}\ntimes {times}\nanswer {}", measured.answer))
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
                    let (_, by_hand) = CONTENDERS[0];
                    let right = by_hand(operation, &shape);
                    for (contender, run) in CONTENDERS {
                        let outcome = run(operation, &shape);
                        let case =
                            format!("{contender} {} {} {nodes}", form.name(), operation.name());
                        assert_eq!(outcome.measured.answer, right.measured.answer, "{case}");
                        assert_eq!(outcome.times, right.times, "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn hooks_run_once_for_each_node() {
        let with_hooks = CONTENDERS.into_iter().filter(|(name, _)| name.contains("_with_"));
        for (contender, run) in with_hooks {
            let before = hooks::run();
            run(Operation::DropMoved, &Form::Fanout8.shape(100));
            assert_eq!(hooks::run() - before, 100, "{contender}");
        }
    }
}
