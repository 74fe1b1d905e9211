//! [`leaks`] names unreachable cycles and changes nothing; [`assert_no_leaks`] panics about them.

use std::collections::HashSet;

use kinfolk::collect::Leak;
use kinfolk::{Graph, Handle, Node, Rc, Weak, assert_no_leaks, collect, leaks};

use crate::model::{self, PartRc, log, names, note, world};
use crate::watch::{panic_of, watch};

#[derive(Graph)]
#[graph(shared(pub current: Page))]
struct Scene {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
#[graph(
    back(pub book: Scene),
    shared(pub scene: Scene),
    shared(pub next: Page),
    shared(pub notes: Vec<Item>)
)]
struct Page {}

#[derive(Graph)]
#[graph(shared(pub page: Page))]
struct Note {}

#[derive(Graph)]
struct Picture {}

#[derive(Graph)]
enum Item {
    Note(Note),
    Picture(Picture),
}

fn scene() -> Rc<Scene> {
    Scene { pages: vec![] }.into_graph()
}

fn page() -> Rc<Page> {
    Page {}.into_graph()
}

/// Two nodes that hold each other.
fn scene_and_page() -> Weak<Scene> {
    let scene = scene();
    scene.current.set(Page {});
    scene.current.get().unwrap().scene.set(scene.clone());
    Rc::downgrade(&scene)
}

/// A scene whose page holds it.
fn owner_and_page() -> Weak<Scene> {
    let scene = scene();
    scene.pages.add(Page {}).scene.set(scene.clone());
    Rc::downgrade(&scene)
}

/// Pages that hold each other in a ring.
fn ring(length: usize) -> Weak<Page> {
    let pages: Vec<_> = (0..length).map(|_| page()).collect();
    for (index, page) in pages.iter().enumerate() {
        page.next.set(pages[(index + 1) % length].clone());
    }
    Rc::downgrade(&pages[0])
}

fn page_and_note() -> Weak<Page> {
    let page = page();
    page.notes.extend([Item::Picture(Picture {}), Item::Note(Note {})]);
    let Some(ItemRc::Note(note)) = page.notes.get(1) else { unreachable!() };
    note.page.set(page.clone());
    Rc::downgrade(&page)
}

/// The leaks: the cycle, how many there are, and how many nodes they have.
fn summaries() -> Vec<(String, usize, usize)> {
    let summary = |leak: &Leak| (leak.cycle().to_string(), leak.count(), leak.nodes());
    leaks().iter().map(summary).collect()
}

/// How many cycles there are, of all kinds.
fn count() -> usize {
    leaks().iter().map(Leak::count).sum()
}

/// The only leak.
fn leak() -> Leak {
    let mut leaks = leaks();
    assert_eq!(leaks.len(), 1, "{leaks:?}");
    leaks.remove(0)
}

fn cycle(text: &str, count: usize, nodes: usize) -> (String, usize, usize) {
    (text.to_owned(), count, nodes)
}

const BOTH: &str = "Scene.current -> Page.scene -> Scene";
const OWNER: &str = "Scene.pages -> Page.scene -> Scene";
const RING: &str = "Page.next -> Page";
const NOTE: &str = "Page.notes -> Note.page -> Page";

mod texts {
    use super::*;

    #[test]
    fn name_the_link_to_weaken() {
        scene_and_page();
        assert_eq!(
            leak().to_string(),
            "Scene.current -> Page.scene -> Scene, 2 nodes: \
             a weak link for Page.scene would open the cycle [f70dbc06faf0493c]",
        );
        collect();
        ring(1);
        assert_eq!(
            leak().to_string(),
            "Page.next -> Page, 1 node: \
             a weak link for Page.next would open the cycle [67c15eef6af1d139]",
        );
        collect();
    }

    #[test]
    fn say_how_many_there_are() {
        (0..3).for_each(|_| drop(ring(2)));
        let text = leak().to_string();
        assert!(text.starts_with("Page.next -> Page, 3 times, 6 nodes: a weak link"), "{text}");
        assert_eq!(collect().freed(), 6);
    }

    #[test]
    fn begin_at_the_topmost_owner() {
        owner_and_page();
        assert_eq!(leak().cycle().to_string(), OWNER);
        collect();
        let scene = scene();
        let page = scene.pages.add(Page {});
        let other = scene.pages.add(Page {});
        page.next.set(other.clone());
        other.scene.set(scene.clone());
        drop((scene, page, other));
        let text = leak().cycle().to_string();
        assert_eq!(text, "Scene.pages -> Page.next -> Page.scene -> Scene");
        assert_eq!(collect().freed(), 3);
    }
}

mod grouping {
    use super::*;

    #[test]
    fn of_equal_cycles_counts_them_and_their_nodes() {
        for count in 1..5 {
            (0..count).for_each(|_| drop(scene_and_page()));
            assert_eq!(summaries(), [cycle(BOTH, count, 2 * count)]);
            collect();
        }
        // Cycles of the same links, of any length.
        for length in [1, 2, 3, 10] {
            drop(ring(length));
        }
        assert_eq!(summaries(), [cycle(RING, 4, 16)]);
        assert_eq!(collect().freed(), 16);
    }

    #[test]
    fn of_several_kinds_lists_each_in_the_order_of_their_first() {
        let made: [fn(); 4] = [
            || drop(ring(2)),
            || drop(scene_and_page()),
            || drop(page_and_note()),
            || drop(owner_and_page()),
        ];
        let expected =
            [cycle(RING, 1, 2), cycle(BOTH, 1, 2), cycle(NOTE, 1, 3), cycle(OWNER, 1, 2)];
        for make in &made {
            make();
        }
        assert_eq!(summaries(), expected);
        made.iter().rev().for_each(|make| make());
        assert_eq!(summaries(), expected.map(|(text, count, nodes)| (text, 2 * count, 2 * nodes)));
        assert_eq!(collect().freed(), 18);
    }

    #[test]
    fn is_the_same_wherever_the_cycle_begins() {
        // The search enters at the page, and at the scene.
        let page = page();
        page.scene.set(Scene { pages: vec![] });
        page.scene.get().unwrap().current.set(page.clone());
        drop(page);
        scene_and_page();
        assert_eq!((leak().count(), leak().nodes()), (2, 4));
        assert_eq!(collect().freed(), 4);
    }

    #[test]
    fn counts_a_knot_of_many_cycles_as_one_leak() {
        let pages: Vec<_> = (0..5).map(|_| page()).collect();
        for page in &pages {
            page.next.set(pages[0].clone());
            for _ in 0..3 {
                let note = Note {}.into_graph();
                note.page.set(pages[1].clone());
                page.notes.push(note);
            }
        }
        pages[0].scene.set(Scene { pages: vec![] });
        let scene = pages[0].scene.get().unwrap();
        scene.pages.extend(pages);
        drop(scene);
        assert_eq!((leak().count(), leak().nodes()), (1, 1 + 5 + 15));
        assert_eq!(collect().freed(), 21);
    }
}

mod nodes {
    use super::*;

    #[test]
    fn below_a_cycle_are_counted() {
        let scene = scene_and_page().upgrade().unwrap();
        scene.pages.extend((0..10).map(|_| Page {}));
        scene.pages.get(3).unwrap().notes.push(Picture {});
        drop(scene);
        assert_eq!(summaries(), [cycle(BOTH, 1, 13)]);
        assert_eq!(collect().freed(), 13);
    }

    #[test]
    fn below_several_cycles_are_counted_once() {
        let picture = Picture {}.into_graph();
        for weak in [ring(2), ring(1)] {
            let page = weak.upgrade().unwrap();
            page.notes.extend([picture.clone(), picture.clone()]);
        }
        let both = scene_and_page().upgrade().unwrap();
        both.current.get().unwrap().notes.push(picture.clone());
        drop((picture, both));
        assert_eq!(summaries(), [cycle(RING, 2, 4), cycle(BOTH, 1, 2)]);
        assert_eq!(collect().freed(), 6);
    }

    /// A cycle below another cycle is its own leak, with its own nodes.
    #[test]
    fn of_a_cycle_belong_to_its_own_leak() {
        for order in [false, true] {
            let (upper, lower) = if order {
                let lower = ring(2).upgrade().unwrap();
                (scene_and_page().upgrade().unwrap(), lower)
            } else {
                (scene_and_page().upgrade().unwrap(), ring(2).upgrade().unwrap())
            };
            upper.current.get().unwrap().next.set(lower.clone());
            lower.notes.push(Picture {});
            drop((upper, lower));
            let mut summaries = summaries();
            summaries.sort();
            assert_eq!(summaries, [cycle(RING, 1, 3), cycle(BOTH, 1, 2)]);
            assert_eq!(collect().freed(), 5);
        }
    }

    #[test]
    fn of_all_leaks_together_are_all_unreachable_nodes() {
        let _watch = watch();
        drop(world("A>B>A B/C C>D D/E x>y>z>x z/A2 A2>E X>X X>A X>x"));
        let nodes: usize = leaks().iter().map(Leak::nodes).sum();
        assert_eq!((nodes, collect().freed()), (10, 10));
        log();
    }
}

mod fingerprints {
    use super::*;

    /// Fingerprints are for lists of known leaks, which outlive versions of the compiler and the
    /// library.
    #[test]
    fn never_change() {
        ring(1);
        assert_eq!(leak().fingerprint(), 0x67c1_5eef_6af1_d139);
        collect();
        scene_and_page();
        assert_eq!(leak().fingerprint(), 0xf70d_bc06_faf0_493c);
        collect();
    }

    #[test]
    fn do_not_depend_on_lengths_counts_and_beginnings() {
        let fingerprint = |length| {
            ring(length);
            let fingerprint = leak().fingerprint();
            collect();
            fingerprint
        };
        assert_eq!(fingerprint(1), fingerprint(7));
    }

    #[test]
    fn of_different_cycles_differ() {
        drop((ring(2), scene_and_page(), owner_and_page(), page_and_note()));
        let fingerprints: HashSet<_> = leaks().iter().map(Leak::fingerprint).collect();
        assert_eq!(fingerprints.len(), 4);
        collect();
    }
}

/// If the named link were weak, there would be no leak.
mod the_named_link {
    use super::*;

    #[test]
    fn cleared_by_hand_lets_all_die() {
        let ring_of_pages = ring(3);
        assert_eq!(leak().cycle().shared_link(), "Page.next");
        ring_of_pages.upgrade().unwrap().next.take();
        assert_eq!((leaks(), ring_of_pages.upgrade()), (vec![], None));

        let both = scene_and_page();
        assert_eq!(leak().cycle().shared_link(), "Page.scene");
        both.upgrade().unwrap().current.get().unwrap().scene.take();
        assert_eq!((leaks(), both.upgrade()), (vec![], None));

        let owner = owner_and_page();
        assert_eq!(leak().cycle().shared_link(), "Page.scene");
        owner.upgrade().unwrap().pages.get(0).unwrap().scene.take();
        assert_eq!((leaks(), owner.upgrade()), (vec![], None));

        let note = page_and_note();
        let link = leak().cycle().shared_link();
        let page = note.upgrade().unwrap();
        match &*link {
            "Note.page" => {
                let Some(ItemRc::Note(note)) = page.notes.get(1) else { unreachable!() };
                note.page.take();
            }
            "Page.notes" => page.notes.clear(),
            other => panic!("{other} is on no cycle"),
        }
        drop(page);
        assert_eq!((leaks(), note.upgrade()), (vec![], None));
    }

    /// The same model with that link weak.
    mod weakened {
        use super::*;

        #[derive(Graph)]
        #[graph(shared(pub current: Page))]
        struct Scene {
            #[graph(own)]
            pages: Vec<Page>,
        }

        #[derive(Graph)]
        #[graph(back(pub book: Scene), weak(pub scene: Scene), weak(pub next: Page))]
        struct Page {}

        #[test]
        fn leaks_nothing() {
            assert_eq!(kinfolk::schema::<Scene>().may_leak(), []);
            let scene = Scene { pages: vec![] }.into_graph();
            scene.current.set(Page {});
            let current = scene.current.get().unwrap();
            current.scene.set(&scene);
            let page = scene.pages.add(Page {});
            page.scene.set(&scene);
            page.next.set(&page);
            let weak = (Rc::downgrade(&scene), Rc::downgrade(&page), Rc::downgrade(&current));
            drop((scene, current, page));
            assert_no_leaks!();
            assert_eq!((weak.0.upgrade(), weak.1.upgrade(), weak.2.upgrade()), (None, None, None));
        }
    }
}

mod asserting {
    use super::*;

    #[test]
    fn without_leaks_is_silent() {
        assert_no_leaks!();
        assert_no_leaks!("with {} and {}", "arguments", 2);
        let held = ring(2).upgrade().unwrap();
        assert_no_leaks!("held nodes are no leak");
        held.next.take();
    }

    #[test]
    fn lists_the_leaks() {
        drop((ring(2), ring(1), scene_and_page()));
        let lines: Vec<_> = leaks().iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 2);
        let lines = format!("\n    {}", lines.join("\n    "));
        let panic = panic_of(|| assert_no_leaks!());
        assert_eq!(panic.message, format!("unreachable cycles{lines}"));
        let number = 7;
        let panic = panic_of(|| assert_no_leaks!("after page {number}, {}", "at last"));
        assert_eq!(panic.message, format!("unreachable cycles: after page 7, at last{lines}"));
        collect();
    }

    #[test]
    fn names_the_callers_line() {
        ring(1);
        let line = line!();
        let panics =
            [panic_of(|| assert_no_leaks!()), panic_of(|| assert_no_leaks!("with a message"))];
        for panic in panics {
            assert!(panic.file.ends_with("leaks.rs"), "{}", panic.file);
            assert_eq!(panic.line, line + 2);
        }
        collect();
    }

    /// The message is only made when there is something to report.
    #[test]
    fn takes_format_arguments() {
        let name = String::from("test");
        assert_no_leaks!("{name:>10}");
        assert_no_leaks!("{}", name,);
        drop(name);
    }
}

/// Everything stays as before: a report is no collection.
mod reporting {
    use super::*;

    #[test]
    fn keeps_everything_alive() {
        let _watch = watch();
        let world = world("A>B>A b/C C>b B>5 A/D X>X");
        let weaks = world.weaks();
        drop(world);
        for _ in 0..3 {
            assert_eq!(count(), 3);
            assert_eq!((weaks.alive().as_str(), log().as_str()), ("A B b C 5 D X", ""));
        }
        let a = weaks.get("A").unwrap();
        assert_eq!((names(a.children()).as_str(), names(a.shares()).as_str()), ("D", "B"));
        assert_eq!(a.validate(), Ok(()));
        drop(a);
        assert_eq!(collect().freed(), 7);
        log();
    }

    /// Nodes know their indexes as before, unreachable or not.
    #[test]
    fn keeps_indexes_and_positions() {
        let scene = scene_and_page().upgrade().unwrap();
        let pages: Vec<_> = (0..100).map(|_| scene.pages.add(Page {})).collect();
        for (index, page) in pages.iter().enumerate() {
            page.scene.set(scene.clone());
            page.next.set(pages[(index * 7) % 100].clone());
        }
        let check = |scene: &Rc<Scene>| {
            for (index, page) in scene.pages.iter().enumerate() {
                assert_eq!(page.index_in_owner(), Some(index));
                assert_eq!(scene.pages.position(&page), Some(index));
                assert_eq!(page.book.get().as_ref(), Some(scene));
                let next = page.next_sibling().map(|next| next.to_any());
                assert_eq!(next, scene.pages.get(index + 1).map(|next| next.to_any()));
            }
            assert_eq!(scene.validate(), Ok(()));
        };
        assert_eq!(leaks(), []);
        collect();
        check(&scene);
        drop(pages);
        let weak = Rc::downgrade(&scene);
        drop(scene);
        for round in 0..3 {
            assert_eq!(leak().nodes(), 102 - round);
            let scene = weak.upgrade().unwrap();
            check(&scene);
            scene.pages.move_to(0, 50);
            scene.pages.swap(3, 90);
            let gone = scene.pages.remove(20);
            scene.pages.iter().for_each(|page| {
                if page.next.get().as_ref() == Some(&gone) {
                    page.next.take();
                }
            });
            gone.next.take();
            gone.scene.take();
            check(&scene);
        }
        assert_eq!(collect().freed(), 99);
    }

    #[test]
    fn finds_no_held_node() {
        let _watch = watch();
        let world = world("A>B>A H>C C>C O/d d>O");
        assert_eq!(leaks(), []);
        let h = world.only("H");
        assert_eq!(count(), 2);
        h.clear_links();
        assert_eq!(count(), 3);
        assert_eq!(collect().freed(), 5);
        assert_eq!(leaks(), []);
        drop(h);
        log();
    }

    #[test]
    fn within_hooks_finds_nothing() {
        let _watch = watch();
        drop(world("X>X"));
        let text = |leaks: &[Leak]| note(format!("{}", leaks.len()));
        let mut world = model::world("a/b c>c D");
        for name in ["a", "b", "c"] {
            world.on_hook(name, move |_: &PartRc| text(&leaks()));
        }
        world.on_drop("D", move || text(&leaks()));
        world.finalizer("D", move || text(&leaks()));
        let [a, d] = ["a", "D"].map(|name| world.take(name));
        drop(world);
        drop(a);
        drop(d);
        assert_eq!(log(), "a 0 b 0 ~a ~b !D 0 ~D 0");
        assert_eq!(leaks().len(), 2);
        assert_eq!(collect().freed(), 2);
        assert!(log().starts_with("c 0 ~"));
    }

    /// It does not count candidates as seen either: a collection that is due stays due.
    #[test]
    fn is_not_a_collection() {
        let _watch = watch();
        collect();
        drop(world("A>A B>B"));
        assert_eq!(leaks().len(), 1);
        kinfolk::collect::collect_every(3);
        drop(world("C>C"));
        assert_eq!(log(), "~A ~B");
        collect();
        log();
    }

    /// With several leaks in one graph, the rest stays whole each time one is cut by hand.
    #[test]
    fn and_cutting_by_hand_leaves_the_rest() {
        let _watch = watch();
        let world = world("A>B>A C>D>C E>E");
        let weaks = world.weaks();
        drop(world);
        for (name, left) in [("B", 2), ("C", 1), ("E", 0)] {
            weaks.get(name).unwrap().clear_links();
            assert_eq!(count(), left);
        }
        assert_eq!(weaks.alive(), "");
        log();
    }
}
