//! Live data: fields that only the node has, and panics in the expressions that make them.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, Node, Rc};
use kinfolk_tests::small_stack::on_a_small_stack;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rect {
    width: u32,
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(parent: Panel), to_plain)]
#[graph(live(pub rect: Cell<Rect>, seen: Cell<u32> = Cell::new(7)), live(#[cfg(any())] no: Missing))]
struct Panel {
    title: String,
    #[graph(own)]
    panels: Vec<Panel>,
}

fn panel(title: &str, panels: Vec<Panel>) -> Panel {
    Panel { title: title.into(), panels }
}

#[test]
fn live_data_begins_with_its_value_or_the_default() {
    let plain = panel("a", vec![panel("b", vec![])]);
    let root = plain.clone().into_graph();
    let below = root.panels.get(0).unwrap();
    for node in [&root, &below] {
        assert_eq!((node.rect.get(), node.seen.get()), (Rect { width: 0 }, 7));
    }
    below.rect.set(Rect { width: 3 });
    below.seen.set(8);
    assert_eq!((root.rect.get().width, root.seen.get()), (0, 7));
    assert_eq!(root.to_plain(), plain);
    let again = root.to_plain().into_graph().panels.get(0).unwrap();
    assert_eq!((again.rect.get().width, again.seen.get()), (0, 7));
}

/// A node may be kept alive by its own live data, as by any handle in data; a weak one does not.
#[test]
fn live_data_may_refer_to_nodes() {
    #[derive(Graph)]
    #[graph(live(last: RefCell<Option<kinfolk::Weak<Panel>>>))]
    struct View {}

    let view = View {}.into_graph();
    let root = panel("a", vec![]).into_graph();
    *view.last.borrow_mut() = Some(Rc::downgrade(&root));
    assert_eq!(view.last.borrow().as_ref().unwrap().upgrade(), Some(root));
    assert_eq!(view.last.borrow().as_ref().unwrap().upgrade(), None);
}

thread_local! {
    /// How many values are still made before one panics.
    static BEFORE_PANIC: Cell<usize> = const { Cell::new(usize::MAX) };
    static HOOKS: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static TAGS: Cell<usize> = const { Cell::new(0) };
}

fn value() -> u32 {
    let left = BEFORE_PANIC.get();
    BEFORE_PANIC.set(left.wrapping_sub(1));
    assert!(left > 0, "value bomb");
    0
}

/// Counts how many there are.
struct Tag(u32);

impl Tag {
    fn new(number: u32) -> Self {
        TAGS.set(TAGS.get() + 1);
        Tag(number)
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        TAGS.set(TAGS.get() - 1);
    }
}

/// It has a hook, and nothing that panics.
#[derive(Graph)]
#[graph(back(tree: Tree), finalize = |leaf| HOOKS.with_borrow_mut(|hooks| hooks.push(leaf.tag.0)))]
struct Leaf {
    tag: Tag,
    /// A node that was handed out before.
    other: Option<Rc<Leaf>>,
}

#[derive(Graph)]
enum Part {
    Leaf(Leaf),
    Tree(Tree),
}

#[derive(Graph)]
#[graph(back(tree: Tree), live(value: u32 = value()))]
#[graph(finalize = |tree| HOOKS.with_borrow_mut(|hooks| hooks.push(tree.tag.0)))]
struct Tree {
    tag: Tag,
    #[graph(own)]
    first: Option<Box<Tree>>,
    #[graph(own)]
    parts: Vec<Part>,
    #[graph(own)]
    trees: Vec<Tree>,
    #[graph(own)]
    leaf: Option<Leaf>,
}

struct Numbers(u32);

impl Numbers {
    fn tag(&mut self) -> Tag {
        self.0 += 1;
        Tag::new(self.0)
    }

    fn leaf(&mut self) -> Leaf {
        Leaf { tag: self.tag(), other: None }
    }

    /// A tree with nodes in all links, down to this depth.
    fn tree(&mut self, depth: u32, width: usize) -> Tree {
        let mut tree =
            Tree { tag: self.tag(), first: None, parts: vec![], trees: vec![], leaf: None };
        if depth > 0 {
            tree.first = Some(Box::new(self.tree(depth - 1, width)));
            for _ in 0..width {
                tree.parts.push(Part::Leaf(self.leaf()));
                tree.parts.push(Part::Tree(self.tree(depth - 1, width)));
                tree.trees.push(self.tree(depth - 1, width));
            }
            tree.leaf = Some(self.leaf());
        }
        tree
    }

    /// A chain of trees, each with a leaf on both sides of the next one.
    fn chain(&mut self, length: usize) -> Tree {
        let mut top = self.tree(0, 0);
        for _ in 1..length {
            let parts = vec![Part::Leaf(self.leaf()), Part::Tree(top), Part::Leaf(self.leaf())];
            top = Tree { parts, ..self.tree(0, 0) };
        }
        top
    }
}

/// Lets each value of the built graph panic in turn: no hook of a node that was never handed out
/// runs, and all data is dropped.
fn each_value_panics(build: impl Fn(&mut Numbers) -> Tree, step: usize) {
    let whole = build(&mut Numbers(0)).into_graph();
    let values = 1 + whole.descendants_of::<Tree>().count();
    let nodes = 1 + whole.descendants().count();
    drop(whole);
    assert_eq!((HOOKS.take().len(), TAGS.get()), (nodes, 0));
    for before in (0..values).step_by(step) {
        let plain = build(&mut Numbers(0));
        BEFORE_PANIC.set(before);
        let result = catch_unwind(AssertUnwindSafe(|| plain.into_graph()));
        BEFORE_PANIC.set(usize::MAX);
        assert!(result.is_err(), "value {before} of {values} panics");
        assert_eq!((HOOKS.take(), TAGS.get()), (vec![], 0), "value {before}");
    }
    // The library still works.
    drop(build(&mut Numbers(0)).into_graph());
    assert_eq!((HOOKS.take().len(), TAGS.get()), (nodes, 0));
}

#[test]
fn nodes_that_were_never_handed_out_have_no_hook() {
    for width in 0..4 {
        each_value_panics(|numbers| numbers.tree(2, width), 1);
    }
}

#[test]
fn nodes_that_were_never_handed_out_have_no_hook_at_any_depth() {
    on_a_small_stack(|| each_value_panics(|numbers| numbers.chain(3_000), 101));
}

/// A push of a plain value that panics leaves the list as it was.
#[test]
fn a_child_that_was_never_finished_is_not_attached() {
    let mut numbers = Numbers(0);
    let root = numbers.tree(1, 1).into_graph();
    let before = (root.trees.iter().collect::<Vec<_>>(), TAGS.get());
    let plain = numbers.tree(1, 2);
    BEFORE_PANIC.set(2);
    let result = catch_unwind(AssertUnwindSafe(|| root.trees.push(plain)));
    BEFORE_PANIC.set(usize::MAX);
    assert!(result.is_err());
    assert_eq!((root.trees.iter().collect::<Vec<_>>(), TAGS.get()), before);
    assert_eq!(HOOKS.take().len(), 0);
    root.validate().unwrap();
    let nodes = 1 + root.descendants().count();
    drop((root, before));
    assert_eq!((HOOKS.take().len(), TAGS.get()), (nodes, 0));
}

/// Data of a node that was never finished may hold a node that was handed out. That one has its
/// hook.
#[test]
fn other_nodes_that_die_meanwhile_have_their_hooks() {
    let mut numbers = Numbers(0);
    let [held, dying] = [numbers.leaf(), numbers.leaf()].map(Graph::into_graph);
    let mut plain = numbers.tree(1, 1);
    for other in [held.clone(), dying] {
        let leaf = Leaf { other: Some(other), ..numbers.leaf() };
        plain.parts.insert(0, Part::Leaf(leaf));
    }
    BEFORE_PANIC.set(2);
    let result = catch_unwind(AssertUnwindSafe(|| plain.into_graph()));
    BEFORE_PANIC.set(usize::MAX);
    assert!(result.is_err());
    assert_eq!((HOOKS.take(), TAGS.get()), (vec![2], 1));
    drop(held);
    assert_eq!((HOOKS.take(), TAGS.get()), (vec![1], 0));
}
