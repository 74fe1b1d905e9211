//! Checking a structure: [`Node::validate`](crate::Node::validate).

use std::collections::HashSet;
use std::error::Error;
use std::fmt;

use crate::any::AnyRc;
use crate::object::{LinkView, Object};

/// What [`Node::validate`](crate::Node::validate) found to be wrong.
///
/// The library's operations cannot lead to it; should you see one, it is a bug of kinfolk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    node: &'static str,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// An owning link has a child whose back-link says otherwise.
    NotMine { link: &'static str, index: usize },
    /// A node was reached twice.
    OwnedTwice,
    /// A node has more than one back-link set.
    SeveralOwners,
    /// A back-link names an owner that does not have the node.
    NotOwned,
}

impl Error for Invalid {}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = self.node;
        match self.problem {
            Problem::NotMine { link, index } => {
                write!(
                    f,
                    "the back-link of `{node}.{link}`'s child {index} is not to that `{node}`"
                )
            }
            Problem::OwnedTwice => write!(f, "a `{node}` is owned twice"),
            Problem::SeveralOwners => write!(f, "several back-links of a `{node}` are set"),
            Problem::NotOwned => write!(f, "a `{node}` has a back-link to a node without it"),
        }
    }
}

pub(crate) fn validate(start: &dyn Object) -> Result<(), Invalid> {
    let mut seen = HashSet::from([start.address()]);
    let mut to_check: Vec<AnyRc> = Vec::new();
    check(start, &mut seen, &mut to_check)?;
    while let Some(node) = to_check.pop() {
        check(&**node.as_std(), &mut seen, &mut to_check)?;
    }
    Ok(())
}

fn check(
    node: &dyn Object,
    seen: &mut HashSet<*const ()>,
    to_check: &mut Vec<AnyRc>,
) -> Result<(), Invalid> {
    let invalid = |problem| Invalid { node: node.description().name, problem };

    let mut owners = node.back_links().filter_map(crate::object::BackLink::owner);
    if let Some(owner) = owners.next() {
        if owners.next().is_some() {
            return Err(invalid(Problem::SeveralOwners));
        }
        if !owner.as_std().owning_links().any(|(_, link)| link.position(node).is_some()) {
            return Err(invalid(Problem::NotOwned));
        }
    }

    for (number, link) in node.links() {
        let LinkView::Own(link) = link else { continue };
        let children = link.children();
        for index in 0..children.len() {
            let Some(child) = children.get(index) else {
                continue;
            };
            let mine =
                child.as_std().owner().is_some_and(|o| o.as_std().address() == node.address());
            if !mine {
                let link = node.description().links[number];
                return Err(invalid(Problem::NotMine { link, index }));
            }
            if !seen.insert(child.as_std().address()) {
                let node = child.type_name();
                return Err(Invalid { node, problem: Problem::OwnedTwice });
            }
            to_check.push(child);
        }
    }
    Ok(())
}
