//! Nothing is cut while hooks run: each hook finds the whole tree as it was when all of it was
//! alive.

use kinfolk::{AnyRc, AnyWeak, Graph, Handle, Node, Rc, WalkEvent, Weak};

use crate::model::{
    Hooked, Leaf, Part, PartRc, Silent, find, hooks, log, names, note, on_hook, owner, part, show,
    silent_tree, to_part, tree,
};
use crate::watch::watch;

/// Weak handles of all kinds to a node.
struct Weaks {
    any: AnyWeak,
    part: Weak<Part>,
    hooked: Weak<Hooked>,
    silent: Weak<Silent>,
    leaf: Weak<Leaf>,
}

impl Weaks {
    fn to(node: &AnyRc) -> Self {
        let part = to_part(node);
        let mut all = Weaks {
            any: AnyRc::downgrade(node),
            part: part.downgrade(),
            hooked: Weak::new(),
            silent: Weak::new(),
            leaf: Weak::new(),
        };
        match &part {
            PartRc::Hooked(node) => all.hooked = Rc::downgrade(node),
            PartRc::Silent(node) => all.silent = Rc::downgrade(node),
            PartRc::Leaf(node) => all.leaf = Rc::downgrade(node),
        }
        all
    }

    fn upgraded(&self) -> String {
        let own = [
            self.hooked.upgrade().map(PartRc::from),
            self.silent.upgrade().map(PartRc::from),
            self.leaf.upgrade().map(PartRc::from),
        ];
        let all = [self.any.upgrade().map(|node| to_part(&node)), self.part.upgrade()];
        names(all.into_iter().chain(own).flatten())
    }
}

/// Everything that is visible from a node, as text.
fn world(this: &PartRc, weak: &[Weaks]) -> String {
    let (root, neighbours) = (this.root(), [this.previous_sibling(), this.next_sibling()]);
    let edges = root.traverse().map(|edge| match edge {
        WalkEvent::Enter(node) => format!("+{}", to_part(&node).name()),
        WalkEvent::Leave(node) => format!("-{}", to_part(&node).name()),
    });
    let edges: String = edges.collect();
    let backs = match this {
        PartRc::Hooked(node) => names(
            [node.in_hooked.get().map(PartRc::from), node.in_silent.get().map(PartRc::from)]
                .into_iter()
                .flatten(),
        ),
        PartRc::Silent(_) => unreachable!("it has no hook"),
        PartRc::Leaf(node) => names(node.owner.get()),
    };
    let friends = root.descendants_or_self().map(|node| match to_part(&node) {
        PartRc::Hooked(node) => (node.friend.get(), node.friends.iter().collect::<Vec<_>>()),
        PartRc::Silent(node) => (node.friend.get(), node.friends.iter().collect()),
        PartRc::Leaf(_) => (None, Vec::new()),
    });
    let friends = friends.map(|(one, all)| format!("{}:{}", names(one), names(all)));
    let friends: Vec<_> = friends.collect();
    let upgraded: Vec<_> = weak.iter().map(Weaks::upgraded).collect();
    [
        show(&root),
        owner(this),
        backs,
        this.depth().to_string(),
        format!("{:?} {:?}", this.index_in_owner(), this.is_root()),
        names(neighbours.into_iter().flatten()),
        names(this.ancestors()),
        names(this.ancestors_of::<Silent>()),
        names(this.descendants()),
        names(root.descendants_of::<Leaf>()),
        names(this.children()),
        edges,
        friends.join(" "),
        upgraded.join(" "),
        format!("{:?} {:?}", root.validate(), this.validate()),
    ]
    .join("\n")
}

/// Checks that each hook sees the same as this call does.
fn stays_whole(root: PartRc) {
    let all: Vec<_> = root.descendants_or_self().map(|node| to_part(&node)).collect();
    for (index, node) in all.iter().enumerate() {
        let (friend, next) = (&all[(index + 1) % all.len()], &all[(index * 5 + 3) % all.len()]);
        if !matches!(node, PartRc::Leaf(_)) {
            node.befriend(friend);
            node.befriend(next);
        }
    }
    let weak = || root.descendants_or_self().map(|node| Weaks::to(&node)).collect::<Vec<_>>();
    let has_hook = |node: &&PartRc| !matches!(node, PartRc::Silent(_));
    let expected: Vec<_> = all.iter().filter(has_hook).map(|node| node.name().to_owned()).collect();
    for name in &expected {
        let weak = weak();
        let before = world(&find(&root, name), &weak);
        assert!(before.ends_with("Ok(()) Ok(())"), "{before}");
        on_hook(&root, name, move |this| {
            assert_eq!(world(this, &weak), before);
            note("whole");
        });
    }
    drop(all);
    log();
    drop(root);
    assert_eq!(hooks(), expected.join(" whole ") + " whole");
}

#[test]
fn for_every_hook() {
    let texts = [
        "r<1>(a(b c) D<2>(e) 3)[f(g)]{h(i) j}",
        "R<1>(a(B(c D) 2) e)[F(g)]{h i}",
        "R(A(B(C(d))) E(F(g)))",
        "R<1>",
        "r",
        "r(a b c d e f g h)",
    ];
    for text in texts {
        let _watch = watch();
        stays_whole(part(text).into_graph());
    }
}

#[test]
fn deep_down() {
    let _watch = watch();
    let root = silent_tree("R");
    let mut last = PartRc::from(root.clone());
    for level in 0..100 {
        let name = format!("{}{level}", if level % 9 == 4 { "h" } else { "S" });
        let next = part(&name).into_graph();
        last.adopt(part(&format!("T{level}")).into_graph());
        last.adopt(next.clone());
        last = next;
    }
    drop(last);
    stays_whole(root.into());
}

/// Also where only a part of a tree dies: it has no owner any more, and is whole below.
#[test]
fn for_released_parts() {
    type Way = fn(&PartRc);
    let _watch = watch();
    let ways: [Way; 5] = [
        |r| r.hooked().parts.clear(),
        |r| drop(r.hooked().parts.pop()),
        |r| r.hooked().parts.retain(|_| false),
        |r| drop(r.hooked().parts.replace(0, part("X"))),
        |r| assert!(find(r, "a").detach()),
    ];
    for way in ways {
        let root = PartRc::from(tree("r(a(b(c)))"));
        for name in ["a", "b", "c"] {
            on_hook(&root, name, |this| {
                note(format!("{}<{}", show(&this.root()), owner(this)));
                assert_eq!(this.root().validate(), Ok(()));
            });
        }
        log();
        way(&root);
        assert_eq!(log(), "a a(b(c))< b a(b(c))<a c a(b(c))<b ~a ~b ~c");
    }
}

/// Nodes outside see it whole too: through a live node's weak links, or as the owner of a held
/// child.
#[test]
fn from_outside() {
    let _watch = watch();
    let (root, outside) = (tree("r(a(Y) b)"), PartRc::from(silent_tree("O")));
    for name in ["r", "a", "Y", "b"] {
        outside.befriend(&find(&root, name));
    }
    let y = find(&root, "Y");
    for name in ["r", "a", "b"] {
        let (outside, y) = (outside.clone(), y.clone());
        on_hook(&root, name, move |_| {
            let outside = outside.silent();
            note(format!("{}:{}", names(outside.friend.get()), names(&outside.friends)));
            note(format!("{}<{}", show(&y.root()), names(y.ancestors())));
        });
    }
    log();
    drop(root);
    assert_eq!(
        hooks(),
        ["r", "a", "b"].map(|name| format!("{name} b:r a Y b r(a(Y) b)<a r")).join(" ")
    );
    assert_eq!((names(&outside.silent().friends), owner(&y)), ("Y".into(), String::new()));
}

/// A walk that a hook starts goes on while the hook changes the tree below it.
#[test]
fn walks_that_change_it() {
    let _watch = watch();
    let root = tree("r(a B(c D) e)");
    on_hook(&root, "a", |this| {
        let root = to_part(&this.root());
        let mut seen = Vec::new();
        for child in &root.hooked().parts {
            child.befriend(&root);
            seen.push(child.name().to_owned());
            root.hooked().list.push(crate::model::hooked("n"));
        }
        note(seen.join("+"));
        note(names(root.descendants()).replace(' ', "+"));
    });
    log();
    drop(root);
    assert_eq!(hooks(), "r a a+B+e a+B+c+D+e+n+n+n c e n n n");
}
