//! [`History`]: undo and redo.

// How a history works
//
// A `Recorder` listens to the log of the thread. It takes the records that are its own (`follow`), keeps
// them in steps (`steps`), and holds the nodes that could not come back otherwise (`held`).
//
// An undo applies the records of a step from the last to the first, in a savepoint of the log, and so it is
// a step for all others that listen. If a record cannot be applied, the savepoint is rolled back.
//
// A membership of the root in the recorder, as in a weak collection, ends the history when the root dies.

mod error;
mod follow;
mod held;
mod passing;
mod recorder;
mod steps;

pub use error::{Conflict, InsideStep, UndoError};

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc as StdRc;

use crate::change::log;
use crate::change::log::record::Direction;
use crate::change::savepoint::Savepoint;
use crate::history::transaction::{Outcome, transaction};
use crate::history::undo::passing::Passing;
use crate::history::undo::recorder::Recorder;
use crate::history::undo::steps::Steps;
use crate::model::handle::Handle;

/// Undo and redo for a node and all below it.
///
/// A history records each change at or below its root, as *steps*: a [`transaction`], or an operation
/// outside of any. An undo brings back the same nodes, and not copies of them: with their handles, weak
/// links and places.
///
/// ```
/// use kinfolk::{Graph, History};
///
/// #[derive(Graph)]
/// #[graph(back(column: Column))]
/// struct Card {
///     title: &'static str,
/// }
///
/// #[derive(Graph)]
/// struct Column {
///     #[graph(own)]
///     cards: Vec<Card>,
/// }
///
/// let todo = Column { cards: vec![] }.into_graph();
/// let history = History::new(&todo).limit(100);
///
/// let card = todo.cards.add(Card { title: "Write" });
/// history.step("Clear list", || todo.cards.clear());
/// assert_eq!(history.undo_label().as_deref(), Some("Clear list"));
///
/// assert!(history.undo()?);
/// assert_eq!(todo.cards.get(0), Some(card.clone()));
/// assert!(history.undo()?);
/// assert_eq!(card.column.get(), None);
/// assert!(!history.undo()?); // nothing is left
///
/// assert!(history.redo()?);
/// assert_eq!(card.column.get(), Some(todo));
/// # Ok::<(), kinfolk::history::UndoError>(())
/// ```
///
/// # What it records
///
/// Changes of owning, weak and shared links and of [values](crate::Value), at the root and below it; and at
/// and below nodes that a step has removed from there, wherever they hang now. Below a node is what its
/// owning links lead to: what only a shared or a weak link leads to is not below it.
///
/// Moves of the root itself are not recorded. If you put the root below a node that a step has removed:
///
/// * A required link is never empty, so there an undo exchanges the root as it does any other child.
/// * In a list, indices count the root. A child that comes back when the root has come or left gets the
///   index that it had, so it may change sides with a sibling. An order with the root in it comes back only
///   while the root is in the list.
///
/// A step is not recorded if all that it has placed is back where it was, and it has set no value and no
/// weak or shared link. Values are not compared: setting a value to equal data is a step. A new step drops
/// what could be redone.
///
/// # What it holds
///
/// A node that has left the root stays alive as long as a step places it, even if no handle is left. The
/// history holds it, or a node above it; it holds targets of shared links that a step has set or removed as
/// well. When the last such step is forgotten, because of the [limit](Self::limit), a new step after an
/// undo, or [`clear`](Self::clear), the node dies, and its hook runs. The root is held weakly: when it
/// dies, the history ends, after the hooks of the root.
///
/// Keep a history beside the graph, or in its root, by `live(pub history: OnceCell<History>)`. In a node
/// that can be removed, it would hold its own keeper.
///
/// # Observers and hooks
///
/// What observers and hooks change belongs to the step. What they change during an undo or a redo is no new
/// step: it is taken back before the next undo or redo.
///
/// # Cost
///
/// O(depth) for each change, and O(1) for each node that it places. A subtree that comes in from elsewhere
/// is searched for nodes that the history holds, if it holds any; one that is forgotten is searched for
/// nodes of other steps: O(its size).
pub struct History {
    recorder: StdRc<Recorder>,
}

impl History {
    /// Begins a history of a node and all below it. O(1) amortised, and O(depth) for the first one in a
    /// tree without hooks.
    #[must_use = "a history ends when it is dropped: keep it beside the graph, or in its root"]
    pub fn new(root: &impl Handle) -> Self {
        History { recorder: Recorder::begin(&root.to_any()) }
    }

    /// Keeps the newest `steps` steps only. There is no limit unless you set one. O(k) for k records that
    /// are forgotten.
    #[must_use = "a history ends when it is dropped: keep it beside the graph, or in its root"]
    pub fn limit(self, steps: usize) -> Self {
        self.recorder.forget_steps(|all, forgotten| all.set_limit(steps, forgotten));
        self
    }

    /// Makes several changes as one step with a label, or none of them: it is a [`transaction`].
    ///
    /// In an open step, this joins it. The outermost label counts. A step without a label is a
    /// [`transaction`], or an operation by itself. Costs as much as a [`transaction`].
    ///
    /// The closure returns `()` or a `Result`. To get a new node from it, make the node before, and attach a
    /// clone of its handle; or return `Ok::<_, Infallible>(node)`.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # use kinfolk::History;
    /// # #[derive(Graph)]
    /// # #[graph(back(column: Column))]
    /// # struct Card {}
    /// # #[derive(Graph)]
    /// # #[graph(back(board: Board))]
    /// # struct Column { #[graph(own)] cards: Vec<Card> }
    /// # #[derive(Graph)]
    /// # struct Board { #[graph(own)] columns: Vec<Column> }
    /// # let (todo, done) = (Column { cards: vec![Card {}] }, Column { cards: vec![] });
    /// # let board = Board { columns: vec![todo, done] }.into_graph();
    /// # let [todo, done] = [0, 1].map(|at| board.columns.get(at).unwrap());
    /// let history = History::new(&board);
    /// history.step("Move card", || done.cards.push(todo.cards.remove(0)));
    /// assert_eq!(history.undo_label().as_deref(), Some("Move card"));
    ///
    /// let failed = history.step("Empty board", || {
    ///     done.cards.remove(0);
    ///     Err("no")
    /// });
    /// assert_eq!(failed, Err::<(), _>("no"));
    /// assert_eq!(done.cards.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// If `change` does. Its changes are undone then.
    pub fn step<R: Outcome>(
        &self,
        label: impl Into<Cow<'static, str>>,
        change: impl FnOnce() -> R,
    ) -> R {
        self.transaction(Some(label.into()), change)
    }

    /// Makes several changes, or none of them, which join the newest step: for a word that is typed
    /// letter by letter, or data that comes late.
    ///
    /// They join whatever step is the newest. If the state after it is marked as [clean](Self::mark_clean),
    /// that state is gone, and none is clean. So begin a word by a [`step`](Self::step), and amend it only as
    /// long as nothing else has happened: see [the guide](crate::guide::changes#undo-and-redo).
    ///
    /// Without a step that can be undone, they are a new one. In an open step, they are part of that. What
    /// could be redone is dropped. Costs as much as a [`transaction`].
    ///
    /// ```
    /// # use kinfolk::{Graph, History};
    /// # #[derive(Graph)]
    /// # #[graph(back(text: Text))]
    /// # struct Letter { letter: char }
    /// # #[derive(Graph)]
    /// # struct Text { #[graph(own)] letters: Vec<Letter> }
    /// # let text = Text { letters: vec![] }.into_graph();
    /// let history = History::new(&text);
    /// history.step("Type", || text.letters.push(Letter { letter: 'a' }));
    /// history.amend(|| text.letters.push(Letter { letter: 'b' }));
    /// assert!(history.undo()?);
    /// assert!(text.letters.is_empty());
    /// # Ok::<(), kinfolk::history::UndoError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `change` does. Its changes are undone then.
    pub fn amend<R: Outcome>(&self, change: impl FnOnce() -> R) -> R {
        self.transaction(None, change)
    }

    fn transaction<R: Outcome>(
        &self,
        label: Option<Cow<'static, str>>,
        change: impl FnOnce() -> R,
    ) -> R {
        let announced = self.recorder.announce(label);
        let outcome = transaction(change);
        if let (true, Some(announced)) = (outcome.is_success(), announced) {
            announced.keep();
        }
        outcome
    }

    /// Undoes the newest step. Returns `false` if there is none. Observers are called, and other histories
    /// record it as a step. O(k) for a step of k changes, each at the cost of the change itself.
    ///
    /// # Errors
    ///
    /// [`UndoError::InsideStep`] within an open step; [`UndoError::Conflict`] if a node cannot come back.
    /// Nothing has changed then.
    ///
    /// # Panics
    ///
    /// If the `Hash`, `Eq` or `Ord` of a key does, or changes the graph. Nothing has changed then.
    pub fn undo(&self) -> Result<bool, UndoError> {
        self.pass(Direction::Back)
    }

    /// Makes the changes of the step again that was undone last. Returns `false` if there is none. Costs
    /// as much as [`undo`](Self::undo).
    ///
    /// # Errors
    ///
    /// As [`undo`](Self::undo).
    ///
    /// # Panics
    ///
    /// As [`undo`](Self::undo).
    pub fn redo(&self) -> Result<bool, UndoError> {
        self.pass(Direction::Forth)
    }

    fn pass(&self, direction: Direction) -> Result<bool, UndoError> {
        if log::is_in_step() {
            return Err(UndoError::InsideStep);
        }
        let Some(records) = self.recorder.to_pass(direction) else {
            return Ok(false);
        };
        // In this order, so that a panic goes back first, and drops the data when all is in order.
        let mut passing = Passing::new(direction, records);
        let savepoint = Savepoint::begin();
        if let Err(refusal) = passing.apply_all(&self.recorder) {
            drop(savepoint);
            return Err(UndoError::Conflict(Conflict { refusal }));
        }
        self.recorder.pass(direction, passing.records());
        drop(passing);
        savepoint.commit();
        self.recorder.end_pass();
        Ok(true)
    }

    /// Whether there is a step to undo. O(1).
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.recorder.with_steps(|steps| steps.can_pass(Direction::Back))
    }

    /// Whether there is a step to redo. O(1).
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.recorder.with_steps(|steps| steps.can_pass(Direction::Forth))
    }

    /// The label of the step that would be undone, if there is one with a label. O(1), and a copy of the
    /// label if it was given as a `String`.
    #[must_use]
    pub fn undo_label(&self) -> Option<Cow<'static, str>> {
        self.recorder.with_steps(|steps| steps.label(Direction::Back))
    }

    /// The label of the step that would be redone, if there is one with a label. Costs as much as
    /// [`undo_label`](Self::undo_label).
    #[must_use]
    pub fn redo_label(&self) -> Option<Cow<'static, str>> {
        self.recorder.with_steps(|steps| steps.label(Direction::Forth))
    }

    /// Forgets all steps. Nodes that only the history has held die, and their hooks run; what the hooks
    /// change is a new step. The state stays clean if it is. O(k) for k changes in all steps.
    ///
    /// # Errors
    ///
    /// [`InsideStep`] within an open step. Nothing has changed then.
    pub fn clear(&self) -> Result<(), InsideStep> {
        if log::is_in_step() {
            return Err(InsideStep);
        }
        self.recorder.forget_steps(Steps::clear);
        Ok(())
    }

    /// Whether the state is the one that was [marked](Self::mark_clean) last, or that of the beginning if
    /// none was: the document is saved. It compares steps, and not the graph: two steps that cancel
    /// out leave it unclean. O(1).
    ///
    /// ```
    /// # use kinfolk::{Graph, History};
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page {}
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// # let book = Book { pages: vec![] }.into_graph();
    /// let history = History::new(&book);
    /// book.pages.push(Page {});
    /// assert!(!history.is_clean());
    ///
    /// // Here you save the book.
    /// history.mark_clean();
    /// book.pages.push(Page {});
    /// assert!(!history.is_clean());
    /// history.undo()?;
    /// assert!(history.is_clean());
    /// # Ok::<(), kinfolk::history::UndoError>(())
    /// ```
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.recorder.with_steps(|steps| steps.is_clean())
    }

    /// Marks the state as clean: call this when you have saved it. O(1).
    pub fn mark_clean(&self) {
        self.recorder.with_steps(Steps::mark_clean);
    }
}

/// Forgets all steps, as [`clear`](History::clear) does. In an open step, that is when the step has ended.
impl Drop for History {
    fn drop(&mut self) {
        self.recorder.end();
    }
}

/// Prints how many steps are done and undone, as in `History(3 done, 1 undone)`.
impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, undone) = self.recorder.with_steps(|steps| steps.counts());
        write!(f, "History({done} done, {undone} undone)")
    }
}
