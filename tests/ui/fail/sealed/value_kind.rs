//! The kinds of values.

use kinfolk::links::ValueKind;

struct Mine;

impl<V> ValueKind<V> for Mine {}

fn main() {}
