// Types of fields in which kinfolk cannot see the handles.
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use kinfolk::{Graph, Rc, Trace};

#[derive(Graph)]
struct Function {}

struct Plain {
    function: Rc<Function>,
}

#[derive(Trace)]
enum Value {
    Data(Plain),
    List(Vec<Plain>),
    Map { by_name: HashMap<String, Plain> },
    Declared(Function),
    Std(std::rc::Rc<Rc<Function>>),
    Cell(Cell<Option<Rc<Function>>>),
    RefCell(RefCell<Rc<Function>>),
    Object(Box<dyn FnOnce(&Rc<Function>)>),
    Pointer(fn(Rc<Function>)),
}

fn main() {}
