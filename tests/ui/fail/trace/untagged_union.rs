// A `union` of Rust.
use kinfolk::Trace;

#[derive(Trace)]
union Bits {
    int: u32,
    float: f32,
}

fn needs<T: Trace>() {}

fn main() {
    needs::<Bits>(); // no second error
}
