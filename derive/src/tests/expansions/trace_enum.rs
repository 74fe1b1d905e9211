#[trace(crate = a::kinfolk)]
enum Value {
    Nothing,
    Int(i64),
    Text(std::rc::Rc<str>),
    Pair(Box<Value>, Box<Value>),
    Function { function: Rc<Function> },
    Native(#[trace(skip)] fn()),
}
