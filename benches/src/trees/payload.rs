//! What every node carries, whoever holds it.

/// 24 bytes: the node's number, and something more.
pub(crate) type Payload = [u64; 3];

pub(crate) fn payload(number: usize) -> Payload {
    [number as u64, 1, 2]
}
