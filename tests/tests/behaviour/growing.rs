//! Plain values become the same graphs, whatever the sizes of their parts. Some links are built by
//! recursion, and others beside them are deferred.
//!
//! `KINFOLK_SEED` sets the seed of the first random value; a failure prints the seed of the value
//! that failed.

use std::cell::Cell;
use std::thread;

use kinfolk::{AnyRc, Graph, Handle, Node};
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

thread_local! {
    static FINALIZED: Cell<usize> = const { Cell::new(0) };
    /// How many hooks had run when the first data was dropped.
    static FINALIZED_BEFORE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Each number is used once, so that no value can be mistaken for another.
#[derive(Clone, Debug, PartialEq)]
struct Number(u32);

impl Drop for Number {
    fn drop(&mut self) {
        FINALIZED_BEFORE.set(FINALIZED_BEFORE.get().or(Some(FINALIZED.get())));
    }
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Owner), finalize = |_| FINALIZED.set(FINALIZED.get() + 1), to_plain)]
struct Small {
    number: Number,
    #[graph(own)]
    parts: Vec<Part>,
    #[graph(own)]
    part: Option<Box<Part>>,
    #[graph(own)]
    smalls: Vec<Small>,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Owner), to_plain)]
struct Middle {
    number: Number,
    room: [u64; 9],
    #[graph(own)]
    hugest: Option<Huge>,
    #[graph(own)]
    smalls: Vec<Small>,
    #[graph(own)]
    larges: Vec<Large>,
    #[graph(own)]
    parts: Vec<Part>,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Owner), to_plain)]
struct Large {
    number: Number,
    room: [u64; 40],
    #[graph(own)]
    next: Option<Box<Large>>,
    #[graph(own)]
    parts: Vec<Part>,
    #[graph(own)]
    smalls: Vec<Small>,
}

/// Larger than anything that a recursion may move.
#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(owner: Owner), to_plain)]
struct Huge {
    number: Number,
    room: [u8; 13_000],
    #[graph(own)]
    smalls: Vec<Small>,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(to_plain)]
#[allow(clippy::large_enum_variant, reason = "parts of many sizes are what this is about")]
enum Part {
    Small(Small),
    Middle(Middle),
    Large(Large),
}

#[derive(Graph)]
#[allow(clippy::large_enum_variant, reason = "it only names the owners")]
enum Owner {
    Small(Small),
    Middle(Middle),
    Large(Large),
    Huge(Huge),
}

struct Values {
    random: Random,
    count: u32,
}

impl Values {
    fn number(&mut self) -> Number {
        self.count += 1;
        Number(self.count)
    }

    /// No children below the last level, and few of them anywhere.
    fn few<T>(&mut self, levels: usize, make: fn(&mut Self, usize) -> T) -> Vec<T> {
        let count = if levels > 0 { self.random.below(7).saturating_sub(3) } else { 0 };
        (0..count).map(|_| make(self, levels - 1)).collect()
    }

    fn small(&mut self, levels: usize) -> Small {
        Small {
            number: self.number(),
            parts: self.few(levels, Self::part),
            part: self.few(levels, Self::part).pop().map(Box::new),
            smalls: self.few(levels, Self::small),
        }
    }

    fn middle(&mut self, levels: usize) -> Middle {
        Middle {
            number: self.number(),
            room: [0; 9],
            hugest: if self.random.percent(10) { Some(self.huge(levels)) } else { None },
            smalls: self.few(levels, Self::small),
            larges: self.few(levels, Self::large),
            parts: self.few(levels, Self::part),
        }
    }

    fn large(&mut self, levels: usize) -> Large {
        Large {
            number: self.number(),
            room: [0; 40],
            next: self.few(levels, Self::large).pop().map(Box::new),
            parts: self.few(levels, Self::part),
            smalls: self.few(levels, Self::small),
        }
    }

    fn huge(&mut self, levels: usize) -> Huge {
        Huge { number: self.number(), room: [0; 13_000], smalls: self.few(levels, Self::small) }
    }

    fn part(&mut self, levels: usize) -> Part {
        match self.random.below(3) {
            0 => Part::Small(self.small(levels)),
            1 => Part::Middle(self.middle(levels)),
            _ => Part::Large(self.large(levels)),
        }
    }

    /// A path of this depth, with siblings at each step.
    fn deep(&mut self, depth: usize) -> Part {
        let mut part = self.part(2);
        for _ in 0..depth {
            let mut above = self.part(1);
            match &mut above {
                Part::Small(small) if self.random.percent(50) => small.part = Some(Box::new(part)),
                Part::Small(Small { parts, .. })
                | Part::Middle(Middle { parts, .. })
                | Part::Large(Large { parts, .. }) => {
                    parts.insert(self.random.below(parts.len() + 1), part);
                }
            }
            part = above;
        }
        part
    }
}

#[test]
fn random_values() {
    // The plain values are just as deep, and they are dropped, cloned and compared by recursion.
    let thread = thread::Builder::new().stack_size(64 << 20).spawn(|| {
        let first = settings::seed().unwrap_or(1);
        for seed in first..first + 150 {
            let mut values = Values { random: Random::new(seed), count: 0 };
            let depth = values.random.pick(&[0, 5, 20, 40, 60, 80, 120, 200]).unwrap_or_default();
            let plain = values.deep(depth);
            FINALIZED.set(0);
            let graph = plain.clone().into_graph();
            assert_eq!(FINALIZED.get(), 0, "seed {seed}: a node died while the graph grew");
            assert_eq!(graph.validate(), Ok(()), "seed {seed}");
            assert!(graph.to_plain() == plain, "seed {seed}: the graph differs from the value");
            let any = graph.to_any();
            let hooks = any.descendants_or_self().filter(AnyRc::is::<Small>).count();
            FINALIZED_BEFORE.set(None);
            drop((any, graph));
            assert_eq!(FINALIZED.get(), hooks, "seed {seed}");
            // This only holds if each owner had recorded the hooks below it.
            assert_eq!(FINALIZED_BEFORE.get(), Some(hooks), "seed {seed}: a hook ran too late");
        }
    });
    thread.unwrap().join().unwrap();
}

/// A picture is too large for the recursion that builds the folders.
#[derive(Graph)]
#[graph(back(folder: Folder))]
struct Picture {
    name: &'static str,
    pixels: [u8; 16_000],
}

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    pictures: Vec<Picture>,
    #[graph(own)]
    folders: Vec<Folder>,
}

#[test]
fn deferred_children_get_their_own_owner() {
    fn picture(name: &'static str) -> Picture {
        Picture { name, pixels: [0; 16_000] }
    }
    fn pictures(folder: &FolderNode) -> Vec<&'static str> {
        let all = folder.pictures.read();
        all.iter().inspect(|picture| assert_eq!(picture.pixels[0], 0)).map(|it| it.name).collect()
    }
    let leaf = Folder { pictures: vec![], folders: vec![] };
    let inner = Folder { pictures: vec![picture("a"), picture("b")], folders: vec![leaf] };
    let other = Folder { pictures: vec![picture("c")], folders: vec![] };
    let root = Folder { pictures: vec![picture("d")], folders: vec![inner, other] }.into_graph();
    assert_eq!(root.validate(), Ok(()));
    assert_eq!(pictures(&root), ["d"]);
    let below = root.descendants_of::<Folder>().map(|folder| pictures(&folder));
    assert_eq!(below.collect::<Vec<_>>(), [vec!["a", "b"], vec![], vec!["c"]]);
}
