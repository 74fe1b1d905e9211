// Mistakes in attributes, all reported at once.
use kinfolk::Trace;

#[derive(Trace)]
#[trace]
#[trace = "skip"]
#[trace(skip, krate = kinfolk, crate, crate = "kinfolk", crate = kinfolk, crate = kinfolk)]
struct Keys {
    #[trace(ignore)]
    a: fn(),
    #[trace(skp)]
    b: fn(),
    #[trace(skip, skip)]
    c: fn(),
    #[trace(skip = true)]
    d: fn(),
    #[trace(skip skip)]
    e: fn(),
    #[trace(3, skip)]
    f: fn(),
    #[trace(weak)]
    g: u8,
    #[trace(crate = kinfolk)]
    h: u8,
    #[trace()]
    i: u8,
}

#[derive(Trace)]
enum Variants {
    #[trace(skip)]
    Pair(u8, u8),
    #[trace(other)]
    Named {
        #[trace]
        a: u8,
    },
}

fn needs<T: Trace>() {}

fn main() {
    // No second error.
    needs::<Keys>();
    needs::<Variants>();
}
