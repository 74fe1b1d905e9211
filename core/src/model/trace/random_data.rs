//! Random data in all containers: which handles are lent, and what becomes of them when they are
//! replaced, beside what was put in.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc as StdRc;

use crate::kernel::trace::{for_each_handle, retarget};
use crate::{AnyRc, Graph, Handle, Rc, Trace, Weak};

#[derive(Graph)]
#[graph(crate = crate)]
struct Page {
    number: usize,
}

#[derive(Graph)]
#[graph(crate = crate)]
enum Item {
    Page(Page),
}

#[derive(Trace)]
#[trace(crate = crate)]
enum Data {
    Page(Rc<Page>),
    Any(AnyRc),
    Item(ItemRc),
    Weak(Weak<Page>),
    Text(StdRc<str>),
    List(Vec<Data>),
    Queue(VecDeque<Data>),
    Pair(Box<(Data, Data)>),
    Option { content: Option<Box<Data>>, name: &'static str },
    Array([Box<Data>; 2]),
    Slice(Box<[Data]>),
    Result(Result<Box<Data>, u8>),
    Map(BTreeMap<u8, Data>),
    ByPage(HashMap<Rc<Page>, Data>),
    Set(BTreeSet<Key>),
    Tree(Box<Tree<Data>>),
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Trace)]
#[trace(crate = crate)]
struct Key(usize, Vec<Ordered>);

/// Compares by its number.
#[derive(Trace)]
#[trace(crate = crate)]
struct Ordered(Rc<Page>);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.0.number == other.0.number
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.number.cmp(&other.0.number)
    }
}

#[derive(Trace)]
#[trace(crate = crate)]
struct Tree<T> {
    content: T,
    below: Vec<Tree<T>>,
}

/// Makes data, and notes the numbers of the pages in there, in order.
struct Maker<'a> {
    random: u64,
    pages: &'a [Rc<Page>],
    numbers: Vec<usize>,
    weak: usize,
}

impl Maker<'_> {
    /// A number below this one (xorshift).
    fn below(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).unwrap() % limit
    }

    fn page(&mut self) -> Rc<Page> {
        let index = self.below(self.pages.len());
        self.pages[index].clone()
    }

    fn noted_page(&mut self) -> Rc<Page> {
        let page = self.page();
        self.numbers.push(page.number);
        page
    }

    fn several<C: FromIterator<Data>>(&mut self, depth: usize) -> C {
        (0..self.below(4)).map(|_| self.data(depth)).collect()
    }

    fn tree(&mut self, depth: usize) -> Tree<Data> {
        let content = self.data(depth);
        let below = if depth == 0 { 0 } else { self.below(3) };
        Tree { content, below: (0..below).map(|_| self.tree(depth - 1)).collect() }
    }

    fn data(&mut self, depth: usize) -> Data {
        let kinds = if depth == 0 { 5 } else { 17 };
        let depth = depth.saturating_sub(1);
        match self.below(kinds) {
            0 => Data::Page(self.noted_page()),
            1 => Data::Any(self.noted_page().to_any()),
            2 => Data::Item(ItemRc::Page(self.noted_page())),
            3 => {
                self.weak += 1;
                Data::Weak(Rc::downgrade(&self.page()))
            }
            4 => Data::Text("text".into()),
            5 => Data::List(self.several(depth)),
            6 | 7 => Data::Queue(self.several(depth)),
            8 => Data::Pair(Box::new((self.data(depth), self.data(depth)))),
            9 => Data::Option { content: Some(Box::new(self.data(depth))), name: "some" },
            10 => Data::Array([(); 2].map(|()| Box::new(self.data(depth)))),
            11 => Data::Slice(self.several::<Vec<_>>(depth).into()),
            12 => Data::Result(Ok(Box::new(self.data(depth)))),
            13 => Data::Map((0..3).map(|key| (key, self.data(depth))).collect()),
            14 => {
                // One entry, since the order of more is unknown.
                let page = self.noted_page();
                Data::ByPage(HashMap::from([(page, self.data(depth))]))
            }
            15 => {
                let keys = 0..self.below(3);
                Data::Set(keys.map(|key| Key(key, vec![Ordered(self.noted_page())])).collect())
            }
            _ => Data::Tree(Box::new(self.tree(depth))),
        }
    }
}

fn numbers_in(data: &Data) -> Vec<usize> {
    let mut numbers = Vec::new();
    for_each_handle(data, &mut |handle| {
        numbers.push(handle.to_untyped().downcast::<Page>().unwrap().number);
    });
    numbers
}

#[test]
fn each_handle_is_lent_and_replaced_once() {
    let [old, new] = [0, 100].map(|first| {
        let numbers = first..first + 7;
        numbers.map(|number| Page { number }.into_graph()).collect::<Vec<_>>()
    });
    for seed in 1..=400 {
        let mut maker = Maker { random: seed, pages: &old, numbers: vec![], weak: 0 };
        // The first numbers depend on the seed too little.
        for _ in 0..10 {
            maker.below(2);
        }
        let mut data = maker.data(5);
        let Maker { numbers, weak, .. } = maker;
        assert_eq!(numbers_in(&data), numbers, "seed {seed}");
        let held: usize = old.iter().map(|page| Rc::strong_count(page) - 1).sum();
        assert_eq!(held, numbers.len(), "seed {seed}");

        // Every second page has another one.
        let mut asked = 0;
        retarget(&mut data, &mut |node| {
            asked += 1;
            let at = |page: &Rc<Page>| Rc::as_ptr(page).cast() == node.address();
            let index = old.iter().position(at).filter(|index| index % 2 == 1)?;
            Some(new[index].to_any())
        });
        assert_eq!(asked, numbers.len() + weak, "seed {seed}");
        let expected = numbers.iter().map(|number| number + number % 2 * 100);
        assert_eq!(numbers_in(&data), expected.collect::<Vec<_>>(), "seed {seed}");

        drop(data);
        assert!(old.iter().chain(&new).all(|page| Rc::strong_count(page) == 1), "seed {seed}");
    }
}
