//! Nodes of tuple structs behave like others: their links, deaths, depth, copies and names.

use std::cell::{Cell, RefCell};

use kinfolk::schema::LinkSchema;
use kinfolk::{Graph, Node};
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    static ENDS: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static HOOKS: Cell<u32> = const { Cell::new(0) };
}

#[derive(Clone)]
struct Tag(u32);

impl Drop for Tag {
    fn drop(&mut self) {
        ENDS.with_borrow_mut(|ends| ends.push(self.0));
    }
}

/// Its children stand before its data.
#[derive(Clone, Graph)]
#[graph(back(above: Chain), shared(like: Chain), to_plain)]
#[graph(finalize = |_| HOOKS.set(HOOKS.get() + 1))]
struct Chain(#[graph(own)] Option<Box<Chain>>, Tag, #[graph(own)] Vec<Chain>);

fn chain(number: u32, below: Option<Chain>) -> Chain {
    Chain(below.map(Box::new), Tag(number), vec![])
}

#[test]
fn children_move_between_unnamed_links() {
    let root = chain(1, Some(chain(2, None))).into_graph();
    let below = root.0.get().unwrap();
    assert_eq!((below.1.0, below.place().unwrap().to_string()), (2, "0".to_owned()));
    root.2.push(below.clone());
    assert!(root.0.is_none());
    assert_eq!(below.path().to_string(), "Chain.2[0]");
    let refused = below.0.try_set(root.clone()).unwrap_err();
    assert!(refused.to_string().contains("Chain.0"), "{refused}");
    root.validate().unwrap();
    let schema = kinfolk::schema::<Chain>();
    let links = schema.node_types()[0].links().iter().map(LinkSchema::name);
    assert_eq!(links.collect::<Vec<_>>(), ["above", "0", "2", "like"]);
}

#[test]
fn all_hooks_run_before_anything_is_dropped() {
    let root = chain(1, Some(chain(2, Some(chain(3, None))))).into_graph();
    root.2.push(chain(4, None));
    ENDS.take();
    HOOKS.set(0);
    drop(root);
    let mut ends = ENDS.take();
    ends.sort_unstable();
    assert_eq!((HOOKS.get(), ends), (4, vec![1, 2, 3, 4]));
}

#[test]
fn depth_does_not_matter() {
    on_a_small_stack(|| {
        let root = chain(0, None).into_graph();
        let mut last = root.clone();
        for number in 1..100_000 {
            let next = chain(number, None).into_graph();
            if number % 2 == 0 {
                last.0.set(next.clone());
            } else {
                last.2.push(next.clone());
            }
            last = next;
        }
        assert_eq!(root.descendants().count(), 99_999);
        drop(last);
        ENDS.take();
        drop(root);
        assert_eq!((HOOKS.get(), ENDS.take().len()), (100_000, 100_000));
    });
}

#[test]
fn leaks_name_the_links() {
    let root = chain(1, Some(chain(2, None))).into_graph();
    root.0.get().unwrap().like.set(root.clone());
    drop(root);
    let leaks = kinfolk::leaks();
    assert_eq!(leaks.len(), 1);
    let leak = leaks[0].to_string();
    assert!(leak.contains("Chain.0") && leak.contains("Chain.like"), "{leak}");
    assert_eq!(kinfolk::collect().freed(), 2);
}
