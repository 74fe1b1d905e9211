//! The count of live nodes, in builds that have it, and the macro in builds that do not.

use kinfolk::{Graph, assert_no_live_nodes, live_nodes, live_nodes_of};
use kinfolk_tests::panics::panic_of;

#[derive(Graph)]
struct Page {}

#[cfg(not(debug_assertions))]
#[test]
fn a_build_that_does_not_count_says_so() {
    let page = Page {}.into_graph();
    assert_eq!((live_nodes(), live_nodes_of::<Page>()), (None, None));
    drop(page);
    let message = panic_of(|| assert_no_live_nodes!());
    assert!(message.contains("feature `live-nodes`"), "{message}");
}

#[cfg(debug_assertions)]
mod counted {
    use std::cell::{Cell, RefCell};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread;

    use kinfolk::{AnyRc, AnyWeak, Handle, Rc, collect, leaks};
    use kinfolk_tests::panics::quietly;
    use kinfolk_tests::small_stack::on_a_small_stack;

    use super::*;

    thread_local! {
        static KEPT: RefCell<Vec<AnyRc>> = const { RefCell::new(Vec::new()) };
        /// How many values are still made before one panics.
        static BEFORE_PANIC: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    fn value() -> u32 {
        let left = BEFORE_PANIC.get();
        BEFORE_PANIC.set(left.wrapping_sub(1));
        assert!(left > 0, "value bomb");
        0
    }

    #[derive(Clone, Graph)]
    #[graph(back(tree: Tree), live(value: u32 = value()), to_plain)]
    struct Tree {
        #[graph(own)]
        trees: Vec<Tree>,
    }

    fn tree(depth: usize) -> Tree {
        let width = usize::from(depth > 0) * 3;
        Tree { trees: (0..width).map(|_| tree(depth - 1)).collect() }
    }

    fn chain(length: usize) -> Tree {
        (1..length).fold(tree(0), |top, _| Tree { trees: vec![top] })
    }

    #[derive(Graph)]
    #[graph(shared(other: Knot), finalize = KnotNode::ends)]
    struct Knot {
        comes_back: bool,
    }

    impl KnotNode {
        fn ends(this: &Rc<Knot>) {
            if this.comes_back {
                KEPT.with_borrow_mut(|kept| kept.push(this.to_any()));
            }
        }
    }

    #[derive(Graph)]
    enum Either {
        Knot(Knot),
        Page(Page),
    }

    #[derive(Graph)]
    #[graph(node_enum)]
    enum Shape {
        Circle { radius: u32 },
        Square { side: u32 },
    }

    #[derive(Graph)]
    struct Generic<T: 'static> {
        value: T,
    }

    fn knots(comes_back: bool) -> AnyWeak {
        let [one, two] =
            [true, false].map(|is_first| Knot { comes_back: comes_back && is_first }.into_graph());
        one.other.set(two.clone());
        two.other.set(one.clone());
        AnyRc::downgrade(&one.to_any())
    }

    #[test]
    fn each_node_counts_until_it_is_dropped() {
        assert_eq!(live_nodes(), Some(0));
        let root = tree(3).into_graph();
        assert_eq!(live_nodes(), Some(40));
        drop(root.trees.remove(0));
        assert_eq!(live_nodes(), Some(27));
        let held = root.trees.get(0).unwrap();
        let weak = Rc::downgrade(&root);
        drop(root);
        assert_eq!((live_nodes(), live_nodes_of::<Tree>()), (Some(13), Some(13)));
        // Memory that a weak handle keeps is no node.
        assert!(weak.upgrade().is_none());
        drop(held);
        assert_no_live_nodes!();
    }

    #[test]
    fn each_type_has_its_count() {
        let shapes =
            [Shape::Circle { radius: 1 }, Shape::Square { side: 1 }].map(Graph::into_graph);
        let generic = (Generic { value: 1 }.into_graph(), Generic { value: "one" }.into_graph());
        let knot = Knot { comes_back: false }.into_graph();
        let pages = [Page {}, Page {}].map(Graph::into_graph);
        assert_eq!(live_nodes_of::<Shape>(), Some(2));
        assert_eq!(live_nodes_of::<Generic<i32>>(), Some(1));
        assert_eq!(live_nodes_of::<Generic<&'static str>>(), Some(1));
        assert_eq!(live_nodes_of::<Generic<char>>(), Some(0));
        assert_eq!(live_nodes_of::<Either>(), Some(3));
        assert_eq!(live_nodes_of::<Box<Page>>(), Some(2));
        assert_eq!(live_nodes(), Some(7));
        drop((shapes, generic, knot));
        assert_eq!((live_nodes(), live_nodes_of::<Either>()), (Some(2), Some(2)));
        drop(pages);
        assert_eq!((live_nodes(), live_nodes_of::<Either>()), (Some(0), Some(0)));
    }

    #[test]
    fn the_macro_names_the_types() {
        assert_no_live_nodes!();
        let page = Page {}.into_graph();
        assert_eq!(panic_of(|| assert_no_live_nodes!()), "1 node is alive: 1 Page");
        let root = tree(1).into_graph();
        let message = panic_of(|| assert_no_live_nodes!("after {}", "all"));
        assert_eq!(message, "5 nodes are alive: after all: 4 Tree, 1 Page");
        drop((page, root));
        assert_no_live_nodes!("after {}", "all");
    }

    /// It sees what no other check sees: a handle in plain data, a closure, a thread-local.
    #[test]
    fn nodes_out_of_sight_count() {
        let page = Page {}.into_graph();
        KEPT.with_borrow_mut(|kept| kept.push(page.to_any()));
        let closure = move || drop(page.clone());
        assert!(leaks().is_empty());
        drop(closure);
        assert_eq!(live_nodes_of::<Page>(), Some(1));
        drop(KEPT.take());
        assert_no_live_nodes!();
    }

    #[test]
    fn a_build_that_panics_leaves_none() {
        for plain in [tree(3), chain(500)] {
            for before in [0, 1, 2, 20, 39] {
                BEFORE_PANIC.set(before);
                let plain = plain.clone();
                let result = quietly(|| catch_unwind(AssertUnwindSafe(|| plain.into_graph())));
                BEFORE_PANIC.set(usize::MAX);
                assert!(result.is_err());
                assert_eq!(live_nodes(), Some(0), "{before}");
            }
        }
        let closure_panics = || tree(2).into_graph_with(|_| panic!("closure bomb"));
        panic_of(closure_panics);
        assert_no_live_nodes!();
    }

    #[test]
    fn data_whose_drop_panics_ends_its_node() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("drop bomb");
            }
        }
        let node = Generic { value: Bomb }.into_graph();
        assert_eq!(live_nodes(), Some(1));
        panic_of(|| drop(node));
        assert_no_live_nodes!();
    }

    #[test]
    fn cycles_count_until_they_are_collected() {
        let weak = knots(false);
        assert_eq!((live_nodes(), live_nodes_of::<Knot>()), (Some(2), Some(2)));
        assert_eq!(collect().freed(), 2);
        assert_eq!((live_nodes(), weak.upgrade()), (Some(0), None));
    }

    #[test]
    fn nodes_that_a_hook_brings_back_count() {
        drop(Knot { comes_back: true }.into_graph());
        assert_eq!(live_nodes(), Some(1));
        drop(KEPT.take());
        assert_eq!(live_nodes(), Some(0));

        let weak = knots(true);
        assert_eq!(collect().resurrected(), 2);
        assert_eq!(live_nodes(), Some(2));
        drop(KEPT.take());
        assert_eq!((collect().freed(), weak.upgrade()), (2, None));
        assert_no_live_nodes!();
    }

    #[test]
    fn each_thread_has_its_count() {
        let page = Page {}.into_graph();
        thread::spawn(|| {
            assert_no_live_nodes!();
            let root = tree(2).into_graph();
            assert_eq!(live_nodes(), Some(13));
            drop(root);
        })
        .join()
        .unwrap();
        assert_eq!(live_nodes(), Some(1));
        drop(page);
    }

    /// Handles in thread-locals are dropped when the thread ends, and may ask then.
    #[test]
    fn it_counts_until_the_thread_ends() {
        struct AtEnd(Option<Rc<Tree>>);
        impl Drop for AtEnd {
            fn drop(&mut self) {
                let later = tree(1).into_graph();
                assert_eq!(live_nodes(), Some(4 + 13));
                drop((self.0.take(), later));
                assert_no_live_nodes!();
                SEEN.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        }
        static SEEN: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        thread_local!(static AT_END: RefCell<AtEnd> = const { RefCell::new(AtEnd(None)) });
        let end =
            thread::spawn(|| AT_END.with_borrow_mut(|end| end.0 = Some(tree(2).into_graph())));
        end.join().unwrap();
        assert!(SEEN.load(std::sync::atomic::Ordering::Relaxed));
    }

    #[test]
    fn any_number_of_nodes_and_types_counts() {
        on_a_small_stack(|| {
            let root = chain(20_000).into_graph();
            assert_eq!(live_nodes(), Some(20_000));
            drop(root);
            assert_no_live_nodes!();
        });
        // More types than the table has room for at first.
        macro_rules! nodes_of_arrays {
            ($($size:literal)*) => {{
                let nodes = ($(Generic { value: [0_u8; $size] }.into_graph(),)*);
                $(assert_eq!(live_nodes_of::<Generic<[u8; $size]>>(), Some(1));)*
                nodes
            }};
        }
        let tens = nodes_of_arrays!(0 1 2 3 4 5 6 7 8 9 10);
        let twenties = nodes_of_arrays!(11 12 13 14 15 16 17 18 19 20 21 22);
        let thirties = nodes_of_arrays!(23 24 25 26 27 28 29 30 31 32 33 34);
        assert_eq!(live_nodes(), Some(35));
        drop(twenties);
        assert_eq!((live_nodes(), live_nodes_of::<Generic<[u8; 3]>>()), (Some(23), Some(1)));
        assert_eq!(live_nodes_of::<Generic<[u8; 13]>>(), Some(0));
        drop((tens, thirties));
        assert_no_live_nodes!();
    }
}
