//! Depth does not matter, whatever the variants; nor does the number of variants, in a debug build.

use kinfolk::{Graph, Node, Rc};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;

/// A chain of variants in turn.
#[derive(Graph, Clone)]
#[graph(back(parent: Link), shared(other: Link), finalize = |_| CLOSED.set(CLOSED.get() + 1), to_plain)]
enum Link {
    Box(#[graph(own)] Box<Link>, Count),
    List {
        count: Count,
        #[graph(own)]
        links: Vec<Link>,
    },
    Option {
        #[graph(own)]
        link: Option<Box<Link>>,
        count: Count,
    },
    End(Count),
}

thread_local! {
    static CLOSED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl LinkNode {
    fn next(&self) -> Option<Rc<Link>> {
        match &self.kind {
            LinkKind::Box(link, _) => Some(link.get()),
            LinkKind::List { links, .. } => links.first(),
            LinkKind::Option { link, .. } => link.get(),
            LinkKind::End(_) => None,
        }
    }
}

fn end() -> Link {
    Link::End(Count::new())
}

/// A chain of this many nodes, made from the root downwards.
fn chain(length: usize) -> Rc<Link> {
    let above = |number: usize| {
        let count = Count::new();
        match number % 3 {
            0 => Link::Box(end().into(), count),
            1 => Link::List { count, links: vec![] },
            _ => Link::Option { link: None, count },
        }
    };
    let root = above(0).into_graph();
    let mut last = root.clone();
    for number in 1..length {
        let next = (if number + 1 < length { above(number) } else { end() }).into_graph();
        match &last.kind {
            LinkKind::Box(link, _) => drop(link.replace(next.clone())),
            LinkKind::List { links, .. } => links.push(next.clone()),
            LinkKind::Option { link, .. } => drop(link.set(next.clone())),
            LinkKind::End(_) => unreachable!(),
        }
        last = next;
    }
    root
}

#[test]
fn a_million_levels_are_walked_finalised_and_dropped() {
    on_a_small_stack(|| {
        let root = chain(MILLION);
        assert_eq!(live(), MILLION);
        assert_eq!(root.validate(), Ok(()));
        assert_eq!(root.descendants().count(), MILLION - 1);
        let mut last = root.clone();
        while let Some(next) = last.next() {
            last = next;
        }
        assert_eq!(last.depth(), MILLION - 1);
        drop(last);
        CLOSED.set(0);
        drop(root);
        assert_eq!((live(), CLOSED.get()), (0, MILLION));
    });
}

#[test]
fn a_million_levels_are_collected() {
    on_a_small_stack(|| {
        let root = chain(MILLION);
        let mut last = root.clone();
        while let Some(next) = last.next() {
            last = next;
        }
        last.other.set(root.clone());
        drop((root, last));
        CLOSED.set(0);
        assert_eq!(kinfolk::collect().freed(), MILLION);
        assert_eq!((live(), CLOSED.get()), (0, MILLION));
    });
}

/// As deep as std can drop a plain value.
#[test]
fn deep_plain_values_are_built_and_copied() {
    on_a_small_stack(|| {
        let mut plain = end();
        for number in 0..3_000 {
            let count = Count::new();
            plain = match number % 3 {
                0 => Link::Box(plain.into(), count),
                1 => Link::List { count, links: vec![plain] },
                _ => Link::Option { link: Some(plain.into()), count },
            };
        }
        let root = plain.into_graph();
        assert_eq!(root.descendants().count(), 3_000);
        let copy = root.to_plain();
        drop(root);
        assert_eq!(copy.into_graph().descendants().count(), 3_000);
    });
}

/// The frame of a function that builds any variant has room for all of them, unless each is built in
/// a frame of its own.
macro_rules! many_variants {
    ($($variant:ident)*) => {
        #[derive(Graph, Clone)]
        #[graph(back(parent: Large), to_plain)]
        #[allow(dead_code, reason = "all are like the first one")]
        enum Large {
            $($variant {
                name: String,
                #[graph(own)]
                a: Option<Box<Large>>,
                #[graph(own)]
                b: Vec<Large>,
                #[graph(own)]
                c: Vec<Large>,
            },)*
            End,
        }
    };
}

many_variants!(
    A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 B0 B1 B2 B3 B4 B5 B6 B7 B8 B9 C0 C1 C2 C3 C4 C5 C6 C7 C8 C9
    D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 E0 E1 E2 E3 E4 E5 E6 E7 E8 E9 F0 F1 F2 F3 F4 F5 F6 F7 F8 F9
    G0 G1 G2 G3 G4 G5 G6 G7 G8 G9 H0 H1 H2 H3 H4 H5 H6 H7 H8 H9
);

#[test]
fn eighty_variants_fit_on_the_stack() {
    on_a_small_stack(|| {
        let mut plain = Large::End;
        for _ in 0..1_000 {
            let [b, c] = [vec![Large::End], vec![]];
            plain = Large::H9 { name: String::new(), a: Some(plain.into()), b, c };
        }
        let root = plain.into_graph();
        assert_eq!(root.descendants().count(), 2_000);
        assert_eq!(root.to_plain().into_graph().descendants().count(), 2_000);
    });
}
