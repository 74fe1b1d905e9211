//! [`transaction`]: several changes, or none of them.

use crate::change::savepoint::Savepoint;
use crate::model::sealed::SealedOutcome;

/// What the closure of a [`transaction`] returns: `()`, or a `Result`. The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "the closure of a transaction cannot return `{Self}`",
    label = "expected `()` or a `Result`",
    note = "put `;` after the last expression to return `()`",
    note = "to return a value, write `Ok::<_, std::convert::Infallible>(value)`, or your error type in the \
            place of `Infallible`: an `Err` undoes the changes"
)]
pub trait Outcome: SealedOutcome {
    #[doc(hidden)]
    fn is_success(&self) -> bool;
}

impl Outcome for () {
    fn is_success(&self) -> bool {
        true
    }
}

impl<T, E> Outcome for Result<T, E> {
    fn is_success(&self) -> bool {
        self.is_ok()
    }
}

impl SealedOutcome for () {}
impl<T, E> SealedOutcome for Result<T, E> {}

/// Makes several changes, or none of them.
///
/// If `change` returns an `Err` or panics, all that it has changed is undone: the same nodes are back at
/// their places, in their order, with their keys and values. An operation that is refused has changed
/// nothing, and fails no transaction: return its error if it should.
///
/// * A transaction in another one is a savepoint: if it fails, only its own changes are undone, and the
///   outer one goes on.
/// * Removed nodes are alive until the outermost transaction has ended. Then
///   [observers](crate::observe) are called, and the nodes that nothing holds die.
/// * After a rollback, the nodes that it has created die, with their hooks, unless you hold them. No
///   observer is called about them.
/// * A rollback cannot fail. Of your code, only `Hash`, `Eq` and `Ord` of keys run in it. If one of them
///   panics, that child stays out, and the panic is [reported](crate::death::set_panic_report).
///
/// An outermost transaction is a *step*, and so is an operation outside of any. A
/// [`History`](crate::History) undoes whole steps, and [`History::step`](crate::History::step) gives one a
/// label.
///
/// Owning, weak and shared links and [values](crate::Value) are undone. [Other
/// data](crate::guide::changes#what-is-not-seen) is not: `cell` and `refcell` fields, plain data, weak
/// collections, caches, and attached finalizers.
///
/// O(1) to begin, and O(k) to end after k changes. A list that is sorted leaves its old order, O(n), and a
/// value that `update` changes is copied once. A rollback costs as much as the changes that it undoes.
///
/// ```
/// use kinfolk::{Graph, transaction};
///
/// #[derive(Graph)]
/// #[graph(back(list: List))]
/// struct Line {
///     amount: u32,
/// }
///
/// #[derive(Graph)]
/// struct List {
///     #[graph(own)]
///     lines: Vec<Line>,
/// }
///
/// let list = List { lines: vec![Line { amount: 1 }] }.into_graph();
/// let first = list.lines.get(0);
///
/// let replaced = transaction(|| {
///     list.lines.clear();
///     for text in ["2", "x"] {
///         let amount = text.parse().map_err(|_| format!("{text} is no amount"))?;
///         list.lines.push(Line { amount });
///     }
///     Ok(list.lines.len())
/// });
/// assert_eq!(replaced, Err("x is no amount".to_string()));
/// assert_eq!((list.lines.len(), list.lines.get(0)), (1, first));
/// ```
///
/// # Panics
///
/// If `change` does. Its changes are undone then.
pub fn transaction<R: Outcome>(change: impl FnOnce() -> R) -> R {
    let savepoint = Savepoint::begin();
    let outcome = change();
    if outcome.is_success() {
        savepoint.commit();
    } else {
        drop(savepoint);
    }
    outcome
}
