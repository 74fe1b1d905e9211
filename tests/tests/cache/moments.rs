//! [`Moment`]: the places where a cache, or a death in it, runs user code.

use std::cell::{Cell, RefCell};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Hash,
    Eq,
    Borrow,
    KeyDrop,
    Weight,
    /// In the closure of `get_or_insert_with`.
    Make,
    Hook,
    Finalizer,
    DataDrop,
}

impl Moment {
    pub const ALL: [Moment; 9] = [
        Moment::Hash,
        Moment::Eq,
        Moment::Borrow,
        Moment::KeyDrop,
        Moment::Weight,
        Moment::Make,
        Moment::Hook,
        Moment::Finalizer,
        Moment::DataDrop,
    ];
}

type Action = Box<dyn FnMut(&str)>;

thread_local! {
    static ARMED: RefCell<Option<(Moment, Action)>> = const { RefCell::new(None) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

/// Runs the action at each such moment until [`disarm`], with the name of the node or the key.
/// Moments within the action do not count.
pub fn arm(moment: Moment, action: impl FnMut(&str) + 'static) {
    CALLS.set(0);
    ARMED.set(Some((moment, Box::new(action))));
}

/// As [`arm`], but only once, after the moment has come this many times.
pub fn arm_once(moment: Moment, times_before: usize, action: impl FnOnce() + 'static) {
    let mut action = Some(action);
    let mut times_before = times_before;
    arm(moment, move |_| match times_before.checked_sub(1) {
        Some(left) => times_before = left,
        None => action.take().into_iter().for_each(|action| action()),
    });
}

/// Stops, and returns how often the moment came.
pub fn disarm() -> usize {
    drop(ARMED.take());
    CALLS.get()
}

/// Called by the user code of these tests.
pub fn reach(moment: Moment, name: &str) {
    /// Puts the action back, even when it panics.
    struct Back(Option<(Moment, Action)>);
    impl Drop for Back {
        fn drop(&mut self) {
            ARMED.set(self.0.take());
        }
    }
    // After the thread-locals are destroyed there are no moments.
    let is_armed = ARMED.try_with(|armed| match &*armed.borrow() {
        Some((at, _)) => *at == moment,
        None => false,
    });
    if is_armed != Ok(true) {
        return;
    }
    CALLS.set(CALLS.get() + 1);
    let mut back = Back(ARMED.take());
    if let Some((_, action)) = &mut back.0 {
        action(name);
    }
}
