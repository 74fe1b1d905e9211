//! A weak link over an option of an id.

use kinfolk::walk::ProblemKind;
use kinfolk::{Graph, Node};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonId(u32);

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Workspace {
    #[graph(own)]
    people: Vec<Person>,
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace), to_plain)]
struct Person {
    #[graph(id(keep))]
    id: PersonId,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace, parent: Card), to_plain)]
struct Card {
    title: String,
    #[graph(weak(Person))]
    assignee: Option<PersonId>,
    #[graph(own)]
    cards: Vec<Card>,
}

fn person(id: u32) -> Person {
    Person { id: PersonId(id), name: format!("person {id}") }
}

fn card(title: &str, assignee: Option<u32>) -> Card {
    Card { title: title.into(), assignee: assignee.map(PersonId), cards: vec![] }
}

fn workspace() -> Workspace {
    Workspace {
        people: vec![person(1), person(2)],
        cards: vec![
            card("a", Some(2)),
            Card { cards: vec![card("b", Some(1)), card("c", None)], ..card("d", Some(2)) },
        ],
    }
}

#[test]
fn into_graph_finds_the_targets() {
    let live = workspace().into_graph();
    let [ann, bob] = [0, 1].map(|at| live.people.get(at).unwrap());
    let [a, d] = [0, 1].map(|at| live.cards.get(at).unwrap());
    assert_eq!(a.assignee.get(), Some(bob.clone()));
    assert_eq!(d.assignee.get(), Some(bob));
    assert_eq!(d.cards.get(0).unwrap().assignee.get(), Some(ann));
    assert_eq!(d.cards.get(1).unwrap().assignee.get(), None);
    assert_eq!(a.assignee.unresolved(), None);
}

#[test]
fn to_plain_gives_the_ids_back() {
    assert_eq!(workspace().into_graph().to_plain(), workspace());
    let mut dangling = workspace();
    dangling.cards[1].cards[1].assignee = Some(PersonId(9));
    let live = dangling.clone().into_graph();
    let card = live.cards.get(1).unwrap().cards.get(1).unwrap();
    assert_eq!(card.assignee.unresolved(), Some(PersonId(9)));
    assert_eq!(card.assignee.get(), None);
    assert_eq!(live.to_plain(), dangling);
}

#[test]
fn a_part_is_saved_with_the_ids_of_targets_in_the_same_graph() {
    let live = workspace().into_graph();
    let card = live.cards.get(1).unwrap();
    assert_eq!(card.to_plain(), workspace().cards[1]);
    card.detach();
    assert_eq!(card.to_plain().assignee, None);
    assert_eq!(live.to_plain().cards.len(), 1);
}

#[test]
fn a_target_that_is_dead_or_elsewhere_is_not_saved() {
    let live = workspace().into_graph();
    let card = live.cards.get(0).unwrap();
    let bob = live.people.remove(1);
    assert_eq!(live.to_plain().cards[0].assignee, None);
    live.people.push(bob);
    assert_eq!(live.to_plain().cards[0].assignee, Some(PersonId(2)));
    drop(live.people.remove(1));
    assert_eq!(live.to_plain().cards[0].assignee, None);
    assert_eq!(card.assignee.unresolved(), None);
}

#[test]
fn resolve_tries_again() {
    let live = Workspace { people: vec![], ..workspace() }.into_graph();
    let problems = live.resolve().unwrap_err();
    assert_eq!(problems.len(), 3);
    live.people.push(person(2));
    let problems = live.resolve().unwrap_err();
    assert_eq!(
        problems.to_string(),
        "Workspace.cards[1].cards[0].assignee: no `Person` has the id PersonId(1)"
    );
    let card = live.cards.get(0).unwrap();
    assert_eq!(card.assignee.get(), live.people.first());
    live.people.insert(0, person(1));
    assert!(card.resolve().is_ok());
    assert!(live.resolve().is_ok());
    assert_eq!(live.to_plain(), workspace());
}

#[test]
fn setting_and_clearing_forgets_the_id() {
    let live = Workspace { people: vec![person(1)], ..workspace() }.into_graph();
    let card = live.cards.get(0).unwrap();
    assert_eq!(card.assignee.unresolved(), Some(PersonId(2)));
    card.assignee.set(&live.people.get(0).unwrap());
    assert_eq!(card.assignee.unresolved(), None);
    assert_eq!(card.to_plain().assignee, Some(PersonId(1)));
    let other = live.cards.get(1).unwrap();
    other.assignee.clear();
    assert_eq!(other.assignee.unresolved(), None);
    assert_eq!(other.to_plain().assignee, None);
}

#[test]
fn try_into_graph_reports_all_problems() {
    let mut plain = workspace();
    plain.people.push(person(1));
    plain.cards[0].assignee = Some(PersonId(7));
    plain.cards[1].cards[0].assignee = Some(PersonId(8));
    let problems = plain.try_into_graph().unwrap_err();
    assert_eq!(
        problems.to_string(),
        "Workspace.people[2]: the id PersonId(1) is taken by Workspace.people[0]\n\
         Workspace.cards[0].assignee: no `Person` has the id PersonId(7)\n\
         Workspace.cards[1].cards[0].assignee: no `Person` has the id PersonId(8)"
    );
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind()).collect();
    assert_eq!(kinds, [ProblemKind::Doubled, ProblemKind::Dangling, ProblemKind::Dangling]);
    assert_eq!(workspace().try_into_graph().unwrap().to_plain(), workspace());
}

#[test]
fn into_graph_takes_the_first_of_two_with_the_same_id() {
    let mut plain = workspace();
    plain.people.push(person(2));
    let live = plain.clone().into_graph();
    assert_eq!(live.cards.get(0).unwrap().assignee.get(), live.people.get(1));
    assert_eq!(live.to_plain(), plain);
}

#[test]
fn try_to_plain_reports_targets_that_are_not_below() {
    let live = workspace().into_graph();
    assert_eq!(live.try_to_plain().unwrap(), workspace());
    let card = live.cards.get(1).unwrap();
    let problems = card.try_to_plain().unwrap_err();
    assert_eq!(
        problems.to_string(),
        "Workspace.cards[1].assignee: its target, the `Person` with the id PersonId(2), is not saved \
         with it\n\
         Workspace.cards[1].cards[0].assignee: its target, the `Person` with the id PersonId(1), is \
         not saved with it"
    );
    assert!(problems.iter().all(|problem| problem.kind() == ProblemKind::NotSaved));
    assert!(card.cards.get(1).unwrap().try_to_plain().is_ok());
}
