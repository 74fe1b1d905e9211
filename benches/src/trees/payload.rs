//! The data of a node, the same for all contenders.

/// 24 bytes: the node's number, its kind, and a constant.
pub(crate) type Payload = [u64; 3];

/// The kind of a node of a page. If all nodes have one type, only the payload has the kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The only kind that may have children.
    Element = 1,
    Text,
    Comment,
}

pub(crate) fn payload(number: usize, kind: Kind) -> Payload {
    [number as u64, kind as u64, 2]
}

pub(crate) fn kind_of(payload: Payload) -> Kind {
    [Kind::Text, Kind::Comment]
        .into_iter()
        .find(|kind| *kind as u64 == payload[1])
        .unwrap_or(Kind::Element)
}
