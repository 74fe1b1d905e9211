// `Drop` on a type whose handles are traced.
use kinfolk::{Graph, Rc, Trace};

#[derive(Graph)]
struct Function {}

#[derive(Trace)]
struct Session {
    function: Rc<Function>,
}

impl Drop for Session {
    fn drop(&mut self) {}
}

#[derive(Trace)]
enum Either<T> {
    Left(T),
    Right(Vec<T>),
}

impl<T> Drop for Either<T> {
    fn drop(&mut self) {}
}

fn main() {}
