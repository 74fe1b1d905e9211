//! [`circles`]: modules that import each other, over any number of steps.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub(crate) type Edges<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The modules that each of these modules reaches. A module reaches itself only over a circle.
fn reachable<'a>(edges: &Edges<'a>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(module) = waiting.pop() {
        for next in edges.get(module).into_iter().flatten() {
            if reached.insert(*next) {
                waiting.push(next);
            }
        }
    }
    reached
}

/// All circles, each with all modules that reach each other.
pub(crate) fn circles<'a>(edges: &Edges<'a>) -> Vec<BTreeSet<&'a str>> {
    let reached: Edges = edges.keys().map(|&from| (from, reachable(edges, from))).collect();
    let circles: BTreeSet<BTreeSet<&str>> = reached
        .iter()
        .filter(|(from, reached)| reached.contains(*from))
        .map(|(&from, targets)| {
            let reaches_back = |to: &&&str| reached.get(**to).is_some_and(|all| all.contains(from));
            targets.iter().filter(reaches_back).copied().collect()
        })
        .collect();
    circles.into_iter().collect()
}

/// The shortest way from a module back to itself, with it at both ends; empty if there is none.
pub(crate) fn shortest<'a>(edges: &Edges<'a>, from: &'a str) -> Vec<&'a str> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(module) = waiting.pop_front() {
        for &next in edges.get(module).into_iter().flatten() {
            if before.contains_key(next) {
                continue;
            }
            before.insert(next, module);
            if next == from {
                let mut way = vec![from];
                let mut at = before[from];
                while at != from {
                    way.push(at);
                    at = before[at];
                }
                way.push(from);
                way.reverse();
                return way;
            }
            waiting.push_back(next);
        }
    }
    vec![]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(pairs: &[&'static str]) -> Edges<'static> {
        let mut edges = Edges::new();
        for (from, to) in pairs.iter().filter_map(|pair| pair.split_once(' ')) {
            edges.entry(from).or_default().insert(to);
        }
        edges
    }

    #[test]
    fn circles_are_found() {
        let edges = edges(&["a b", "b c", "c a", "c d", "d e", "e d", "f a", "e g"]);
        assert_eq!(circles(&edges), [BTreeSet::from(["a", "b", "c"]), BTreeSet::from(["d", "e"])]);
    }

    #[test]
    fn circles_that_share_a_module_are_one() {
        let edges = edges(&["a b", "b a", "b c", "c b"]);
        assert_eq!(circles(&edges), [BTreeSet::from(["a", "b", "c"])]);
    }

    #[test]
    fn the_shortest_way_is_found() {
        let edges = edges(&["a b", "b c", "c a", "b d", "d e", "e a"]);
        assert_eq!(shortest(&edges, "a"), ["a", "b", "c", "a"]);
        assert_eq!(shortest(&edges, "e"), ["e", "a", "b", "d", "e"]);
        assert!(shortest(&edges, "f").is_empty());
    }
}
