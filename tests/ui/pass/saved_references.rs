//! Forms of saved references: generic ids, macros, aliases, private types.

use kinfolk::Graph;

type People = Vec<Id>;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Id(u32);

#[derive(Graph)]
#[graph(to_plain)]
pub struct Person {
    #[graph(id(fresh = || Id(0)))]
    id: Id,
    #[graph(weak(Self))]
    mentor: Option<Id>,
    #[graph(shared(Person,))]
    friends: People,
}

#[derive(Graph)]
#[graph(to_plain)]
struct Keyed<K: Eq + std::hash::Hash + Clone + std::fmt::Debug> {
    #[graph(id(keep))]
    key: K,
    #[graph(weak(Keyed<K>))]
    next: Option<K>,
    #[graph(shared(Keyed<String>))]
    named: Vec<String>,
}

macro_rules! model {
    ($name:ident, $id:ty, $target:ty) => {
        #[derive(Graph)]
        struct $name {
            #[graph(id)]
            id: $id,
            #[graph(weak($target))]
            target: Option<$id>,
        }
    };
}

model!(Page, u64, Page);
model!(Note, u64, Page);

#[derive(Graph)]
enum Any {
    Page(Page),
    Note(Note),
}

#[derive(Graph)]
struct Root {
    #[graph(own)]
    all: Vec<Outer>,
    #[graph(weak(Outer))]
    first: u64,
}

#[derive(Graph)]
#[graph(back(root: Root))]
struct Leaf(#[graph(id)] u64);

#[derive(Graph)]
#[graph(back(root: Root))]
struct Other {
    #[graph(id)]
    number: u64,
    #[graph(shared(Any))]
    any: Option<u64>,
}

/// A union in a union.
#[derive(Graph)]
enum Inner {
    Leaf(Leaf),
    Other(Other),
}

#[derive(Graph)]
#[graph(back(root: Root))]
struct Third {
    #[graph(id)]
    id: u64,
}

#[derive(Graph)]
enum Outer {
    Inner(Inner),
    Third(Third),
}

fn main() {
    let ann = Person { id: Id(1), mentor: Some(Id(1)), friends: vec![Id(1), Id(2)] }.into_graph();
    assert_eq!(ann.mentor.get(), Some(ann.clone()));
    assert_eq!(ann.friends.len(), 1);
    assert_eq!(ann.to_plain().friends, [Id(1), Id(2)]);
    ann.friends.clear();

    let keyed = Keyed { key: 7, next: Some(7), named: vec!["a".to_owned()] }.into_graph();
    assert_eq!(keyed.next.get(), Some(keyed.clone()));
    assert_eq!(keyed.named.unresolved(), ["a"]);

    let page = Page { id: 1, target: Some(1) }.into_graph();
    assert_eq!(page.target.get(), Some(page.clone()));
    let note = Note { id: 1, target: Some(1) }.try_into_graph().unwrap_err();
    assert_eq!(note.to_string(), "Note.target: no `Page` has the id 1, which is that of the `Note` Note");

    let all = vec![
        Outer::Third(Third { id: 3 }),
        Outer::Inner(Inner::Leaf(Leaf(4))),
        Outer::Inner(Inner::Other(Other { number: 5, any: None })),
    ];
    let root = Root { all, first: 4 }.try_into_graph().unwrap();
    assert_eq!(root.first.get(), root.all.get(1));
}
