//! Shared links to one node and to lists, of structs and of unions, in each form.

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

    // The plain value has no shared links.
    assert_eq!(ann.to_plain().parts.len(), 1);

    // Ann and Bob hold each other.
    drop((holder, project));
    drop((ann, bob));
    assert!(collect().freed() > 0);
}
