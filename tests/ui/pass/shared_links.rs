//! Shared links to one node, to lists and to maps, of structs and of unions, in each form.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::marker::PhantomData;

use kinfolk::{Graph, Rc, Shared, collect};

/// Its only link is shared.
#[derive(Graph)]
#[graph(shared(colour: Colour))]
struct Theme {}

#[derive(Graph)]
struct Colour {
    name: &'static str,
}

#[derive(Graph)]
enum Thing {
    Theme(Theme),
    Person(Person),
}

#[derive(Graph)]
#[graph(
    shared(pub friend: Person, pub friends: Vec<Person>),
    shared(
        /// The favourite.
        likes: Thing,
        /// The wishes.
        pub(crate) wishes: Vec<Thing>,
    ),
    shared(r#as: Self, boxed: Box<Theme>, boxes: Vec<Box<Thing>>),
    back(part_of: Person),
    weak(target: Person),
)]
#[graph(shared(theme: elsewhere::Theme), to_plain)]
struct Person {
    name: &'static str,
    #[graph(own)]
    parts: Vec<Person>,
}

mod elsewhere {
    pub(crate) use super::Theme;
}

/// Shared links to a type parameter, and to a list of it.
#[derive(Graph)]
#[graph(shared(one: T, many: Vec<T>))]
struct Holder<T: Graph> {
    held: PhantomData<T>,
}

type People = Vec<Person>;

#[derive(Graph)]
#[graph(shared(people: People, #[cfg(any())] missing: Missing))]
struct Project {}

type ByHash<K, T> = HashMap<K, T, BuildHasherDefault<DefaultHasher>>;

/// By key.
#[derive(Graph)]
#[graph(shared(by_name: BTreeMap<String, Person>, pub things: HashMap<(u8, char), Thing>))]
#[graph(shared(shelves: ByHash<u32, Self>, any: BTreeMap<K, T>))]
struct Shelf<K: Ord + std::fmt::Debug + 'static, T: Graph> {
    held: PhantomData<(K, T)>,
}

fn person(name: &'static str) -> Rc<Person> {
    Person { name, parts: vec![] }.into_graph()
}

/// The link's type can be named.
fn is_blue(theme: &Shared<Person, Theme>) -> bool {
    let colour = theme.get().and_then(|theme| theme.colour.get());
    colour.is_some_and(|colour| colour.name == "blue")
}

fn main() {
    let [ann, bob] = ["Ann", "Bob"].map(person);

    // One node: a plain value or a handle.
    assert!(ann.theme.set(Theme {}).is_none());
    let theme = ann.theme.get().unwrap();
    theme.colour.set(Colour { name: "blue" });
    bob.theme.set(theme.clone());
    assert!(is_blue(&ann.theme) && is_blue(&bob.theme));
    assert_eq!(ann.theme.take(), Some(theme.clone()));
    assert!(ann.theme.is_none() && bob.theme.is_some());
    ann.boxed.set(Box::new(Theme {}));
    ann.boxed.set(theme.clone());
    ann.r#as.set(bob.clone());

    // A list, whose nodes may also have an owner, and may be in it twice.
    bob.friends.push(Person { name: "Cid", parts: vec![] });
    bob.friends.extend([ann.clone(), ann.clone()]);
    ann.parts.push(bob.friends.get(0).unwrap());
    assert_eq!(bob.friends.len(), 3);
    assert_eq!(bob.friends.holder(), bob);

    // A union: its plain enum, its handle, and the handle of each variant.
    ann.likes.set(Thing::Theme(Theme {}));
    ann.likes.set(Theme {});
    assert!(ann.likes.set(theme.clone()).is_some());
    assert_eq!(ann.likes.get(), Some(theme.clone().into()));
    ann.wishes.extend([ThingRc::Person(bob.clone()), theme.clone().into()]);
    ann.boxes.push(Theme {});
    ann.boxes.push(Box::new(Thing::Theme(Theme {})));

    let holder = Holder::<Thing> { held: PhantomData }.into_graph();
    holder.one.set(theme);
    holder.many.push(bob.clone());
    let project = Project {}.into_graph();
    project.people.push(bob.clone());

    // By key: a node may have several keys.
    let shelf = Shelf::<u8, Thing> { held: PhantomData }.into_graph();
    shelf.by_name.insert("bob".to_owned(), bob.clone());
    shelf.by_name.insert("robert".to_owned(), bob.clone());
    shelf.things.insert((1, 'a'), Theme {});
    shelf.things.insert((1, 'b'), ThingRc::Person(bob.clone()));
    shelf.shelves.insert(7, Shelf { held: PhantomData });
    shelf.any.extend([(0, bob.clone()), (1, ann.clone())]);
    assert_eq!(shelf.by_name.get("robert"), Some(bob.clone()));
    assert_eq!(shelf.things.key_of(&bob).as_deref(), Some(&(1, 'b')));
    let by_name: &Shared<Shelf<u8, Thing>, BTreeMap<String, Person>> = &shelf.by_name;
    assert_eq!(by_name.len() + shelf.any.len(), 4);

    // The plain value has no shared links.
    assert_eq!(ann.to_plain().parts.len(), 1);

    // Ann and Bob hold each other.
    drop((holder, project, shelf));
    drop((ann, bob));
    assert!(collect().freed() > 0);
}
