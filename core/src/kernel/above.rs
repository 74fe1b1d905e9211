//! Whether a node is above another one: the check before a node is attached.
//!
//! Two searches can tell. One climbs from the lower node to its root; the other goes through all
//! nodes below the upper one. Either may be long where the other is short: the end of a deep chain
//! may get a small tree, and a root a large one. So they take turns, and the first that ends
//! decides.

use std::mem;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::snapshot::DynSnapshot;

/// How many steps are climbed before the second search begins. Most nodes have fewer ancestors.
const FIRST_STEPS: usize = 8;

/// Whether `node` is `start` or one of its ancestors.
///
/// O(min(depth, size)), where `depth` is that of `start`, and `size` is the number of nodes below
/// `node`; O(depth) if it is.
pub(crate) fn is_or_is_above(node: &dyn DynHandle, start: &AnyRc) -> bool {
    let address = node.dyn_node().address();
    let mut next = Some(start.clone());
    let mut first_steps = 0..FIRST_STEPS;
    let mut below = None;
    while let Some(current) = next {
        count_step();
        if current.as_std().address() == address {
            return true;
        }
        // An owner may be dead already, in a set that is not yet torn down. Only dead nodes are above
        // it, and finding out would take a climb at each step.
        next = match current.as_std().owner_state() {
            OwnerState::Alive(owner) => Some(AnyRc::from_std(owner)),
            OwnerState::None | OwnerState::Dead => None,
        };
        if first_steps.next().is_some() {
            continue;
        }
        // If `start` is below `node`, the climb finds it, and its way is what the error lists.
        if below.get_or_insert_with(|| Below::new(node.to_untyped())).next().is_none() {
            return false;
        }
    }
    false
}

/// The nodes below a node, each before its children.
///
/// No other code runs during the search, so this needs less than the walks for users: it allocates
/// only where a node with children has siblings after it.
struct Below {
    /// The children at the lowest level that are left.
    children: Children,
    /// Those at the levels above that have any.
    upper: Vec<Children>,
}

impl Below {
    fn new(node: AnyRc) -> Self {
        Below { children: Children::new(node), upper: Vec::new() }
    }
}

impl Iterator for Below {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        if self.children.is_empty() {
            self.children = self.upper.pop()?;
        }
        let child = self.children.next()?;
        count_step();
        if child.as_std().has_children() {
            let left = mem::replace(&mut self.children, Children::new(child.clone()));
            if !left.is_empty() {
                self.upper.push(left);
            }
        }
        Some(child)
    }
}

/// The children of a node, over all its owning links, that are left.
struct Children {
    owner: AnyRc,
    /// The number of the link that the next child is in.
    link: usize,
    in_link: DynSnapshot,
    index: usize,
}

impl Children {
    fn new(owner: AnyRc) -> Self {
        let link = owner.as_std().type_info().first_owning;
        let mut children =
            Children { in_link: owner.as_std().children_in(link), owner, link, index: 0 };
        children.skip_empty_links();
        children
    }

    fn is_empty(&self) -> bool {
        self.index == self.in_link.len()
    }

    fn skip_empty_links(&mut self) {
        while self.is_empty() && self.link + 1 < self.owner.as_std().type_info().first_shared {
            self.link += 1;
            self.index = 0;
            self.in_link = self.owner.as_std().children_in(self.link);
        }
    }
}

impl Iterator for Children {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let child = self.in_link.get(self.index)?;
        self.index += 1;
        self.skip_empty_links();
        Some(child)
    }
}

#[cfg(not(test))]
fn count_step() {}

#[cfg(test)]
use tests::count_step;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::{Graph, Handle, Rc};

    thread_local! {
        static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    /// Counts a step of either search.
    pub(super) fn count_step() {
        STEPS.set(STEPS.get() + 1);
    }

    fn steps(run: impl FnOnce()) -> usize {
        STEPS.set(0);
        run();
        STEPS.get()
    }

    #[derive(Graph)]
    #[graph(crate = crate, back(above: Tree))]
    struct Tree {
        #[graph(own)]
        first: Vec<Tree>,
        #[graph(own)]
        middle: Option<Box<Tree>>,
        #[graph(own)]
        last: Vec<Tree>,
    }

    fn leaf() -> Tree {
        Tree { first: vec![], middle: None, last: vec![] }
    }

    /// The root and the end of a chain of `depth` links.
    fn chain(depth: usize) -> (Rc<Tree>, Rc<Tree>) {
        let root = leaf().into_graph();
        let mut end = root.clone();
        for number in 0..depth {
            let next = leaf().into_graph();
            match number % 3 {
                0 => end.first.push(next.clone()),
                1 => drop(end.middle.set(next.clone())),
                _ => end.last.push(next.clone()),
            }
            end = next;
        }
        (root, end)
    }

    /// A root with `size` nodes below it, spread over its links and two levels.
    fn bush(size: usize) -> Rc<Tree> {
        let root = leaf().into_graph();
        let mut left = size;
        while left > 0 {
            let list = if left % 2 == 0 { &root.first } else { &root.last };
            let below = list.add(leaf());
            left -= 1;
            let leaves = left.min(3);
            below.last.extend((0..leaves).map(|_| leaf()));
            left -= leaves;
        }
        root
    }

    #[test]
    fn the_shorter_search_decides() {
        const LONG: usize = 10_000;
        for short in [0, 1, 100] {
            let most = 3 * (short + FIRST_STEPS) + 3;
            let (root, end) = chain(LONG);
            let small = bush(short);
            assert!(steps(|| end.first.push(small)) <= most, "small tree, {short}");
            let (short_root, short_end) = chain(short);
            let large = bush(LONG);
            assert!(steps(|| short_end.last.push(large)) <= most, "large tree, {short}");
            assert!(steps(|| short_end.last.push(root)) <= most, "deep tree, {short}");
            drop(short_root);
        }
    }

    #[test]
    fn several_children_cost_no_more_than_each() {
        let (_root, end) = chain(10_000);
        let small: Vec<_> = (0..100).map(|_| bush(1)).collect();
        assert!(steps(|| end.first.extend(small)) <= 2 * 100 * (FIRST_STEPS + 6));
    }

    #[test]
    fn every_ancestor_is_found() {
        for depth in [0, 1, FIRST_STEPS - 1, FIRST_STEPS, FIRST_STEPS + 1, 200] {
            let (root, end) = chain(depth);
            // Other nodes before the way and after it.
            root.first.insert(0, leaf());
            root.last.push(bush(40));
            for above in end.ancestors_or_self() {
                let above = above.downcast::<Tree>().unwrap();
                assert!(end.first.try_push(above.clone()).is_err());
                assert!(is_or_is_above(&above, &end.to_any()));
            }
            assert!(!is_or_is_above(&bush(7), &end.to_any()));
            assert!(depth == 0 || !is_or_is_above(&end, &root.to_any()));
        }
    }

    #[test]
    fn the_search_below_visits_each_node_once() {
        let (root, end) = chain(30);
        root.last.push(bush(41));
        end.first.push(bush(10));
        let visited: Vec<_> = Below::new(root.to_any()).collect();
        let mut all: Vec<_> = crate::Node::descendants(&*root).collect();
        assert_eq!(visited.len(), all.len());
        all.retain(|node| !visited.contains(node));
        assert!(all.is_empty());
    }
}
