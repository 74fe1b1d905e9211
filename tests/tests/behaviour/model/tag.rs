//! Data that is counted, logs its death, and runs code for a test.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

type Action = Box<dyn FnOnce()>;

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
    static DEATHS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static CLONES_LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    static ON_CLONE: RefCell<Option<(String, Action)>> = const { RefCell::new(None) };
    static CAUGHT: RefCell<Option<Vec<Panic>>> = const { RefCell::new(None) };
}

/// A name, counted while it lives.
pub struct Tag {
    name: Box<str>,
    last_words: Cell<Option<Action>>,
}

pub fn tag(name: &str) -> Tag {
    LIVE.set(LIVE.get() + 1);
    Tag { name: name.into(), last_words: Cell::new(None) }
}

impl Tag {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs the action when the tag is dropped.
    pub fn on_drop(&self, action: impl FnOnce() + 'static) {
        self.last_words.set(Some(Box::new(action)));
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
        // `..Default::default()` leaves tags without a name.
        if !self.name.is_empty() {
            DEATHS.with_borrow_mut(|deaths| deaths.push(self.name.to_string()));
        }
        if let Some(action) = self.last_words.take() {
            action();
        }
    }
}

impl Default for Tag {
    fn default() -> Self {
        tag("")
    }
}

impl Clone for Tag {
    fn clone(&self) -> Self {
        if let Some(left) = CLONES_LEFT.get() {
            assert!(left > 0, "clone bomb");
            CLONES_LEFT.set(Some(left - 1));
        }
        let mine = |on: &mut (String, Action)| *on.0 == *self.name;
        if let Some((_, action)) = ON_CLONE.with_borrow_mut(|on| on.take_if(mine)) {
            action();
        }
        tag(&self.name)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        assert_ne!(&*self.name, "unprintable", "debug bomb");
        f.write_str(&self.name)
    }
}

impl PartialEq for Tag {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Makes `Clone` panic after this many clones.
pub fn clones_until_panic(count: Option<usize>) {
    CLONES_LEFT.set(count);
}

/// Runs the action when the tag of that name is next cloned.
pub fn on_clone(name: &str, action: impl FnOnce() + 'static) {
    ON_CLONE.with_borrow_mut(|on| *on = Some((name.into(), Box::new(action))));
}

/// How many tags are alive in this thread.
pub fn live() -> usize {
    LIVE.get()
}

/// The names of the tags that died since the last call.
pub fn deaths() -> String {
    DEATHS.take().join(" ")
}

/// Checks, when the returned guard is dropped, that everything made since then is gone.
pub fn no_leaks() -> NoLeaks {
    deaths();
    NoLeaks { before: live() }
}

#[must_use]
pub struct NoLeaks {
    before: usize,
}

impl Drop for NoLeaks {
    fn drop(&mut self) {
        if !thread::panicking() {
            assert_eq!(live(), self.before, "tags that leaked or were dropped twice");
        }
    }
}

pub struct Panic {
    pub message: String,
    pub file: String,
    pub line: u32,
}

/// Runs the action and drops its result. One of the two must panic; returns the message of the
/// first panic.
#[track_caller]
pub fn panic_of<R>(action: impl FnOnce() -> R) -> Panic {
    let (result, panics) = catch(|| drop(action()));
    assert!(result.is_err(), "it should have panicked");
    panics.into_iter().next().expect("the panic hook recorded it")
}

/// Runs the action and returns its panic message, if it panics, without printing it.
pub fn catch_message<R>(action: impl FnOnce() -> R) -> Result<R, String> {
    let (result, panics) = catch(action);
    result.map_err(|_| panics.into_iter().next().map_or(String::new(), |p| p.message))
}

fn catch<R>(action: impl FnOnce() -> R) -> (Result<R, Box<dyn Any + Send>>, Vec<Panic>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location();
            let panic = Panic {
                message: text_of(info.payload()),
                file: place.map_or("", |place| place.file()).to_owned(),
                line: place.map_or(0, panic::Location::line),
            };
            let quiet = CAUGHT.with_borrow_mut(|caught| match caught {
                Some(caught) => {
                    caught.push(panic);
                    true
                }
                None => false,
            });
            if !quiet {
                default(info);
            }
        }));
    });
    let outer = CAUGHT.replace(Some(Vec::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(action));
    let caught = CAUGHT.replace(outer);
    (result, caught.unwrap_or_default())
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_default()
}
