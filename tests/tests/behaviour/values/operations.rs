//! Each operation, with and without readers.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use kinfolk::Graph;

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain, derive(Debug))]
struct Card {
    #[graph(value)]
    title: String,
    #[graph(value)]
    votes: u32,
}

fn card(title: &str, votes: u32) -> Card {
    Card { title: title.into(), votes }
}

#[test]
fn each_operation_does_what_its_name_says() {
    let node = card("a", 1).into_graph();
    assert_eq!((node.title.get(), node.votes.get()), ("a".to_owned(), 1));
    node.title.set("b".into());
    node.votes.set(2);
    assert_eq!((node.title.replace("c".into()), node.votes.replace(3)), ("b".to_owned(), 2));
    assert_eq!(node.title.update(|title| (title.push('!'), title.len()).1), 2);
    node.votes.update(|votes| *votes += 1);
    assert_eq!(node.to_plain(), card("c!", 4));
    assert_eq!(format!("{:>4}{:03}", node.title, node.votes), "  c!004");
    assert_eq!((node.title.take(), node.votes.take()), ("c!".to_owned(), 4));
    assert_eq!(node.to_plain(), card("", 0));
}

/// Once the data was read, it is shared with readers that come and go.
#[test]
fn a_value_that_was_read_works_as_before() {
    let node = card("a", 1).into_graph();
    for round in 0..3 {
        drop((node.title.read(), node.votes.read()));
        match round {
            0 => node.title.set("b".into()),
            1 => assert_eq!(node.title.replace("b".into()), "b"),
            _ => node.title.update(|title| title.push('b')),
        }
        assert_eq!(node.title.get(), if round < 2 { "b" } else { "bb" });
        assert_eq!(*node.title.read(), node.title.get());
        node.votes.update(|votes| *votes += 1);
        assert_eq!(*node.votes.read(), round + 2);
    }
    drop(node.title.read());
    assert_eq!(node.title.take(), "bb");
    assert_eq!(node.title.take(), "");
}

#[test]
fn readers_keep_what_they_read() {
    let node = card("a", 1).into_graph();
    let first = node.title.read();
    node.title.update(|title| title.push('b'));
    let second = node.title.read();
    let twin = node.title.read();
    node.title.set("c".into());
    let third = node.title.read();
    assert_eq!(node.title.replace("d".into()), "c");
    let fourth = node.title.read();
    assert_eq!(node.title.take(), "d");
    assert_eq!([&*first, &*second, &*twin, &*third, &*fourth], ["a", "ab", "ab", "c", "d"]);
    assert_eq!(node.title, "");
    assert_eq!(format!("{second} {third:?}"), "ab \"c\"");
}

thread_local! {
    static CLONES: Cell<usize> = const { Cell::new(0) };
}

#[derive(Debug, Default)]
struct Counted(u32);

impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONES.set(CLONES.get() + 1);
        Counted(self.0)
    }
}

#[derive(Graph)]
struct Counter {
    #[graph(value)]
    counted: Counted,
}

#[test]
fn data_is_copied_only_while_a_reader_holds_it() {
    let node = Counter { counted: Counted(0) }.into_graph();
    let clones = |action: &dyn Fn()| {
        CLONES.set(0);
        action();
        CLONES.get()
    };
    let update = || node.counted.update(|counted| counted.0 += 1);
    let changes: [&dyn Fn(); 4] = [
        &update,
        &|| node.counted.set(Counted(1)),
        &|| _ = node.counted.replace(Counted(2)),
        &|| _ = node.counted.take(),
    ];
    for change in changes {
        assert_eq!(clones(change), 0);
        assert_eq!(clones(&|| drop(node.counted.read())), 0);
        assert_eq!(clones(change), 0);
    }
    for (change, expected) in changes.into_iter().zip([1, 0, 1, 1]) {
        let reader = node.counted.read();
        assert_eq!(clones(change), expected);
        assert_eq!(clones(change), 0, "the reader has the old data for itself");
        drop(reader);
    }
}

#[test]
fn values_compare_and_print_like_their_data() {
    let node = card("a", 1).into_graph();
    assert_eq!(node.title, "a");
    assert_eq!(node.title, *"a");
    assert_eq!(node.title, "a".to_owned());
    assert_ne!(node.votes, 2);
    assert_eq!(format!("{:?} {:?}", node.title, node.votes), "\"a\" 1");
    let printed = format!("{:?}", *node);
    assert!(printed.starts_with("CardNode { title: \"a\", votes: 1"), "{printed}");
}

#[test]
fn data_is_dropped_once_and_no_later_than_its_last_reader() {
    #[derive(Graph)]
    struct Keeper {
        #[graph(value)]
        kept: StdRc<()>,
    }

    let [a, b, c] = [(), (), ()].map(StdRc::new);
    let node = Keeper { kept: a.clone() }.into_graph();
    assert_eq!(StdRc::strong_count(&a), 2);
    node.kept.set(b.clone());
    assert_eq!((StdRc::strong_count(&a), StdRc::strong_count(&b)), (1, 2));
    let reader = node.kept.read();
    node.kept.set(c.clone());
    assert_eq!((StdRc::strong_count(&b), StdRc::strong_count(&c)), (2, 2));
    drop(reader);
    assert_eq!(StdRc::strong_count(&b), 1);
    drop(node);
    assert_eq!(StdRc::strong_count(&c), 1);
}
