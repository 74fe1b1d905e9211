//! A node that needs finalization is found when it dies, however deep it is in a tree that had no
//! hooks, and by whichever road it got there.

use kinfolk::{Graph, Handle, Node};

use crate::model::{
    Part, PartRc, Silent, finalizer, find, hooked, leaf, log, note, on_hook, owner, part, silent,
    silent_tree, to_part, tree,
};
use crate::watch::watch;

type Road = (&'static str, fn(&PartRc));

/// Every operation that puts the node `n`, or the leaf `1`, directly below a node with the child
/// `X`.
const ROADS: [Road; 22] = [
    ("push plain", |d| d.silent().parts.push(part("n"))),
    ("push", |d| d.silent().parts.push(tree("n"))),
    ("add", |d| drop(d.silent().parts.add(tree("n")))),
    ("try_push", |d| d.silent().parts.try_push(part("n")).unwrap()),
    ("insert", |d| d.silent().parts.insert(0, tree("n"))),
    ("insert plain", |d| d.silent().parts.insert(1, hooked("n"))),
    ("try_insert", |d| d.silent().parts.try_insert(0, part("n")).unwrap()),
    ("extend", |d| d.silent().parts.extend([part("A"), part("n"), part("B")])),
    ("extend by handles", |d| d.silent().parts.extend(["A", "n"].map(|n| part(n).into_graph()))),
    ("try_extend", |d| d.silent().parts.try_extend([part("n"), part("B")]).unwrap()),
    ("replace", |d| drop(d.silent().parts.replace(0, tree("n")))),
    ("replace by plain", |d| drop(d.silent().parts.replace(0, part("n")))),
    ("set", |d| drop(d.silent().boxed.set(PartRc::from(tree("n"))))),
    ("set plain", |d| drop(d.silent().boxed.set(Box::new(part("n"))))),
    ("try_set", |d| drop(d.silent().boxed.try_set(Box::new(part("n"))).unwrap())),
    ("push to a list of a type", |d| d.silent().list.push(hooked("n"))),
    ("extend a list of a type", |d| d.silent().list.extend([tree("n")])),
    ("a leaf", |d| d.silent().parts.push(leaf("1"))),
    ("set a leaf", |d| drop(d.silent().lone.set(leaf("1")))),
    ("set a live leaf", |d| drop(d.silent().lone.set(leaf("1").into_graph()))),
    ("replace and push", |d| {
        let x = d.silent().parts.replace(0, tree("n"));
        d.silent().parts.push(x);
    }),
    ("swap", |d| {
        d.silent().parts.push(tree("n"));
        d.silent().parts.swap(0, 1);
    }),
];

/// Makes the one node with a hook log its owner, and returns that node's name.
fn log_owner(root: &impl Handle) -> &'static str {
    let is_there =
        |name: &&str| root.descendants_or_self().any(|node| to_part(&node).name() == *name);
    let name = ["n", "1"].into_iter().find(is_there).expect("one of them");
    on_hook(root, name, |this| note(format!("<{}", owner(this))));
    name
}

/// Lets a tree die, and checks that its one hook runs before everything else and finds this owner.
fn dies(root: impl Handle, expected_owner: &str, road: &str) {
    let name = log_owner(&root);
    let nodes = root.descendants_or_self().count();
    assert_eq!(root.to_any().validate(), Ok(()), "{road}");
    log();
    drop(root);
    let log = log();
    assert!(log.starts_with(&format!("{name} <{expected_owner} ~")), "{road}: {log}");
    assert_eq!(log.matches('~').count(), nodes, "{road}: {log}");
}

/// `text` below this many nodes without hooks, in `parts` and `boxed` by turns.
fn below(levels: usize, text: &str) -> Silent {
    let mut all = part(text);
    for level in 0..levels {
        let mut above = silent("S");
        if level % 2 == 0 {
            above.parts.push(all);
        } else {
            above.boxed = Some(Box::new(all));
        }
        all = Part::Silent(above);
    }
    match all {
        Part::Silent(plain) => plain,
        _ => panic!("no levels"),
    }
}

#[test]
fn attached_by_any_road() {
    for (name, road) in ROADS {
        let _watch = watch();
        let root = silent_tree("R(A(B(C(D(X) E)) F))");
        road(&find(&root, "D"));
        dies(root, "D", name);

        let root = below(150, "D(X)").into_graph();
        road(&find(&root, "D"));
        dies(root, "D", name);
    }
}

#[test]
fn attached_with_a_tree_above_it() {
    let _watch = watch();
    for text in ["N(n)", "N(M[n])", "N(M(O){n})", "N<1>", "N(M(O<1> P))"] {
        let last = match text {
            "N(n)" | "N<1>" => "N",
            "N(M(O<1> P))" => "O",
            _ => "M",
        };
        let root = silent_tree("R(A(B(X)))");
        find(&root, "B").silent().parts.push(part(text));
        dies(root, last, text);
        let root = silent_tree("R(A(B(X)))");
        find(&root, "B").silent().boxed.set(part(text).into_graph());
        dies(root, last, text);
        let root = silent_tree("R(A(B(X)))");
        drop(find(&root, "B").silent().parts.replace(0, part(text)));
        dies(root, last, text);
    }
}

#[test]
fn in_plain_values() {
    let _watch = watch();
    for levels in [1, 2, 63, 64, 65, 200] {
        dies(below(levels, "N(X n)").into_graph(), "N", "parts");
        dies(below(levels, "N[n]").into_graph(), "N", "boxed");
        dies(below(levels, "N{n}").into_graph(), "N", "list");
        dies(below(levels, "N<1>").into_graph(), "N", "lone");
        let root = silent_tree("R(A)");
        find(&root, "A").adopt(Part::Silent(below(levels, "N(n)")).into_graph());
        dies(root, "N", "pushed");
    }
}

mod moved {
    use super::*;

    #[test]
    fn between_trees() {
        let _watch = watch();
        let (one, other) = (silent_tree("R(A(B(n) C))"), silent_tree("O(P(Q))"));
        find(&other, "Q").adopt(find(&one, "n"));
        log();
        drop(one);
        assert_eq!(log(), "~R ~A ~B ~C");
        dies(other, "Q", "alone");

        let (one, other) = (silent_tree("R(A(B(n) C))"), silent_tree("O(P(Q))"));
        find(&other, "Q").adopt(find(&one, "A"));
        log();
        drop(one);
        assert_eq!(log(), "~R");
        dies(other, "B", "with its owners");
    }

    #[test]
    fn within_a_tree() {
        let _watch = watch();
        let root = silent_tree("R(A(B(n)) C(D(E)))");
        find(&root, "E").adopt(find(&root, "n"));
        dies(root, "E", "alone");
        let root = silent_tree("R(A(B(n)) C(D(E)))");
        find(&root, "E").adopt(find(&root, "A"));
        dies(root, "B", "with its owners");
        let root = silent_tree("R(A(B(n)) C(D(E)))");
        root.parts.push(find(&root, "B"));
        dies(root, "B", "up");
    }

    #[test]
    fn out_and_in_again() {
        let _watch = watch();
        let root = silent_tree("R(A(B(n)))");
        let b = find(&root, "B");
        assert!(b.detach());
        log();
        drop(root);
        assert_eq!(log(), "~R ~A");
        let n = find(&b, "n");
        assert!(n.detach());
        drop(b);
        assert_eq!(log(), "~B");
        let root = silent_tree("R(A(B))");
        find(&root, "B").adopt(n);
        dies(root, "B", "in again");
    }

    #[test]
    fn to_and_fro() {
        let _watch = watch();
        let (one, other) = (silent_tree("R(A(B))"), silent_tree("O(P(Q))"));
        let n = part("n").into_graph();
        for _ in 0..3 {
            find(&one, "B").adopt(n.clone());
            find(&other, "Q").adopt(n.clone());
        }
        drop(n);
        log();
        drop(one);
        assert_eq!(log(), "~R ~A ~B");
        dies(other, "Q", "to and fro");
    }

    /// The tree in which it dies was built from above and from below.
    #[test]
    fn put_together() {
        let _watch = watch();
        let mut root = silent_tree("N(n)");
        for _ in 0..100 {
            let above = silent_tree("A(B)");
            find(&above, "B").adopt(root);
            root = above;
        }
        dies(root, "N", "from below");

        let root = silent_tree("R");
        let mut last = PartRc::from(root.clone());
        for _ in 0..100 {
            let next = part("S").into_graph();
            last.adopt(next.clone());
            last = next;
        }
        last.adopt(tree("n"));
        drop(last);
        dies(root, "S", "from above");
    }
}

/// A death that did not happen leaves no nodes unmarked.
#[test]
fn after_a_resurrection() {
    let _watch = watch();
    let root = tree("r(A(B(x)) C(D))");
    on_hook(&root, "x", |this| crate::model::keep(to_part(&this.root())));
    log();
    drop(root);
    assert_eq!(log(), "r x");
    let root = crate::model::kept().remove(0);
    find(&root, "B").adopt(part("N(n)").into_graph());
    find(&root, "D").adopt(leaf("1").into_graph());
    drop(root);
    assert_eq!(log(), "n 1 ~r ~A ~B ~x ~N ~n ~C ~D ~1");
}

mod attached_finalizers {
    use super::*;

    #[test]
    fn deep_in_a_tree_without_hooks() {
        let _watch = watch();
        let root = silent_tree("R(A(B(C)) D)");
        finalizer(&root, "C");
        log();
        drop(root);
        assert_eq!(log(), "!C ~R ~A ~B ~C ~D");
        for levels in [63, 64, 65, 200] {
            let root = below(levels, "N(C)").into_graph();
            finalizer(&root, "C");
            log();
            drop(root);
            let log = log();
            assert!(log.starts_with("!C ~S ~S"), "{log}");
            assert_eq!(log.matches('~').count(), levels + 2);
        }
    }

    #[test]
    fn moved() {
        let _watch = watch();
        for name in ["C", "B", "A"] {
            let (one, other) = (silent_tree("R(A(B(C)))"), silent_tree("O(P(Q))"));
            finalizer(&one, "C");
            find(&other, "Q").adopt(find(&one, name));
            drop(one);
            assert!(!log().contains('!'));
            drop(other);
            assert!(log().starts_with("!C ~O ~P ~Q"), "{name}");
        }
        let root = silent_tree("R(A(B(C)))");
        finalizer(&root, "C");
        let c = find(&root, "C");
        assert!(c.detach());
        drop(root);
        assert_eq!(log(), "~R ~A ~B");
        drop(c);
        assert_eq!(log(), "!C ~C");
    }

    /// Attached, on any road, before its node has an owner.
    #[test]
    fn before_it_has_an_owner() {
        for (name, road) in ROADS.iter().filter(|(name, _)| !name.contains("leaf")) {
            let _watch = watch();
            let root = below(70, "D(X)").into_graph();
            road(&find(&root, "D"));
            let n = find(&root, "n");
            finalizer(&n, "n");
            assert!(n.detach());
            let other = below(70, "E").into_graph();
            find(&other, "E").adopt(n);
            log();
            drop(other);
            assert!(log().starts_with("n !n ~S"), "{name}");
        }
    }
}
