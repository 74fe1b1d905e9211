//! The restriction lints of clippy that the derive's output triggers. The handwritten code is
//! clean, so each `expect` below is about the expansion. The list is complete: a lint that no
//! longer fires makes its `expect` fail.

#![deny(clippy::restriction)]
#![allow(
    clippy::blanket_clippy_restriction_lints,
    reason = "all of them are tried, although some contradict each other"
)]
#![allow(clippy::pub_with_shorthand, reason = "it contradicts `pub_without_shorthand`")]
#![expect(
    clippy::partial_pub_fields,
    reason = "a node's header is private, and public fields stand beside it"
)]
#![expect(clippy::single_call_fn, reason = "only the expansion calls a hook, in one place")]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use kinfolk::{Graph, Rc, Trace};

/// Of a type.
#[derive(Debug, Graph)]
#[graph(back(book: Book<Key, N>), node = LiveChapter, finalize = closed)]
struct Chapter<Key, const N: usize>
where
    Key: Clone,
{
    /// Data.
    keys: [Key; N],
}

/// A node enum.
#[derive(Debug, Graph)]
#[graph(
    back(
        /// Where it is written.
        parent: Self
    ),
    attr(non_exhaustive)
)]
#[non_exhaustive]
pub enum Expr {
    /// A number.
    Number(u64),
    /// A sum.
    Sum {
        /// What is added.
        #[graph(own)]
        terms: Vec<Self>,
    },
}

/// Generic, with every kind of link.
#[derive(Debug, Graph)]
#[graph(
    back(
        /// Its shelf.
        shelf: Shelf
    ),
    weak(
        /// The next one.
        next: Self,
        /// The others.
        others: Vec<Self>
    ),
    shared(
        /// Its index.
        index: Words,
        /// All its indices.
        indices: Vec<Words>
    ),
    live(
        /// Where it is.
        place: Cell<u64>,
        /// The person that reads it.
        readers: Vec<String> = Vec::new()
    ),
    finalize = |book| book.others.clear()
)]
#[non_exhaustive]
pub struct Book<Key, const N: usize>
where
    Key: Clone,
{
    /// Its parts.
    #[graph(own)]
    chapters: Vec<Chapter<Key, N>>,
    /// A count.
    #[graph(cell)]
    count: u64,
    /// Notes.
    #[graph(refcell)]
    notes: Vec<Key>,
}

/// A struct without fields, with everything that can be asked for.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(back(owner: Entry), node = LiveWord, derive(Debug), attr(must_use), to_plain)]
#[non_exhaustive]
pub struct Word;

/// Data only.
#[derive(Clone, Debug, Graph)]
#[graph(to_plain, finalize = WordsNode::closed)]
#[non_exhaustive]
pub struct Words {
    /// The words.
    pub words: Vec<String>,
}

/// A union.
#[derive(Debug, Graph)]
#[graph(attr(non_exhaustive))]
#[non_exhaustive]
pub enum Item {
    /// One word.
    Word(Word),
    /// Many words.
    Words(Words),
}

/// With a public link.
#[derive(Clone, Debug, Graph)]
#[graph(to_plain)]
#[non_exhaustive]
pub struct Entry {
    /// Its word.
    #[graph(own)]
    pub word: Option<Word>,
}

/// A text.
#[derive(Clone, Debug, Graph)]
#[graph(to_plain)]
#[non_exhaustive]
pub struct Text(
    /// What it says.
    pub String,
    /// How often it is read.
    #[graph(cell)]
    u64,
);

/// A shelf.
#[derive(Debug, Graph)]
#[non_exhaustive]
pub struct Shelf {
    /// Its books.
    #[graph(own)]
    pub books: Vec<Book<u64, 3>>,
}

/// Data with handles in it.
#[derive(Clone, Debug, Trace)]
#[non_exhaustive]
pub enum Value<Key> {
    /// Nothing.
    Nothing,
    /// A pair.
    Pair {
        /// The first part.
        first: Key,
        /// The second part.
        second: Box<Self>,
        /// What is out of sight.
        #[trace(skip)]
        hidden: u64,
    },
    /// A word.
    Word(Rc<Word>),
}

/// Values.
#[derive(Clone, Debug, Trace)]
#[non_exhaustive]
pub struct Values {
    /// All of them.
    pub all: Vec<Value<u64>>,
}

impl WordsNode {
    /// A hook that is a method.
    fn closed(&self) {
        drop(self.words.clone());
    }
}

/// A hook that is a function.
fn closed<Key: Clone + 'static, const N: usize>(chapter: &Rc<Chapter<Key, N>>) {
    drop(chapter.keys.clone());
}
