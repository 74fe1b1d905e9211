//! `#[cfg(..)]` and `#[cfg_attr(..)]` on fields, variants, declared links and hooks.

use kinfolk::Graph;

use crate::hooks::{called, called_for};

#[derive(Graph)]
#[graph(
    back(parent: Folder),
    back(#[cfg(any())] missing: Missing),
    weak(#[cfg(any())] gone: Missing, #[cfg(not(any()))] target: File),
    live(#[cfg(any())] lost: Missing = missing(), #[cfg(not(any()))] kept: u8 = 3),
    to_plain,
)]
struct Folder {
    #[cfg(any())]
    missing: Missing,
    #[cfg(any())]
    #[graph(own)]
    children: Vec<Missing>,
    #[cfg_attr(all(), graph(own))]
    entries: Vec<Entry>,
    #[cfg_attr(any(), graph(own))]
    data: Vec<u8>,
    #[cfg(not(any()))]
    #[graph(cell)]
    size: u8,
}

#[derive(Graph)]
#[graph(back(folder: Folder), to_plain)]
#[cfg_attr(all(), graph(derive(Debug), finalize = FileNode::closed))]
#[cfg_attr(any(), graph(finalize = missing))]
struct File {}

impl FileNode {
    #[cfg(not(any()))]
    fn closed(&self) {
        called("what is left");
    }

    #[cfg(any())]
    fn closed(&self) {
        called("what is gone");
    }
}

/// Every link is configured away, in each position where links are counted.
#[derive(Graph)]
#[graph(shared(#[cfg(any())] gone: Missing, #[cfg(any())] all_gone: Vec<Missing>))]
struct Alone {
    #[cfg(any())]
    #[graph(own)]
    children: Vec<Missing>,
}

#[derive(Graph)]
#[graph(back(#[cfg(any())] gone: Missing), weak(#[cfg(any())] target: Missing))]
#[graph(live(#[cfg(any())] data: Missing))]
struct Lonely {}

/// One link stays, between others that are configured away.
#[derive(Graph)]
#[graph(
    shared(#[cfg(any())] gone: Missing, #[cfg(not(any()))] left: File, #[cfg(any())] last: Missing),
    shared(#[cfg_attr(all(), doc = "A folder.")] folder: Folder),
)]
struct Between {}

/// Conditions that end in one or two commas.
#[derive(Graph)]
#[graph(weak(#[cfg(all(),)] #[cfg(not(any()),)] both: File, #[cfg(all(),)] one: File))]
#[graph(shared(#[cfg(any(),)] #[cfg(all(),)] neither: Missing))]
#[graph(live(#[cfg(any(),)] #[cfg(all(),)] no: Missing, #[cfg(all(),)] #[cfg(all())] yes: u8))]
struct Commas {}

/// The only back-link leads to a union and has a condition.
#[derive(Graph)]
#[graph(back(#[cfg(all())] owner: Owner))]
struct Owned {}

#[derive(Graph)]
struct First {
    #[graph(own)]
    owned: Vec<Owned>,
}

#[derive(Graph)]
struct Second {
    #[graph(own)]
    owned: Option<Owned>,
}

#[derive(Graph)]
enum Owner {
    First(First),
    Second(Second),
}

#[derive(Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
    #[cfg(any())]
    Missing(Missing),
}

#[test]
fn links_that_are_left_work() {
    let folder = Folder { entries: vec![Entry::File(File {})], data: vec![1], size: 2 };
    let folder = folder.into_graph();
    let EntryRc::File(file) = folder.entries.get(0).unwrap() else { unreachable!() };
    folder.target.set(&file);
    folder.size.set(folder.kept);
    assert_eq!(file.folder.get(), Some(folder.clone()));
    assert_eq!(folder.to_plain().size, 3);
    assert_eq!(kinfolk::Node::validate(&*folder), Ok(()));
}

#[test]
fn the_shared_links_that_are_left_work() {
    let between = Between {}.into_graph();
    between.left.set(File {});
    between.folder.set(Folder { entries: vec![], data: vec![], size: 0 });
    let schema = kinfolk::schema::<Between>();
    let links = schema.node_types()[0].links().iter().map(kinfolk::schema::LinkSchema::name);
    assert_eq!(links.collect::<Vec<_>>(), ["left", "folder"]);
    assert_eq!(called_for(File {}), ["what is left"]);
    drop((Alone {}.into_graph(), Lonely {}.into_graph(), between));
}

#[test]
fn the_hook_that_is_left_is_called() {
    assert_eq!(called_for(File {}), ["what is left"]);
}

#[test]
fn a_lone_back_link_with_a_condition_is_to_a_union() {
    let (first, second) = (First { owned: vec![Owned {}] }, Second { owned: None });
    let (first, second) = (first.into_graph(), second.into_graph());
    let owned = first.owned.get(0).unwrap();
    assert_eq!(owned.owner.get(), Some(first.into()));
    second.owned.set(owned.clone());
    assert_eq!(owned.owner.get(), Some(second.into()));
    let commas = Commas {}.into_graph();
    assert_eq!(commas.yes, 0);
    assert!(commas.both.get().is_none() && commas.one.get().is_none());
}
