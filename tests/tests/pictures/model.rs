//! A project board with each kind of link.

use std::collections::BTreeMap;

use kinfolk::{AnyRef, Graph, Rc};

#[derive(Graph)]
#[graph(shared(pub last: Card))]
pub struct Workspace {
    #[graph(own)]
    pub settings: Settings,
    #[graph(own)]
    pub people: Vec<Person>,
    #[graph(own)]
    pub boards: BTreeMap<String, Board>,
}

#[derive(Graph)]
#[graph(back(pub workspace: Workspace))]
pub struct Settings {}

#[derive(Graph)]
#[graph(back(pub workspace: Workspace), weak(pub friends: Vec<Person>))]
pub struct Person {
    pub name: String,
}

#[derive(Graph)]
#[graph(back(pub workspace: Workspace))]
pub struct Board {
    #[graph(own)]
    pub cards: Vec<Card>,
    #[graph(own)]
    pub cover: Option<Shape>,
}

#[derive(Graph)]
#[graph(
    back(pub board: Board),
    weak(pub assignee: Person),
    shared(pub labels: Vec<Label>),
)]
pub struct Card {
    pub title: String,
}

#[derive(Graph)]
#[graph(shared(pub example: Card))]
pub struct Label {
    #[graph(own)]
    pub icon: Option<Icon>,
}

#[derive(Graph)]
#[graph(back(pub label: Label))]
pub struct Icon {}

#[derive(Graph)]
#[graph(back(pub board: Board), back(pub shape: Shape))]
pub enum Shape {
    Circle,
    Pair {
        #[graph(own)]
        left: Box<Shape>,
        #[graph(own)]
        right: Box<Shape>,
    },
}

pub fn card(title: &str) -> Card {
    Card { title: title.to_owned() }
}

pub fn person(name: &str) -> Person {
    Person { name: name.to_owned() }
}

/// A workspace with two boards. Its labels hang on no owner, and one person is not part of it.
pub fn workspace() -> (Rc<Workspace>, Rc<Person>) {
    let cover = Shape::Pair { left: Box::new(Shape::Circle), right: Box::new(Shape::Circle) };
    let site = Board {
        cards: vec![card("draw"), card("say \"<b>\" & `c`\n#1; é 猫")],
        cover: Some(cover),
    };
    let shop = Board { cards: vec![card("sell")], cover: None };
    let boards = BTreeMap::from([("the \"site\"".to_owned(), site), ("shop".to_owned(), shop)]);
    let people = vec![person("Ann"), person("Bob")];
    let workspace = Workspace { settings: Settings {}, people, boards }.into_graph();

    let [ann, bob] = [0, 1].map(|index| workspace.people.get(index).unwrap());
    let eve = person("Eve").into_graph();
    ann.friends.push(&bob);
    ann.friends.push(&eve);
    bob.friends.push(&ann);
    let cards = &workspace.boards.get("the \"site\"").unwrap().cards;
    let [first, second] = [0, 1].map(|index| cards.get(index).unwrap());
    first.assignee.set(&ann);
    let urgent = Label { icon: Some(Icon {}) }.into_graph();
    first.labels.push(urgent.clone());
    first.labels.push(Label { icon: None });
    second.labels.push(urgent);
    workspace.last.set(second);
    (workspace, eve)
}

/// The name of a person or the title of a card, after the type.
pub fn label(node: AnyRef<'_>) -> String {
    if let Some(person) = node.downcast_ref::<Person>() {
        format!("Person {}", person.name)
    } else if let Some(card) = node.downcast_ref::<Card>() {
        format!("Card {}", card.title)
    } else {
        node.type_name().to_owned()
    }
}
