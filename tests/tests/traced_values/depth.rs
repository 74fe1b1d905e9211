//! Depth does not matter: a million environments that hold each other through traced values, on a
//! small stack.

use std::cell::Cell;

use kinfolk::{Graph, Rc, Trace, collect, leaks};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;

thread_local! {
    static HOOKS: Cell<usize> = const { Cell::new(0) };
}

#[derive(Clone, Trace)]
enum Data {
    None,
    Next(Rc<Link>),
    Hooked(Box<Rc<Hooked>>),
}

#[derive(Graph)]
struct Link {
    count: Count,
    #[graph(value, trace)]
    data: Data,
}

#[derive(Graph)]
#[graph(finalize = |_| HOOKS.set(HOOKS.get() + 1))]
struct Hooked {
    count: Count,
    #[graph(value, trace)]
    data: Data,
}

fn chain() -> (Rc<Link>, Rc<Link>) {
    let first = Link { count: Count::new(), data: Data::None }.into_graph();
    let mut last = first.clone();
    for _ in 1..MILLION {
        last = Link { count: Count::new(), data: Data::Next(last) }.into_graph();
    }
    (first, last)
}

fn hooked_chain() -> (Rc<Hooked>, Rc<Hooked>) {
    let first = Hooked { count: Count::new(), data: Data::None }.into_graph();
    let mut last = first.clone();
    for _ in 1..MILLION {
        let next = Hooked { count: Count::new(), data: Data::None }.into_graph();
        next.data.set(Data::Hooked(Box::new(last)));
        last = next;
    }
    (first, last)
}

#[test]
fn a_chain_dies() {
    on_a_small_stack(|| {
        let (first, last) = chain();
        drop(first);
        drop(last);
        assert_eq!(live(), 0);
    });
}

#[test]
fn a_chain_with_hooks_dies() {
    on_a_small_stack(|| {
        let (first, last) = hooked_chain();
        drop(first);
        drop(last);
        assert_eq!((live(), HOOKS.get()), (0, MILLION));
    });
}

#[test]
fn a_chain_that_an_update_releases_dies() {
    on_a_small_stack(|| {
        let (first, last) = chain();
        let holder = Link { count: Count::new(), data: Data::Next(last) }.into_graph();
        drop(first);
        holder.data.update(|data| *data = Data::None);
        assert_eq!(live(), 1);
    });
}

#[test]
fn a_ring_is_collected() {
    on_a_small_stack(|| {
        let (first, last) = chain();
        first.data.set(Data::Next(last));
        drop(first);
        let leaks = leaks();
        assert_eq!((leaks.len(), leaks[0].nodes()), (1, MILLION));
        assert_eq!(collect().freed(), MILLION);
        assert_eq!(live(), 0);
    });
}

#[test]
fn a_ring_with_hooks_is_collected() {
    on_a_small_stack(|| {
        let (first, last) = hooked_chain();
        first.data.set(Data::Hooked(Box::new(last)));
        drop(first);
        assert_eq!(collect().freed(), MILLION);
        assert_eq!((live(), HOOKS.get()), (0, MILLION));
    });
}

#[test]
fn many_handles_in_one_value_die() {
    #[derive(Graph)]
    struct Hub {
        #[graph(value, trace)]
        all: Vec<Rc<Hooked>>,
    }
    on_a_small_stack(|| {
        let new = |_| Hooked { count: Count::new(), data: Data::None }.into_graph();
        let all = (0..100_000).map(new).collect();
        drop(Hub { all }.into_graph());
        assert_eq!((live(), HOOKS.get()), (0, 100_000));
    });
}

/// The frames of a debug build have room for the data.
#[test]
fn a_chain_of_large_data_dies() {
    #[derive(Trace)]
    struct Frame {
        _registers: [u64; 1024],
        _caller: Option<Rc<Call>>,
    }

    #[derive(Graph)]
    struct Call {
        count: Count,
        #[graph(value, trace)]
        frame: Frame,
    }

    on_a_small_stack(|| {
        let mut last = None;
        for _ in 0..1_000 {
            let frame = Frame { _registers: [0; 1024], _caller: last };
            last = Some(Call { count: Count::new(), frame }.into_graph());
        }
        drop(last);
        assert_eq!(live(), 0);
    });
}
