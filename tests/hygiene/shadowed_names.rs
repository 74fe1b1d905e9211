//! User types and traits named like std's.

use ::std::boxed::Box as Boxed;
use ::std::option::Option as Maybe;
use ::std::vec::Vec as Many;

use crate::hooks::{called, called_for};

struct Option;
struct Result;
struct Vec;
struct Box;
struct String;
struct Rc;
struct Weak;
struct Cell;
struct RefCell;
struct Some;
struct Ok;
struct None;
struct Err;
struct Any;
struct Formatter;
struct Header;
struct Own;
struct Back;
struct WeakLink;
struct Shared;
struct AnyRc;
struct Handle;
struct Node;
struct BuildContext;
struct DynHandle;
struct HeaderOf;
struct Incoming;
struct NewNode;
struct TypeId;
struct TypeInfo;
struct LinkInfo;
trait Clone {}
trait Copy {}
trait From {}
trait Into {}
trait Iterator {}
trait IntoIterator {}
trait Drop {}
trait Default {}
trait Debug {}
trait Eq {}
trait PartialEq {}
trait Hash {}
trait Hasher {}
trait Deref {}
trait Graph {}
trait NodeType {}
trait BackTo {}
trait IntoHandle {}
trait Sized {}
trait Send {}
trait Fn {}
trait FnOnce {}
trait LiveNode {}
trait NodeFields {}
trait OwnerAs {}
trait Repr {}
fn finalize() {}
fn build_in() {}
fn downcast() {}
fn empty() {}
fn link() {}
fn node_types() {}
fn own() {}

#[derive(kinfolk::Graph)]
#[graph(back(parent: Folder), weak(link: Entry, links: Many<File>), to_plain)]
#[graph(shared(one: Entry, many: Many<File>))]
#[graph(finalize = FolderNode::closed)]
struct Folder {
    name: u8,
    #[graph(own)]
    entries: Many<Entry>,
    #[graph(own)]
    cover: Maybe<Boxed<File>>,
    #[graph(refcell)]
    notes: Many<u8>,
}

#[derive(kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain, finalize = |_| called("file"))]
struct File {
    #[graph(cell)]
    size: u8,
}

impl FolderNode {
    fn closed(&self) {
        called("folder");
    }
}

#[derive(kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

#[derive(kinfolk::Graph)]
#[graph(back(pair: Pair), to_plain)]
struct Text(#[graph(cell)] u8);

#[derive(kinfolk::Graph)]
#[graph(to_plain, finalize = |_| called("pair"))]
struct Pair(u8, #[graph(own)] Many<Text>, #[graph(refcell)] Many<u8>);

#[test]
fn unnamed_fields_work() {
    let pair = kinfolk::Graph::into_graph(Pair(1, ::std::vec![Text(2)], ::std::vec![]));
    pair.1.get(0).unwrap().0.set(pair.0 + 2);
    assert_eq!(pair.to_plain().1[0].0, 3);
    drop(pair);
    assert_eq!(called_for(Pair(1, ::std::vec![], ::std::vec![])), ["pair"]);
}

#[test]
fn works() {
    let folder = kinfolk::Graph::into_graph(Folder {
        name: 1,
        entries: ::std::vec![Entry::File(File { size: 2 })],
        cover: Maybe::None,
        notes: ::std::vec![],
    });
    folder.cover.set(File { size: 3 });
    folder.one.set(File { size: 4 });
    folder.many.push(folder.cover.get().unwrap());
    let plain = folder.to_plain();
    assert_eq!(plain.entries.len(), 1);
    assert_eq!(plain.cover.as_ref().unwrap().size, 3);
    assert_eq!(called_for(plain), ["file", "file", "folder"]);
}

::std::include!("tree.rs");
