//! The model that the tests share: four node types, each owned in several ways, and four unions.

pub mod field;
pub mod picture;
pub mod tag;

use kinfolk::{AnyRc, Graph, Handle, Rc};

pub use self::field::{Field, Road, field, fields};
pub use self::picture::{check, picture};
pub use self::tag::{Tag, deaths, live, no_leaks, panic_of, tag};

#[derive(Graph, Clone, Debug, Default, PartialEq)]
#[graph(
    back(pub folder: Folder),
    back(pub shelf: Shelf),
    weak(pub favourite: Item, pub twin: Folder),
    weak(pub recent: Vec<Item>),
    derive(Debug),
    to_plain
)]
pub struct Folder {
    pub tag: Tag,
    #[graph(own)]
    pub entries: Vec<Entry>,
    #[graph(own)]
    pub archive: Vec<Folder>,
    #[graph(own)]
    pub notes: Vec<Note>,
    #[graph(own)]
    pub cover: Option<File>,
    #[graph(own)]
    pub inner: Option<Box<Folder>>,
    #[graph(own)]
    pub rack: Option<Box<Shelf>>,
    #[graph(own)]
    pub pinned: Option<Box<Entry>>,
}

#[derive(Graph, Clone, Debug, Default, PartialEq)]
#[graph(back(pub folder: Folder), back(pub shelf: Shelf), weak(pub seen: Vec<File>), to_plain)]
#[graph(derive(Debug))]
pub struct Shelf {
    #[graph(own)]
    pub items: Vec<Item>,
    #[graph(own)]
    pub files: Vec<File>,
    /// Stands between the links, so that some links die before it and some after it.
    pub tag: Tag,
    #[graph(own)]
    pub boards: Vec<Shelf>,
    #[graph(own)]
    pub top: Option<Box<Item>>,
    #[graph(own)]
    pub label: Option<Note>,
}

/// A leaf with one back-link for each type of owner.
#[derive(Graph, Clone, Debug, Default, PartialEq)]
#[graph(back(pub folder: Folder), back(pub shelf: Shelf), to_plain, derive(Debug))]
pub struct File {
    pub tag: Tag,
    #[graph(cell)]
    pub size: u64,
}

/// A leaf with one back-link to a union of owners.
#[derive(Graph, Clone, Debug, Default, PartialEq)]
#[graph(back(pub on: Place), to_plain, derive(Debug))]
pub struct Note {
    pub tag: Tag,
    #[graph(refcell)]
    pub text: String,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(to_plain)]
pub enum Entry {
    Folder(Folder),
    File(File),
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(to_plain, no_from)]
pub enum Item {
    File(File),
    Shelf(Shelf),
    Folder(Folder),
}

#[derive(Graph)]
pub enum Place {
    Folder(Folder),
    Shelf(Shelf),
}

#[derive(Graph)]
pub enum All {
    Folder(Folder),
    Shelf(Shelf),
    File(File),
    Note(Note),
}

pub fn folder(name: &str) -> Folder {
    Folder { tag: tag(name), ..Folder::default() }
}

pub fn shelf(name: &str) -> Shelf {
    Shelf { tag: tag(name), ..Shelf::default() }
}

pub fn file(name: &str) -> File {
    File { tag: tag(name), ..File::default() }
}

pub fn note(name: &str) -> Note {
    Note { tag: tag(name), ..Note::default() }
}

/// A live folder.
pub fn root(name: &str) -> Rc<Folder> {
    folder(name).into_graph()
}

/// A live folder with files of these names among its entries.
pub fn root_of(names: &str) -> Rc<Folder> {
    let root = root("root");
    root.entries.extend(names.split_whitespace().map(file));
    root
}

pub fn all(node: &impl Handle) -> AllRc {
    node.to_any().downcast::<All>().expect("a type of the model")
}

pub fn name(node: &impl Handle) -> String {
    match all(node) {
        AllRc::Folder(node) => node.tag.name().to_owned(),
        AllRc::Shelf(node) => node.tag.name().to_owned(),
        AllRc::File(node) => node.tag.name().to_owned(),
        AllRc::Note(node) => node.tag.name().to_owned(),
    }
}

/// The nodes' names, in one string.
pub fn names<H: Handle>(nodes: impl IntoIterator<Item = H>) -> String {
    let names: Vec<_> = nodes.into_iter().map(|node| name(&node)).collect();
    names.join(" ")
}

/// The owner in the back-link that is set.
pub fn owner_by_back_link(node: &impl Handle) -> Option<AnyRc> {
    let owners: Vec<AnyRc> = match all(node) {
        AllRc::Folder(node) => owners(node.folder.get(), node.shelf.get()),
        AllRc::Shelf(node) => owners(node.folder.get(), node.shelf.get()),
        AllRc::File(node) => owners(node.folder.get(), node.shelf.get()),
        AllRc::Note(node) => node.on.get().map(|owner| owner.to_any()).into_iter().collect(),
    };
    assert!(owners.len() < 2, "{node:?} has two owners: {owners:?}");
    owners.into_iter().next()
}

fn owners(folder: Option<Rc<Folder>>, shelf: Option<Rc<Shelf>>) -> Vec<AnyRc> {
    let folder = folder.map(AnyRc::from);
    folder.into_iter().chain(shelf.map(AnyRc::from)).collect()
}
