//! The parts of kinfolk that have no command of their own: each operation beside the same by hand, and
//! beside other crates where there are some. Every contender of a case has the same answer.

mod duplicates;
mod history;
mod hooks;
mod traced;
mod unions;
mod wide_list;

/// An operation, done by several contenders.
pub(crate) struct Case {
    pub(crate) operation: &'static str,
    /// The size in the table. The operation is done so many times, or at so many nodes.
    pub(crate) size: usize,
    /// kinfolk, then the one that it is compared with, then others.
    pub(crate) contenders: &'static [Contender],
}

/// A name, and a function that prepares the situation, calls [`run`](crate::stopwatch::run), and returns
/// the answer.
pub(crate) type Contender = (&'static str, fn(usize) -> u64);

pub(crate) const TOPICS: &[(&str, &[Case])] = &[
    ("unions", unions::CASES),
    ("wide_list", wide_list::CASES),
    ("traced", traced::CASES),
    ("hooks", hooks::CASES),
    ("duplicates", duplicates::CASES),
    ("history", history::CASES),
];

/// Runs one case, and returns its answer.
pub(crate) fn run(
    topic: &str,
    operation: &str,
    contender: &str,
    size: usize,
) -> Result<String, String> {
    let (_, cases) = TOPICS
        .iter()
        .find(|(name, _)| *name == topic)
        .ok_or_else(|| format!("no topic `{topic}`"))?;
    let case = cases
        .iter()
        .find(|case| case.operation == operation)
        .ok_or_else(|| format!("no operation `{operation}` in `{topic}`"))?;
    let (_, run) = case
        .contenders
        .iter()
        .find(|(name, _)| *name == contender)
        .ok_or_else(|| format!("no contender `{contender}` in `{topic}`"))?;
    Ok(run(size).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_have_the_same_answer() {
        for (topic, cases) in TOPICS {
            for Case { operation, contenders, .. } in *cases {
                let answers: Vec<_> = contenders.iter().map(|(_, run)| run(300)).collect();
                assert!(
                    answers.iter().all(|answer| *answer == answers[0] && *answer > 0),
                    "{topic} {operation}: {answers:?}"
                );
            }
        }
    }

    #[test]
    fn kinfolk_is_compared_with_something_in_each_case() {
        for case in TOPICS.iter().flat_map(|(_, cases)| *cases) {
            assert_eq!(case.contenders[0].0, "kinfolk");
            assert!(case.contenders.len() > 1, "{}", case.operation);
        }
    }
}
