//! User code that changes the graph while it is copied: the copy has the nodes that were there when it
//! began.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use kinfolk::{Graph, Node, Rc};

type Action = Box<dyn FnOnce()>;

thread_local! {
    static ON_CLONE: RefCell<Option<Action>> = const { RefCell::new(None) };
}

/// Its first clone runs the action.
struct Trap(u32);

impl Clone for Trap {
    fn clone(&self) -> Self {
        if let Some(action) = ON_CLONE.take() {
            action();
        }
        Trap(self.0)
    }
}

#[derive(Graph)]
#[graph(to_plain, weak(all: Vec<Part>), shared(held: Vec<Part>))]
struct Whole {
    trap: Trap,
    #[graph(own)]
    required: Part,
    #[graph(own)]
    option: Option<Part>,
    #[graph(own)]
    list: Vec<Part>,
    #[graph(own)]
    sorted: BTreeMap<u32, Part>,
    #[graph(own)]
    hashed: HashMap<u32, Part>,
}

#[derive(Graph)]
#[graph(to_plain, back(whole: Whole), back(above: Part))]
struct Part {
    number: Trap,
    #[graph(own)]
    below: Vec<Part>,
}

fn part(number: u32) -> Part {
    Part { number: Trap(number), below: vec![] }
}

fn whole() -> Rc<Whole> {
    Whole {
        trap: Trap(0),
        required: part(1),
        option: Some(part(2)),
        list: vec![part(3), Part { below: vec![part(5)], ..part(4) }],
        sorted: (6..9).map(|key| (key, part(key))).collect(),
        hashed: (10..13).map(|key| (key, part(key))).collect(),
    }
    .into_graph()
}

fn numbers(root: &Rc<Whole>) -> Vec<u32> {
    let mut all: Vec<_> = root.descendants_of::<Part>().map(|part| part.number.0).collect();
    all.sort_unstable();
    all
}

fn copy_while(original: &Rc<Whole>, action: impl FnOnce(&Rc<Whole>) + 'static) -> Rc<Whole> {
    let root = original.clone();
    ON_CLONE.set(Some(Box::new(move || action(&root))));
    let copy = original.duplicate();
    assert!(ON_CLONE.take().is_none());
    assert_eq!(copy.validate(), Ok(()));
    assert_eq!(original.validate(), Ok(()));
    copy
}

#[test]
fn children_that_come_are_left_out_and_those_that_go_are_there() {
    let original = whole();
    let before = numbers(&original);
    let copy = copy_while(&original, |root| {
        drop(root.required.replace(part(20)));
        drop(root.option.take());
        root.list.insert(0, part(21));
        drop(root.list.remove(2));
    });
    assert_eq!(numbers(&copy), before);
    assert_eq!(copy.required.get().number.0, 1);
    assert_eq!(copy.list.get(1).unwrap().below.len(), 1);
}

#[test]
fn children_that_move_are_where_they_were() {
    let original = whole();
    let before = numbers(&original);
    let copy = copy_while(&original, |root| {
        let part = root.list.get(0).unwrap();
        root.list.get(1).unwrap().below.push(part);
        root.list.reverse();
    });
    assert_eq!(numbers(&copy), before);
    assert_eq!(copy.list.len(), 2);
}

#[test]
fn children_of_maps_need_their_keys() {
    let original = whole();
    let copy = copy_while(&original, |root| {
        drop(root.sorted.remove(&7));
        root.sorted.insert(0, part(30));
        root.sorted.rename(&6, 9);
        let moved = root.hashed.remove(&10).unwrap();
        root.sorted.insert(50, moved);
        root.hashed.insert(14, part(31));
    });
    let keys = |map: Vec<(u32, u32)>| map;
    let sorted = copy.sorted.iter().map(|(key, part)| (*key, part.number.0)).collect();
    assert_eq!(keys(sorted), [(8, 8), (9, 6)]);
    let mut hashed: Vec<_> = copy.hashed.iter().map(|(key, part)| (*key, part.number.0)).collect();
    hashed.sort_unstable();
    assert_eq!(hashed, [(11, 11), (12, 12)]);
    assert_eq!(copy.hashed.get(&11).unwrap().number.0, 11);
}

#[test]
fn links_are_those_at_the_end_and_what_has_left_counts_as_inside() {
    let original = whole();
    let copy = copy_while(&original, |root| {
        let gone = root.list.remove(0);
        let new = part(40).into_graph();
        root.all.extend([&gone, &new]);
        root.held.extend([gone, new]);
    });
    let gone = copy.list.get(0).unwrap();
    assert_eq!(copy.all.get(0), Some(gone.clone()));
    assert_eq!(copy.held.get(0), Some(gone));
    assert_eq!(copy.held.get(1), original.held.get(1));
}
