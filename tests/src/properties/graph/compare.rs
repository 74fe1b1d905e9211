//! Whether a node has its place in the graph, as the model says, seen from both ends of each link.

use kinfolk::{AnyRc, AnyWeak, Handle, Node};

use crate::properties::Verdict;
use crate::properties::graph::Id;
use crate::properties::graph::links::{Union, widen};
use crate::properties::graph::model::LinkModel;
use crate::properties::held::Subject;
use crate::refuse;

/// The node sees the owner of the model, in its back-links too, and the owner has it at that place.
///
/// # Errors
/// If the graph and the model disagree.
pub fn owner<U: Union>(model: &impl LinkModel, id: Id, node: &U::Handle) -> Verdict {
    let expected = model.owner(id);
    let any = node.to_any();
    let owners = U::owners_by_back_links(node);
    let ids: Vec<Id> = owners.iter().map(|owner| widen::<U>(owner).id()).collect();
    if ids != Vec::from_iter(expected) {
        refuse!("the back-links of {id} lead to {ids:?}, not to {expected:?}");
    }
    if any.owner().as_ref() != owners.first() {
        refuse!("{id} has the owner {:?}, but its back-links lead to {owners:?}", any.owner());
    }
    let index = model.place(id).map(|(_, _, at)| at);
    if any.index_in_owner() != index {
        refuse!("{id} is at {:?} in its owner, not at {index:?}", any.index_in_owner());
    }
    let Some(owner) = owners.first() else { return Ok(()) };
    let Some((_, number, at)) = model.place(id) else {
        refuse!("the model has no place for {id}");
    };
    if U::link(&widen::<U>(owner), number).find(node)? != Some(at) {
        refuse!("{id} is not at {at} of link {number} of its owner {expected:?}");
    }
    Ok(())
}

/// The owning and shared links of the node lead to the targets of the model, in the same order.
///
/// # Errors
/// If the graph and the model disagree.
pub fn strong_links<U: Union>(model: &impl LinkModel, id: Id, node: &U::Handle) -> Verdict {
    for (number, declared) in model.links(id).filter(|(_, declared)| declared.is_strong()) {
        let link = U::link(node, number);
        let (targets, expected) = (link.targets(), model.targets((id, number)));
        let seen: Vec<Id> = targets.iter().map(Subject::id).collect();
        if seen != expected {
            refuse!("`{}` of {id} leads to {seen:?}, not to {expected:?}", declared.name);
        }
    }
    Ok(())
}

/// Each target of the node's strong links is found where it comes first, by each way to look for
/// it.
///
/// # Errors
/// If a way to look for it disagrees.
pub fn lookups<U: Union>(model: &impl LinkModel, id: Id, node: &U::Handle) -> Verdict {
    for (number, declared) in model.links(id).filter(|(_, declared)| declared.is_strong()) {
        let expected = model.targets((id, number));
        for target in U::link(node, number).targets() {
            let first = expected.iter().position(|other| *other == target.id());
            if U::link(node, number).find(&target)? != first {
                refuse!("`{}` of {id} finds {} elsewhere", declared.name, target.id());
            }
        }
    }
    Ok(())
}

/// Keeps weak handles to nodes that have just been made: the root and all below it.
///
/// # Errors
/// If other nodes were made than those of the model.
pub fn learn<U: Union>(
    model: &impl LinkModel,
    weak: &mut Vec<AnyWeak>,
    root: Id,
    node: &U::Handle,
) -> Verdict {
    let mut rest = vec![(root, node.clone())];
    while let Some((id, node)) = rest.pop() {
        if node.id() != id {
            refuse!("instead of {id}, {} was made", node.id());
        }
        weak.resize(weak.len().max(id + 1), AnyWeak::new());
        weak[id] = AnyRc::downgrade(&node.to_any());
        for (number, _) in model.links(id).filter(|(_, declared)| declared.is_strong()) {
            let nodes = U::link(&node, number).targets();
            let expected = model.targets((id, number));
            if nodes.len() != expected.len() {
                refuse!("{id} was made with other children");
            }
            rest.extend(expected.iter().copied().zip(nodes));
        }
    }
    Ok(())
}

/// The node has as many handles as expected, once no operation is running, and a root is valid.
///
/// # Errors
/// If there are other handles, or [`Node::validate`] finds something.
pub fn handles(model: &impl LinkModel, id: Id, node: &AnyRc, expected: usize) -> Verdict {
    let count = AnyRc::strong_count(node) - 1;
    if count != expected {
        refuse!("there are {count} handles to {id}, not {expected}");
    }
    if model.owner(id).is_none() { validity(id, node) } else { Ok(()) }
}

/// All at and below the node is valid.
///
/// # Errors
/// If [`Node::validate`] finds something.
pub fn validity(id: Id, node: &AnyRc) -> Verdict {
    node.validate().map_err(|invalid| format!("at or below {id}: {invalid}"))
}
