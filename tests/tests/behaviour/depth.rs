//! Depth never matters. A million nodes as a chain, a comb and a star run in a thread with 2 MiB of
//! stack. Other shapes have a hundred thousand nodes, which a recursion would not survive either.

use std::cell::Cell;
use std::mem;
use std::ops::ControlFlow;

use kinfolk::{AttachErrorKind, Graph, Handle, Node, Rc, WalkEvent};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;

const NODES: usize = 100_000;

/// Owns a list of its own type.
#[derive(Graph)]
#[graph(back(pub parent: Tree), to_plain)]
struct Tree {
    count: Count,
    #[graph(own)]
    children: Vec<Tree>,
}

/// Owns an option of its own type.
#[derive(Graph)]
#[graph(back(pub previous: Chain), to_plain)]
struct Chain {
    count: Count,
    #[graph(own)]
    next: Option<Box<Chain>>,
}

/// Owns an option of another type, which owns a list of this one through a union.
#[derive(Graph)]
#[graph(back(pub above: Even), to_plain)]
struct Odd {
    count: Count,
    #[graph(own)]
    even: Option<Even>,
}

#[derive(Graph)]
#[graph(back(pub odd: Odd), back(pub above: Even), to_plain)]
struct Even {
    count: Count,
    #[graph(own)]
    any: Vec<Either>,
}

#[derive(Graph)]
#[graph(to_plain)]
enum Either {
    Odd(Odd),
    Even(Even),
}

fn tree(children: Vec<Tree>) -> Tree {
    Tree { count: Count::new(), children }
}

fn chain(next: Option<Box<Chain>>) -> Chain {
    Chain { count: Count::new(), next }
}

/// Does everything that can be done with a whole graph of this many nodes, the last of which is at
/// this depth.
fn go_through(root: &impl Handle, nodes: usize, depth: usize) {
    assert_eq!(live(), nodes);
    let root = root.to_any();
    assert_eq!(root.validate(), Ok(()));
    assert_eq!(root.descendants().count(), nodes - 1);
    assert_eq!(root.descendants().rev().count(), nodes - 1);
    let mut visited = 0;
    let end = root.to_any().visit(|_| {
        visited += 1;
        ControlFlow::<()>::Continue(())
    });
    assert!(end.is_continue());
    assert_eq!(visited, nodes - 1);
    let last = root.descendants().next_back().expect("a node below");
    assert_eq!(last.path().to_string().matches('.').count(), last.depth());
    assert_eq!(last.ancestors().next_back(), Some(root.to_any()));
    drop(last);
    let (mut level, mut deepest, mut edges) = (0, 0, 0);
    let mut last = root.clone();
    for edge in root.traverse() {
        edges += 1;
        match edge {
            WalkEvent::Enter(node) => {
                level += 1;
                if level >= deepest {
                    (deepest, last) = (level, node);
                }
            }
            WalkEvent::Leave(_) => level -= 1,
        }
    }
    assert_eq!((deepest, edges), (depth, 2 * (nodes - 1)));
    assert_eq!(last.depth(), depth);
    assert_eq!(last.root(), root);
}

fn drop_whole<H: Handle>(root: H) {
    drop(root);
    assert_eq!(live(), 0);
}

fn plain_chain(nodes: usize) -> Chain {
    let mut plain = chain(None);
    for _ in 1..nodes {
        plain = chain(Some(Box::new(plain)));
    }
    plain
}

fn take_chain_apart(mut plain: Chain) -> usize {
    let mut count = 1;
    while let Some(next) = plain.next.take() {
        plain = *next;
        count += 1;
    }
    count
}

fn take_tree_apart(plain: Tree) -> usize {
    let (mut open, mut count) = (vec![plain], 0);
    while let Some(mut next) = open.pop() {
        open.append(&mut next.children);
        count += 1;
    }
    count
}

#[test]
fn a_chain_of_options() {
    on_a_small_stack(|| {
        let root = plain_chain(MILLION).into_graph();
        go_through(&root, MILLION, MILLION - 1);
        let plain = root.to_plain();
        assert_eq!(live(), 2 * MILLION);
        drop(root);
        assert_eq!(take_chain_apart(plain), MILLION);
        assert_eq!(live(), 0);
    });
}

#[test]
fn a_chain_of_lists_and_back_to_a_plain_value() {
    on_a_small_stack(|| {
        let mut plain = tree(vec![]);
        for _ in 1..NODES {
            plain = tree(vec![plain]);
        }
        let root = plain.into_graph();
        go_through(&root, NODES, NODES - 1);
        let plain = root.to_plain();
        drop(root);
        assert_eq!(take_tree_apart(plain), NODES);
        assert_eq!(live(), 0);
    });
}

#[test]
fn a_chain_of_mixed_types_through_unions() {
    on_a_small_stack(|| {
        let last = || Odd { count: Count::new(), even: None };
        let mut plain = last();
        for _ in 0..(NODES / 3) {
            // The order of types is odd, even, even, odd.
            let any = vec![Either::Odd(plain)];
            let even = Even { count: Count::new(), any };
            let even = Even { count: Count::new(), any: vec![Either::Even(even)] };
            plain = Odd { even: Some(even), ..last() };
        }
        let nodes = NODES / 3 * 3 + 1;
        let root = plain.into_graph();
        go_through(&root, nodes, nodes - 1);

        let mut plain = root.to_plain();
        drop(root);
        let mut count = 1;
        while let Some(mut even) = plain.even.take() {
            count += 1;
            plain = loop {
                match even.any.pop() {
                    Some(Either::Odd(odd)) => break odd,
                    Some(Either::Even(next)) => even = next,
                    None => unreachable!(),
                }
                count += 1;
            };
            count += 1;
        }
        drop(plain);
        assert_eq!(count, nodes);
        assert_eq!(live(), 0);
    });
}

#[test]
fn a_comb() {
    on_a_small_stack(|| {
        let mut plain = tree(vec![]);
        for level in 1..MILLION / 2 {
            // The teeth stand before or after the spine.
            let tooth = tree(vec![]);
            plain = tree(if level % 2 == 0 { vec![tooth, plain] } else { vec![plain, tooth] });
        }
        let root = plain.into_graph();
        go_through(&root, MILLION - 1, MILLION / 2 - 1);
        assert_eq!(take_tree_apart(root.to_plain()), MILLION - 1);
        drop_whole(root);
    });
}

#[test]
fn a_star() {
    on_a_small_stack(|| {
        let root = tree((1..MILLION).map(|_| tree(vec![])).collect()).into_graph();
        go_through(&root, MILLION, 1);
        let mut siblings = 1;
        let mut next = root.children.get(0).unwrap().to_any();
        while let Some(sibling) = next.next_sibling() {
            next = sibling;
            siblings += 1;
        }
        assert_eq!(siblings, MILLION - 1);
        assert_eq!(next.index_in_owner(), Some(MILLION - 2));
        let plain = root.to_plain();
        assert_eq!(plain.children.len(), MILLION - 1);
        drop((plain, next));
        drop_whole(root);
    });
}

#[test]
fn a_star_that_moves_and_is_sorted_retained_and_cleared() {
    on_a_small_stack(|| {
        let root = tree((1..NODES).map(|_| tree(vec![])).collect()).into_graph();
        let other = tree(vec![]).into_graph();
        other.children.extend(root.children.drain());
        assert_eq!((root.children.len(), other.children.len()), (0, NODES - 1));
        other.children.reverse();
        other.children.sort_by_key(|child| child.index_in_owner());
        let mut odd = false;
        other.children.retain(|_| mem::replace(&mut odd, true) != mem::replace(&mut odd, false));
        while other.children.len() > NODES / 4 {
            root.children.push(other.children.pop().unwrap());
        }
        assert_eq!(other.validate(), Ok(()));
        assert_eq!(root.validate(), Ok(()));
        other.children.clear();
        assert_eq!(live(), root.children.len() + 2);
        drop(other);
        drop_whole(root);
    });
}

#[test]
fn many_deep_chains_side_by_side() {
    on_a_small_stack(|| {
        let deep = || {
            let mut plain = tree(vec![]);
            for _ in 1..NODES / 100 {
                plain = tree(vec![plain]);
            }
            plain
        };
        let root = tree((0..100).map(|_| deep()).collect()).into_graph();
        go_through(&root, NODES + 1, NODES / 100);
        let plain = root.to_plain();
        drop(root);
        assert_eq!(take_tree_apart(plain), NODES + 1);
        assert_eq!(live(), 0);
    });
}

#[test]
fn built_downwards_by_attaching() {
    on_a_small_stack(|| {
        let root = tree(vec![]).into_graph();
        let mut last = root.clone();
        for step in 1..MILLION {
            last = if step % 2 == 0 {
                last.children.add(tree(vec![]))
            } else {
                last.children.add(tree(vec![]).into_graph())
            };
        }
        drop(last);
        assert_eq!(root.descendants().count(), MILLION - 1);
        drop_whole(root);
    });
}

#[test]
fn built_upwards_by_moving() {
    on_a_small_stack(|| {
        let mut root = tree(vec![]).into_graph();
        for _ in 1..NODES {
            let owner = tree(vec![]).into_graph();
            owner.children.push(mem::replace(&mut root, owner.clone()));
        }
        go_through(&root, NODES, NODES - 1);
        drop_whole(root);
    });
}

#[test]
fn refused_and_moved_at_the_bottom() {
    on_a_small_stack(|| {
        let root = plain_chain(NODES).into_graph();
        let last = root.descendants_of::<Chain>().last().unwrap();
        let error = last.next.try_set(root.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        assert!(error.to_string().contains(&format!(".. {} more ..", NODES - 8)), "{error}");
        drop(error);

        // Puts the lower half under a new root, and the upper half below that.
        let middle = root.descendants_of::<Chain>().nth(NODES / 2).unwrap();
        let top = chain(None).into_graph();
        top.next.set(middle);
        last.next.set(root.clone());
        assert_eq!(top.descendants().count(), NODES);
        assert_eq!(top.validate(), Ok(()));
        assert_eq!(root.root(), top.to_any());
        drop((last, root));
        drop_whole(top);
    });
}

#[test]
fn dying_in_parts() {
    on_a_small_stack(|| {
        let root = plain_chain(NODES).into_graph();
        let held: Vec<_> = root.descendants_of::<Chain>().step_by(NODES / 10).collect();
        drop(root);
        assert_eq!(live(), NODES - 1);
        for (index, part) in held.into_iter().enumerate() {
            assert!(part.is_root());
            assert_eq!(part.depth(), 0);
            drop(part);
            assert_eq!(live(), NODES.saturating_sub(1 + (index + 1) * (NODES / 10)));
        }
    });
}

#[test]
fn dying_while_the_thread_unwinds() {
    on_a_small_stack(|| {
        let panic = crate::model::panic_of(|| {
            let root = plain_chain(NODES).into_graph();
            assert!(root.next.is_none(), "there is more");
        });
        assert_eq!(panic.message, "there is more");
        assert_eq!(live(), 0);
    });
}

#[test]
fn dying_at_the_end_of_the_thread() {
    thread_local! {
        static KEPT: Cell<Option<Rc<Chain>>> = const { Cell::new(None) };
    }
    on_a_small_stack(|| KEPT.set(Some(plain_chain(NODES).into_graph())));
}

/// Nodes with large data. Building and copying must not need a multiple of that on the stack, as
/// long as the plain value itself can be dropped.
macro_rules! large_nodes {
    ($($name:ident: $bytes:literal)*) => {$(
        #[test]
        fn $name() {
            #[derive(Graph)]
            #[graph(back(pub parent: Large), to_plain)]
            struct Large {
                data: [u8; $bytes],
                #[graph(own)]
                children: Vec<Large>,
            }
            on_a_small_stack(|| {
                let large = |children| Large {
                    data: [7; $bytes],
                    children,
                };
                let mut plain = large(vec![]);
                for _ in 1..1000 {
                    plain = large(vec![plain]);
                }
                let root = plain.into_graph();
                assert_eq!(root.descendants().count(), 999);
                let plain = root.to_plain();
                assert_eq!(plain.data, root.data);
                drop(root);
                // Dropping the plain value recurses a thousand levels deep, which still fits.
                drop(plain);
            });
        }
    )*};
}

large_nodes! {
    nodes_of_one_kilobyte: 1024
    nodes_of_four_kilobytes: 4096
}

/// Larger than the share of the stack that a recursion may use, so only one such value may be on
/// the stack at a time.
#[test]
#[expect(clippy::large_stack_arrays, reason = "the test is about this")]
fn nodes_of_a_tenth_of_the_stack() {
    #[derive(Graph, Clone)]
    #[graph(back(above: Huge), to_plain)]
    struct Huge {
        data: [u8; 150 << 10],
        #[graph(own)]
        next: Option<Box<Huge>>,
    }

    on_a_small_stack(|| {
        let mut chain = None;
        for byte in 0..4 {
            let mut huge: Box<Huge> = Box::new(Huge { data: [byte; 150 << 10], next: None });
            huge.next = chain;
            chain = Some(huge);
        }
        let top = chain.unwrap().into_graph();
        assert_eq!(top.descendants().count(), 3);
        assert_eq!(top.to_plain().next.unwrap().data[0], 2);
    });
}
