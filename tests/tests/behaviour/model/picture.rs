//! A picture of a graph, to compare before and after.

use kinfolk::{AnyRc, Handle, Node};

use super::{all, fields, name, owner_by_back_link};

/// All nodes of a tree with their links, as values that compare.
#[derive(Debug, PartialEq)]
pub struct Picture(Vec<(AnyRc, Option<AnyRc>, Vec<Vec<AnyRc>>)>);

/// The picture of everything below these nodes' roots.
pub fn picture<'a, H: Handle>(nodes: impl IntoIterator<Item = &'a H>) -> Picture {
    let roots = nodes.into_iter().map(Handle::root);
    let nodes: Vec<AnyRc> =
        roots.flat_map(|root| root.descendants_or_self().collect::<Vec<_>>()).collect();
    let look = |node: &AnyRc| {
        let children = fields(&all(node)).iter().map(|field| field.children()).collect();
        (node.clone(), owner_by_back_link(node), children)
    };
    Picture(nodes.iter().map(look).collect())
}

/// Checks through the public interface that both ends of every link agree, at and below a node.
/// Then it calls `validate`.
#[track_caller]
pub fn check(node: &impl Handle) {
    let mut seen = std::collections::HashSet::new();
    for node in node.descendants_or_self() {
        assert!(seen.insert(node.clone()), "{} comes twice", name(&node));
        let live = all(&node);
        for field in fields(&live) {
            let children = field.children();
            assert_eq!(field.owner(), node);
            assert_eq!(field.len(), children.len());
            for (index, child) in children.iter().enumerate() {
                assert_eq!(owner_by_back_link(child).as_ref(), Some(&node), "{}", name(child));
                assert_eq!(child.owner().as_ref(), Some(&node), "{}", name(child));
                assert_eq!(child.index_in_owner(), Some(index), "{}", name(child));
            }
        }
    }
    assert_eq!(node.to_any().validate(), Ok(()));
}
