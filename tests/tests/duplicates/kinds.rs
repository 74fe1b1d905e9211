//! Each kind of field, of type and of container.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use kinfolk::{Copies, Graph, Handle, Node, Rc, Trace, Weak};
use kinfolk_tests::panics::panic_of;

#[derive(Graph)]
#[graph(to_plain, live(seen: Cell<u32>), live(width: Cell<u32> = Cell::new(7)))]
struct Everything {
    name: String,
    #[graph(cell)]
    size: u32,
    #[graph(refcell)]
    tags: Vec<String>,
    #[graph(value)]
    title: String,
    #[graph(own)]
    required: Leaf,
    #[graph(own)]
    boxed: Box<Leaf>,
    #[graph(own)]
    option: Option<Leaf>,
    #[graph(own)]
    list: Vec<Item>,
    #[graph(own)]
    sorted: BTreeMap<String, Leaf>,
    #[graph(own)]
    hashed: HashMap<String, Item>,
    #[graph(own)]
    indexed: IndexMap<String, Leaf>,
}

#[derive(Graph, Clone)]
#[graph(to_plain, back(everything: Everything), back(pair: Pair), back(expr: Expr))]
#[graph(weak(twin: Leaf))]
struct Leaf(u32);

#[derive(Graph)]
#[graph(to_plain)]
enum Item {
    Leaf(Leaf),
    #[graph(with(Pair, Expr))]
    Inner(Inner),
}

#[derive(Graph)]
#[graph(to_plain)]
enum Inner {
    Pair(Pair),
    Expr(Expr),
}

#[derive(Graph)]
#[graph(to_plain, back(everything: Everything), weak(other: Item))]
struct Pair(#[graph(own)] Vec<Leaf>, #[graph(value)] u32, #[graph(own)] Option<Leaf>);

#[derive(Graph)]
#[graph(to_plain, back(everything: Everything), weak(friends: Vec<Item>), shared(both: BTreeMap<u32, Item>))]
enum Expr {
    Nothing,
    Number(u32),
    Leaves {
        #[graph(own)]
        leaves: Vec<Leaf>,
        note: String,
        #[graph(value, trace)]
        data: Vec<Rc<Leaf>>,
    },
    Wrap(#[graph(own)] Leaf, #[graph(cell)] bool),
}

fn everything() -> Rc<Everything> {
    let leaves = |all: &[u32]| all.iter().copied().map(Leaf).collect::<Vec<_>>();
    let key = |key: u32| format!("key {key}");
    Everything {
        name: "all".into(),
        size: 1,
        tags: vec!["a".into()],
        title: "b".into(),
        required: Leaf(1),
        boxed: Box::new(Leaf(2)),
        option: Some(Leaf(3)),
        list: vec![
            Item::Leaf(Leaf(4)),
            Item::Inner(Inner::Pair(Pair(leaves(&[5, 6, 7]), 8, Some(Leaf(9))))),
            Item::Inner(Inner::Expr(Expr::Leaves {
                leaves: leaves(&[10, 11]),
                note: "c".into(),
                data: vec![],
            })),
            Item::Inner(Inner::Expr(Expr::Wrap(Leaf(12), true))),
            Item::Inner(Inner::Expr(Expr::Number(13))),
            Item::Inner(Inner::Expr(Expr::Nothing)),
        ],
        sorted: (0..700).map(|at| (key(at), Leaf(at))).collect(),
        hashed: (0..50).map(|at| (key(at), Item::Leaf(Leaf(at)))).collect(),
        indexed: (0..50).rev().map(|at| (key(at), Leaf(at))).collect(),
    }
    .into_graph()
}

/// The nodes in pre-order, each with its path, which has the keys.
fn shape(root: &Rc<Everything>) -> Vec<(&'static str, String)> {
    root.descendants_or_self().map(|node| (node.type_name(), node.path().to_string())).collect()
}

fn expr(root: &Rc<Everything>, index: usize) -> Rc<Expr> {
    root.list.get(index).unwrap().cast::<Expr>().unwrap()
}

fn pair(root: &Rc<Everything>) -> Rc<Pair> {
    root.list.get(1).unwrap().cast::<Pair>().unwrap()
}

#[test]
fn a_copy_has_all_data_and_children() {
    let original = everything();
    original.size.set(2);
    original.tags.borrow_mut().push("b".into());
    original.title.set("new".into());
    original.seen.set(3);
    original.width.set(4);
    original.list.push(Item::Leaf(Leaf(20)));
    for at in 1000..1100 {
        original.sorted.insert(format!("key {at}"), Leaf(at));
        original.hashed.insert(format!("key {at}"), Item::Leaf(Leaf(at)));
        original.indexed.insert(format!("key {at}"), Leaf(at));
    }
    original.hashed.remove("key 3");
    original.indexed.remove("key 3");

    let copy = original.duplicate();
    assert_eq!(copy.name, "all");
    assert_eq!(copy.size.get(), 2);
    assert_eq!(*copy.tags.borrow(), ["a", "b"]);
    assert_eq!(copy.title, "new");
    assert_eq!((copy.seen.get(), copy.width.get()), (0, 7));
    assert_eq!(shape(&copy), shape(&original));
    assert_eq!(copy.validate(), Ok(()));
    assert_eq!(original.validate(), Ok(()));
    for (old, new) in original.descendants_or_self().zip(copy.descendants_or_self()) {
        assert_ne!(old, new);
        if let Some(old) = old.downcast::<Leaf>() {
            assert_eq!(new.downcast::<Leaf>().unwrap().0, old.0);
        }
    }
    assert_eq!((pair(&copy).1.get(), pair(&copy).0.len()), (8, 3));
    let ExprKind::Leaves { note, leaves, .. } = &expr(&copy, 2).kind else { panic!("leaves") };
    assert_eq!((note.as_str(), leaves.len()), ("c", 2));
    let ExprKind::Wrap(leaf, is_wrapped) = &expr(&copy, 3).kind else { panic!("wrap") };
    assert_eq!((leaf.get().0, is_wrapped.get()), (12, true));
    assert!(matches!(expr(&copy, 4).kind, ExprKind::Number(13)));
    assert!(matches!(expr(&copy, 5).kind, ExprKind::Nothing));

    // The maps find their entries, and go on to work.
    for at in 1000..1100 {
        let key = format!("key {at}");
        assert_eq!(copy.sorted.get(&key).unwrap().0, at);
        assert!(matches!(copy.hashed.get(&key).unwrap(), ItemRc::Leaf(leaf) if leaf.0 == at));
        assert_eq!(copy.indexed.get(&key).unwrap().0, at);
    }
    assert!(copy.hashed.get("key 3").is_none());
    copy.hashed.insert("key 3".into(), Item::Leaf(Leaf(3)));
    copy.sorted.get("key 5").unwrap().detach();
    copy.hashed.get("key 5").unwrap().detach();
    copy.indexed.get("key 5").unwrap().detach();
    assert_eq!(copy.validate(), Ok(()));
    assert!(original.sorted.get("key 5").is_some() && original.hashed.get("key 3").is_none());
    copy.required.replace(Leaf(77));
    assert_eq!(original.required.get().0, 1);
}

#[test]
fn links_of_all_kinds_are_copied() {
    let original = everything();
    let outside = Leaf(99).into_graph();
    let (leaf, boxed) = (original.required.get(), original.boxed.get());
    leaf.twin.set(&boxed);
    boxed.twin.set(&outside);
    pair(&original).other.set(&original.list.get(2).unwrap());
    let leaves = expr(&original, 2);
    leaves.friends.extend([&original.list.get(3).unwrap(), &outside.clone().into()]);
    leaves.both.insert(1, pair(&original));
    leaves.both.insert(2, outside.clone());
    let ExprKind::Leaves { data, .. } = &leaves.kind else { panic!("leaves") };
    data.update(|data| data.extend([leaf.clone(), outside.clone(), boxed.clone()]));

    let copy = original.duplicate();
    let (leaf, boxed) = (copy.required.get(), copy.boxed.get());
    assert_eq!(leaf.twin.get(), Some(boxed.clone()));
    assert_eq!(boxed.twin.get(), Some(outside.clone()));
    assert_eq!(pair(&copy).other.get(), copy.list.get(2));
    let leaves = expr(&copy, 2);
    assert!(leaves.friends.iter().eq([copy.list.get(3).unwrap(), outside.clone().into()]));
    let both: Vec<_> = leaves.both.iter().map(|(key, node)| (*key, node)).collect();
    assert_eq!(both, [(1, pair(&copy).into()), (2, outside.clone().into())]);
    let ExprKind::Leaves { data, .. } = &leaves.kind else { panic!("leaves") };
    assert_eq!(*data.read(), [leaf, outside, boxed]);
}

/// A type of each place where handles may be in data.
#[derive(Graph)]
#[graph(to_plain)]
struct Program {
    #[graph(own)]
    scopes: Vec<Scope>,
}

#[derive(Graph)]
#[graph(to_plain, back(program: Program))]
struct Scope {
    #[graph(value, trace)]
    data: Data,
}

#[derive(Clone, Trace, Default)]
struct Data {
    strong: Option<Rc<Scope>>,
    weak: Weak<Scope>,
    any: Vec<kinfolk::AnyRc>,
    keys: BTreeMap<u32, Rc<Scope>>,
    #[trace(skip)]
    hidden: Option<Rc<Scope>>,
}

#[test]
fn handles_in_traced_values_lead_to_the_copies() {
    let scope = || Scope { data: Data::default() };
    let program = Program { scopes: vec![scope(), scope()] }.into_graph();
    let outside = scope().into_graph();
    let [first, second] = [0, 1].map(|at| program.scopes.get(at).unwrap());
    first.data.update(|data| {
        data.strong = Some(second.clone());
        data.weak = Rc::downgrade(&first);
        data.any = vec![program.to_any(), outside.to_any()];
        data.keys.insert(1, first.clone());
        data.hidden = Some(outside.clone());
    });

    let copy = program.duplicate();
    let [one, two] = [0, 1].map(|at| copy.scopes.get(at).unwrap());
    let data = one.data.read();
    assert_eq!(data.strong, Some(two));
    assert_eq!(data.weak.upgrade(), Some(one.clone()));
    assert_eq!(data.any, [copy.to_any(), outside.to_any()]);
    assert_eq!(data.keys[&1], one);
    assert_eq!(data.hidden, Some(outside.clone()));
    assert_eq!(first.data.read().strong, Some(second.clone()));

    // The cycle in the copy is one.
    drop(data);
    drop((copy, one));
    let freed = kinfolk::collect().freed();
    assert_eq!(freed, 3, "the copy keeps itself alive by its data");
    first.data.update(|data| *data = Data::default());
}

#[test]
fn copies_are_found_by_handles_of_each_type() {
    let original = everything();
    let mut seen = None;
    let copy = original.duplicate_with(|copies: &Copies| {
        let pair = pair(&original);
        let item: ItemRc = pair.clone().into();
        assert_eq!(copies.of(&item).unwrap().to_any(), copies.of(&pair).unwrap().to_any());
        assert_eq!(copies.of(&pair.to_any()), copies.of(&pair).map(|pair| pair.to_any()));
        assert_eq!(copies.of(&Leaf(1).into_graph()), None);
        seen = copies.of(&original);
    });
    assert_eq!(seen, Some(copy));
}

#[test]
fn unions_have_the_methods_on_their_handles() {
    let original = everything();
    let item = original.list.get(1).unwrap();
    let ItemRc::Inner(InnerRc::Pair(copy)) = item.duplicate() else { panic!("a pair") };
    assert_eq!(copy.0.len(), 3);
    assert_eq!(copy.owner(), None);
    let mut found = None;
    let copy = item.duplicate_with(|copies| found = copies.of(&item));
    assert_eq!(found, Some(copy.clone()));
    original.list.push(copy);
    assert_eq!(original.list.len(), 7);
}

#[test]
fn a_borrowed_cell_is_refused() {
    let original = everything();
    let borrowed = original.tags.borrow_mut();
    let text = panic_of(|| drop(original.duplicate()));
    assert_eq!(text, "`duplicate` cannot copy `Everything.tags` while it is mutably borrowed");
    drop(borrowed);
    assert_eq!(shape(&original.duplicate()), shape(&original));
}

#[derive(Graph)]
#[graph(to_plain, back(of: Generic<T, N>), weak(friend: Generic<T, N>), shared(held: Vec<Generic<T, N>>))]
struct Generic<T: 'static, const N: usize> {
    data: T,
    all: [u8; N],
    #[graph(own)]
    below: Vec<Generic<T, N>>,
}

#[test]
fn generic_types_are_copied() {
    let below = vec![Generic { data: "b", all: [2], below: vec![] }];
    let original = Generic { data: "a", all: [1], below }.into_graph();
    let child = original.below.get(0).unwrap();
    child.friend.set(&original);
    child.held.push(child.clone());
    let copy = original.duplicate();
    let twin = copy.below.get(0).unwrap();
    assert_eq!((twin.data, twin.all), ("b", [2]));
    assert_eq!(twin.friend.get(), Some(copy));
    assert_eq!(twin.held.get(0), Some(twin.clone()));
    child.held.clear();
    twin.held.clear();
}
