//! `WeakSet`: Python's `TestWeakSet`.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc as StdRc;

use kinfolk::weak::WeakSet;
use kinfolk::{Graph, Rc, collect};

use crate::weak_collections::{
    WeakCollection, check_len_cycles, check_len_race, check_weak_destroy_while_iterating, objects,
    some_objects, sorted,
};
use crate::{Object, notes};

type Set = WeakSet<Object>;

/// The alphabet, and sets of its letters.
struct Letters {
    all: Vec<Rc<Object>>,
}

impl Letters {
    fn new() -> Self {
        Letters { all: objects("abcdefghijklmnopqrstuvwxyz") }
    }

    fn get(&self, name: &str) -> &Rc<Object> {
        self.all.iter().find(|object| object.name == name).unwrap()
    }

    fn list(&self, names: &str) -> Vec<Rc<Object>> {
        self.all.iter().filter(|object| names.contains(object.name)).cloned().collect()
    }

    fn set(&self, names: &str) -> Set {
        self.list(names).into_iter().collect()
    }

    fn forget(&mut self, name: &str) {
        self.all.retain(|object| object.name != name);
    }
}

fn names(nodes: impl IntoIterator<Item = Rc<Object>>) -> String {
    sorted(nodes.into_iter().map(|object| object.name))
}

/// Takes some object out of a set, like Python's `pop`.
fn pop(set: &Set) -> Option<Rc<Object>> {
    let object = set.iter().next()?;
    assert!(set.remove(&object));
    Some(object)
}

/// Inserts what is only in the other set, and removes what is in both.
fn symmetric_difference_update(set: &Set, other: &Set) {
    for object in other {
        if !set.remove(&object) {
            set.insert(&object);
        }
    }
}

/// It does the same as a `HashSet` of handles, for all pairs of sets of three.
#[test]
fn test_methods() {
    let letters = Letters::new();
    let subsets = ["", "a", "b", "c", "ab", "ac", "bc", "abc"];
    for (first, second) in subsets.iter().flat_map(|a| subsets.map(|b| (*a, b))) {
        let (weak, other) = (letters.set(first), letters.set(second));
        let [strong, strong_other] =
            [first, second].map(|names| letters.list(names).into_iter().collect::<HashSet<_>>());

        let all = |set: &Set| set.iter().collect::<HashSet<_>>();
        assert_eq!((all(&weak), all(&other)), (strong.clone(), strong_other.clone()));
        assert_eq!(weak.len(), strong.len());
        assert_eq!(weak.is_empty(), strong.is_empty());
        assert_eq!(weak == other, strong == strong_other);
        assert_eq!(weak.is_disjoint(&other), strong.is_disjoint(&strong_other));
        assert_eq!(weak.is_subset(&other), strong.is_subset(&strong_other));
        assert_eq!(weak.is_superset(&other), strong.is_superset(&strong_other));
        assert_eq!(all(&(&weak | &other)), &strong | &strong_other);
        assert_eq!(all(&(&weak & &other)), &strong & &strong_other);
        assert_eq!(all(&(&weak - &other)), &strong - &strong_other);
        assert_eq!(all(&(&weak ^ &other)), &strong ^ &strong_other);
        assert_eq!(weak.union(&other).count(), strong.union(&strong_other).count());
        assert_eq!(weak.intersection(&other).count(), strong.intersection(&strong_other).count());
        assert_eq!(weak.difference(&other).count(), strong.difference(&strong_other).count());
        assert_eq!(
            weak.symmetric_difference(&other).count(),
            strong.symmetric_difference(&strong_other).count()
        );

        let mut strong = strong;
        for object in letters.list("abc") {
            assert_eq!(weak.contains(&object), strong.contains(&object));
            assert_eq!(weak.remove(&object), strong.remove(&object));
            assert_eq!(weak.insert(&object), strong.insert(object.clone()));
            assert_eq!(weak.insert(&object), strong.insert(object));
        }
        weak.retain(|object| other.contains(object));
        strong.retain(|object| strong_other.contains(object));
        assert_eq!(all(&weak), strong);
        weak.extend(letters.list(first));
        strong.extend(letters.list(first));
        assert_eq!(all(&weak), strong);
        assert_eq!(weak.drain().collect::<HashSet<_>>(), strong);
        assert_eq!(weak.len(), 0);
    }
}

#[test]
fn test_len() {
    let letters = Letters::new();
    assert_eq!(letters.set("abc").len(), 3);
    let object = Object::simple("F").into_graph();
    let set: Set = [object.clone()].into_iter().collect();
    assert_eq!(set.len(), 1);
    drop(object);
    assert_eq!(set.len(), 0);
}

#[test]
fn test_contains() {
    let letters = Letters::new();
    let set = letters.set("abc");
    for letter in &letters.all {
        assert_eq!(set.contains(letter), "abc".contains(letter.name));
    }
    let object = Object::simple("F").into_graph();
    let set: Set = [object.clone()].into_iter().collect();
    assert!(set.contains(&object));
    drop(object);
    // It may well have the address of the dead object.
    assert!(!set.contains(&Object::simple("F").into_graph()));
}

#[test]
fn test_union() {
    let mut letters = Letters::new();
    let [abc, xyz] = ["abc", "xyz"].map(|names| letters.set(names));
    let union: Set = abc.union(&xyz).collect();
    for letter in &letters.all {
        assert_eq!(union.contains(letter), abc.contains(letter) || xyz.contains(letter));
    }
    assert_eq!(abc, letters.set("abc"));
    assert_eq!(union, letters.set("abcxyz"));
    assert_eq!(union.len(), 6);
    letters.forget("z");
    assert_eq!(union.len(), 5);
}

#[test]
fn test_or() {
    let letters = Letters::new();
    let [abc, xyz] = ["abc", "xyz"].map(|names| letters.set(names));
    assert_eq!(&abc | &xyz, abc.union(&xyz).collect());
    assert_eq!(names(&(&abc | &xyz)), "abcxyz");
    assert_eq!((names(&abc), names(&xyz)), ("abc".into(), "xyz".into()));
}

#[test]
fn test_intersection() {
    let mut letters = Letters::new();
    let all = Set::of(&letters.all);
    let [abc, xyz] = ["abc", "xyz"].map(|names| letters.set(names));
    let intersection: Set = all.intersection(&xyz).collect();
    for letter in &letters.all {
        assert_eq!(intersection.contains(letter), xyz.contains(letter));
    }
    assert_eq!(all, Set::of(&letters.all));
    assert_eq!(intersection.intersection(&abc).next(), None);
    assert_eq!(intersection.len(), 3);
    letters.forget("z");
    assert_eq!(intersection.len(), 2);
}

#[test]
fn test_isdisjoint() {
    let letters = Letters::new();
    let abc = letters.set("abc");
    assert!(abc.is_disjoint(&letters.set("xyz")));
    assert!(!abc.is_disjoint(&Set::of(&letters.all)));
}

#[test]
fn test_and() {
    let letters = Letters::new();
    let [abc, bcd] = ["abc", "bcd"].map(|names| letters.set(names));
    assert_eq!(&abc & &bcd, abc.intersection(&bcd).collect());
    assert_eq!(names(&(&abc & &bcd)), "bc");
    assert_eq!(&abc & &letters.set("xyz"), Set::new());
}

#[test]
fn test_difference() {
    let letters = Letters::new();
    let [abc, bcd] = ["abc", "bcd"].map(|names| letters.set(names));
    let difference: Set = abc.difference(&bcd).collect();
    for letter in &letters.all {
        assert_eq!(difference.contains(letter), abc.contains(letter) && !bcd.contains(letter));
    }
    assert_eq!(abc, letters.set("abc"));
}

#[test]
fn test_sub() {
    let letters = Letters::new();
    let [abc, bcd] = ["abc", "bcd"].map(|names| letters.set(names));
    assert_eq!(&abc - &bcd, abc.difference(&bcd).collect());
    assert_eq!(names(&(&abc - &bcd)), "a");
}

#[test]
fn test_symmetric_difference() {
    let mut letters = Letters::new();
    let [abc, cxyz] = ["abc", "cxyz"].map(|names| letters.set(names));
    let difference: Set = abc.symmetric_difference(&cxyz).collect();
    for letter in &letters.all {
        assert_eq!(difference.contains(letter), abc.contains(letter) != cxyz.contains(letter));
    }
    assert_eq!(abc, letters.set("abc"));
    assert_eq!(difference.len(), 5);
    letters.forget("z");
    assert_eq!(difference.len(), 4);
}

#[test]
fn test_xor() {
    let letters = Letters::new();
    let [abc, bcd] = ["abc", "bcd"].map(|names| letters.set(names));
    assert_eq!(&abc ^ &bcd, abc.symmetric_difference(&bcd).collect());
    assert_eq!(names(&(&abc ^ &bcd)), "ad");
}

#[test]
fn test_sub_and_super() {
    let letters = Letters::new();
    let [ab, abcde, def] = ["ab", "abcde", "def"].map(|names| letters.set(names));
    assert!(ab.is_subset(&abcde));
    assert!(abcde.is_subset(&abcde));
    assert!(abcde.is_superset(&ab));
    assert!(!abcde.is_subset(&def));
    assert!(!abcde.is_superset(&def));
    let [a, abc, bcs] = ["a", "abc", "bcs"].map(|names| letters.set(names));
    assert!(a.is_subset(&abc));
    assert!(abc.is_superset(&a));
    assert!(!a.is_subset(&bcs));
    assert!(!bcs.is_superset(&a));
}

#[test]
fn test_lt() {
    let is_proper = |subset: &Set, set: &Set| subset.is_subset(set) && subset != set;
    let letters = Letters::new();
    let [ab, abcde, def] = ["ab", "abcde", "def"].map(|names| letters.set(names));
    assert!(is_proper(&ab, &abcde));
    assert!(!is_proper(&abcde, &def));
    assert!(!is_proper(&ab, &ab));
    assert!(!is_proper(&Set::new(), &Set::new()));
}

#[test]
fn test_gt() {
    let is_proper = |superset: &Set, set: &Set| superset.is_superset(set) && superset != set;
    let letters = Letters::new();
    let [ab, abcde, def] = ["ab", "abcde", "def"].map(|names| letters.set(names));
    assert!(is_proper(&abcde, &ab));
    assert!(!is_proper(&abcde, &def));
    assert!(!is_proper(&ab, &ab));
    assert!(!is_proper(&Set::new(), &Set::new()));
}

/// Each member holds the set and itself, and has its own set that contains it.
#[test]
fn test_gc() {
    #[derive(Graph)]
    #[graph(shared(sub: Member))]
    struct Member {
        cycle: RefCell<Option<StdRc<WeakSet<Member>>>>,
        set: WeakSet<Member>,
    }
    collect();
    let set = StdRc::new(WeakSet::<Member>::new());
    let member = |_| Member { cycle: RefCell::default(), set: WeakSet::new() }.into_graph();
    let members: Vec<_> = (0..1000).map(member).collect();
    set.extend(members.iter().cloned());
    for member in &*set {
        member.cycle.replace(Some(set.clone()));
        member.sub.set(member.clone());
        member.set.insert(&member);
    }
    drop(members);
    assert_eq!(set.len(), 1000);
    assert_eq!(set.iter().filter(|member| member.set.contains(member)).count(), 1000);
    let weak = StdRc::downgrade(&set);
    let held_by_members = StdRc::strong_count(&set) - 1;
    assert_eq!((held_by_members, collect().freed()), (1000, 1000));
    assert_eq!(set.len(), 0);
    drop(set);
    assert!(weak.upgrade().is_none());
}

#[test]
fn test_constructor_identity() {
    let letters = Letters::new();
    let set = letters.set("abc");
    let second: Set = set.iter().collect();
    assert_eq!(second, set);
    second.remove(letters.get("a"));
    assert_eq!((names(&set), names(&second)), ("abc".into(), "bc".into()));
}

#[test]
fn test_clear() {
    let letters = Letters::new();
    let set = letters.set("abc");
    set.clear();
    assert_eq!(set, Set::new());
    assert_eq!(set.len(), 0);
}

#[test]
fn test_copy() {
    let letters = Letters::new();
    let set = letters.set("abc");
    let copy = set.clone();
    assert_eq!(copy, set);
    copy.insert(letters.get("x"));
    assert_eq!((names(&set), names(&copy)), ("abc".into(), "abcx".into()));
}

#[test]
fn test_add() {
    let letters = Letters::new();
    let set = letters.set("abc");
    let added = letters.get("q");
    assert!(set.insert(added));
    assert!(set.contains(added));
    let copy = set.clone();
    assert!(!set.insert(added));
    assert_eq!(set, copy);

    let set = letters.set("f");
    assert!(set.insert(&Object::simple("temporary").into_graph()));
    assert_eq!(set.len(), 1);
    assert!(!set.insert(letters.get("f")));
    assert_eq!(set.len(), 1);
}

#[test]
fn test_remove() {
    let letters = Letters::new();
    let set = letters.set("abc");
    assert!(set.remove(letters.get("a")));
    assert!(!set.contains(letters.get("a")));
    assert!(!set.remove(letters.get("a")));
    assert_eq!(names(&set), "bc");
}

#[test]
fn test_discard() {
    let letters = Letters::new();
    let set = letters.set("abc");
    set.remove(letters.get("a"));
    assert!(!set.contains(letters.get("a")));
    set.remove(letters.get("q"));
    assert_eq!(names(&set), "bc");
}

#[test]
fn test_pop() {
    let letters = Letters::new();
    let set = letters.set("abc");
    for _ in 0..3 {
        let popped = pop(&set).unwrap();
        assert!(!set.contains(&popped));
    }
    assert_eq!(pop(&set), None);
}

#[test]
fn test_update() {
    let letters = Letters::new();
    let set = letters.set("abc");
    set.extend(letters.list("xyz"));
    assert_eq!(names(&set), "abcxyz");
}

#[test]
fn test_update_set() {
    let letters = Letters::new();
    let set = letters.set("abc");
    set.extend(letters.list("xyz").into_iter().collect::<HashSet<_>>());
    assert_eq!(names(&set), "abcxyz");
}

#[test]
fn test_ior() {
    let letters = Letters::new();
    let mut set = letters.set("abc");
    set.extend(&letters.set("cxyz"));
    assert_eq!(names(&set), "abcxyz");
    Extend::extend(&mut set, &letters.set("d"));
    assert_eq!(names(&set), "abcdxyz");
}

#[test]
fn test_intersection_update() {
    let letters = Letters::new();
    let [set, other] = ["abc", "bcx"].map(|names| letters.set(names));
    set.retain(|object| other.contains(object));
    assert_eq!((names(&set), names(&other)), ("bc".into(), "bcx".into()));
}

#[test]
fn test_iand() {
    let letters = Letters::new();
    let [mut set, other] = ["abc", "bcx"].map(|names| letters.set(names));
    set = &set & &other;
    assert_eq!(names(&set), "bc");
}

#[test]
fn test_difference_update() {
    let letters = Letters::new();
    let [set, other] = ["abc", "bcx"].map(|names| letters.set(names));
    set.retain(|object| !other.contains(object));
    assert_eq!((names(&set), names(&other)), ("a".into(), "bcx".into()));
}

#[test]
fn test_isub() {
    let letters = Letters::new();
    let [mut set, other] = ["abc", "bcx"].map(|names| letters.set(names));
    set = &set - &other;
    assert_eq!(names(&set), "a");
}

#[test]
fn test_symmetric_difference_update() {
    let letters = Letters::new();
    let [set, other] = ["abc", "bcx"].map(|names| letters.set(names));
    symmetric_difference_update(&set, &other);
    assert_eq!((names(&set), names(&other)), ("ax".into(), "bcx".into()));
}

#[test]
fn test_ixor() {
    let letters = Letters::new();
    let [mut set, other] = ["abc", "bcx"].map(|names| letters.set(names));
    set = &set ^ &other;
    assert_eq!(names(&set), "ax");
}

#[test]
fn test_inplace_on_self() {
    let letters = Letters::new();
    let set = letters.set("abc");
    let copy = set.clone();
    copy.extend(&copy);
    assert_eq!(copy, set);
    copy.retain(|object| copy.contains(object));
    assert_eq!(copy, set);
    copy.retain(|object| !copy.contains(object));
    assert_eq!(copy, Set::new());
    let copy = set.clone();
    symmetric_difference_update(&copy, &copy);
    assert_eq!(copy, Set::new());

    assert_eq!((&(&set | &set), &(&set & &set)), (&set, &set));
    assert_eq!((&set - &set, &set ^ &set), (Set::new(), Set::new()));
}

#[test]
fn test_eq() {
    let letters = Letters::new();
    let set = letters.set("abc");
    assert!(set == set.clone());
    assert!(set == letters.set("abc"));
    assert!(set != letters.set("abx"));
    assert!(set != Set::of(&objects("abc")));
}

#[test]
fn test_ne() {
    let letters = Letters::new();
    let [ab, abc] = ["ab", "abc"].map(|names| letters.set(names));
    assert_ne!(abc, ab);
    assert_ne!(ab, abc);
    assert!(!Set::new().ne(&Set::new()));
}

#[test]
fn test_weak_destroy_while_iterating() {
    let mut all = objects("abc");
    let set = Set::of(&all);
    check_weak_destroy_while_iterating(&set, &mut all, set.iter().map(|object| object.name));
    assert_eq!(names(&set), "ab");
}

/// While an iterator is open, the last object in a set dies. A new object replaces it, which may
/// well have its address. Later changes do not show in the rest of the iteration.
fn with_one_destroyed(set: &Set, objects: &mut Vec<Rc<Object>>, then: impl FnOnce(&Rc<Object>)) {
    let mut iterator = set.iter();
    let first = iterator.next().map(|object| object.name);
    let index = objects.iter().rposition(|object| set.contains(object)).unwrap();
    let name = objects.remove(index).name;
    // Objects that are taken out now also stay alive.
    let mut alive: HashSet<_> = set.iter().collect();
    then(&Object::simple(name).into_graph());
    alive.retain(|object| Some(object.name) != first);
    assert_eq!(iterator.collect::<HashSet<_>>(), alive);
}

#[test]
fn test_weak_destroy_and_mutate_while_iterating() {
    let mut objects = objects("abcdefghijklmnopqrstuvwxyz");
    let set = Set::of(&objects);
    with_one_destroyed(&set, &mut objects, |anew| assert!(!set.contains(anew)));
    with_one_destroyed(&set, &mut objects, |anew| assert!(!set.remove(anew)));
    assert_eq!(set.len(), 24);
    let mut kept = None;
    with_one_destroyed(&set, &mut objects, |anew| {
        assert!(set.insert(anew));
        kept = Some(anew.clone());
    });
    assert!(set.contains(&kept.unwrap()));
    let copy = set.clone();
    with_one_destroyed(&set, &mut objects, |_| set.extend(&copy));
    assert_eq!(set.len(), 22);
    assert_eq!(set, copy);
    with_one_destroyed(&set, &mut objects, |_| set.clear());
    assert_eq!(set.len(), 0);
}

#[test]
fn test_len_cycles() {
    check_len_cycles::<Set>();
}

#[test]
fn test_len_race() {
    check_len_race::<Set>();
}

#[test]
fn test_repr() {
    assert_eq!(format!("{:?}", Set::new()), "{}");
    let objects = objects("ab");
    let set = Set::of(&objects);
    let strong: Vec<_> = set.iter().collect();
    let debug = format!("{set:?}");
    assert!(debug.starts_with('{') && debug.ends_with('}'));
    assert!(strong.iter().all(|object| debug.contains(&format!("{object:?}"))));
}

/// A type that contains a set: its copy has other sets of the same nodes.
#[test]
fn test_copying() {
    #[derive(Clone)]
    struct Selection {
        nodes: Set,
        x: StdRc<Vec<&'static str>>,
        z: Vec<&'static str>,
    }
    let [a, b] = some_objects("ab");
    let selection =
        Selection { nodes: Set::of(&[a.clone(), b]), x: StdRc::new(vec!["x"]), z: vec!["z"] };
    let copy = selection.clone();
    assert_eq!((&copy.nodes, &copy.z), (&selection.nodes, &selection.z));
    assert!(StdRc::ptr_eq(&copy.x, &selection.x));
    assert_eq!(names(&copy.nodes), "a");
    copy.nodes.remove(&a);
    assert_eq!(names(&selection.nodes), "a");
    drop(a);
    assert_eq!(selection.nodes.len(), 0);
    assert_eq!(notes(), "b, a");
}
