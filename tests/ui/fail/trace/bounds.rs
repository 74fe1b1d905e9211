// A type parameter that is not traced, where the type is used.
use std::cell::RefCell;
use std::collections::HashMap;

use kinfolk::Trace;

#[derive(Trace)]
struct Pair<T>(T, Vec<T>);

// The bounds that a map needs of its keys stand on the type.
#[derive(Trace)]
struct Index<K> {
    by_key: HashMap<K, u8>,
}

fn needs<T: Trace>() {}

fn main() {
    needs::<Pair<RefCell<u8>>>();
    needs::<Pair<u8>>();
    needs::<Index<u8>>();
}
