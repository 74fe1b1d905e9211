//! A syntax tree: an enum whose variants have data and children. Compares a node enum with required
//! children with the same tree in `Rc<RefCell<..>>`, written by hand, and with the plain
//! `Box<Expr>`, which has no back-links and no handles.

mod boxed;
mod by_hand;
mod with_kinfolk;

use boxed::Expr;
use by_hand::ByHand;
use with_kinfolk::WithKinfolk;

use crate::allocator::Allocator;
use crate::case::count_instructions;
use crate::count_row::add_row;
use crate::random::Random;
use crate::stopwatch;

trait Tree: Sized {
    /// Makes a tree of `size` nodes from nothing.
    fn build(size: usize, random: &mut Random) -> Self;

    /// Makes a tree from the plain one.
    fn build_plain(plain: Expr) -> Self;

    /// The value of the expression, by recursion.
    fn walk(&self) -> f64;
}

const CONTENDERS: [&str; 3] = ["kinfolk", "by_hand", "boxed"];

const OPERATIONS: [&str; 4] = ["build", "build_plain", "walk", "drop"];

/// What a node of a random tree is.
enum Shape {
    Number(f64),
    Negate,
    Add {
        left: usize,
    },
    /// The sizes of three arguments.
    Max([usize; 3]),
}

/// The root of a random tree of `size` nodes: most are sums.
#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
fn shape(size: usize, random: &mut Random) -> Shape {
    match size {
        1 => Shape::Number(random.below(100) as f64),
        2 => Shape::Negate,
        3.. if random.below(8) == 0 => Shape::Negate,
        4.. if random.below(8) == 0 => {
            let first = 1 + random.below(size - 3);
            let second = 1 + random.below(size - 2 - first);
            Shape::Max([first, second, size - 1 - first - second])
        }
        _ => Shape::Add { left: 1 + random.below(size - 2) },
    }
}

/// Runs one case, and returns its answer, which is the same for all contenders; or the bytes of the
/// tree for `memory`.
pub(crate) fn run(
    contender: &str,
    operation: &str,
    size: usize,
    allocator: Allocator,
) -> Result<String, String> {
    if size == 0 {
        return Err("NODES must be at least 1".into());
    }
    match contender {
        "kinfolk" => measure::<WithKinfolk>(operation, size, allocator),
        "by_hand" => measure::<ByHand>(operation, size, allocator),
        "boxed" => measure::<Expr>(operation, size, allocator),
        other => Err(format!("no contender `{other}`")),
    }
}

fn measure<T: Tree>(operation: &str, size: usize, allocator: Allocator) -> Result<String, String> {
    let mut random = Random::new();
    let tree = match operation {
        "memory" => {
            let before = allocator.bytes_in_use();
            let tree = T::build(size, &mut random);
            let after = allocator.bytes_in_use();
            let bytes = after.zip(before).map(|(after, before)| after - before);
            drop(tree);
            return Ok(bytes.ok_or("the bytes in use are unknown")?.to_string());
        }
        "build" => stopwatch::run(|| T::build(size, &mut random)),
        "build_plain" => {
            let plain = Expr::build(size, &mut random);
            stopwatch::run(|| T::build_plain(plain))
        }
        _ => T::build(size, &mut random),
    };
    let answer = match operation {
        "walk" => stopwatch::run(|| tree.walk()),
        _ => tree.walk(),
    };
    match operation {
        "build" | "build_plain" | "walk" => {}
        "drop" => stopwatch::run(|| drop(tree)),
        other => return Err(format!("no operation `{other}`")),
    }
    Ok(answer.to_string())
}

/// Counts the instructions of all contenders, and returns the table.
pub(crate) fn table(size: usize) -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut table = String::from(
        "| operation | kinfolk | by hand | boxed | kinfolk / by hand |\n|---|--:|--:|--:|--:|",
    );
    for operation in OPERATIONS {
        let counts = CONTENDERS.map(|contender| {
            let arguments = ["syntax_tree", contender, operation, &size.to_string()];
            count_instructions(&program, &arguments.map(str::to_owned))
        });
        let [kinfolk, by_hand, boxed] = counts;
        let (kinfolk, by_hand, boxed) = (kinfolk?, by_hand?, boxed?);
        if kinfolk.0 != by_hand.0 || kinfolk.0 != boxed.0 {
            return Err(format!("{operation}: {} is not {}", kinfolk.0, by_hand.0));
        }
        add_row(&mut table, operation, &[kinfolk.1, by_hand.1, boxed.1]);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_have_the_same_value() {
        for size in [1, 2, 3, 4, 1_000] {
            for operation in ["build", "build_plain", "drop"] {
                let answer = |contender| run(contender, operation, size, Allocator::System);
                assert_eq!(answer("kinfolk"), answer("boxed"));
                assert_eq!(answer("by_hand"), answer("boxed"));
            }
        }
    }
}
