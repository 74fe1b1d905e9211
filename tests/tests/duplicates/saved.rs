//! Ids, and saved references.

use std::cell::Cell;

use kinfolk::{Graph, Node, Rc};

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(100) };
}

fn fresh() -> u32 {
    NEXT.replace(NEXT.get() + 1)
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Board {
    #[graph(own)]
    people: Vec<Person>,
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain, back(board: Board))]
struct Person {
    #[graph(id(keep))]
    id: u32,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain, back(board: Board))]
struct Card {
    #[graph(id(fresh = fresh))]
    id: u32,
    #[graph(weak(Person))]
    assignee: Option<u32>,
    #[graph(weak(Card))]
    next: u32,
}

fn board() -> Board {
    let card = |id, assignee, next| Card { id, assignee, next };
    Board {
        people: vec![Person { id: 1 }, Person { id: 2 }],
        cards: vec![card(1, Some(2), 2), card(2, Some(3), 1), card(3, None, 9)],
    }
}

#[test]
fn references_inside_follow_the_ids() {
    let original = board().into_graph();
    NEXT.set(100);
    let copy = original.duplicate();
    assert_eq!(
        copy.to_plain(),
        Board {
            people: vec![Person { id: 1 }, Person { id: 2 }],
            cards: vec![
                Card { id: 100, assignee: Some(2), next: 101 },
                Card { id: 101, assignee: Some(3), next: 100 },
                Card { id: 102, assignee: None, next: 9 },
            ],
        }
    );
    assert_eq!(original.to_plain(), board());
    let [first, second, third] = [0, 1, 2].map(|at| copy.cards.get(at).unwrap());
    assert_eq!(first.assignee.get(), copy.people.get(1));
    assert_eq!(first.next.get(), Some(second.clone()));
    assert_eq!(second.assignee.unresolved(), Some(3));
    assert_eq!(third.next.unresolved(), Some(9));
    assert_eq!(copy.validate(), Ok(()));
}

#[test]
fn references_to_the_outside_stay() {
    let original = board().into_graph();
    let card: Rc<Card> = original.cards.get(0).unwrap();
    let copy = card.duplicate();
    assert_eq!(copy.assignee.get(), original.people.get(1));
    assert_eq!(copy.next.get(), original.cards.get(1));
    assert_ne!(copy.id, card.id);
    original.cards.push(copy);
    assert_eq!(original.to_plain().cards[3].next, 2);
}

#[test]
fn a_bare_reference_to_a_dead_node_keeps_its_last_id() {
    let original = board().into_graph();
    let card = original.cards.get(0).unwrap();
    drop(original.cards.remove(1));
    let copy = card.duplicate();
    assert_eq!((copy.next.get(), copy.next.unresolved()), (None, Some(2)));
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Team {
    #[graph(own)]
    members: Vec<Member>,
    #[graph(own)]
    labels: Vec<Label>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain, back(team: Team))]
enum Member {
    Human {
        #[graph(id(fresh = fresh))]
        id: u32,
        #[graph(weak(Member))]
        friends: Vec<u32>,
        #[graph(shared(Label))]
        labels: Vec<u32>,
    },
    Robot(
        #[graph(id(fresh = fresh))] u32,
        #[graph(shared(Label))] Option<u32>,
        #[graph(shared(Label))] u32,
    ),
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain, back(team: Team))]
struct Label(#[graph(id(fresh = fresh))] u32);

#[test]
fn lists_and_shared_references_follow_and_keep_unresolved_ids_in_place() {
    let plain = Team {
        members: vec![
            Member::Human { id: 1, friends: vec![70, 2, 71, 1, 72], labels: vec![9, 80, 8] },
            Member::Robot(2, Some(8), 9),
            Member::Robot(3, Some(81), 82),
        ],
        labels: vec![Label(8), Label(9)],
    };
    let original = plain.clone().into_graph();
    NEXT.set(100);
    let copy = original.duplicate();
    assert_eq!(
        copy.to_plain(),
        Team {
            members: vec![
                Member::Human {
                    id: 100,
                    friends: vec![70, 101, 71, 100, 72],
                    labels: vec![104, 80, 103]
                },
                Member::Robot(101, Some(103), 104),
                Member::Robot(102, Some(81), 82),
            ],
            labels: vec![Label(103), Label(104)],
        }
    );
    assert_eq!(original.to_plain(), plain);

    // A dead entry before an unresolved id.
    let human = original.members.get(0).unwrap();
    drop(original.members.remove(1));
    let copy = human.duplicate();
    let MemberKind::Human { friends, labels, .. } = &copy.kind else { panic!("a human") };
    assert_eq!((friends.len(), friends.unresolved()), (1, vec![70, 71, 72]));
    assert_eq!(friends.get(0), Some(copy.clone()));
    assert_eq!(labels.get(0), original.labels.get(1));
    original.members.push(copy);
    let Member::Human { friends, .. } = original.to_plain().members.remove(2) else {
        panic!("a human")
    };
    assert_eq!((friends[0], friends[1], friends[3]), (70, 71, 72));
}
