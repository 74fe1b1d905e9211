//! Deep graphs with links of each kind, which are copied in pieces; and types without references, of
//! which no pairs are kept.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, Node};
use kinfolk_tests::panics::quietly;
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    static ENDED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static LEFT_TO_PANIC: Cell<Option<usize>> = const { Cell::new(None) };
}

struct Data(usize);

impl Clone for Data {
    fn clone(&self) -> Self {
        if let Some(left) = LEFT_TO_PANIC.get() {
            LEFT_TO_PANIC.set(left.checked_sub(1));
            assert!(left > 0, "as the test wants");
        }
        Data(self.0)
    }
}

#[allow(clippy::large_enum_variant, reason = "plain values of a test")]
#[derive(Graph)]
#[graph(to_plain)]
enum Deep {
    Link(Link),
    Maps(Maps),
    List(List),
}

#[derive(Graph)]
#[graph(to_plain, back(link: Link), back(maps: Maps), back(in_list: List), finalize = Link::end)]
struct Link {
    data: Data,
    #[graph(own)]
    next: Option<Box<Deep>>,
    #[graph(own)]
    required: Leaf,
}

#[derive(Graph)]
#[graph(to_plain, back(link: Link), back(maps: Maps), back(in_list: List))]
struct Maps {
    #[graph(own)]
    sorted: BTreeMap<usize, Deep>,
    #[graph(own)]
    hashed: HashMap<usize, Deep>,
    /// A large node leaves room for fewer levels.
    room: [u64; 60],
}

#[derive(Graph)]
#[graph(to_plain, back(link: Link), back(maps: Maps), back(in_list: List))]
struct List {
    #[graph(own)]
    list: Vec<Deep>,
}

#[derive(Graph)]
#[graph(to_plain, back(link: Link))]
struct Leaf {}

impl Link {
    fn end(this: &kinfolk::Rc<Link>) {
        ENDED.with_borrow_mut(|ended| ended.push(this.data.0));
    }
}

fn link(number: usize, next: Option<Deep>) -> Deep {
    Deep::Link(Link { data: Data(number), next: next.map(Box::new), required: Leaf {} })
}

/// A chain with a node of another kind, or another link, at each level. Some have a second child.
fn deep(levels: usize) -> Deep {
    let mut deep = link(0, None);
    for number in 1..levels {
        let (sorted, hashed) = (BTreeMap::new(), HashMap::new());
        deep = match number % 4 {
            0 => link(number, Some(deep)),
            1 => Deep::List(List { list: vec![link(number, None), deep, link(number, None)] }),
            2 => {
                let sorted = [(number, deep), (number + 1, link(number, None))].into();
                Deep::Maps(Maps { sorted, hashed, room: [0; 60] })
            }
            _ => Deep::Maps(Maps { sorted, hashed: [(number, deep)].into(), room: [0; 60] }),
        };
    }
    deep
}

/// For each node its type and how its owner reaches it.
fn shape(root: &DeepRc) -> Vec<String> {
    let text = |node: kinfolk::AnyRc| {
        let place = node.place().unwrap();
        format!("{} {:?} {:?} {}", place.link(), place.index(), place.key(), node.type_name())
    };
    root.descendants().map(text).collect()
}

#[test]
fn deep_links_of_each_kind_are_copied() {
    on_a_small_stack(|| {
        for levels in [1, 2, 3, 10, 20, 30, 300] {
            let root = deep(levels).into_graph();
            let copy = root.duplicate();
            assert_eq!(copy.validate(), Ok(()));
            assert_eq!(shape(&copy), shape(&root));
            let in_pairs = root.duplicate_with(|copies| {
                for node in root.descendants() {
                    assert_eq!(copies.of(&node).unwrap().type_name(), node.type_name());
                }
            });
            assert_eq!(shape(&in_pairs), shape(&root));
            assert_eq!(ENDED.take(), []);
            drop(root);
            let ended = ENDED.take();
            assert!(!ended.is_empty());
            drop(copy);
            assert_eq!(ENDED.take(), ended);
            drop(in_pairs);
            assert_eq!(ENDED.take(), ended);
        }
    });
}

#[test]
fn after_a_panic_no_hook_of_a_deep_copy_runs() {
    let root = deep(100).into_graph();
    let before = shape(&root);
    for left in 0.. {
        LEFT_TO_PANIC.set(Some(left));
        let copied = quietly(|| catch_unwind(AssertUnwindSafe(|| root.duplicate())));
        let has_panicked = LEFT_TO_PANIC.take().is_none();
        assert_eq!(copied.is_err(), has_panicked);
        assert_eq!(ENDED.take(), []);
        assert_eq!(shape(&root), before);
        if !has_panicked {
            break;
        }
    }
}
