//! Hooks, finalizers and weak collections of copies; and panics.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::weak::WeakSet;
use kinfolk::{Finalizer, Graph, Handle, Node, Rc, Trace, collect};
use kinfolk_tests::panics::{panic_of, quietly};

thread_local! {
    static ENDED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static LEFT_TO_PANIC: Cell<Option<u32>> = const { Cell::new(None) };
    static HELD: RefCell<Vec<Rc<Part>>> = const { RefCell::new(Vec::new()) };
}

fn ended() -> Vec<u32> {
    let mut ended = ENDED.take();
    ended.sort_unstable();
    ended
}

fn count_down() {
    if let Some(left) = LEFT_TO_PANIC.get() {
        LEFT_TO_PANIC.set(left.checked_sub(1));
        assert!(left > 0, "as the test wants");
    }
}

#[derive(Debug)]
struct Data(u32);

impl Clone for Data {
    fn clone(&self) -> Self {
        count_down();
        Data(self.0)
    }
}

#[derive(Graph)]
#[graph(to_plain, back(above: Part), finalize = Part::end)]
#[graph(shared(next: Part), weak(before: Part), live(mark: Cell<u32>))]
struct Part {
    data: Data,
    #[graph(own)]
    below: Vec<Part>,
    #[graph(own)]
    by_key: BTreeMap<u32, Part>,
    #[graph(value, trace)]
    handles: BTreeMap<Key, Rc<Part>>,
}

impl Part {
    fn end(this: &Rc<Part>) {
        ENDED.with_borrow_mut(|ended| ended.push(this.data.0 + this.mark.get()));
    }
}

/// Comparing it may panic, and shows the copy to the test.
#[derive(Clone, Debug, Trace)]
struct Key(Option<Rc<Part>>, #[trace(skip)] u32);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
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
        count_down();
        self.1.cmp(&other.1)
    }
}

fn part(data: u32, below: Vec<Part>) -> Part {
    Part { data: Data(data), below, by_key: BTreeMap::new(), handles: BTreeMap::new() }
}

/// Six parts, with shared links and handles in data that close cycles.
fn parts() -> Rc<Part> {
    let keyed = BTreeMap::from([(1, part(4, vec![])), (2, part(5, vec![part(6, vec![])]))]);
    let below = vec![part(2, vec![]), Part { by_key: keyed, ..part(3, vec![]) }];
    let root = part(1, below).into_graph();
    let all: Vec<_> = root.descendants_of::<Part>().collect();
    for pair in all.windows(2) {
        pair[0].next.set(pair[1].clone());
        pair[1].before.set(&pair[0]);
    }
    all[4].next.set(all[0].clone());
    all[1].handles.update(|handles| {
        for (at, part) in (0..).zip(&all) {
            handles.insert(Key(Some(part.clone()), at), part.clone());
        }
    });
    root
}

/// Lets go of the parts, and returns the hooks that run.
fn let_go(root: Rc<Part>) -> Vec<u32> {
    drop(root);
    collect();
    ended()
}

#[test]
fn a_copy_has_hooks_of_its_own() {
    let root = parts();
    let copy = root.duplicate();
    for part in copy.descendants_of::<Part>() {
        part.mark.set(100);
    }
    assert_eq!(let_go(copy), [1, 102, 103, 104, 105, 106]);
    assert_eq!(let_go(root), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_part_that_outlives_the_copy_has_its_hook() {
    let root = parts();
    let copy = root.duplicate();
    let last = copy.descendants_of::<Part>().last().unwrap();
    last.mark.set(100);
    copy.next.take();
    drop(copy);
    collect();
    drop(last);
    collect();
    assert_eq!(ended(), [1, 2, 3, 4, 5, 106]);
    let_go(root);
}

#[test]
fn a_copy_has_no_owner_and_no_finalizers_and_is_in_no_collection() {
    let root = parts();
    let part = root.below.get(1).unwrap();
    let set = WeakSet::<Part>::new();
    set.insert(&part);
    let called = std::rc::Rc::new(Cell::new(0));
    let calls = called.clone();
    let finalizer = Finalizer::attach(&part, move || calls.set(calls.get() + 1));
    let copy = part.duplicate();
    assert_eq!(copy.owner(), None);
    assert!(!set.contains(&copy));
    let_go(copy);
    assert_eq!(called.get(), 0);
    drop((finalizer, part));
    let_go(root);
}

#[test]
fn after_a_panic_no_hook_of_a_copy_runs() {
    let root = parts();
    let mut panics = 0;
    for left in 0.. {
        LEFT_TO_PANIC.set(Some(left));
        let copied = quietly(|| catch_unwind(AssertUnwindSafe(|| root.duplicate())));
        let has_panicked = LEFT_TO_PANIC.take().is_none();
        assert_eq!(copied.is_err(), has_panicked);
        collect();
        assert_eq!(ended(), []);
        if let Ok(copy) = copied {
            assert_eq!(let_go(copy), [1, 2, 3, 4, 5, 6]);
            break;
        }
        panics += 1;
        assert_eq!(root.validate(), Ok(()));
    }
    assert!(panics > 12, "{panics}");
    assert_eq!(let_go(root), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn after_a_panic_in_the_function_only_what_it_has_kept_has_a_hook() {
    let root = part(1, vec![part(2, vec![]), part(3, vec![part(4, vec![])])]).into_graph();
    let text = panic_of(|| {
        root.duplicate_with(|copies| {
            let kept = copies.of(&root.below.get(1).unwrap()).unwrap();
            HELD.with_borrow_mut(|held| held.push(kept));
            panic!("as the test wants");
        })
    });
    assert_eq!(text, "as the test wants");
    assert_eq!(ended(), []);
    drop(HELD.take());
    assert_eq!(ended(), [3, 4]);
    assert_eq!(let_go(root), [1, 2, 3, 4]);
}

#[test]
fn a_copy_in_a_hook_is_whole() {
    #[derive(Graph)]
    #[graph(to_plain, finalize = Dying::end, weak(me: Dying))]
    struct Dying {
        #[graph(own)]
        below: Vec<Below>,
        #[graph(cell)]
        copies: bool,
    }

    #[derive(Graph)]
    #[graph(to_plain, back(above: Dying), weak(owner: Dying), shared(held: Below))]
    struct Below {}

    thread_local! {
        static COPY: RefCell<Option<Rc<Dying>>> = const { RefCell::new(None) };
    }

    impl Dying {
        fn end(this: &Rc<Dying>) {
            if this.copies.replace(false) {
                COPY.set(Some(this.duplicate()));
            }
        }
    }

    let dying = Dying { below: vec![Below {}, Below {}], copies: true }.into_graph();
    dying.me.set(&dying);
    let [a, b] = [0, 1].map(|at| dying.below.get(at).unwrap());
    a.owner.set(&dying);
    a.held.set(b);
    drop((a, dying));
    let copy = COPY.take().unwrap();
    assert_eq!(copy.me.get(), Some(copy.clone()));
    let a = copy.below.get(0).unwrap();
    assert_eq!((a.owner.get(), a.held.get()), (Some(copy.clone()), copy.below.get(1)));
    assert_eq!(copy.validate(), Ok(()));
    assert_eq!(copy.to_any().root(), copy.to_any());
}
