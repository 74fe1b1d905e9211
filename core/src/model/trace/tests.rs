//! Which handles are found, in which order, and what becomes of a container when they are replaced.

#![expect(clippy::mutable_key_type, reason = "keys compare by identity, or by what is read-only")]

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc as StdRc;

use crate::kernel::trace::{TracedTypes, for_each_handle, may_hold, retarget};
use crate::{AnyRc, AnyWeak, Graph, Handle, Rc, Trace, Weak};

#[derive(Graph)]
#[graph(crate = crate)]
struct Page {
    number: usize,
}

#[derive(Graph)]
#[graph(crate = crate)]
struct Note {}

#[derive(Graph)]
#[graph(crate = crate)]
enum Item {
    Page(Page),
    Note(Note),
}

fn pages<const N: usize>() -> [Rc<Page>; N] {
    std::array::from_fn(|number| Page { number }.into_graph())
}

/// The nodes of all handles, in order.
fn nodes_in<T: Trace + ?Sized>(data: &T) -> Vec<AnyRc> {
    let mut nodes = Vec::new();
    for_each_handle(data, &mut |handle| nodes.push(handle.to_untyped()));
    nodes
}

/// The numbers of the pages in there, in order.
fn numbers_in<T: Trace + ?Sized>(data: &T) -> Vec<usize> {
    let number = |node: AnyRc| node.downcast::<Page>().map(|page| page.number);
    nodes_in(data).into_iter().filter_map(number).collect()
}

fn types_of<T: Trace + ?Sized>() -> (Vec<&'static str>, bool) {
    let types = TracedTypes::of::<T>();
    (types.node_types.iter().map(|info| info.name).collect(), types.leads_anywhere)
}

/// Replaces the handles to `from` by those to `to`.
fn replace<T: Trace + ?Sized>(data: &mut T, from: &Rc<Page>, to: &impl Handle) {
    retarget(data, &mut |node| (node.address() == Rc::as_ptr(from).cast()).then(|| to.to_any()));
}

#[test]
fn containers_lend_each_handle_once_in_order() {
    let [a, b, c] = pages();
    let all = || [a.clone(), b.clone(), c.clone()];
    assert_eq!(numbers_in(&all()), [0, 1, 2]);
    assert_eq!(numbers_in(&Vec::from(all())), [0, 1, 2]);
    assert_eq!(numbers_in(&all()[1..]), [1, 2]);
    assert_eq!(numbers_in(&VecDeque::from(all())), [0, 1, 2]);
    assert_eq!(numbers_in(&LinkedList::from(all())), [0, 1, 2]);
    assert_eq!(numbers_in(&Box::<[_]>::from(all())), [0, 1, 2]);
    assert_eq!(numbers_in(&(c.clone(), 7, (a.clone(), "x"), b.clone())), [2, 0, 1]);
    assert_eq!(numbers_in(&Some(Box::new(b.clone()))), [1]);
    assert_eq!(numbers_in(&None::<Rc<Page>>), []);
    assert_eq!(numbers_in(&Err::<u8, _>(b.clone())), [1]);
    assert_eq!(numbers_in(&(b.clone()..c.clone())), [1, 2]);
    assert_eq!(numbers_in(&Reverse(a.clone())), [0]);
    assert_eq!(numbers_in(&BTreeMap::from([(2, b.clone()), (1, c.clone())])), [2, 1]);
    assert_eq!(numbers_in(&HashMap::from([(b.clone(), c.clone())])), [1, 2]);
    let mut numbers = numbers_in(&HashSet::from(all()));
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2]);
    let twice = vec![a.clone(), a];
    assert_eq!(numbers_in(&twice), [0, 0]);
}

#[test]
fn handles_are_lent_and_not_cloned() {
    let [page] = pages();
    let data = vec![(page.clone(), EntryLike { page: page.clone() })];
    let mut counts = Vec::new();
    for_each_handle(&data, &mut |handle| counts.push(handle.strong_count()));
    assert_eq!(counts, [3, 3]);
}

#[derive(Trace)]
#[trace(crate = crate)]
struct EntryLike {
    page: Rc<Page>,
}

#[test]
fn a_weak_handle_is_not_lent() {
    let [page] = pages();
    let any = AnyRc::downgrade(&page.to_any());
    assert_eq!(numbers_in(&(Rc::downgrade(&page), any)), []);
}

#[test]
fn a_borrowed_cow_holds_nothing() {
    let [page] = pages();
    let leaked: &'static [Rc<Page>] = Vec::leak(vec![page.clone()]);
    assert_eq!(numbers_in(&Cow::Borrowed(leaked)), []);
    assert_eq!(numbers_in(&leaked), []);
    assert_eq!(numbers_in(&Cow::<'static, [Rc<Page>]>::Owned(vec![page])), [0]);
}

#[test]
fn the_types_of_handles_are_known() {
    assert_eq!(types_of::<HashMap<String, Vec<Rc<Page>>>>(), (vec!["Page"], false));
    assert_eq!(types_of::<Option<ItemRc>>(), (vec!["Page", "Note"], false));
    assert_eq!(types_of::<(Rc<Note>, Rc<Page>, Rc<Note>)>(), (vec!["Note", "Page"], false));
    assert_eq!(types_of::<(Weak<Page>, AnyWeak)>(), (vec![], false));
    assert_eq!(types_of::<Box<[AnyRc]>>(), (vec![], true));
}

#[test]
fn types_without_handles_are_known() {
    assert!(!may_hold::<HashMap<String, (u8, Option<StdRc<str>>, Vec<Cow<'static, str>>)>>());
    assert!(!may_hold::<Box<str>>() && !may_hold::<[Result<f64, char>; 3]>());
    assert!(!may_hold::<HashSet<std::ops::RangeInclusive<u8>>>());
    assert!(may_hold::<HashMap<Rc<Page>, u8>>() && may_hold::<HashMap<u8, AnyRc>>());
    assert!(may_hold::<Weak<Page>>() && may_hold::<Option<ItemRc>>());
}

#[test]
fn handles_are_replaced_in_place() {
    let [a, b, c] = pages();
    let mut data = (
        vec![a.clone(), b.clone(), a.clone()],
        Some(ItemRc::Page(a.clone())),
        Rc::downgrade(&a),
        (a.to_any(), AnyRc::downgrade(&a.to_any()), Some(Weak::<Item>::new())),
        BTreeMap::from([(3, a.clone()), (4, b.clone())]),
    );
    data.3.2 = Some(ItemRc::Page(a.clone()).downgrade());
    replace(&mut data, &a, &c);
    assert_eq!(data.0, [c.clone(), b.clone(), c.clone()]);
    assert_eq!(data.1, Some(ItemRc::Page(c.clone())));
    assert_eq!(data.2.upgrade(), Some(c.clone()));
    assert_eq!((&data.3.0, data.3.1.upgrade()), (&c.to_any(), Some(c.to_any())));
    assert_eq!(data.3.2.unwrap().upgrade(), Some(ItemRc::Page(c.clone())));
    assert_eq!(data.4, BTreeMap::from([(3, c), (4, b)]));
    assert_eq!(Rc::strong_count(&a), 1);
}

#[test]
fn a_handle_stays_if_it_cannot_hold_the_other_node() {
    let [page] = pages();
    let note = Note {}.into_graph();
    let mut data = (page.clone(), ItemRc::Page(page.clone()));
    replace(&mut data, &page, &note);
    assert_eq!(data, (page, ItemRc::Note(note)));
}

#[test]
fn a_dead_weak_handle_stays() {
    let [page] = pages();
    let mut data = (Weak::<Page>::new(), Rc::downgrade(&page));
    let before = data.clone();
    drop(page);
    retarget(&mut data, &mut |_| unreachable!());
    assert_eq!(data, before);
}

/// A key that hashes and compares by the number of its page.
#[derive(Trace)]
#[trace(crate = crate)]
struct Key(Rc<Page>);

/// The page whose hash panics.
const BAD: usize = usize::MAX;

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        assert_ne!(self.0.number, BAD, "this page has no hash");
        self.0.number.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.number == other.0.number
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        assert!(self.0.number != BAD && other.0.number != BAD, "this page has no order");
        self.0.number.cmp(&other.0.number)
    }
}

#[test]
fn keys_and_sets_are_rebuilt() {
    let [a, b, c, d] = pages();
    let key = |page: &Rc<Page>| Key(page.clone());
    let mut map = HashMap::from([(key(&a), 'a'), (key(&b), 'b')]);
    replace(&mut map, &a, &d);
    assert_eq!((map.get(&key(&a)), map[&key(&d)], map[&key(&b)]), (None, 'a', 'b'));
    let mut map = BTreeMap::from([(key(&a), 'a'), (key(&b), 'b')]);
    replace(&mut map, &a, &d);
    assert_eq!(numbers_in(&map), [1, 3]);
    let mut set = BTreeSet::from([key(&a), key(&b), key(&c)]);
    replace(&mut set, &b, &d);
    assert_eq!(numbers_in(&set), [0, 2, 3]);
    let mut set = HashSet::from([key(&a)]);
    replace(&mut set, &a, &d);
    assert!(set.contains(&key(&d)) && !set.contains(&key(&a)));
    let mut heap = BinaryHeap::from([key(&a), key(&b)]);
    replace(&mut heap, &a, &d);
    assert_eq!(heap.pop().map(|key| key.0), Some(d));
}

#[test]
fn of_keys_that_become_equal_the_last_stays() {
    let [a, b] = pages();
    let mut map = BTreeMap::from([(Key(a.clone()), 'a'), (Key(b.clone()), 'b')]);
    replace(&mut map, &a, &b);
    assert_eq!(map.into_values().collect::<Vec<_>>(), ['b']);
    let twin = Page { number: 0 }.into_graph();
    let mut set = HashSet::from([Key(twin)]);
    replace(&mut set, &b, &a);
    assert_eq!(set.len(), 1);
}

#[test]
fn a_panic_in_a_key_drops_only_the_rest_of_its_container() {
    let [a, b, c] = pages();
    let bad = Page { number: BAD }.into_graph();
    let mut data = (
        vec![a.clone(), b.clone()],
        HashMap::from([(Key(a.clone()), b.clone()), (Key(b.clone()), b.clone())]),
        BTreeMap::from([(Key(a.clone()), 'a'), (Key(b.clone()), 'b'), (Key(c.clone()), 'c')]),
        vec![b.clone()],
    );
    let result = catch_unwind(AssertUnwindSafe(|| replace(&mut data.1, &b, &bad)));
    assert!(result.is_err() && data.1.len() <= 1);
    let result = catch_unwind(AssertUnwindSafe(|| replace(&mut data.2, &b, &bad)));
    assert!(result.is_err());
    assert_eq!(numbers_in(&data.2), [0]);
    assert_eq!((numbers_in(&data.0), numbers_in(&data.3)), (vec![0, 1], vec![1]));
    drop(data);
    let counts = [&a, &b, &c, &bad].map(Rc::strong_count);
    assert_eq!(counts, [1; 4]);
}

/// Every form that the derive takes.
#[derive(Trace)]
#[trace(crate = crate)]
enum Value {
    Nothing,
    Number(f64),
    Page(Rc<Page>),
    List(Vec<Value>),
    Pair { first: Box<Self>, second: Option<ItemRc>, third: Weak<Page> },
    Hidden(#[trace(skip)] std::cell::RefCell<Option<Rc<Page>>>, Rc<Page>),
    Deep(Box<Tree<Rc<Page>, 2>>),
}

#[derive(Trace)]
#[trace(crate = crate)]
struct Tree<T, const N: usize>
where
    T: Clone,
{
    items: [T; N],
    below: Vec<Tree<T, N>>,
}

#[derive(Trace)]
#[trace(crate = crate)]
struct Held<T: crate::NodeType> {
    node: Rc<T>,
    kind: std::marker::PhantomData<T>,
}

#[derive(Trace)]
#[trace(crate = crate)]
enum Token {
    Plus,
    Number(f64),
    Name { text: String, line: usize },
}

#[derive(Trace)]
#[trace(crate = crate)]
enum Sign {
    Plus,
    Minus,
}

#[test]
fn derived_types_of_plain_parts_hold_no_handles() {
    assert!(!may_hold::<HashMap<u8, (Vec<Token>, Sign)>>());
    assert!(may_hold::<Value>() && may_hold::<EntryLike>());
    let name = Token::Name { text: "a".into(), line: 1 };
    assert_eq!(numbers_in(&(Token::Plus, Token::Number(1.0), name, Sign::Plus, Sign::Minus)), []);
}

#[test]
fn the_derive_finds_each_handle_in_order() {
    let [a, b, c] = pages();
    let tree = Tree {
        items: [b.clone(), c.clone()],
        below: vec![Tree { items: [c.clone(), a.clone()], below: vec![] }],
    };
    let value = Value::List(vec![
        Value::Nothing,
        Value::Number(1.0),
        Value::Page(c.clone()),
        Value::Pair {
            first: Box::new(Value::Page(a.clone())),
            second: Some(ItemRc::Page(b.clone())),
            third: Rc::downgrade(&a),
        },
        Value::Hidden(std::cell::RefCell::new(Some(b.clone())), a.clone()),
        Value::Deep(Box::new(tree)),
    ]);
    assert_eq!(numbers_in(&value), [2, 0, 1, 0, 1, 2, 2, 0]);
    assert_eq!(types_of::<Value>(), (vec!["Page", "Page", "Note"], false));
    let held = Held { node: a.clone(), kind: std::marker::PhantomData };
    assert_eq!(numbers_in(&held), [0]);
    assert_eq!(types_of::<Held<Note>>(), (vec!["Note"], false));
}

#[test]
fn the_derive_replaces_what_it_finds() {
    let [a, b] = pages();
    let mut value = Value::List(vec![
        Value::Pair {
            first: Box::new(Value::Page(a.clone())),
            second: None,
            third: Rc::downgrade(&a),
        },
        Value::Hidden(std::cell::RefCell::new(Some(a.clone())), a.clone()),
    ]);
    replace(&mut value, &a, &b);
    assert_eq!(numbers_in(&value), [1, 1]);
    let Value::List(list) = value else { unreachable!() };
    let [Value::Pair { third, .. }, Value::Hidden(hidden, _)] = &list[..] else { unreachable!() };
    assert_eq!(third.upgrade(), Some(b));
    assert_eq!(*hidden.borrow(), Some(a));
}
