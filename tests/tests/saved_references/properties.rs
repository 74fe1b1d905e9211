//! Random models come back from their nodes as they were, with ids that name nothing, too.

use crate::model::{Box2, Entry, Id, Item, ItemKind, Label, Note, Person, Workspace, hooks};
use kinfolk_tests::random::Random;

use kinfolk::walk::ProblemKind;
use kinfolk::{Graph, Node as _, Rc};

/// The ids of the nodes of each type, in the order in which they are made. References take any.
struct Making {
    random: Random,
    next: u32,
    /// How many ids there will be, about. Larger ones are dangling.
    ids: u32,
    /// Of a hundred ids of nodes, how many are new.
    new: u32,
}

impl Making {
    fn below(&mut self, end: u32) -> u32 {
        self.random.below(end as usize).try_into().unwrap()
    }

    fn id(&mut self) -> Id {
        self.next += 1;
        if self.below(100) < self.new { Id(self.next) } else { Id(self.below(self.ids)) }
    }

    fn reference(&mut self) -> Id {
        Id(self.below(self.ids))
    }

    fn option(&mut self) -> Option<Id> {
        (self.below(3) > 0).then(|| self.reference())
    }

    fn list(&mut self) -> Vec<Id> {
        (0..self.below(5)).map(|_| self.reference()).collect()
    }

    fn person(&mut self) -> Person {
        Person { id: self.id(), mentor: self.option(), labels: self.list() }
    }

    fn note(&mut self) -> Note {
        let (id, author, label) = (self.id(), self.reference(), self.option());
        Note { id, author, label, about: self.list() }
    }

    fn entry(&mut self, depth: u32) -> Entry {
        if depth == 0 || self.below(2) == 0 {
            return Entry::Note(self.note());
        }
        let id = self.id();
        let inner = (0..self.below(3)).map(|_| self.entry(depth - 1)).collect();
        Entry::Item(Box2 { id, inner, like: self.option(), keeper: self.reference() })
    }

    fn item(&mut self, depth: u32) -> Item {
        if depth == 0 || self.below(3) == 0 {
            return Item::Leaf(self.id(), self.option(), format!("leaf {depth}"));
        }
        let (id, entries, left) = (self.id(), self.list(), Box::new(self.item(depth - 1)));
        let right = (self.below(2) == 0).then(|| Box::new(self.item(depth - 1)));
        Item::Pair { id, entries, left, owner: self.reference(), right }
    }

    fn workspace(&mut self) -> Workspace {
        Workspace {
            people: (0..self.below(4)).map(|_| self.person()).collect(),
            labels: (0..self.below(4))
                .map(|at| (format!("label {at}"), Label(self.id(), self.list(), "x".into())))
                .collect(),
            lead: self.person(),
            entries: (0..self.below(4)).map(|at| (at, self.entry(3))).collect(),
            main: (self.below(4) > 0).then(|| Box::new(self.item(4))),
        }
    }
}

fn random_workspace(seed: u64, new: u32) -> Workspace {
    let mut random = Random::new(seed);
    let ids = u32::try_from(random.between(1, 40)).unwrap();
    Making { random, next: 0, ids, new }.workspace()
}

#[test]
fn plain_values_come_back() {
    for seed in 0..400 {
        let plain = random_workspace(seed, 100);
        let live = plain.clone().into_graph();
        assert_eq!(live.to_plain(), plain, "seed {seed}");
        assert_eq!(live.validate(), Ok(()));
        // Trying again finds nothing more.
        let _ = live.resolve();
        assert_eq!(live.to_plain(), plain, "seed {seed}");
    }
    kinfolk::collect();
}

#[test]
fn plain_values_with_doubled_ids_come_back() {
    for seed in 0..400 {
        let plain = random_workspace(seed, 60);
        let live = plain.clone().into_graph();
        assert_eq!(live.to_plain(), plain, "seed {seed}");
    }
    kinfolk::collect();
}

/// Gives every reference that is unresolved another target, or none.
fn mend(live: &Rc<Workspace>) {
    let lead = live.lead.get();
    for person in live.descendants_of::<Person>() {
        if person.mentor.unresolved().is_some() {
            person.mentor.clear();
        }
        let found: Vec<_> = person.labels.drain().collect();
        person.labels.extend(found);
    }
    for label in live.descendants_of::<Label>() {
        let found: Vec<_> = label.1.drain().collect();
        label.1.extend(&found);
    }
    for note in live.descendants_of::<Note>() {
        if note.author.unresolved().is_some() {
            note.author.set(&lead);
        }
        if note.label.unresolved().is_some() {
            assert_eq!(note.label.take(), None);
        }
        let found: Vec<_> = note.about.drain().collect();
        note.about.extend(&found);
    }
    for outer in live.descendants_of::<Box2>() {
        if outer.keeper.unresolved().is_some() {
            outer.keeper.set(lead.clone());
        }
        if outer.like.unresolved().is_some() {
            outer.like.take();
        }
    }
    for item in live.descendants_of::<Item>() {
        match &item.kind {
            ItemKind::Leaf(_, next, _) if next.unresolved().is_some() => next.clear(),
            ItemKind::Leaf(..) => {}
            ItemKind::Pair { entries, owner, .. } => {
                let found: Vec<_> = entries.drain().collect();
                entries.extend(found);
                if owner.unresolved().is_some() {
                    owner.set(&lead);
                }
            }
        }
    }
    assert!(live.resolve().is_ok());
}

#[test]
fn mended_models_are_accepted() {
    for seed in 0..300 {
        let live = random_workspace(seed, 100).into_graph();
        mend(&live);
        let plain = live.to_plain();
        let again = plain.clone().try_into_graph();
        let again = match again {
            Ok(again) => again,
            // In the union, ids of several types may be the same by chance.
            Err(problems) => {
                let kinds = |kind| matches!(kind, ProblemKind::Ambiguous | ProblemKind::Doubled);
                assert!(problems.iter().all(|problem| kinds(problem.kind())), "{problems}");
                continue;
            }
        };
        assert_eq!(again.to_plain(), plain, "seed {seed}");
    }
    kinfolk::collect();
}

fn is_send<T: Send + std::error::Error>(_: &T) {}

#[test]
fn values_without_problems_are_accepted_and_others_refused_without_a_trace() {
    for seed in 0..600 {
        let plain = random_workspace(seed, if seed % 2 == 0 { 100 } else { 90 });
        let before = hooks();
        let live = plain.clone().into_graph();
        let has_unresolved = live.resolve().is_err();
        drop(live);
        kinfolk::collect();
        assert!(hooks() > before);
        let before = hooks();
        match plain.clone().try_into_graph() {
            Ok(live) => {
                assert!(!has_unresolved);
                assert_eq!(live.to_plain(), plain);
            }
            Err(problems) => {
                assert_eq!(hooks(), before, "a refused graph runs no hook");
                assert_eq!(kinfolk::live_nodes(), Some(0), "nothing of it is left");
                let is_of_a_reference =
                    |kind| matches!(kind, ProblemKind::Dangling | ProblemKind::OtherType);
                let found = problems.iter().any(|problem| is_of_a_reference(problem.kind()));
                assert_eq!(found, has_unresolved);
                assert_eq!(problems.to_string().lines().count(), problems.len());
                is_send(&problems);
            }
        }
    }
    kinfolk::collect();
}
