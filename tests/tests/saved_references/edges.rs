//! Depth, panics and changes in the code of ids, serde, and problems of all kinds.

use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::walk::ProblemKind::{Ambiguous, Dangling, Doubled, OtherType};
use kinfolk::{Graph, Handle, Node as _, Rc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(above: Link), to_plain)]
struct Link {
    #[graph(id(keep))]
    id: u32,
    #[graph(weak(Link))]
    other: Option<u32>,
    #[graph(shared(Link))]
    others: Vec<u32>,
    #[graph(own)]
    below: Option<Box<Link>>,
}

fn chain(count: u32) -> Link {
    let mut link = None;
    for id in 0..count {
        let other = (id % 3 == 0).then_some(id / 2 + count / 2);
        let others = if id % 100 == 0 { vec![count - 1 - id, count + 7] } else { vec![] };
        link = Some(Box::new(Link { id, other, others, below: link }));
    }
    *link.unwrap()
}

/// Dropped level by level: std would recurse.
fn drop_deep(mut plain: Link) {
    while let Some(below) = plain.below.take() {
        plain = *below;
    }
}

fn small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(test).unwrap().join().unwrap();
}

#[test]
fn any_depth() {
    small_stack(|| {
        let count = 200_000;
        let live = chain(count).into_graph();
        let last = live.descendants_of::<Link>().last().unwrap();
        assert_eq!(last.id, 0);
        assert_eq!(last.other.get().map(|other| other.id), Some(count / 2));
        assert_eq!(last.others.unresolved(), [count + 7]);
        let problems = live.resolve().unwrap_err();
        assert_eq!(problems.len(), count as usize / 100);
        let plain = live.to_plain();
        let expected = chain(count);
        let (mut a, mut b) = (&plain, &expected);
        loop {
            assert_eq!((a.id, a.other, &a.others), (b.id, b.other, &b.others));
            match (&a.below, &b.below) {
                (Some(below), Some(other)) => (a, b) = (below, other),
                (None, None) => break,
                _ => panic!("one is longer"),
            }
        }
        drop_deep(plain);
        drop_deep(expected);
        let problems = chain(count).try_into_graph().unwrap_err();
        assert_eq!(problems.len(), count as usize / 100);
        let last = problems.iter().next_back().unwrap();
        assert!(last.path().ends_with(".below.others[1]"));
        assert_eq!(last.path().matches(".below").count(), count as usize - 1);
        kinfolk::collect();
    });
}

std::thread_local! {
    static IN_HASH: RefCell<Option<Box<dyn FnMut()>>> = const { RefCell::new(None) };
    static HOOKS: Cell<usize> = const { Cell::new(0) };
}

/// Its hash runs code.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Odd(u32);

impl Hash for Odd {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
        let code = IN_HASH.take();
        if let Some(mut code) = code {
            code();
            IN_HASH.replace(Some(code));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Root {
    #[graph(own)]
    nodes: Vec<OddNode>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(root: Root), to_plain, finalize = |_| HOOKS.set(HOOKS.get() + 1))]
struct OddNode {
    #[graph(id(keep))]
    id: Odd,
    #[graph(weak(OddNode))]
    one: Option<Odd>,
    #[graph(shared(OddNode))]
    many: Vec<Odd>,
}

fn odd(id: u32, one: u32, many: &[u32]) -> OddNode {
    OddNode { id: Odd(id), one: Some(Odd(one)), many: many.iter().map(|id| Odd(*id)).collect() }
}

fn odd_root() -> Root {
    Root { nodes: vec![odd(1, 2, &[2, 9, 1]), odd(2, 8, &[1])] }
}

#[test]
fn a_panic_while_ids_are_looked_up_leaves_nothing() {
    for at in 1..12 {
        let mut left = at;
        IN_HASH.replace(Some(Box::new(move || {
            left -= 1;
            assert!(left > 0, "the hash panics");
        })));
        let result = catch_unwind(|| odd_root().into_graph());
        let checked = IN_HASH.replace(None);
        drop(checked);
        if let Ok(live) = result {
            assert_eq!(live.to_plain(), odd_root());
            drop(live);
            kinfolk::collect();
            assert_eq!(HOOKS.take(), 2);
            assert!(at > 6, "{at}");
        } else {
            kinfolk::collect();
            assert_eq!(HOOKS.take(), 0, "its hooks do not run");
            assert_eq!(kinfolk::live_nodes(), Some(0));
        }
    }
}

#[test]
fn the_code_of_ids_may_change_the_links() {
    let live = odd_root().into_graph();
    let [a, b] = [0, 1].map(|at| live.nodes.get(at).unwrap());
    // While the id is looked up, the link has it still.
    let (seen, first) = (std::rc::Rc::new(Cell::new(0)), b.clone());
    let count = seen.clone();
    IN_HASH.replace(Some(Box::new(move || {
        let is_there = first.one.unresolved() == Some(Odd(8));
        assert_eq!(is_there, first.one.get().is_none());
        count.set(count.get() + 1);
        first.one.set(&first);
    })));
    live.nodes.push(OddNode { id: Odd(8), one: None, many: vec![] });
    let problems = live.resolve().unwrap_err();
    IN_HASH.replace(None);
    assert!(seen.get() > 0);
    assert_eq!(b.one.get(), Some(b.clone()), "what the code has set stays");
    assert_eq!(problems.to_string(), "Root.nodes[0].many[1]: no `OddNode` has the id Odd(9)");
    assert_eq!(a.many.unresolved(), [Odd(9)]);

    let list = a.clone();
    IN_HASH.replace(Some(Box::new(move || list.many.clear())));
    live.nodes.push(OddNode { id: Odd(9), one: None, many: vec![] });
    let _ = live.resolve();
    IN_HASH.replace(None);
    assert!(a.many.is_empty() && a.many.unresolved().is_empty());
    live.nodes.clear();
    kinfolk::collect();
}

#[test]
fn a_panic_in_resolve_changes_nothing() {
    let live = odd_root().into_graph();
    live.nodes.push(OddNode { id: Odd(8), one: None, many: vec![] });
    live.nodes.push(OddNode { id: Odd(9), one: None, many: vec![] });
    for at in 1..5 {
        let mut left = at;
        IN_HASH.replace(Some(Box::new(move || {
            left -= 1;
            assert!(left > 0, "the hash panics");
        })));
        assert!(catch_unwind(AssertUnwindSafe(|| live.resolve())).is_err());
        IN_HASH.replace(None);
        assert_eq!(live.to_plain().nodes[..2], odd_root().nodes);
    }
    live.resolve().unwrap();
    assert_eq!(live.to_plain().nodes[..2], odd_root().nodes);
    live.nodes.clear();
    kinfolk::collect();
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Graph)]
#[graph(to_plain)]
#[serde(rename_all = "camelCase")]
struct File {
    #[graph(own)]
    people: Vec<Person>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graph(own)]
    groups: Vec<Group>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Graph)]
#[graph(back(file: File), to_plain)]
struct Person {
    #[graph(id(keep))]
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graph(weak(Person))]
    mentor: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Graph)]
#[graph(back(file: File), to_plain)]
struct Group {
    #[graph(id(keep))]
    id: String,
    #[serde(rename = "ledBy")]
    #[graph(shared(Person))]
    lead: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graph(weak(Member))]
    members: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Graph)]
#[graph(to_plain)]
enum Member {
    Person(Person),
    Group(Group),
}

#[test]
fn serde_sees_plain_ids() {
    let json = r#"{"people":[{"id":"ann"},{"id":"bob","mentor":"ann"}],"groups":[{"id":"g","ledBy":"bob","members":["g","ann"]},{"id":"h","ledBy":"ann"}]}"#;
    let plain: File = serde_json::from_str(json).unwrap();
    let live = plain.try_into_graph().unwrap();
    let group = live.groups.first().unwrap();
    assert_eq!(group.lead.get(), live.people.last());
    let members: Vec<MemberRc> = group.members.iter().collect();
    assert_eq!(members[0], MemberRc::Group(group.clone()));
    assert_eq!(serde_json::to_string(&live.to_plain()).unwrap(), json);
    group.lead.set(live.people.first().unwrap());
    assert!(serde_json::to_string(&live.to_plain()).unwrap().contains(r#""ledBy":"ann""#));
    let _unused = Member::Person(Person { id: String::new(), mentor: None });
}

#[test]
fn every_kind_of_problem_has_its_line() {
    let json = r#"{"people":[{"id":"ann","mentor":"g"},{"id":"bob"},{"id":"bob"},{"id":"h"}],"groups":[{"id":"g","ledBy":"carl","members":["x","h"]},{"id":"h","ledBy":"ann"}]}"#;
    let plain: File = serde_json::from_str(json).unwrap();
    let problems = plain.try_into_graph().unwrap_err();
    let lines = [
        "File.people[2]: the id \"bob\" is taken by File.people[1]",
        "File.people[0].mentor: no `Person` has the id \"g\", which is that of the `Group` \
         File.groups[0]",
        "File.groups[0].members[1]: the id \"h\" is that of File.people[3] and of File.groups[1]",
        "File.groups[0].members[0]: no `Person` or `Group` has the id \"x\"",
        "File.groups[0].lead: no `Person` has the id \"carl\"",
    ];
    assert_eq!(problems.to_string(), lines.join("\n"));
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind()).collect();
    assert_eq!(kinds, [Doubled, OtherType, Ambiguous, Dangling, Dangling]);
    let first = problems.iter().next().unwrap();
    assert_eq!((first.path().as_str(), first.id()), ("File.people[2]", "\"bob\""));
    // It goes to other threads.
    std::thread::spawn(move || assert_eq!(problems.len(), 5)).join().unwrap();
}

#[test]
fn a_root_can_be_a_target() {
    let plain = Link {
        below: Some(Box::new(Link { id: 2, other: Some(1), others: vec![], below: None })),
        ..Link { id: 1, other: Some(1), others: vec![2], below: None }
    };
    let live = plain.clone().try_into_graph().unwrap();
    assert_eq!(live.other.get(), Some(live.clone()));
    assert_eq!(live.to_plain(), plain);
    assert_eq!(live.try_to_plain().unwrap(), plain);
    let below: Rc<Link> = live.below.get().unwrap();
    assert_eq!(below.other.get(), Some(live.root().downcast::<Link>().unwrap()));
    live.others.clear();
}

#[test]
fn what_a_live_expression_builds_is_a_graph_of_its_own() {
    #[derive(Graph)]
    #[graph(live(pub inner: Rc<Link> = chain(3).into_graph()))]
    struct Outer {
        #[graph(own)]
        links: Vec<Holder>,
    }
    #[derive(Graph)]
    #[graph(back(outer: Outer))]
    struct Holder {
        #[graph(weak(Link))]
        link: Option<u32>,
    }
    let outer = Outer { links: vec![Holder { link: Some(1) }] }.into_graph();
    assert_eq!(outer.links.first().unwrap().link.unresolved(), Some(1));
    assert_eq!(outer.inner.id, 2);
    drop(outer);
    kinfolk::collect();
}

thread_local! {
    static IN_CLONE: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Its clone runs code.
#[derive(Debug, PartialEq)]
struct Code(bool);

impl Clone for Code {
    fn clone(&self) -> Self {
        if let Some(code) = self.0.then(|| IN_CLONE.take()).flatten() {
            code();
        }
        Code(self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
struct Hall {
    #[graph(own)]
    rooms: Vec<Room>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(hall: Hall), to_plain)]
struct Room {
    #[graph(own)]
    desks: Vec<Desk>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(room: Room), to_plain)]
struct Desk {
    #[graph(id(keep))]
    id: u32,
    code: Code,
    #[graph(weak(Desk))]
    next: Option<u32>,
}

#[test]
fn a_target_is_not_saved_when_its_owner_dies_during_the_copy() {
    let desk = |id, runs_code, next| Desk { id, code: Code(runs_code), next };
    let here = Room { desks: vec![desk(1, false, Some(3)), desk(2, true, Some(4))] };
    let there = Room { desks: vec![desk(3, false, None), desk(4, false, None)] };
    let hall = Hall { rooms: vec![here.clone(), there] }.into_graph();
    let [here_node, there_node] = [0, 1].map(|at| hall.rooms.get(at).unwrap());
    assert_eq!(here_node.to_plain(), here);

    // The first desk refers to a desk in the other room, which is known to be saved from then on.
    let last = there_node.desks.get(1).unwrap();
    drop(there_node);
    IN_CLONE.replace(Some(Box::new({
        let hall = hall.clone();
        move || drop(hall.rooms.remove(1))
    })));
    let saved = here_node.to_plain();
    assert!(last.room.get().is_none());
    assert_eq!(saved, Room { desks: vec![desk(1, false, Some(3)), desk(2, true, None)] });
}
