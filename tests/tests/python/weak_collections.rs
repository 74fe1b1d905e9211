//! The checks that all weak collections share. As in Python's tests, the functions `check_..` are
//! the bodies of several tests.

use kinfolk::collect::collect_every;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc, Weak, collect};

use crate::{Object, self_cycle};

/// Nodes by name.
pub(crate) type ByName = WeakValueMap<&'static str, Object>;

/// Names by node.
pub(crate) type Names = WeakKeyMap<Object, &'static str>;

/// A collection of objects, whatever it stores beside them.
pub(crate) trait WeakCollection: Default {
    fn add(&self, object: &Rc<Object>);
    fn len(&self) -> usize;
    fn objects(&self) -> impl Iterator<Item = Rc<Object>>;

    fn of(objects: &[Rc<Object>]) -> Self {
        let collection = Self::default();
        for object in objects {
            collection.add(object);
        }
        collection
    }
}

impl WeakCollection for ByName {
    fn add(&self, object: &Rc<Object>) {
        assert_eq!(self.insert(object.name, object), None);
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn objects(&self) -> impl Iterator<Item = Rc<Object>> {
        self.values()
    }
}

impl WeakCollection for Names {
    fn add(&self, object: &Rc<Object>) {
        assert_eq!(self.insert(object, object.name), None);
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn objects(&self) -> impl Iterator<Item = Rc<Object>> {
        self.keys()
    }
}

impl WeakCollection for WeakSet<Object> {
    fn add(&self, object: &Rc<Object>) {
        assert!(self.insert(object));
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn objects(&self) -> impl Iterator<Item = Rc<Object>> {
        self.iter()
    }
}

/// The letters of a text.
fn letters(text: &'static str) -> impl Iterator<Item = &'static str> {
    (0..text.len()).map(move |index| &text[index..=index])
}

/// Objects with one-letter names.
pub(crate) fn objects(text: &'static str) -> Vec<Rc<Object>> {
    letters(text).map(|name| Object::simple(name).into_graph()).collect()
}

/// As [`objects`], for an array.
pub(crate) fn some_objects<const N: usize>(text: &'static str) -> [Rc<Object>; N] {
    objects(text).try_into().unwrap()
}

/// As [`objects`]; each of them holds itself.
fn cycles() -> Vec<Rc<Object>> {
    letters("abcdefghijklmnopqrst").map(|name| self_cycle(Object::simple(name))).collect()
}

/// One-letter names, sorted.
pub(crate) fn sorted(names: impl IntoIterator<Item = &'static str>) -> String {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_unstable();
    names.concat()
}

fn number_alive(weak: &[Weak<Object>]) -> usize {
    weak.iter().filter(|weak| weak.upgrade().is_some()).count()
}

/// Cycles leave when they are collected; an iterator does not hold them.
pub(crate) fn check_len_cycles<C: WeakCollection>() {
    collect();
    let cycles = cycles();
    let collection = C::of(&cycles);
    let mut iterator = collection.objects();
    let held = iterator.next();
    drop(cycles);
    assert_eq!(collection.len(), 20);
    assert_eq!(collect().freed(), 19);
    assert_eq!(collection.len(), 1);
    assert_eq!(iterator.next(), None);
    assert!(held.is_some());

    drop(held);
    assert_eq!(collection.len(), 1);
    assert_eq!(collect().freed(), 1);
    assert_eq!(collection.len(), 0);
}

/// At every point where an automatic collection can start.
pub(crate) fn check_len_race<C: WeakCollection>() {
    for threshold in 1..100 {
        collect();
        collect_every(threshold);
        let cycles = cycles();
        let weak: Vec<_> = cycles.iter().map(Rc::downgrade).collect();
        let collection = C::of(&cycles);
        let mut iterator = collection.objects();
        assert!(iterator.next().is_some());
        drop(cycles);
        assert_eq!(collection.len(), 20);
        for _ in 0..threshold {
            self_cycle(Object::simple("another"));
            assert_eq!(collection.len(), number_alive(&weak));
        }
        assert_eq!(collection.len(), 0);
        assert_eq!(iterator.next(), None);
        drop(iterator);

        let mut weak = Vec::new();
        for name in letters("abcdefghijklmnopqrst") {
            let cycle = self_cycle(Object::simple(name));
            assert_eq!(collection.len(), number_alive(&weak));
            collection.add(&cycle);
            weak.push(Rc::downgrade(&cycle));
            drop(cycle);
            assert_eq!(collection.len(), number_alive(&weak));
            assert_eq!(collection.objects().count(), number_alive(&weak));
        }
        collect_every(0);
        collect();
        assert_eq!(collection.len(), 0);
    }
}

/// An object that dies while `names` are iterated is no longer yielded, and is not in the
/// collection.
pub(crate) fn check_weak_destroy_while_iterating(
    collection: &impl WeakCollection,
    objects: &mut Vec<Rc<Object>>,
    mut names: impl Iterator<Item = &'static str>,
) {
    let len = collection.len();
    let first = names.next().unwrap();
    objects.pop();
    assert_eq!(collection.len(), len - 1);
    let others = objects.iter().map(|object| object.name).filter(|name| *name != first);
    assert_eq!(sorted(names), sorted(others));
    assert_eq!(collection.len(), objects.len());
}
