//! Weak links to one node and to lists, of structs and of unions.

use kinfolk::Graph;

#[derive(Graph)]
#[graph(
    weak(pub friend: Person, pub friends: Vec<Person>),
    weak(likes: Thing),
    weak(
        /// The wishes.
        wishes: Vec<Thing>
    )
)]
struct Person {}

#[derive(Graph)]
struct Book {}

#[derive(Graph)]
enum Thing {
    Book(Book),
    Person(Person),
}

fn main() {
    let [ann, bob] = [Person {}, Person {}].map(Graph::into_graph);
    let book = Book {}.into_graph();
    ann.friend.set(&bob);
    ann.friends.push(&bob);
    ann.likes.set(&book);
    ann.wishes.push(&ThingRc::Book(book.clone()));
    drop((bob, book));
    assert!(ann.friend.get().is_none() && ann.likes.get().is_none());
    assert_eq!(ann.friends.iter().count() + ann.wishes.iter().count(), 0);
}
