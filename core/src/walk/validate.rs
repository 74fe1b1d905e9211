//! Checking a structure: [`Node::validate`](crate::Node::validate).

use std::collections::HashSet;
use std::error::Error;
use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_node::DynNode;

/// A broken invariant: the error of [`Node::validate`](crate::Node::validate).
///
/// No operation of kinfolk can break one, so if you see this error, you have found a bug in
/// kinfolk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidStructure {
    node: &'static str,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// The back-link of a child in this link does not point to the node.
    OtherOwner { link: &'static str, index: usize },
    /// The walk has reached a node twice.
    OwnedTwice,
    /// A node has more than one back-link set.
    SeveralOwners,
    /// The back-link points to a node that does not own this one.
    NotOwned,
    /// A required link has no child.
    NoChild { link: &'static str },
}

impl Error for InvalidStructure {}

impl fmt::Display for InvalidStructure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = self.node;
        match self.problem {
            Problem::OtherOwner { link, index } => {
                write!(
                    f,
                    "the back-link of child {index} of `{node}.{link}` does not point to that `{node}`"
                )
            }
            Problem::OwnedTwice => write!(f, "a `{node}` is owned twice"),
            Problem::SeveralOwners => write!(f, "several back-links of a `{node}` are set"),
            Problem::NotOwned => {
                write!(f, "the back-link of a `{node}` points to a node that does not own it")
            }
            Problem::NoChild { link } => {
                write!(f, "`{node}.{link}` is required, and has no child")
            }
        }
    }
}

pub(crate) fn validate(start: &dyn DynNode) -> Result<(), InvalidStructure> {
    let mut seen = HashSet::from([start.address()]);
    let mut to_check: Vec<AnyRc> = Vec::new();
    check(start, &mut seen, &mut to_check)?;
    check_owner(start)?;
    while let Some(node) = to_check.pop() {
        check(&**node.as_std(), &mut seen, &mut to_check)?;
    }
    Ok(())
}

/// Checks that the node's owner owns the node. For the nodes below, `check` goes through their
/// owners' links.
fn check_owner(node: &dyn DynNode) -> Result<(), InvalidStructure> {
    match node.owner() {
        Some(owner) if node.find_in(&**owner.as_std()).is_none() => {
            Err(InvalidStructure { node: node.type_info().full_name(), problem: Problem::NotOwned })
        }
        _ => Ok(()),
    }
}

fn check(
    node: &dyn DynNode,
    seen: &mut HashSet<*const ()>,
    to_check: &mut Vec<AnyRc>,
) -> Result<(), InvalidStructure> {
    if node.owners().nth(1).is_some() {
        let node = node.type_info().full_name();
        return Err(InvalidStructure { node, problem: Problem::SeveralOwners });
    }
    for (number, link) in node.links() {
        let DynLink::Own(link) = link else { continue };
        let children = link.children();
        if children.len() == 0 && node.type_info().is_required(number) {
            let link = node.type_info().link_name(number);
            let node = node.type_info().name;
            return Err(InvalidStructure { node, problem: Problem::NoChild { link } });
        }
        for index in 0..children.len() {
            let Some(child) = children.get(index) else {
                continue;
            };
            let owner = child.as_std().owner();
            if owner.is_none_or(|owner| owner.as_std().address() != node.address()) {
                let link = node.type_info().link_name(number);
                let node = node.type_info().full_name();
                return Err(InvalidStructure {
                    node,
                    problem: Problem::OtherOwner { link, index },
                });
            }
            if !seen.insert(child.as_std().address()) {
                let node = child.type_name();
                return Err(InvalidStructure { node, problem: Problem::OwnedTwice });
            }
            to_check.push(child);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc as StdRc;

    use crate::kernel::dyn_handle::address;
    use crate::kernel::dyn_link::{Link, Release};
    use crate::store::option_cell::OptionCell;
    use crate::{Graph, Node, Rc};

    // This also tests the derive within kinfolk itself.
    #[derive(Graph)]
    #[graph(back(folder: Folder), back(shelf: Shelf), back(case: Case), crate = crate)]
    struct Folder {
        #[graph(own)]
        folders: Vec<Folder>,
        #[graph(own)]
        first: Option<Box<Folder>>,
    }

    #[derive(Graph)]
    #[graph(crate = crate)]
    struct Shelf {
        #[graph(own)]
        folders: Vec<Folder>,
    }

    #[derive(Graph)]
    #[graph(crate = crate)]
    struct Case {
        #[graph(own)]
        folder: Folder,
    }

    fn folder() -> Folder {
        Folder { folders: vec![], first: None }
    }

    /// Puts a child into `first`, and leaves its back-links as they are.
    fn put(owner: &Rc<Folder>, child: Rc<Folder>) {
        owner.first.fill_unchecked(OptionCell::from(Some(child)));
    }

    fn invalid(node: &impl Node) -> String {
        node.validate().expect_err("something is wrong").to_string()
    }

    #[test]
    fn sound_graphs_are_valid() {
        let root = Folder { folders: vec![folder(), folder()], first: Some(Box::new(folder())) };
        let root = root.into_graph();
        assert_eq!(root.validate(), Ok(()));
        assert_eq!(root.folders.get(1).unwrap().validate(), Ok(()));
    }

    #[test]
    fn a_child_without_its_back_link_is_found() {
        let root = Folder { folders: vec![folder(), folder()], first: None }.into_graph();
        Link::clear(&root.folders.get(1).unwrap().folder);
        assert_eq!(
            invalid(&*root),
            "the back-link of child 1 of `Folder.folders` does not point to that `Folder`"
        );
    }

    #[test]
    fn a_back_link_to_another_owner_is_found() {
        let shelf = Shelf { folders: vec![folder()] }.into_graph();
        let child = shelf.folders.get(0).unwrap();
        let other = Shelf { folders: vec![] }.into_graph();
        child.shelf.point_to::<ShelfNode>(&StdRc::downgrade(other.as_std()));
        assert_eq!(
            invalid(&*shelf),
            "the back-link of child 0 of `Shelf.folders` does not point to that `Shelf`"
        );
        assert_eq!(
            invalid(&*child),
            "the back-link of a `Folder` points to a node that does not own it"
        );
    }

    #[test]
    fn two_owners_are_found() {
        let shelf = Shelf { folders: vec![folder()] }.into_graph();
        let root = folder().into_graph();
        let child = shelf.folders.get(0).unwrap();
        child.folder.point_to::<FolderNode>(&StdRc::downgrade(root.as_std()));
        assert_eq!(invalid(&*child), "several back-links of a `Folder` are set");
    }

    #[test]
    fn a_node_in_two_links_is_found() {
        let root = Folder { folders: vec![folder()], first: Some(Box::new(folder())) }.into_graph();
        let twice: Rc<Folder> = root.folders.get(0).unwrap();
        put(&root, twice);
        assert_eq!(invalid(&*root), "a `Folder` is owned twice");
    }

    #[test]
    fn an_empty_required_link_is_found() {
        let case = Case { folder: folder() }.into_graph();
        assert_eq!(case.validate(), Ok(()));
        let child = case.folder.get();
        case.folder.fill_unchecked(OptionCell::default());
        Link::clear(&child.case);
        assert_eq!(invalid(&*case), "`Case.folder` is required, and has no child");
    }

    #[test]
    fn an_ownership_cycle_is_found() {
        let root = folder().into_graph();
        let child = root.folders.add(folder());
        put(&child, root.clone());
        root.folder.point_to::<FolderNode>(&StdRc::downgrade(child.as_std()));
        assert_eq!(invalid(&*root), "a `Folder` is owned twice");
        // Breaks the cycle again, so that the test does not leak.
        assert_eq!(Link::release_child(&child.first, address(&root), 0), Release::Released);
    }
}
