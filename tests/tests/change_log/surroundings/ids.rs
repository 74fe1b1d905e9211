//! Ids of saved references whose clone, comparison, hash or `Drop` panics, at each call in turn.

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, History, Node, Rc, observe, transaction};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::panics;

use super::{Cell, FAILED};

thread_local! {
    /// How many calls are left until one panics.
    static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
}

fn called() {
    let Some(left) = LEFT.get().filter(|_| !std::thread::panicking()) else { return };
    LEFT.set(left.checked_sub(1));
    assert!(left > 0, "an id is used");
}

/// Calls nothing while this runs.
fn quietly<R>(action: impl FnOnce() -> R) -> R {
    let left = LEFT.take();
    let answer = action();
    LEFT.set(left);
    answer
}

#[derive(Debug)]
struct Id(u32, Count);

fn id(number: u32) -> Id {
    Id(number, Count::new())
}

impl Clone for Id {
    fn clone(&self) -> Self {
        called();
        id(self.0)
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        called();
        self.0 == other.0
    }
}

impl Eq for Id {}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        called();
        self.0.hash(state);
    }
}

impl Drop for Id {
    fn drop(&mut self) {
        called();
    }
}

#[derive(Clone, Graph)]
#[graph(to_plain)]
struct Team {
    #[graph(own)]
    people: Vec<Person>,
    #[graph(own)]
    tasks: Vec<Task>,
}

#[derive(Clone, Graph)]
#[graph(back(team: Team), to_plain)]
struct Person {
    #[graph(id(keep))]
    id: Id,
}

#[derive(Clone, Graph)]
#[graph(back(team: Team), to_plain)]
struct Task {
    #[graph(weak(Person))]
    owner: Option<Id>,
    #[graph(weak(Person))]
    first: Id,
    #[graph(weak(Person))]
    readers: Vec<Id>,
    #[graph(shared(Person))]
    keeper: Option<Id>,
    #[graph(shared(Person))]
    helpers: Vec<Id>,
}

fn person(number: u32) -> Person {
    Person { id: id(number) }
}

fn task(numbers: [u32; 3]) -> Task {
    let ids = || numbers.map(id).into();
    Task {
        owner: Some(id(numbers[0])),
        first: id(numbers[1]),
        readers: ids(),
        keeper: Some(id(numbers[2])),
        helpers: ids(),
    }
}

type Operation = fn(&Rc<Team>, &Rc<Task>);

const OPERATIONS: [(&str, Operation); 16] = [
    ("resolve", |team, _| _ = team.resolve()),
    ("set", |team, task| task.owner.set(&team.people.get(0).unwrap())),
    ("set the first", |team, task| task.first.set(&team.people.get(0).unwrap())),
    ("clear", |_, task| task.owner.clear()),
    ("push", |team, task| task.readers.push(&team.people.get(1).unwrap())),
    ("clear a list", |_, task| task.readers.clear()),
    ("reverse", |_, task| task.readers.reverse()),
    ("sort", |_, task| task.helpers.sort_by_key(|person| 9 - person.id.0)),
    ("share", |team, task| drop(task.keeper.set(team.people.get(0).unwrap()))),
    ("share no more", |_, task| drop(task.keeper.take())),
    ("share several", |team, task| task.helpers.extend(team.people.iter())),
    ("share none", |_, task| task.helpers.clear()),
    ("remove", |team, _| drop(team.tasks.remove(0))),
    ("copy", |team, task| team.tasks.push(task.duplicate())),
    ("save", |team, _| drop(team.to_plain())),
    ("build", |team, _| {
        let other = Team { people: vec![person(7)], tasks: vec![task([7, 8, 7])] };
        team.tasks.append(&other.into_graph().tasks);
    }),
];

/// The ids in each link of a task, and whether they are resolved.
type Ids = Vec<Vec<(u32, bool)>>;

fn ids(of: &Rc<Task>) -> Ids {
    let resolved = |people: &mut dyn Iterator<Item = Rc<Person>>| {
        people.map(|person| (person.id.0, true)).collect::<Vec<_>>()
    };
    let rest = |ids: Vec<Id>| ids.iter().map(|id| (id.0, false)).collect::<Vec<_>>();
    vec![
        resolved(&mut of.owner.get().into_iter()),
        rest(of.owner.unresolved().into_iter().collect()),
        resolved(&mut of.first.get().into_iter()),
        rest(of.first.unresolved().into_iter().collect()),
        resolved(&mut of.readers.iter()),
        rest(of.readers.unresolved()),
        resolved(&mut of.keeper.get().into_iter()),
        rest(of.keeper.unresolved().into_iter().collect()),
        resolved(&mut of.helpers.iter()),
        rest(of.helpers.unresolved()),
    ]
}

fn state(team: &Rc<Team>) -> (Vec<u32>, Vec<Ids>) {
    quietly(|| {
        assert_eq!(team.validate(), Ok(()));
        let people = team.people.iter().map(|person| person.id.0).collect();
        (people, team.tasks.iter().map(|task| ids(&task)).collect())
    })
}

/// Undoes and redoes as far as no id panics.
fn pass(history: &History, is_undo: bool) {
    let _ = panics::quietly(|| {
        catch_unwind(AssertUnwindSafe(|| {
            if is_undo { history.undo().unwrap() } else { history.redo().unwrap() }
        }))
    });
}

/// Runs an operation, in a transaction that fails or not, then undo and redo, with a panic at one call.
/// Returns whether it came.
fn round((name, operation): (&str, Operation), fails: bool, calls: u32) -> bool {
    let what = format!("{name}, fails {fails}, call {calls}");
    let team = Team { people: vec![person(1), person(2)], tasks: vec![task([1, 2, 3])] };
    let team = team.into_graph();
    // Two of the ids are found now, and the third when it is resolved.
    team.people.push(person(3));
    let task = team.tasks.get(0).unwrap();
    let history = History::new(&team);
    let watch = observe(&team, |changes| assert!(!changes.is_empty()));
    let before = state(&team);
    LEFT.set(Some(calls));
    let outcome = panics::quietly(|| {
        catch_unwind(AssertUnwindSafe(|| {
            transaction(|| {
                operation(&team, &task);
                if fails { FAILED } else { Ok(()) }
            })
        }))
    });
    let after = state(&team);
    assert!(matches!(outcome, Ok(Ok(()))) || after == before, "{what}");
    pass(&history, true);
    pass(&history, false);
    let has_panicked = LEFT.take().is_none();
    // A call that has panicked in a pass has changed nothing.
    while history.undo().unwrap() {}
    assert_eq!(state(&team), before, "{what}");
    while history.redo().unwrap() {}
    assert_eq!(state(&team), after, "{what}");
    drop((watch, history, task, team));
    kinfolk::collect();
    assert_eq!(live(), 0, "{what}");
    has_panicked
}

#[test]
fn an_id_that_panics_leaves_all_as_it_was() {
    panics::record();
    for operation in OPERATIONS {
        for fails in [false, true] {
            let mut calls = 0;
            while round(operation, fails, calls) {
                calls += 1;
            }
        }
    }
    let _ = panics::reports();
}
