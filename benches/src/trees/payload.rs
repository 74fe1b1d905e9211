//! What every node carries, whoever holds it.

/// 24 bytes: the node's number, its kind, and something more.
pub(crate) type Payload = [u64; 3];

/// What a node of a page is. Where all nodes are of one type, only the payload tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The only one that may have children.
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
