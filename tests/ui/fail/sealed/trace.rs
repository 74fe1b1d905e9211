// `Trace` by hand.
use kinfolk::{Graph, Rc, Trace};

#[derive(Graph)]
struct Function {}

struct Value(Rc<Function>);

impl Trace for Value {}

struct Other(Rc<Function>);

// As a type of std without handles.
impl Trace for Other {
    type By = <u8 as Trace>::By;
}



struct List(Vec<Rc<Function>>);

impl<'a> IntoIterator for &'a List {
    type Item = &'a Rc<Function>;
    type IntoIter = std::slice::Iter<'a, Rc<Function>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut List {
    type Item = &'a mut Rc<Function>;
    type IntoIter = std::slice::IterMut<'a, Rc<Function>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

// As a list of std.
impl Trace for List {
    type By = <Vec<Rc<Function>> as Trace>::By;
}

fn main() {}
