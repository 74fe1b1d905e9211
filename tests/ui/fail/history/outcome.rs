//! A transaction that returns something else than `()` or a `Result`.

use kinfolk::transaction;

fn main() {
    let _number = transaction(|| 1);
    let _option: Option<u8> = transaction(|| None);
}
