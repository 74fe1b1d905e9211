//! The order of hooks: owner before owned, links as declared, lists in their order, depth first.
//! Where several nodes are released, one dying set comes after the other.

use kinfolk::{Graph, Handle, Node, WalkEvent};
use kinfolk_tests::panics::panic_of;

use crate::model::{
    Hooked, HookedNode, PartRc, find, hooked, hooks, leaf, log, names, on_hook, part, show,
    silent_tree, tree,
};
use crate::watch::watch;

#[test]
fn owner_before_owned_in_declared_order() {
    let _watch = watch();
    let text = "r<1>(a(b c) D<2>(e) 3)[f(g)]{h(i) j}";
    assert_eq!(show(&tree(text)), text);
    log();
    drop(tree(text));
    assert_eq!(hooks(), "r 1 a b c 2 e 3 f g h i j");
    drop(silent_tree("R<1>(c)[b]{a}"));
    assert_eq!(hooks(), "1 c b a");
}

#[test]
fn all_hooks_before_all_data() {
    let _watch = watch();
    drop(silent_tree("R(a(B(c)) D)[E]{f}"));
    assert_eq!(log(), "a c f ~R ~a ~B ~c ~D ~E ~f");
    drop(silent_tree("R(A(B(C(1))))"));
    assert_eq!(log(), "1 ~R ~A ~B ~C ~1");
}

/// Numbers that look random enough.
struct Dice(u32);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % sides
    }
}

/// Trees of all shapes: hooks run in pre-order.
#[test]
fn in_pre_order_in_any_tree() {
    let _watch = watch();
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let root = silent_tree("R");
        let mut owners = vec![PartRc::from(root.clone())];
        for number in 0..60 {
            let owner = owners[dice.throw(owners.len())].clone();
            let name = format!("{}{number}", ["a", "B", "1"][dice.throw(3)]);
            let child = part(&name).into_graph();
            match (dice.throw(4), &owner, &child) {
                (0, PartRc::Hooked(owner), PartRc::Hooked(child)) => {
                    owner.list.insert(0, child.clone());
                }
                (1, PartRc::Silent(owner), PartRc::Hooked(child)) => {
                    owner.list.push(child.clone());
                }
                (2, PartRc::Hooked(owner), child) => drop(owner.boxed.set(child.clone())),
                (_, PartRc::Silent(owner), PartRc::Leaf(child)) => {
                    owner.lone.set(child.clone());
                }
                _ => owner.adopt(child.clone()),
            }
            if !matches!(child, PartRc::Leaf(_)) {
                owners.push(child);
            }
        }
        owners.truncate(1);
        let descendants = names(root.descendants());
        let has_hook = |name: &&str| !name.starts_with('B');
        let expected: Vec<_> = descendants.split_whitespace().filter(has_hook).collect();
        hooks();
        drop((owners, root));
        assert_eq!(hooks(), expected.join(" "), "seed {seed}");
    }
}

#[test]
fn in_a_deep_comb() {
    let _watch = watch();
    let root = tree("s0");
    let mut spine = root.clone();
    let mut expected = vec!["s0".to_owned()];
    for level in 1..500 {
        expected.push(format!("t{level}"));
        spine.parts.push(part(&format!("t{level}")));
        let next = hooked(&format!("s{level}")).into_graph();
        expected.push(format!("s{level}"));
        if level % 2 == 0 {
            spine.parts.push(next.clone());
        } else {
            spine.boxed.set(PartRc::from(next.clone()));
        }
        spine.list.push(hooked(&format!("u{level}")));
        spine = next;
    }
    expected.extend((1..500).rev().map(|level| format!("u{level}")));
    drop((spine, root));
    assert_eq!(hooks(), expected.join(" "));
}

/// Every operation that releases children, and the log: for each child first its hooks, then its
/// data.
#[test]
fn one_dying_set_for_each_child() {
    type Way = (&'static str, fn(&HookedNode), &'static str);
    let dying_sets = |children: &str| {
        let set = |child| match child {
            'a' => "a b ~a ~b",
            'c' => "d ~C ~d",
            'e' => "e f ~e ~f",
            'g' => "g h ~g ~h",
            'i' => "i j ~i ~j",
            'k' => "k ~k",
            _ => "1 ~1",
        };
        children.chars().map(set).collect::<Vec<_>>().join(" ")
    };
    let ways: &[Way] = &[
        ("clear", |root| root.parts.clear(), "ace"),
        ("truncate to none", |root| root.parts.truncate(0), "ace"),
        ("truncate", |root| root.parts.truncate(1), "ce"),
        ("retain none", |root| root.parts.retain(|_| false), "ace"),
        ("retain", |root| root.parts.retain(|child| child.name() == "C"), "ae"),
        ("drop a drain", |root| drop(root.parts.drain()), "ace"),
        ("drain", |root| root.parts.drain().for_each(drop), "ace"),
        ("drain backwards", |root| root.parts.drain().rev().for_each(drop), "eca"),
        ("take the last from a drain", |root| drop(root.parts.drain().next_back()), "eac"),
        ("pop", |root| drop(root.parts.pop()), "e"),
        ("remove", |root| drop(root.parts.remove(1)), "c"),
        ("swap_remove", |root| drop(root.parts.swap_remove(0)), "a"),
        ("replace", |root| drop(root.parts.replace(1, part("x"))), "c"),
        ("detach", |root| assert!(root.parts.read()[1].clone().detach()), "c"),
        ("detach each", |root| root.parts.iter().for_each(|c| assert!(c.detach())), "ace"),
        ("set an option", |root| drop(root.boxed.set(Box::new(part("x")))), "g"),
        ("take from an option", |root| drop(root.boxed.take()), "g"),
        ("clear another list", |root| root.list.clear(), "ik"),
        ("take a leaf", |root| drop(root.lone.take()), "1"),
        ("set a leaf", |root| drop(root.lone.set(leaf("2"))), "1"),
    ];
    for &(name, way, expected) in ways {
        let _watch = watch();
        let root = tree("r<1>(a(b) C(d) e(f))[g(h)]{i(j) k}");
        log();
        way(&root);
        assert_eq!(log(), dying_sets(expected), "{name}");
    }
}

/// The last handle may be of any type, in a walk, or in an error.
#[test]
fn with_the_last_handle_wherever_it_is() {
    let _watch = watch();
    let root = || {
        let root = silent_tree("R(a(b C(c)))");
        log();
        root
    };
    let dies = "a b c ~a ~b ~C ~c";

    let a = find(&root(), "a").hooked().clone();
    assert_eq!(log(), "~R");
    drop(a);
    assert_eq!(log(), dies);

    let a = find(&root(), "a").to_any();
    assert_eq!(log(), "~R");
    drop(a);
    assert_eq!(log(), dies);

    let a = find(&root(), "a");
    assert_eq!(log(), "~R");
    drop([a.clone(), a]);
    assert_eq!(log(), dies);

    let r = root();
    let mut walk = r.descendants();
    walk.next().unwrap().detach();
    assert_eq!(log(), "", "what is below is still to come in the walk");
    assert_eq!(names(walk), "b C c");
    assert_eq!(log(), "a b ~a ~b ~C c ~c");
    drop(r);

    let r = root();
    log();
    for edge in r.traverse() {
        if let WalkEvent::Enter(node) = edge {
            node.detach();
        }
    }
    assert_eq!(log(), "c ~c b ~b ~C a ~a");
    drop(r);

    let r = root();
    let error = r.parts.try_insert(9, part("x(y)")).unwrap_err();
    assert_eq!(hooks(), "");
    drop(error);
    assert_eq!(log(), "x y ~x ~y");
    let children = [find(&r, "a"), r.clone().into(), part("x(y)").into_graph()];
    let error = r.parts.try_extend(children).unwrap_err();
    let error = Box::<dyn std::error::Error>::from(error);
    assert_eq!(log(), "");
    drop(error);
    assert_eq!(log(), "x y ~x ~y");
    panic_of(|| r.parts.insert(9, part("x(y)")));
    assert_eq!(log(), "x y ~x ~y");
}

/// A `Vec`, a struct or a closure of user code holds the last handle.
#[test]
fn with_handles_in_plain_containers() {
    let _watch = watch();
    log();
    let trees: Vec<_> = ["a(b)", "c", "d(e)"].map(tree).into();
    let more = trees.clone();
    drop(trees);
    assert_eq!(log(), "");
    let closure = move || more.len();
    assert_eq!(closure(), 3);
    drop(closure);
    assert_eq!(log(), "a b ~a ~b c ~c d e ~d ~e");
}

/// A moved node takes its hooks along; the hooks of the others run where they are.
#[test]
fn after_moving() {
    let _watch = watch();
    let (one, other) = (tree("r(a(b) c)"), tree("s(x)"));
    log();
    other.parts.insert(0, one.parts.get(0).unwrap());
    drop(one);
    assert_eq!(log(), "r c ~r ~c");
    other.list.extend([tree("y(z)"), find(&other, "x").hooked().clone()]);
    assert_eq!(show(&other), "s(a(b)){y(z) x}");
    drop(other);
    assert_eq!(hooks(), "s a b y z x");
}

/// Two trees that were one tree.
#[test]
fn each_root_by_itself() {
    let _watch = watch();
    let root = tree("r(a(b(c(d))) e)");
    let c = find(&root, "c");
    log();
    drop(root);
    assert_eq!(log(), "r a b e ~r ~a ~b ~e");
    assert!(c.is_root());
    drop(c);
    assert_eq!(log(), "c d ~c ~d");
}

/// A plain value that is dropped has no hooks: only nodes have them.
#[test]
fn of_nodes_only() {
    let _watch = watch();
    let plain: Hooked = hooked("r(a(b))");
    log();
    drop(plain);
    assert_eq!(hooks(), "");
    drop(hooked("r(a(b))").into_graph());
    assert_eq!(hooks(), "r a b");
}

/// What a hook appends to its own siblings comes next, before the owner's other links.
#[test]
fn appended_behind_the_last_sibling() {
    let _watch = watch();
    for (last, by) in [("3", "3"), ("b", "b"), ("b(c)", "b"), ("b(c)", "c"), ("b(c d)", "d")] {
        let root = tree(&format!("r(a {last})[e]{{f}}"));
        on_hook(&root, by, |this| find(&this.root(), "r").adopt(part("n")));
        drop(root);
        let last = last.replace(['(', ')'], " ");
        assert_eq!(hooks(), format!("r a {} n e f", last.trim_end()), "{last} {by}");
    }
}

/// The walk comes back for a child that a hook below the last one has released.
#[test]
fn released_before_the_last_sibling() {
    let _watch = watch();
    for by in ["b", "c"] {
        let root = tree("r(1 b(c))[e]");
        let held = find(&root, "1");
        on_hook(&root, by, move |_| drop(held));
        drop(root);
        assert_eq!(hooks(), "r b c e 1", "{by}");
    }
}
