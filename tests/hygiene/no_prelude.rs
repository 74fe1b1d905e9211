//! Without a prelude.

#![no_implicit_prelude]

use ::std::boxed::Box as Boxed;
use ::std::option::Option as Maybe;
use ::std::vec::Vec as Many;

#[derive(::kinfolk::Graph)]
#[graph(back(parent: Folder), weak(link: Entry, links: Many<File>), to_plain)]
#[graph(shared(one: Entry, many: Many<File>))]
#[graph(finalize = FolderNode::closed)]
struct Folder {
    name: ::std::primitive::u8,
    #[graph(own)]
    entries: Many<Entry>,
    #[graph(own)]
    cover: Maybe<Boxed<File>>,
    #[graph(refcell)]
    notes: Many<::std::primitive::u8>,
}

#[derive(::kinfolk::Graph)]
#[graph(back(folder: Folder), to_plain, live(seen: ::std::primitive::u8))]
struct Text(::std::primitive::u8, #[graph(own)] Many<Line>);

#[derive(::kinfolk::Graph)]
#[graph(back(text: Text), to_plain)]
struct Line(#[graph(cell)] ::std::primitive::u8);

#[derive(::kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain, finalize = |_| ())]
struct File {
    #[graph(cell)]
    size: ::std::primitive::u8,
}

impl FolderNode {
    fn closed(&self) {}
}

#[derive(::kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

::std::include!("tree.rs");
