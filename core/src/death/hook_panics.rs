//! The count of the panics in hooks and attached finalizers of a thread: for tests.

use std::cell::Cell;
use std::fmt;

thread_local! {
    // Without a destructor, so that it works until the thread ends.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// The panics in hooks and attached finalizers that were caught in this thread, since it began or
/// since the last [`assert_no_hook_panics!`](crate::assert_no_hook_panics!) or
/// [`take_hook_panics`](crate::death::take_hook_panics).
///
/// It counts all that [`set_panic_report`](crate::death::set_panic_report) reports, with and
/// without such a function. O(1).
///
/// ```
/// use kinfolk::{Graph, hook_panics};
///
/// #[derive(Graph)]
/// #[graph(finalize = |page| assert!(page.is_closed.get(), "still open"))]
/// struct Page {
///     #[graph(cell)]
///     is_closed: bool,
/// }
///
/// drop(Page { is_closed: true }.into_graph());
/// assert_eq!(hook_panics(), 0);
/// drop(Page { is_closed: false }.into_graph());
/// assert_eq!(hook_panics(), 1);
/// ```
#[must_use]
pub fn hook_panics() -> usize {
    COUNT.with(Cell::get)
}

/// Returns the count of [`hook_panics`](crate::hook_panics), and sets it to 0: for the end of a
/// test that expects such panics, since its thread may run other tests, too. O(1).
///
/// ```
/// use kinfolk::death::take_hook_panics;
/// use kinfolk::{Graph, assert_no_hook_panics};
///
/// #[derive(Graph)]
/// #[graph(finalize = |_| panic!("no more"))]
/// struct Page {}
///
/// drop(Page {}.into_graph());
/// assert_eq!(take_hook_panics(), 1);
/// assert_no_hook_panics!();
/// ```
pub fn take_hook_panics() -> usize {
    COUNT.take()
}

/// Counts a panic that was caught.
pub(super) fn count() {
    COUNT.set(COUNT.get() + 1);
}

/// Panics if a panic in a hook or in an attached finalizer was caught in this thread: for the end
/// of a test, which an `assert!` in a hook does not make fail by itself. As with [`assert!`], you
/// can pass a message with arguments.
///
/// It sets the count of [`hook_panics`](crate::hook_panics) to 0, also if it panics: a thread may
/// run several tests, and each answers for its own panics. Drop your handles first, so that the
/// hooks have run. It does not see the panics of other threads. O(1).
///
/// ```
/// use kinfolk::{Graph, assert_no_hook_panics};
///
/// #[derive(Graph)]
/// #[graph(finalize = |page| assert_eq!(page.readers.get(), 0))]
/// struct Page {
///     #[graph(cell)]
///     readers: u32,
/// }
///
/// drop(Page { readers: 0 }.into_graph());
/// assert_no_hook_panics!();
/// assert_no_hook_panics!("after page {}", 1);
/// ```
///
/// ```should_panic
/// # use kinfolk::{Graph, assert_no_hook_panics};
/// # #[derive(Graph)]
/// # #[graph(finalize = |page| assert_eq!(page.readers.get(), 0))]
/// # struct Page {
/// #     #[graph(cell)]
/// #     readers: u32,
/// # }
/// drop(Page { readers: 1 }.into_graph());
/// assert_no_hook_panics!();
/// ```
#[macro_export]
macro_rules! assert_no_hook_panics {
    () => {
        $crate::__private_0_1_0::assert_no_hook_panics($crate::__private_0_1_0::None)
    };
    ($($message:tt)+) => {
        $crate::__private_0_1_0::assert_no_hook_panics(
            $crate::__private_0_1_0::Some($crate::__private_0_1_0::format_args!($($message)+))
        )
    };
}

/// The function behind `assert_no_hook_panics!`.
///
/// # Panics
/// If a panic was caught.
#[track_caller]
pub fn assert_no_hook_panics(message: Option<fmt::Arguments<'_>>) {
    let count = take_hook_panics();
    if count == 0 {
        return;
    }
    let panics = if count == 1 { "1 panic" } else { &format!("{count} panics") };
    let message = message.map(|message| format!(": {message}")).unwrap_or_default();
    panic!("{panics} in hooks or attached finalizers of this thread{message}");
}
