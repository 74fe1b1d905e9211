//! [`transaction`]: several changes, or none of them.

use crate::change::savepoint::Savepoint;
use crate::model::sealed::SealedOutcome;

/// What the closure of a [`transaction`] returns: `()`, or a `Result`. The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "the closure of a transaction cannot return `{Self}`",
    label = "expected `()` or a `Result`",
    note = "return `Ok(value)`: an `Err` would undo the changes"
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
