//! Every key and every form of a declaration, written the way a careful person would. Left out is
//! everything that the compiler would report about the plain struct anyway.

use std::cell::Cell as StdCell;
use std::fmt::{Debug, Display};
use std::rc::Rc as StdRc;

use kinfolk::{Graph, Rc, Trace, Weak};

/// A folder: every kind of link and of field.
#[derive(Clone, Debug, Graph)]
#[graph(
    back(
        /// The folder around it.
        pub parent: Self,
        desk: Desk
    ),
    weak(
        /// Where to go from here.
        pub shortcut: Entry,
        seen: Vec<File>
    ),
    shared(
        /// What it looks like.
        pub icon: Entry,
        templates: Vec<File>
    ),
    live(
        /// Where it is drawn.
        pub place: StdCell<(u32, u32)>,
        drawn: StdCell<u32> = StdCell::new(7),
        #[cfg(any())]
        lost: u32,
        #[cfg(all())]
        kept: u32,
        compare: fn(u32, u32) -> bool = |left, right| left < right
    ),
    finalize = |folder| folder.entries.clear(),
    to_plain
)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// What is in it.
    #[graph(own)]
    pub entries: Vec<Entry>,
    /// The only cover.
    #[graph(own)]
    cover: Option<Box<File>>,
    #[graph(own)]
    folders: Vec<Self>,
    size: u64,
}

/// A file: data in cells, and a hook given as a path.
#[derive(Clone, Debug, Graph)]
#[graph(back(folder: Folder), derive(Debug), finalize = FileNode::closed, to_plain)]
pub struct File {
    #[graph(cell)]
    size: u64,
    #[graph(refcell)]
    tags: Vec<String>,
}

/// A text: its fields have no names.
#[derive(Clone, Debug, Graph)]
#[graph(back(group: Group), derive(Debug), to_plain)]
pub struct Text(
    /// What it says.
    pub String,
    #[graph(cell)] u64,
);

/// Owns texts.
#[derive(Clone, Debug, Graph)]
#[graph(to_plain, finalize = |group| group.0.clear())]
pub struct Group(#[graph(own)] pub Vec<Text>, pub u32, #[graph(refcell)] Vec<String>);

/// A union.
#[derive(Clone, Debug, Graph)]
#[graph(to_plain)]
pub enum Entry {
    /// A folder.
    Folder(Folder),
    /// A file.
    File(File),
}

/// Only data, of each visibility.
#[derive(Debug, Graph)]
pub struct Line {
    /// Public.
    pub text: String,
    pub(crate) width: u64,
    handle: StdRc<str>,
}

/// No field and no back-link; another name, and forwarded attributes.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(node = LiveDesk, derive(Debug), attr(must_use = "a desk is for working", non_exhaustive))]
pub struct Desk {}

/// No field and no link.
#[derive(Clone, Copy, Debug, Graph)]
pub struct Nothing {}

/// No braces.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(back(parent: Folder), to_plain, finalize = |_| ())]
pub struct Unit;

/// Only a shared link.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(shared(next: Self), derive(Debug), to_plain)]
pub struct Cell {}

/// Only links that are configured away.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(shared(#[cfg(any())] gone: Missing), back(#[cfg(any())] owner: Missing))]
pub struct Alone {}

/// A union of owners, with another name.
#[derive(Debug, Graph)]
#[graph(handle = PlaceHandle, attr(non_exhaustive))]
pub enum Place {
    /// A shelf.
    Shelf(Shelf),
    /// A person.
    Person(Person),
}

/// A book: a back-link to a union.
#[derive(Debug, Graph)]
#[graph(back(pub place: Place))]
pub struct Book {
    /// Its reader: no link, only a handle.
    pub reader: Option<Weak<Person>>,
    /// The series it belongs to: also only a handle.
    #[graph(refcell)]
    pub series: Option<Rc<Self>>,
}

/// A shelf.
#[derive(Debug, Graph)]
pub struct Shelf {
    /// Its books.
    #[graph(own)]
    pub books: Vec<Book>,
}

/// A person.
#[derive(Debug, Graph)]
pub struct Person {
    /// The book that was lent.
    #[graph(own)]
    pub lent: Option<Book>,
}

/// Generic: defaults, a const, bounds in both places.
#[derive(Debug, Graph)]
#[graph(back(pub parent: Self), weak(other: Tree<T, N>), shared(like: Vec<Self>))]
#[graph(to_plain, derive(Debug), finalize = TreeNode::closed)]
pub struct Tree<T = u8, const N: usize = 2>
where
    T: Clone + Debug + Display,
{
    /// Its data.
    pub data: [T; N],
    /// The subtrees.
    #[graph(own)]
    pub trees: Vec<Self>,
}

/// Generic, and no field is a link.
#[derive(Debug, Graph)]
#[graph(finalize = closed, shared(other: Vec<Self>))]
pub struct Tag<T: Copy> {
    /// Its text.
    pub text: T,
}

/// Generic over a type that need not be sized.
#[derive(Debug, Graph)]
#[graph(weak(any: Any<T>), shared(all: Vec<Any<T>>))]
pub struct Unsized<T: ?Sized>
where
    StdRc<T>: Clone,
{
    /// Behind a pointer.
    pub data: StdRc<T>,
    /// A child.
    #[graph(own)]
    pub leaf: Option<Leaf<T>>,
}

/// A generic union.
#[derive(Debug, Graph)]
pub enum Any<T: ?Sized> {
    /// Generic.
    Leaf(Leaf<T>),
    /// Not generic.
    Nothing(Nothing),
}

/// Owned by a generic type.
#[derive(Debug, Graph)]
#[graph(back(owner: Unsized<T>))]
pub struct Leaf<T: ?Sized> {
    /// Behind a pointer.
    pub data: StdRc<T>,
}

/// Raw names.
#[derive(Debug, Graph)]
#[graph(back(r#in: Self), weak(r#ref: Self), shared(pub r#dyn: Self), to_plain)]
pub struct Raw {
    /// A field.
    #[graph(own)]
    pub r#fn: Vec<Self>,
    /// Data.
    pub r#type: u8,
}

macro_rules! made {
    ($(#[$meta:meta])* $vis:vis $name:ident { $field:ident: $ty:ty, $child:ident: $of:ty } $hook:expr) => {
        $(#[$meta])*
        #[derive(Graph)]
        #[graph(back(owner: $name), finalize = $hook)]
        $vis struct $name {
            /// Data.
            pub $field: $ty,
            /// A child.
            #[graph(own)]
            pub $child: Vec<$of>,
        }
    };
}

made! {
    /// Made by a macro.
    #[derive(Debug)]
    pub Made { text: String, more: Made } |made: &Rc<Made>| made.more.clear()
}

mod within {
    use kinfolk::Graph;

    #[derive(Debug, Graph)]
    #[graph(back(pub owner: Restricted), to_plain)]
    pub(super) struct Hidden {
        pub(super) data: u8,
    }

    #[derive(Debug, Graph)]
    #[graph(back(parent: Self), to_plain)]
    #[graph(weak(pub(super) first: Hidden), shared(pub(in crate::declarations) last: Hidden))]
    pub(in crate::declarations) struct Restricted {
        #[graph(own)]
        pub(super) children: Vec<Child>,
    }

    #[derive(Debug, Graph)]
    #[graph(to_plain)]
    pub(super) enum Child {
        Restricted(Restricted),
        Hidden(Hidden),
    }
}

/// Private, used only for handles: its plain values are never made.
#[derive(Graph)]
enum Kind {
    Folder(Folder),
    File(File),
}

/// Private and owned; never made from a plain value of the union.
#[derive(Graph)]
enum Part {
    Wheel(Wheel),
    Bell(Bell),
}

#[derive(Graph)]
#[graph(back(owner: Bicycle))]
struct Wheel {}

#[derive(Graph)]
#[graph(back(owner: Bicycle), weak(wheel: Wheel), shared(wheels: Vec<Wheel>))]
struct Bell {
    sound: &'static str,
    #[graph(cell)]
    rings: u64,
}

#[derive(Graph)]
struct Bicycle {
    name: String,
    #[graph(own)]
    parts: Vec<Part>,
}

impl FileNode {
    fn closed(&self) {
        self.tags.borrow_mut().clear();
    }
}

impl<T: Clone + Debug + Display, const N: usize> TreeNode<T, N> {
    fn closed(this: &Rc<Tree<T, N>>) {
        this.trees.clear();
    }
}

fn closed<T: Copy + 'static>(tag: &Rc<Tag<T>>) {
    tag.other.clear();
}

impl File {
    /// A file of this size.
    #[must_use]
    pub const fn new(size: u64) -> Self {
        Self { size, tags: Vec::new() }
    }

    /// Uses the plain fields.
    #[must_use]
    pub fn is_tagged(&self) -> bool {
        self.size > 0 && !self.tags.is_empty()
    }
}

impl Folder {
    /// A folder of this name.
    #[must_use]
    pub const fn new(name: String) -> Self {
        Self { name, entries: Vec::new(), cover: None, folders: Vec::new(), size: 0 }
    }

    /// Uses the plain fields.
    #[must_use]
    pub fn has_cover(&self) -> bool {
        self.size > 0 && self.cover.is_some() && self.folders.is_empty()
    }
}

impl Line {
    /// Uses only the plain fields: the fields of the node are never read.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.width < 80 && self.handle.is_empty()
    }
}

/// Uses the private items in the usual way.
#[must_use]
pub fn rings() -> usize {
    let bicycle = Bicycle { name: "red".into(), parts: Vec::new() };
    let letters = bicycle.name.len();
    let bicycle = bicycle.into_graph();
    let bell = Bell { sound: "ring", rings: 1 };
    let sound = bell.sound.len() + usize::from(bell.rings > 0);
    bicycle.parts.push(bell);
    bicycle.parts.push(Wheel {});
    let kinds: [KindRc; 2] =
        [Folder::new(String::new()).into_graph().into(), File::new(1).into_graph().into()];
    sound + letters + bicycle.parts.len() + kinds.len()
}

/// Uses what another module makes visible to this crate only.
#[must_use]
pub fn children() -> usize {
    let node = within::Restricted { children: Vec::new() }.into_graph();
    let hidden = node.children.add(within::Hidden { data: 1 });
    node.children.extend([within::Child::Restricted(within::Restricted { children: Vec::new() })]);
    let nothing = node.first.get().is_none() && node.last.get().is_none();
    if nothing && let within::ChildRc::Hidden(hidden) = hidden {
        usize::from(hidden.data)
    } else {
        node.to_plain().children.len()
    }
}

/// Types within a function.
#[must_use]
pub fn local() -> u64 {
    /// A page.
    #[derive(Debug, Graph)]
    #[graph(back(book: Book), to_plain)]
    struct Page {
        number: u64,
    }

    /// A book.
    #[derive(Debug, Graph)]
    #[graph(finalize = |book| book.pages.clear(), to_plain)]
    struct Book {
        #[graph(own)]
        pages: Vec<Any>,
    }

    #[derive(Debug, Graph)]
    #[graph(to_plain)]
    enum Any {
        Page(Page),
    }

    let book = Book { pages: vec![Any::Page(Page { number: 1 })] }.into_graph();
    let page = book.pages.first();
    page.map_or(0, |AnyRc::Page(page)| page.number)
}

/// A colour, which derives nothing.
#[derive(Clone, Copy, Debug)]
pub struct Colour(pub u32);

/// Plain data whose types could be nodes, as far as the derive can see.
#[derive(Debug, Graph)]
pub struct Palette {
    /// One of them.
    pub first: Colour,
    /// All of them.
    pub all: Vec<Colour>,
    /// Plain values of a node type.
    #[graph(data)]
    pub others: Vec<Self>,
}

/// A syntax tree: a node enum with each kind of field.
#[derive(Debug, Graph)]
#[graph(back(parent: Self), weak(pub uses: Vec<Self>), shared(pub colours: Vec<Palette>))]
#[graph(derive(Debug), finalize = ExprNode::closed, to_plain)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A text, and how often.
    Text(String, #[graph(cell)] u32),
    /// A sum.
    Sum {
        /// What is added.
        #[graph(own)]
        terms: Vec<Self>,
        /// A remark.
        #[graph(refcell)]
        remark: String,
    },
    /// A negation.
    Negation(#[graph(own)] Box<Self>),
    /// Nothing at all.
    Nothing,
}

impl ExprNode {
    fn closed(&self) {
        self.uses.clear();
    }
}

/// Only within this crate.
#[derive(Debug, Graph)]
#[graph(node_enum, back(parent: Self))]
pub(crate) enum State {
    Waiting(u8),
    Running(#[graph(own)] Vec<Self>),
}

/// Uses it.
#[must_use]
pub fn states() -> usize {
    let root = State::Running(vec![State::Waiting(1)]).into_graph();
    match &root.kind {
        StateKind::Running(states) => {
            states.first().map_or(0, |first| usize::from(first.parent.get().is_some()))
        }
        StateKind::Waiting(number) => usize::from(*number),
    }
}

/// Data with handles in it.
#[derive(Clone, Debug, PartialEq, Trace)]
pub enum Value {
    /// Nothing at all.
    Nothing,
    /// A number.
    Number(f64),
    /// A file, with a remark.
    File(Rc<File>, String),
    /// Any entry.
    Entry {
        /// What it is.
        entry: EntryRc,
        /// More of the same.
        values: Vec<Self>,
    },
    /// What is out of sight.
    Skipped(#[trace(skip)] StdRc<u8>),
}

/// Values with names.
#[derive(Clone, Debug, Default, Trace)]
pub struct Names<T>
where
    T: Clone + Debug,
{
    /// All of them.
    pub values: Vec<(String, Value)>,
    /// The newest.
    pub newest: Option<T>,
    #[trace(skip)]
    hidden: Option<StdRc<T>>,
}

/// A value in a tuple.
#[derive(Clone, Debug, Trace)]
pub struct Wrapped(Value, #[trace(skip)] StdRc<u8>);

/// No handle can be in it.
#[derive(Clone, Copy, Debug, Trace)]
pub enum Sign {
    /// More than zero.
    Plus,
    /// Less than zero.
    Minus,
}

/// Only within this crate.
#[derive(Debug, Trace)]
pub(crate) struct Borrowed<'text> {
    text: &'text str,
}

/// Uses it.
#[must_use]
pub fn texts() -> usize {
    let borrowed = Borrowed { text: "text" };
    let Wrapped(value, hidden) = Wrapped(Value::Nothing, StdRc::new(1));
    let names: Names<u8> = Names::default();
    borrowed.text.len()
        + usize::from(value == Value::Nothing)
        + usize::from(*hidden)
        + usize::from(names.hidden.is_none())
}
