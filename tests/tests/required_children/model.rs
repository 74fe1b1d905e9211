//! The model: expressions as text. `3` is a number, `-3` a negation, `(1+2)` a sum, and `f[1 2]` a
//! call with two arguments, and `f[1|2]` one with an argument and an extra.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use kinfolk::{AnyRc, Graph, Handle, Node, NodeType, Rc};
use kinfolk_tests::count::{Count, live};

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain)]
pub enum Expr {
    Num(Num),
    Neg(Neg),
    Add(Add),
    Call(Call),
}

/// What owns an expression.
#[derive(Clone, Debug, Graph, PartialEq)]
pub enum Owner {
    Program(Program),
    Neg(Neg),
    Add(Add),
    Call(Call),
}

/// Requires an expression by value.
#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(finalize = hook, to_plain)]
pub struct Program {
    #[graph(own)]
    pub body: Expr,
    pub count: Counted,
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(pub owner: Owner), finalize = hook, to_plain)]
pub struct Num {
    pub value: i64,
    pub count: Counted,
}

/// Requires one expression, in a box.
#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(pub owner: Owner), finalize = hook, to_plain)]
pub struct Neg {
    #[graph(own)]
    pub inner: Box<Expr>,
    pub count: Counted,
}

/// Requires two expressions.
#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(pub owner: Owner), finalize = hook, to_plain)]
pub struct Add {
    #[graph(own)]
    pub left: Box<Expr>,
    #[graph(own)]
    pub right: Box<Expr>,
    pub count: Counted,
}

/// Requires nothing.
#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(pub owner: Owner), finalize = hook, to_plain)]
pub struct Call {
    #[graph(own)]
    pub args: Vec<Expr>,
    #[graph(own)]
    pub extra: Option<Box<Expr>>,
    pub count: Counted,
}

/// Counted while it lives, and equal to all others. Its drop may run an action.
#[derive(Debug)]
pub struct Counted {
    _count: Count,
    on_drop: RefCell<Option<fn()>>,
}

impl Counted {
    pub fn new() -> Self {
        Counted { _count: Count::new(), on_drop: RefCell::default() }
    }

    /// Runs this when it is dropped.
    pub fn on_drop(&self, action: fn()) {
        self.on_drop.replace(Some(action));
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Counted::new()
    }
}

impl PartialEq for Counted {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(action) = self.on_drop.take() {
            action();
        }
    }
}

type Action = Box<dyn FnOnce(&AnyRc)>;

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static ON_HOOK: RefCell<BTreeMap<String, Action>> = const { RefCell::new(BTreeMap::new()) };
    static KEPT: RefCell<Vec<AnyRc>> = const { RefCell::new(Vec::new()) };
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Logs no hooks, for large graphs.
pub fn without_log() {
    IS_QUIET.set(true);
}

fn hook<T: NodeType>(this: &Rc<T>) {
    if IS_QUIET.get() {
        return;
    }
    let node = this.to_any();
    let text = text_of(&node);
    LOG.with_borrow_mut(|log| log.push(text.clone()));
    let action = ON_HOOK.with_borrow_mut(|actions| actions.remove(&text));
    if let Some(action) = action {
        action(&node);
    }
}

/// Runs this in the hook of the node that is this text then.
pub fn on_hook(text: &str, action: impl FnOnce(&AnyRc) + 'static) {
    ON_HOOK.with_borrow_mut(|actions| actions.insert(text.to_owned(), Box::new(action)));
}

/// The nodes whose hooks have run since the last call, as text.
pub fn hooks() -> String {
    assert!(ON_HOOK.with_borrow(BTreeMap::is_empty), "a hook should have run");
    LOG.take().join(" ")
}

pub fn keep(node: &AnyRc) {
    KEPT.with_borrow_mut(|kept| kept.push(node.clone()));
}

pub fn kept() -> Vec<AnyRc> {
    KEPT.take()
}

/// Checks at the end of a test that nothing lives on.
#[must_use]
pub fn no_leaks() -> impl Drop {
    struct NoLeaks;
    impl Drop for NoLeaks {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                assert_eq!(live(), 0, "all nodes are dropped");
                kinfolk::assert_no_leaks!();
            }
        }
    }
    NoLeaks
}

pub fn program(text: &str) -> Rc<Program> {
    Program { body: plain(text), count: Counted::new() }.into_graph()
}

/// The node of an expression.
pub fn expr(text: &str) -> ExprRc {
    plain(text).into_graph()
}

pub fn plain(text: &str) -> Expr {
    let mut chars = text.chars().peekable();
    let expr = parse(&mut chars);
    assert_eq!(chars.next(), None, "{text}");
    expr
}

fn parse(text: &mut Peekable<Chars<'_>>) -> Expr {
    let boxed = |text: &mut Peekable<Chars<'_>>| Box::new(parse(text));
    let count = Counted::new();
    match text.next().expect("an expression") {
        '-' => Expr::Neg(Neg { inner: boxed(text), count }),
        '(' => {
            let left = boxed(text);
            assert_eq!(text.next(), Some('+'));
            let right = boxed(text);
            assert_eq!(text.next(), Some(')'));
            Expr::Add(Add { left, right, count })
        }
        'f' => {
            assert_eq!(text.next(), Some('['));
            let (mut args, mut extra) = (Vec::new(), None);
            loop {
                match text.peek() {
                    Some(']') => break,
                    Some(' ') => drop(text.next()),
                    Some('|') => {
                        text.next();
                        extra = Some(boxed(text));
                    }
                    _ => args.push(parse(text)),
                }
            }
            text.next();
            Expr::Call(Call { args, extra, count })
        }
        digit => {
            let mut value = i64::from(digit.to_digit(10).expect("a digit"));
            while let Some(digit) = text.peek().and_then(|digit| digit.to_digit(10)) {
                text.next();
                value = value * 10 + i64::from(digit);
            }
            Expr::Num(Num { value, count })
        }
    }
}

/// The node as text. Panics if a required child is missing.
pub fn text_of(node: &AnyRc) -> String {
    match node.downcast::<Program>() {
        Some(program) => format!("{{{}}}", text(&program.body.get())),
        None => text(&node.cast::<Expr>().expect("an expression")),
    }
}

pub fn text(expr: &ExprRc) -> String {
    match expr {
        ExprRc::Num(num) => num.value.to_string(),
        ExprRc::Neg(neg) => format!("-{}", text(&neg.inner.get())),
        ExprRc::Add(add) => format!("({}+{})", text(&add.left.read()), text(&add.right.read())),
        ExprRc::Call(call) => {
            let args: Vec<_> = call.args.iter().map(|arg| text(&arg)).collect();
            let extra = call.extra.get().map(|extra| format!("|{}", text(&extra)));
            format!("f[{}{}]", args.join(" "), extra.unwrap_or_default())
        }
    }
}

pub fn neg(expr: &impl Handle) -> Rc<Neg> {
    expr.cast::<Neg>().expect("a negation")
}

pub fn add(expr: &impl Handle) -> Rc<Add> {
    expr.cast::<Add>().expect("a sum")
}

pub fn call(expr: &impl Handle) -> Rc<Call> {
    expr.cast::<Call>().expect("a call")
}

/// The first node at or below this one that is this text.
pub fn find(root: &impl Handle, wanted: &str) -> ExprRc {
    let found = root.descendants_or_self().find(|node| text_of(node) == wanted);
    found.and_then(|node| node.cast::<Expr>()).expect("there is such an expression")
}

/// Checks that an operation leaves these nodes as they are: their owners, and all nodes below them.
pub fn unchanged<R>(nodes: &[AnyRc], operation: impl FnOnce() -> R) -> R {
    let picture = || {
        let of = |node: &AnyRc| {
            assert_eq!(node.validate(), Ok(()));
            (text_of(node), node.place(), node.descendants().collect::<Vec<_>>())
        };
        nodes.iter().map(of).collect::<Vec<_>>()
    };
    let before = picture();
    let result = operation();
    assert_eq!(picture(), before);
    result
}
