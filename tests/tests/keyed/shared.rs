//! Shared links over maps: each operation, deaths, cycles, and keys that panic or change the map.

use std::cell::{Cell, RefCell};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::hash::BuildHasherDefault;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::links::Key;
use kinfolk::{AttachErrorKind, Graph, Node, Rc, collect, leaks};

use crate::tricky::{Tricky, be_quiet, panic_after, run_after};

type Plain = BuildHasherDefault<DefaultHasher>;

/// A page, which may have an owner, and holds pages by key.
#[derive(Graph)]
#[graph(
    back(pub book: Book),
    shared(pub by_name: BTreeMap<String, Page>, pub by_number: HashMap<u32, Page>),
    shared(pub by_hash: HashMap<String, Page, Plain>),
    finalize = PageNode::dying
)]
struct Page {
    name: String,
}

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: BTreeMap<u32, Page>,
    #[graph(own)]
    list: Vec<Page>,
}

/// A member of a shelf, of one of two types.
#[derive(Graph)]
enum Member {
    Page(Page),
    Leaf(Leaf),
}

#[derive(Graph)]
struct Leaf {}

#[derive(Graph)]
#[graph(shared(
    pub sorted: BTreeMap<Tricky, Page>,
    pub hashed: HashMap<Tricky, Page>,
    pub members: BTreeMap<u32, Member>,
))]
struct Shelf {}

thread_local! {
    static DEAD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl PageNode {
    fn dying(&self) {
        DEAD.with_borrow_mut(|dead| dead.push(self.name.clone()));
    }
}

fn dead() -> String {
    DEAD.take().join(" ")
}

fn plain(name: impl Display) -> Page {
    Page { name: name.to_string() }
}

fn page(name: &str) -> Rc<Page> {
    plain(name).into_graph()
}

fn shelf() -> Rc<Shelf> {
    Shelf {}.into_graph()
}

/// The entries as text, sorted: `a=x b=y`.
fn text<K: Display>(entries: impl IntoIterator<Item = (Key<K>, Rc<Page>)>) -> String {
    let entries = entries.into_iter().map(|(key, page)| format!("{key}={}", page.name));
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    entries.join(" ")
}

/// Calls a test with each map whose keys are strings.
macro_rules! for_each_map {
    ($test:ident) => {
        mod $test {
            #[test]
            fn sorted() {
                $test!(by_name);
            }

            #[test]
            fn hashed() {
                $test!(by_hash);
            }
        }
    };
}

macro_rules! operations_are_those_of_std {
    ($map:ident) => {{
        use super::*;
        let holder = page("holder");
        let map = &holder.$map;
        assert!(map.is_empty() && map.get("a").is_none() && map.remove("a").is_none());
        assert_eq!(map.rename("a", "b".to_owned()), None);
        let x = page("x");
        assert_eq!(map.insert("a".to_owned(), x.clone()), None);
        assert_eq!(map.insert("b".to_owned(), plain("y")), None);
        let former = map.insert("a".to_owned(), plain("z"));
        assert_eq!((former, map.len()), (Some(x.clone()), 2));
        map.insert("c".to_owned(), x.clone());
        map.insert("d".to_owned(), x.clone());
        assert_eq!(text(map.iter()), "a=z b=y c=x d=x");
        assert_eq!(Rc::strong_count(&x), 3);
        assert_eq!(map.key_of(&x).map(|key| "cd".contains(key.as_str())), Some(true));
        assert!(map.contains_key("d") && !map.contains_key("e"));
        assert_eq!(map.get_key_value("c").unwrap().0.as_str(), "c");
        assert_eq!(map.keys().len() + map.values().filter(|page| *page == x).count(), 6);
        assert_eq!(map.rename("b", "0".to_owned()).unwrap().name, "y");
        assert_eq!(map.rename("0", "0".to_owned()).unwrap().name, "y");
        assert_eq!(map.remove("c"), Some(x.clone()));
        assert_eq!(text(map), "0=y a=z d=x");
        let (key, removed) = map.remove_entry("d").unwrap();
        assert_eq!((key.as_str(), removed), ("d", x.clone()));
        assert_eq!((map.key_of(&x), Rc::strong_count(&x)), (None, 1));
        map.extend([("a".to_owned(), x.clone()), ("q".to_owned(), x.clone())]);
        map.retain(|key, page| key != "0" && page.name == "x");
        assert_eq!(text(map), "a=x q=x");
        assert_eq!(dead(), "z y");
        let mut drained = map.drain();
        assert!(map.is_empty());
        assert_eq!(drained.next().unwrap().1, x);
        assert_eq!((drained.len(), Rc::strong_count(&x)), (1, 2));
        drop(drained);
        map.insert("a".to_owned(), x);
        map.clear();
        assert_eq!(dead(), "x");
        assert_eq!(map.insert("a".to_owned(), plain("last")), None);
        assert_eq!(map.values().next().unwrap().name, "last");
        assert_eq!(holder.$map.holder(), holder);
    }};
}
for_each_map!(operations_are_those_of_std);

macro_rules! a_taken_key_is_refused {
    ($map:ident) => {{
        use super::*;
        let holder = page("holder");
        let [x, y] = ["x", "y"].map(page);
        let map = &holder.$map;
        assert_eq!(map.add("a".to_owned(), x.clone()), x);
        // Its own key is no other node's.
        assert_eq!(map.add("a".to_owned(), x.clone()), x);
        let error = map.try_add("a".to_owned(), y.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Occupied);
        assert_eq!(
            error.to_string(),
            concat!(
                "cannot put a node at `Page.",
                stringify!($map),
                "[\"a\"]`: it has one already"
            )
        );
        assert_eq!(error.into_parts(), ("a".to_owned(), Some(y)));
        map.insert("b".to_owned(), x.clone());
        // The other entry of the same node has the key, too.
        let error = map.try_rename("b", "a".to_owned()).unwrap_err();
        assert_eq!(error.into_parts(), ("a".to_owned(), None));
        assert_eq!(text(map), "a=x b=x");
    }};
}
for_each_map!(a_taken_key_is_refused);

macro_rules! a_reader_sees_what_was_there {
    ($map:ident) => {{
        use super::*;
        for count in [3, 400] {
            let holder = page("holder");
            let map = &holder.$map;
            map.extend((0..count).map(|number| (format!("{number:03}"), plain(number))));
            let reader = map.iter();
            for (key, _) in map {
                map.remove(&*key);
                map.insert(format!("{}'", *key), plain("new"));
            }
            assert_eq!((reader.len(), map.len()), (count, count));
            assert!(reader.clone().all(|(key, page)| key.len() == 3 && page.name != "new"));
            assert!(dead().is_empty());
            drop(reader);
            assert_eq!(dead().split(' ').count(), count);
            drop(holder);
            dead();
        }
    }};
}
for_each_map!(a_reader_sees_what_was_there);

macro_rules! a_cycle_is_found_and_freed {
    ($map:ident) => {{
        use super::*;
        for count in [1, 300] {
            let (first, second) = (page("first"), page("second"));
            first.$map.extend((0..count).map(|number| (format!("{number:03}"), second.clone())));
            second.$map.insert("back".to_owned(), first.clone());
            drop(first);
            assert!(leaks().is_empty() && collect().freed() == 0);
            drop(second);
            let leaks = leaks();
            assert_eq!(leaks.len(), 1);
            let report = leaks[0].to_string();
            assert!(report.contains(concat!("Page.", stringify!($map))), "{report}");
            assert!(dead().is_empty());
            assert_eq!(collect().freed(), 2);
            assert_eq!(dead(), "first second");
            assert!(kinfolk::leaks().is_empty());
        }
    }};
}
for_each_map!(a_cycle_is_found_and_freed);

#[test]
fn a_reader_of_a_part_of_a_map_holds_a_cycle() {
    let first = page("first");
    first.by_name.extend((0..300).map(|number| (format!("{number:03}"), plain(number))));
    first.by_name.insert("self".to_owned(), first.clone());
    let reader = first.by_name.iter();
    first.by_name.remove("100");
    drop(first);
    assert_eq!(collect().freed(), 0);
    drop(reader);
    assert_eq!(dead(), "100");
    assert_eq!(collect().freed(), 300);
    dead();
}

#[test]
fn targets_die_in_the_order_of_the_keys_if_nothing_holds_them() {
    let holder = page("holder");
    let other = page("other");
    for name in ["c", "a", "b"] {
        holder.by_name.insert(name.to_owned(), plain(name));
    }
    other.by_number.insert(1, holder.by_name.get("b").unwrap());
    drop(holder);
    assert_eq!(dead(), "holder a c");
    drop(other);
    assert_eq!(dead(), "other b");
    // Deeper than any stack.
    let mut page = page("last");
    for number in 0..100_000 {
        let above = plain(number).into_graph();
        if number % 2 == 0 {
            above.by_name.insert("only".to_owned(), page);
        } else {
            above.by_number.insert(0, page);
        }
        page = above;
    }
    drop(page);
    assert!(dead().ends_with("0 last"));
}

/// The owner finds a child by a hint that the child carries, and no other link may change it.
#[test]
fn shared_maps_leave_children_where_their_owner_finds_them() {
    let pages = (0..300).map(|number| (number, plain(number))).collect();
    let list = (0..300).map(plain).collect();
    let book = Book { pages, list }.into_graph();
    let holder = page("holder");
    let all: Vec<_> = book.pages.values().chain(book.list.iter()).collect();
    let backwards = |(index, page)| (1000_u32 - index, page);
    let pairs = || (0..).zip(all.iter().cloned()).map(backwards);
    holder.by_number.extend(pairs());
    holder.by_name.extend(pairs().map(|(key, page)| (key.to_string(), page)));
    assert_eq!(book.validate(), Ok(()));
    for (index, page) in all.iter().enumerate() {
        let is_by_key = index < 300;
        assert_eq!(page.index_in_owner(), Some(0));
        assert_eq!(book.pages.key_of(page).is_some(), is_by_key);
        assert!(page.detach() && page.is_root());
    }
    assert!(book.pages.is_empty() && book.list.is_empty());
    drop(all);
    assert!(dead().is_empty());
    drop(holder);
    assert_eq!(dead().split(' ').count(), 601);
}

#[test]
fn sorted_maps_have_an_order() {
    let shelf = shelf();
    assert!(shelf.members.first().is_none() && shelf.members.last().is_none());
    shelf.members.extend((0..500).rev().map(|number| (number, Member::Leaf(Leaf {}))));
    shelf.members.insert(7, plain("seven"));
    assert!(shelf.members.keys().map(|key| *key).eq(0..500));
    assert_eq!(*shelf.members.last().unwrap().0, 499);
    assert_eq!(*shelf.members.first().unwrap().0, 0);
    assert!(shelf.members.range(490..).map(|(key, _)| *key).eq(490..500));
    let MemberRc::Page(page) = shelf.members.get(&7).unwrap() else { panic!("it is a page") };
    assert_eq!(shelf.members.key_of(&page).as_deref(), Some(&7));
    shelf.members.rename(&7, 1000);
    shelf.members.retain(|key, _| *key >= 480);
    assert_eq!(*shelf.members.last().unwrap().0, 1000);
    assert_eq!(shelf.members.len(), 21);
}

#[test]
fn the_schema_tells_the_keys_of_shared_maps() {
    let schema = kinfolk::schema::<Page>();
    let links = schema.node_types()[0].links().iter();
    let keys: Vec<_> = links.map(kinfolk::schema::LinkSchema::key_type_id).collect();
    let [text, number] = [std::any::TypeId::of::<String>(), std::any::TypeId::of::<u32>()];
    assert_eq!(keys, [None, Some(text), Some(number), Some(text)]);
}

/// A reader of most of a large map holds the pages that it sees. The others die with the holder.
#[test]
fn pages_that_no_reader_sees_die_while_their_holder_is_whole() {
    thread_local! {
        static SEEN: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
        static SHELF: RefCell<kinfolk::Weak<Sorted>> = RefCell::default();
    }

    #[derive(Graph)]
    #[graph(shared(map: BTreeMap<u32, Counted>))]
    struct Sorted {}

    #[derive(Graph)]
    #[graph(finalize = |_| {
        let shelf = SHELF.with_borrow(kinfolk::Weak::upgrade);
        SEEN.with_borrow_mut(|seen| seen.push(shelf.map_or(0, |shelf| shelf.map.len())));
    })]
    struct Counted {}

    let shelf = Sorted {}.into_graph();
    shelf.map.extend((0..500).map(|number| (2 * number, Counted {})));
    SHELF.set(Rc::downgrade(&shelf));
    let reader = shelf.map.values();
    shelf.map.insert(501, Counted {});
    drop(shelf);
    assert_eq!(SEEN.take(), [501]);
    drop(reader);
    assert_eq!(SEEN.take(), [0; 500]);
}

macro_rules! keys_that_panic_change_nothing {
    ($map:ident) => {{
        for count in [5, 300] {
            let shelf = shelf();
            let map = &shelf.$map;
            map.extend((0..count).map(|number| (Tricky(number), plain(number))));
            let new = page("new");
            let operations: [&dyn Fn(); 5] = [
                &|| drop(map.insert(Tricky(1000), new.clone())),
                &|| drop(map.insert(Tricky(3), new.clone())),
                &|| drop(map.remove(&Tricky(2))),
                &|| drop(map.rename(&Tricky(1), Tricky(900))),
                &|| drop(map.get(&Tricky(4))),
            ];
            for operation in operations {
                panic_after(0);
                let stopped = catch_unwind(AssertUnwindSafe(operation));
                be_quiet();
                assert!(stopped.is_err());
                assert_eq!(map.len(), count as usize);
                assert_eq!(Rc::strong_count(&new), 1);
                for number in 0..count {
                    let name = map.get(&Tricky(number)).map(|page| page.name.clone());
                    assert_eq!(name, Some(number.to_string()));
                }
            }
            assert!(dead().is_empty());
            drop((shelf, new));
            dead();
        }
    }};
}

#[test]
fn keys_that_panic_change_nothing() {
    keys_that_panic_change_nothing!(sorted);
    keys_that_panic_change_nothing!(hashed);
}

macro_rules! keys_that_change_the_map_are_searched_again {
    ($map:ident) => {{
        let shelf = shelf();
        shelf.$map.extend((0..20).map(|number| (Tricky(2 * number), plain(2 * number))));
        let (again, changes) = (Rc::downgrade(&shelf), Cell::new(0));
        run_after(1, move || {
            let Some(shelf) = again.upgrade() else { return };
            if changes.replace(changes.get() + 1) < 3 {
                shelf.$map.insert(Tricky(2 * changes.get() - 1), plain("odd"));
                shelf.$map.remove(&Tricky(10 + 2 * changes.get()));
            }
        });
        shelf.$map.insert(Tricky(25), plain("new"));
        be_quiet();
        assert_eq!(shelf.$map.len(), 21);
        assert_eq!(shelf.$map.get(&Tricky(25)).unwrap().name, "new");
        let mut keys: Vec<_> = shelf.$map.keys().map(|key| key.0).collect();
        keys.sort();
        assert_eq!(keys[..6], [0, 1, 2, 3, 4, 5]);
        assert!(!shelf.$map.contains_key(&Tricky(14)));
        // A key that never stops is stopped.
        let (again, number) = (Rc::downgrade(&shelf), Cell::new(1000));
        run_after(0, move || {
            let Some(shelf) = again.upgrade() else { return };
            number.set(number.get() + 1);
            shelf.$map.insert(Tricky(number.get()), plain("more"));
        });
        let stopped = catch_unwind(AssertUnwindSafe(|| shelf.$map.remove(&Tricky(25))));
        be_quiet();
        assert!(stopped.is_err());
        assert_eq!(shelf.$map.get(&Tricky(25)).unwrap().name, "new");
        dead();
    }};
}

#[test]
fn keys_that_change_the_map_are_searched_again() {
    keys_that_change_the_map_are_searched_again!(sorted);
    keys_that_change_the_map_are_searched_again!(hashed);
}

/// The drop of a key is user code, and runs when the links are in order.
#[test]
fn the_drop_of_a_key_may_use_the_map() {
    thread_local! {
        static HOLDER: RefCell<Option<Rc<Holder>>> = const { RefCell::new(None) };
        static LENGTHS: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Noisy(u32);

    impl Drop for Noisy {
        fn drop(&mut self) {
            let holder = HOLDER.with_borrow(Clone::clone);
            LENGTHS.with_borrow_mut(|all| all.extend(holder.map(|holder| holder.map.len())));
        }
    }

    #[derive(Graph)]
    #[graph(shared(map: BTreeMap<Noisy, Holder>))]
    struct Holder {}

    let holder = Holder {}.into_graph();
    HOLDER.set(Some(holder.clone()));
    let lengths = || LENGTHS.take();
    holder.map.insert(Noisy(1), holder.clone());
    holder.map.insert(Noisy(1), Holder {});
    assert_eq!(lengths(), [1]);
    holder.map.insert(Noisy(2), holder.clone());
    drop(holder.map.remove(&Noisy(1)));
    assert_eq!(lengths(), [1, 1]);
    holder.map.retain(|_, _| false);
    assert_eq!(lengths(), [0]);
    holder.map.insert(Noisy(3), holder.clone());
    HOLDER.set(None);
    drop(holder);
    assert_eq!(collect().freed(), 1);
}
