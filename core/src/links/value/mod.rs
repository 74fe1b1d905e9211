//! [`Value`]: data of a node that changes.

pub(crate) mod kind;
mod logged;
mod operations;
pub(crate) mod read;
pub(crate) mod traced;
mod words_of_std;

use std::fmt;
use std::rc::Rc as StdRc;

use crate::kernel::dyn_link::{DynLink, Link};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::LinkInfo;
use crate::links::host::Host;
use crate::links::value::kind::{Untraced, ValueKind, ValueStorage};
use crate::model::graph::NodeType;

/// Data that changes: the field of a node that is generated for `#[graph(value)]`.
///
/// `O` is the declared type of the node, `V` the type of the data. The plain value has the bare `V`.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// struct Card {
///     #[graph(value)]
///     title: String,
///     #[graph(value)]
///     votes: u32,
/// }
///
/// let card = Card { title: "Buy milk".into(), votes: 0 }.into_graph();
/// let before = card.title.read();
/// card.title.update(|title| title.push('!')); // copies the text, since `before` holds it
/// card.votes.set(card.votes.get() + 1);
///
/// assert_eq!(*before, "Buy milk");
/// assert_eq!(card.title, "Buy milk!");
/// assert_eq!(card.votes, 1);
/// ```
///
/// # Never already borrowed
///
/// A reader never keeps you from changing a value, and a change never keeps you from reading it:
/// [`read`](Self::read) lends the data that is there now, and keeps showing it. The first change
/// after that makes new data, and leaves the old to its readers. An `update` copies the data then, and
/// at no other time.
///
/// Only code that runs on the data itself cannot use the same value: the closure of
/// [`update`](Self::update) with all that it calls and drops, and the `Clone`, `Debug`, `Display`
/// and `PartialEq` of the data. A use panics, and the value stays whole.
///
/// # Handles in the data
///
/// The library does not see handles in the data, unless the field has `#[graph(value, trace)]`. Then
/// `K` is [`Traced`](crate::links::Traced), and the handles are links like [shared](crate::Shared) ones:
/// deaths, [`collect`](crate::collect()), [`leaks`](crate::leaks) and the [`schema`](crate::schema()) see
/// them. See [handles inside data](crate::guide::traced_data).
///
/// A change of a traced value costs O(1) more, amortised: it looks at the data only the first few times,
/// while there is no handle in it. It may start a collection that is
/// [due](crate::collect::collect_every). In a hook, a change of a traced value of a dying node costs
/// O(size of the data) more, since the death looks at the data again.
///
/// ```
/// use kinfolk::{Graph, Rc, collect};
///
/// #[derive(Graph)]
/// struct Person {
///     #[graph(value, trace)]
///     friends: Vec<(Rc<Person>, u32)>,
/// }
///
/// let [ann, bob] = [(); 2].map(|()| Person { friends: vec![] }.into_graph());
/// ann.friends.update(|friends| friends.push((bob.clone(), 2019)));
/// bob.friends.update(|friends| friends.push((ann.clone(), 2020)));
/// drop((ann, bob));
/// assert_eq!(collect().freed(), 2);
/// ```
///
/// # Undo
///
/// A [`transaction`](crate::transaction) that fails and a [`History`](crate::History) bring back the very
/// data that was there. So while a transaction is open, or a history or an
/// [observer](crate::observe()) listens, the first change in each step keeps the old data as a reader
/// would: an `update`, a `replace` or a `take` copies it, and a `set` does not. The old data is dropped when
/// the step has ended, or when the history forgets it; a panic of its `Drop` is
/// [reported](crate::death::set_panic_report) then.
///
/// An `update` is one step, with all that its closure changes and the deaths that have waited for its
/// end.
///
/// ```
/// use kinfolk::{Graph, History};
///
/// #[derive(Graph)]
/// struct Card {
///     #[graph(value)]
///     title: String,
/// }
///
/// let card = Card { title: "Buy milk".into() }.into_graph();
/// let history = History::new(&card);
/// card.title.update(|title| title.push('!'));
/// assert!(history.undo()?);
/// assert_eq!(card.title, "Buy milk");
/// # Ok::<(), kinfolk::history::UndoError>(())
/// ```
///
/// # Which one to choose
///
/// See the table in [the guide](crate::guide::modelling#data-that-changes).
pub struct Value<O: NodeType, V, K: ValueKind<V> = Untraced> {
    storage: K::Storage,
    /// The node that this field is part of.
    host: Host<O>,
}

impl<O: NodeType, V, K: ValueKind<V>> Value<O, V, K> {
    /// The field of a node that is being made.
    #[inline]
    pub(crate) fn new(value: V, number: usize) -> Self {
        Value { storage: K::Storage::new(value, number), host: Host::unknown() }
    }
}

/// It leads to no node. But it has a name, and a number among the links.
impl<O: NodeType, V: 'static> Link for Value<O, V, Untraced> {
    const KIND: Option<LinkKind> = None;

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Value(&self.storage))
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        None
    }

    #[inline]
    fn move_in<N: DynNode>(&self, node: &StdRc<N>, _: bool) {
        self.host.move_in(node);
    }
}

/// Compares the data in place. It panics if the data is in use, as [`get`](Value::get) does.
///
/// ```
/// # use kinfolk::Graph;
/// # #[derive(Graph)]
/// # struct Card {
/// #     #[graph(value)]
/// #     votes: u32,
/// # }
/// let card = Card { votes: 3 }.into_graph();
/// assert!(card.votes == 3);
/// ```
impl<O: NodeType, V: PartialEq, K: ValueKind<V>> PartialEq<V> for Value<O, V, K> {
    #[track_caller]
    fn eq(&self, other: &V) -> bool {
        *self.storage.cell().take_out() == *other
    }
}

/// As a `String` compares with a `str`.
impl<O: NodeType, K: ValueKind<String>> PartialEq<str> for Value<O, String, K> {
    #[track_caller]
    fn eq(&self, other: &str) -> bool {
        *self.storage.cell().take_out() == *other
    }
}

/// As a `String` compares with a `&str`.
impl<O: NodeType, K: ValueKind<String>> PartialEq<&str> for Value<O, String, K> {
    #[track_caller]
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// Prints the data in place, as if the field were plain. It panics if the data is in use, as
/// [`get`](Value::get) does.
///
/// ```
/// # use kinfolk::Graph;
/// # #[derive(Graph)]
/// # struct Card {
/// #     #[graph(value)]
/// #     title: String,
/// # }
/// let card = Card { title: "Buy milk".into() }.into_graph();
/// assert_eq!(format!("* {}", card.title), "* Buy milk");
/// ```
impl<O: NodeType, V: fmt::Display, K: ValueKind<V>> fmt::Display for Value<O, V, K> {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        V::fmt(&self.storage.cell().take_out(), f)
    }
}

/// Prints the data, as if the field were plain, or `<in use>` while it is in use.
impl<O: NodeType, V: fmt::Debug, K: ValueKind<V>> fmt::Debug for Value<O, V, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.storage.cell().try_take_out() {
            Some(value) => V::fmt(&value, f),
            None => f.write_str("<in use>"),
        }
    }
}
