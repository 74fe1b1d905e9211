//! After the hooks, the whole set is dead at once, before any data is dropped. A node that is held
//! is not part of the set.

use std::cell::RefCell;
use std::rc::Rc as StdRc;

use kinfolk::{AnyRc, AnyWeak, Graph, Handle, Node, Rc, Weak};

use crate::model::{
    Hooked, Leaf, Part, PartRc, Silent, finalizer_of, find, hooks, keep, kept, log, names, note,
    on_drop, on_hook, part, show, silent_tree, to_part, tree, weak,
};
use crate::watch::watch;

/// A part that lives on while the rest of its tree dies.
mod survivors {
    use super::*;

    /// Lets a tree die that has a root with a hook and a held node `Y`. At the moment that `at`
    /// chooses, `Y` gets an owner without a hook, and `Y` itself gets a child with one.
    fn attached_elsewhere(at: impl FnOnce(&PartRc, Box<dyn FnOnce()>)) -> Rc<Silent> {
        let root = tree("r(Y)");
        let other = silent_tree("O");
        let (y, new_owner) = (find(&root, "Y"), other.clone());
        let attach = move || {
            new_owner.parts.push(y.clone());
            y.adopt(part("n").into_graph());
        };
        at(&root.clone().into(), Box::new(attach));
        drop(root);
        assert_eq!(show(&other), "O(Y(n))");
        other
    }

    /// The new child needs finalization, and its hook runs with the new owner's death.
    #[test]
    fn attached_elsewhere_by_a_finalizer() {
        let _watch = watch();
        let other = attached_elsewhere(|root, attach| drop(finalizer_of(root, "r", "r", attach)));
        assert_eq!(log(), "r !r ~r");
        drop(other);
        assert_eq!(log(), "n ~O ~Y ~n");
    }

    #[test]
    fn attached_elsewhere_by_the_drop_of_data() {
        let _watch = watch();
        let other = attached_elsewhere(|root, attach| on_drop(root, "r", attach));
        assert_eq!(log(), "r ~r");
        drop(other);
        assert_eq!(log(), "n ~O ~Y ~n");
    }

    /// Only the walk holds A while its children are still to come, and after that A's child.
    #[test]
    fn that_a_walk_holds() {
        let _watch = watch();
        let root = silent_tree("R(A(B(C)))");
        let log_state = |name: &'static str| {
            let weak: [Weak<Part>; 2] = ["B", "C"].map(|name| weak(&root, name));
            move || note(format!("{name}:{}", names(weak.iter().filter_map(Weak::upgrade))))
        };
        finalizer_of(&root, "A", "A", log_state("finalizer"));
        on_drop(&root, "A", log_state("drop"));
        let mut walk = root.descendants();
        walk.next().unwrap().detach();
        assert_eq!(log(), "");
        assert_eq!(names(walk), "B C");
        assert_eq!(log(), "!A finalizer:B C ~A drop:B C ~B ~C");
    }
}

/// All ways to get at a tree without a strong handle to a node that dies.
struct Ways {
    any: Vec<AnyWeak>,
    part: Vec<Weak<Part>>,
    hooked: Vec<Weak<Hooked>>,
    silent: Vec<Weak<Silent>>,
    leaf: Vec<Weak<Leaf>>,
    /// Live nodes, each with a weak link to one node; the first also has weak links to all.
    linked: Vec<Rc<Silent>>,
    /// The nodes of the tree that are held.
    held: Vec<PartRc>,
}

impl Ways {
    fn into(root: &PartRc, held: &[&str]) -> Self {
        let nodes: Vec<_> = root.descendants_or_self().collect();
        let parts: Vec<_> = nodes.iter().map(to_part).collect();
        let linked: Vec<_> = parts.iter().map(|_| silent_tree("W")).collect();
        for (link, part) in linked.iter().zip(&parts) {
            link.friend.set(part);
            linked[0].friends.push(part);
        }
        let mut ways = Ways {
            any: nodes.iter().map(AnyRc::downgrade).collect(),
            part: parts.iter().map(PartRc::downgrade).collect(),
            hooked: Vec::new(),
            silent: Vec::new(),
            leaf: Vec::new(),
            linked,
            held: held.iter().map(|name| find(root, name)).collect(),
        };
        for part in &parts {
            match part {
                PartRc::Hooked(node) => ways.hooked.push(Rc::downgrade(node)),
                PartRc::Silent(node) => ways.silent.push(Rc::downgrade(node)),
                PartRc::Leaf(node) => ways.leaf.push(Rc::downgrade(node)),
            }
        }
        ways
    }

    /// For each way, the names of the nodes that it reaches.
    fn reached(&self) -> Vec<(&'static str, String)> {
        let links = self.linked.iter().filter_map(|node| node.friend.get());
        let mut reached = vec![
            ("AnyWeak", names(self.any.iter().filter_map(AnyWeak::upgrade))),
            ("union", names(self.part.iter().filter_map(Weak::upgrade))),
            ("hooked", names(self.hooked.iter().filter_map(Weak::upgrade))),
            ("silent", names(self.silent.iter().filter_map(Weak::upgrade))),
            ("leaf", names(self.leaf.iter().filter_map(Weak::upgrade))),
            ("WeakLink", names(links)),
            ("list", names(&self.linked[0].friends)),
        ];
        for held in &self.held {
            let back: Vec<PartRc> = match held {
                PartRc::Hooked(node) => {
                    let other = node.in_silent.get().map(PartRc::from);
                    node.in_hooked.get().map(PartRc::from).into_iter().chain(other).collect()
                }
                PartRc::Silent(node) => {
                    let other = node.in_silent.get().map(PartRc::from);
                    node.in_hooked.get().map(PartRc::from).into_iter().chain(other).collect()
                }
                PartRc::Leaf(node) => node.owner.get().into_iter().collect(),
            };
            reached.extend([
                ("Back", names(back)),
                ("owner", names(held.owner())),
                ("ancestors", names(held.ancestors())),
                ("siblings", names(held.next_sibling().into_iter().chain(held.previous_sibling()))),
                ("root", names((held.root() != held.to_any()).then(|| held.root()))),
                ("depth", held.depth().to_string().replace('0', "")),
            ]);
        }
        reached
    }
}

/// Lets a tree die that has some held nodes, and looks at it from attached finalizers and from
/// drops of data: of all nodes, or of a single one, so that the other nodes are plain.
fn is_dead_at_once(plain: &dyn Fn() -> Part, held: &[&str], with_finalizers: bool) {
    let _watch = watch();
    let root = plain().into_graph();
    let ways = StdRc::new(Ways::into(&root, held));
    let all = names(root.descendants_or_self());
    let lives: Vec<_> = ways.held.iter().map(|node| names(node.descendants_or_self())).collect();
    let lives: Vec<_> = lives.iter().flat_map(|names| names.split(' ')).collect();
    let dies: Vec<_> = all.split(' ').filter(|name| !lives.contains(name)).collect();
    // Among many nodes, only some look.
    let looking = dies.iter().enumerate().filter(|(index, _)| *index < 10 || index % 37 == 0);
    let looking: Vec<_> = looking.map(|(_, name)| name).collect();
    for name in &looking {
        let look = |at: String| {
            let (ways, lives) = (ways.clone(), lives.join(" "));
            move || {
                for (way, reached) in ways.reached() {
                    for name in reached.split_whitespace() {
                        if !lives.split(' ').any(|other| other == name) {
                            note(format!("{at}: {name} by {way}"));
                        }
                    }
                }
                let alive = names(ways.part.iter().filter_map(Weak::upgrade));
                if alive.split_whitespace().count() != lives.split_whitespace().count() {
                    note(format!("{at}: only `{alive}` of `{lives}` is alive"));
                }
            }
        };
        on_drop(&root, name, look(format!("~{name}")));
        if with_finalizers {
            finalizer_of(&root, name, name, look(format!("!{name}")));
        }
    }
    log();
    drop(root);
    let log = log();
    assert!(!log.contains(':'), "{log}");
    assert_eq!(log.matches('~').count(), dies.len(), "{log}");
    assert_eq!(log.matches('!').count(), if with_finalizers { looking.len() } else { 0 });
}

#[test]
fn nothing_upgrades() {
    let cases: [(&str, &[&str]); 14] = [
        ("r(a(b c) D<2>(e) 3)[f(g)]{h(i) j}", &[]),
        ("r(a(b(c Y) d) e)", &["Y"]),
        ("r(a(b(c y) d) e)", &["y"]),
        ("r(a(b(c 1) d) e)", &["1"]),
        ("r(A(B(C(Y(Z)))) e)", &["Y"]),
        ("r(A(B(C(1))) E(F))", &["1", "F"]),
        ("R(A(B(C(D) E) F)[G])", &[]),
        ("R(A(B(C(Y) E) F)[G])", &["Y"]),
        ("R(A(B(C(Y(z)) E) F)[G])", &["Y"]),
        ("R(A(B(C(Y(z)) E) F)[G])", &["B"]),
        ("R(X A(Y(B)) Z)", &["X", "Y", "Z"]),
        ("R<1>(A)[Y]{z}", &["1", "Y", "z"]),
        ("R(A(1))", &["1"]),
        ("R(a)", &["a"]),
    ];
    for (text, held) in cases {
        for with_finalizers in [false, true] {
            is_dead_at_once(&|| part(text), held, with_finalizers);
        }
    }
}

/// At a depth where teardown no longer recurses.
#[test]
fn nothing_upgrades_deep_down() {
    for (bottom, held) in [("N(M)", &[] as &[_]), ("N(Y(z) 1)", &["Y", "1"]), ("n(Y 1 O)", &["Y"])]
    {
        for with_finalizers in [false, true] {
            let plain = || {
                let mut all = part(bottom);
                for level in (0..150).rev() {
                    let mut above = crate::model::silent(&format!("S{level}"));
                    above.boxed = Some(Box::new(part(&format!("T{level}"))));
                    above.parts.push(all);
                    all = Part::Silent(above);
                }
                all
            };
            is_dead_at_once(&plain, held, with_finalizers);
        }
    }
}

/// The view from a single node's `Drop`, in a tree where no other node has anything to run.
#[test]
fn for_a_single_drop() {
    for name in ["R", "A", "B", "C", "D"] {
        let _watch = watch();
        let root = PartRc::from(silent_tree("R(A(B(Y) C)[D])"));
        let ways = Ways::into(&root, &["Y"]);
        on_drop(&root, name, move || {
            let own = ways.reached().into_iter().filter(|(_, reached)| !reached.is_empty());
            note(
                own.map(|(way, reached)| format!("{way}={reached}")).collect::<Vec<_>>().join(" "),
            );
        });
        log();
        drop(root);
        let log = log();
        let seen = "AnyWeak=Y union=Y silent=Y WeakLink=Y list=Y";
        // Y is about to go too, with the handles that hold it here.
        assert!(log.contains(&format!("~{name} {seen}")), "{log}");
        assert_eq!(log.matches('~').count(), 6 + 6, "{log}");
    }
}

/// The last changes by hooks are dead as well; nodes that hooks have saved are not.
#[test]
fn after_changes_by_hooks() {
    let _watch = watch();
    let root = tree("r(A(B) c(d))");
    on_hook(&root, "d", |this| {
        let root = to_part(&this.root());
        let new = part("N(O)").into_graph();
        let weak = [new.downgrade(), find(&new, "O").downgrade(), root.downgrade()];
        find(&root, "B").adopt(new);
        let saved = find(&root, "A").silent().parts.add(silent_tree("S(T)"));
        let saved_weak = [saved.downgrade(), find(&saved, "T").downgrade()];
        keep(saved);
        let log_state = move || {
            note(format!("[{}]", names(weak.iter().filter_map(Weak::upgrade))));
            note(format!("[{}]", names(saved_weak.iter().filter_map(Weak::upgrade))));
        };
        on_drop(&root, "r", log_state.clone());
        on_drop(&root, "O", log_state.clone());
        finalizer_of(&root, "B", "B", log_state);
    });
    log();
    drop(root);
    assert_eq!(log(), "r c d !B [] [S T] ~r [] [S T] ~A ~B ~N ~O [] [S T] ~c ~d");
    let saved = kept().remove(0);
    assert_eq!((show(&saved), saved.is_root()), ("S(T)".into(), true));
}

/// A held child has no owner any more, in an attached finalizer as in `Drop`, whether or not the
/// tree above it needs finalization.
#[test]
fn a_held_child_has_no_owner() {
    for text in ["r(Y)", "r(a(Y))", "R(A(Y))", "R(a(B(C(Y))))", "R(A(y))", "r[Y(z)]"] {
        let _watch = watch();
        let root = part(text).into_graph();
        let name = if text.contains('y') { "y" } else { "Y" };
        let y = find(&root, name);
        let owner = y.owner().map(|owner| to_part(&owner).name().to_owned()).unwrap();
        for at in ["!", "~"] {
            let y = y.clone();
            let log_state = move || note(format!("{at}{}<{}", show(&y), names(y.owner())));
            if at == "!" {
                finalizer_of(&root, &owner, "f", log_state);
            } else {
                on_drop(&root, &owner, log_state);
            }
        }
        log();
        drop(root);
        let (log, shown) = (log(), show(&y));
        assert!(log.contains(&format!("!f !{shown}<")), "{log}");
        assert!(log.contains(&format!("~{shown}<")), "{log}");
        let owner_entries = log.split(' ').filter(|entry| entry.contains('<'));
        assert!(owner_entries.clone().all(|entry| entry.ends_with('<')), "{log}");
        assert_eq!(owner_entries.count(), 2);
        drop(y);
        hooks();
    }
}

/// A held node lives until its own hooks have run. This holds even when it is released while only
/// the link of its dead owner still holds it.
#[test]
fn a_held_child_with_hooks_to_run_is_not_dead() {
    let _watch = watch();
    let root = tree("r(B(c))");
    let (held, [b, c]) = (find(&root, "B"), ["B", "c"].map(|name| weak(&root, name)));
    finalizer_of(&root, "r", "r", move || {
        drop(held);
        note(format!("[{}]", names([&b, &c].into_iter().filter_map(Weak::upgrade))));
    });
    log();
    drop(root);
    assert_eq!(log(), "r !r [B c] ~r c ~B ~c");
}

thread_local! {
    static LATER: RefCell<Weak<Later>> = RefCell::default();
}

/// Its data has no `Drop`, so only its children show that it is being torn down.
#[derive(Graph)]
struct Bare {
    #[graph(own)]
    keepers: Vec<Keeper>,
    #[graph(own)]
    released: Option<Released>,
    #[graph(own)]
    later: Option<Later>,
}

#[derive(Graph)]
#[graph(back(bare: Bare))]
struct Keeper {
    kept: RefCell<Option<AnyRc>>,
}

#[derive(Graph)]
#[graph(back(bare: Bare), finalize = |_| note(format!("later:{}", LATER.with_borrow(Weak::upgrade).is_some())))]
struct Released {}

#[derive(Graph)]
#[graph(back(bare: Bare))]
struct Later {}

/// The hook of a node that its dead owner drops last, as the data of its sibling has held it.
#[test]
fn siblings_of_a_node_that_dies_during_the_teardown() {
    let _watch = watch();
    let bare = Bare {
        keepers: vec![Keeper { kept: RefCell::default() }],
        released: Some(Released {}),
        later: Some(Later {}),
    }
    .into_graph();
    *bare.keepers.get(0).unwrap().kept.borrow_mut() = bare.released.get().map(|node| node.to_any());
    LATER.set(Rc::downgrade(&bare.later.get().unwrap()));
    drop(bare);
    assert_eq!(log(), "later:false");
}
