//! A panic in user code leaves the graph whole, whatever the variant.

use std::cell::Cell;

use kinfolk::{Graph, Node};
use kinfolk_tests::panics::panic_of;

/// Data that can panic when it is cloned, and when it is dropped.
#[derive(Debug, PartialEq)]
struct Bomb(Cell<bool>);

impl Bomb {
    fn new(is_live: bool) -> Self {
        Bomb(Cell::new(is_live))
    }

    fn go_off(&self) {
        assert!(!self.0.replace(false), "boom");
    }
}

impl Clone for Bomb {
    fn clone(&self) -> Self {
        self.go_off();
        Bomb::new(false)
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.go_off();
        }
    }
}

#[derive(Graph)]
#[graph(back(parent: Part), to_plain)]
enum Part {
    Bomb(Bomb),
    Pair {
        #[graph(own)]
        left: Box<Part>,
        #[graph(own)]
        right: Box<Part>,
    },
    Parts(#[graph(own)] Vec<Part>),
}

fn pair(left: Part, right: Part) -> Part {
    Part::Pair { left: left.into(), right: right.into() }
}

fn bomb(is_live: bool) -> Part {
    Part::Bomb(Bomb::new(is_live))
}

#[test]
fn a_panic_while_copying_changes_nothing() {
    let root = pair(bomb(false), Part::Parts(vec![bomb(true), bomb(false)])).into_graph();
    assert_eq!(panic_of(|| root.to_plain()), "boom");
    assert_eq!(root.validate(), Ok(()));
    assert_eq!(root.descendants().count(), 4);
    let Part::Pair { right, .. } = root.to_plain() else { panic!() };
    let Part::Parts(parts) = *right else { panic!() };
    assert_eq!(parts.len(), 2);
}

#[test]
fn a_panic_in_a_drop_leaves_the_rest_whole() {
    let root = Part::Parts(vec![pair(bomb(true), bomb(false)), bomb(false)]).into_graph();
    let PartKind::Parts(parts) = &root.kind else { panic!() };
    assert_eq!(panic_of(|| parts.remove(0)), "boom");
    assert_eq!(parts.len(), 1);
    assert_eq!(root.validate(), Ok(()));
}
