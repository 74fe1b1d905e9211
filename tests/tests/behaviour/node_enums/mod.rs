//! Node enums: an enum whose values are nodes of one type, with fields that depend on the variant.

mod depth;
mod forms;
mod links;
mod panics;

use std::cell::RefCell;

use kinfolk::{AnyRc, Graph, Handle, Node, Rc};

/// A syntax tree, with each kind of field.
#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(parent: Expr), weak(pub uses: Vec<Expr>), shared(pub types: Vec<Type>))]
#[graph(finalize = ExprNode::closed, to_plain)]
enum Expr {
    Number(f64),
    Text(String, #[graph(cell)] usize),
    Name {
        #[graph(refcell)]
        name: String,
    },
    Binary {
        #[graph(own)]
        left: Box<Expr>,
        op: char,
        #[graph(own)]
        right: Box<Expr>,
    },
    Call(#[graph(own)] Box<Expr>, #[graph(own)] Vec<Expr>),
    Return {
        #[graph(own)]
        value: Option<Box<Expr>>,
    },
    Nothing,
    Empty {},
    Void(),
}

#[derive(Graph, Clone, Debug, PartialEq)]
struct Type {
    name: &'static str,
}

thread_local! {
    static CLOSED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl ExprNode {
    fn closed(this: &Rc<Expr>) {
        let text = format!("{} in {}", this.text(), this.path());
        CLOSED.with_borrow_mut(|closed| closed.push(text));
    }

    fn text(&self) -> String {
        match &self.kind {
            ExprKind::Number(number) => number.to_string(),
            ExprKind::Text(text, count) => text.repeat(count.get()),
            ExprKind::Name { name } => name.borrow().clone(),
            ExprKind::Binary { left, op, right } => {
                format!("({} {op} {})", left.get().text(), right.get().text())
            }
            ExprKind::Call(function, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(|each| each.text()).collect();
                format!("{}({})", function.get().text(), arguments.join(", "))
            }
            ExprKind::Return { value } => {
                let value = value.get().map(|value| value.text());
                format!("return {}", value.unwrap_or_default())
            }
            ExprKind::Nothing | ExprKind::Empty {} | ExprKind::Void() => String::new(),
        }
    }
}

fn closed() -> Vec<String> {
    CLOSED.take()
}

fn number(number: f64) -> Expr {
    Expr::Number(number)
}

fn name(name: &str) -> Expr {
    Expr::Name { name: name.into() }
}

fn binary(left: Expr, op: char, right: Expr) -> Expr {
    Expr::Binary { left: left.into(), op, right: right.into() }
}

fn call(function: Expr, arguments: Vec<Expr>) -> Expr {
    Expr::Call(function.into(), arguments)
}

/// `f(1, (x + ab))`
fn tree() -> Expr {
    call(name("f"), vec![number(1.0), binary(name("x"), '+', Expr::Text("ab".into(), 1))])
}

#[test]
fn each_variant_has_its_links() {
    let root = tree().into_graph();
    assert_eq!(root.text(), "f(1, (x + ab))");
    let ExprKind::Call(function, arguments) = &root.kind else { panic!() };
    assert_eq!(function.get().parent.get(), Some(root.clone()));
    let sum = arguments.get(1).unwrap();
    assert_eq!(sum.parent.get(), Some(root.clone()));
    let ExprKind::Binary { left, right, .. } = &sum.kind else { panic!() };
    let x = left.get();
    assert_eq!(x.parent.get(), Some(sum.clone()));
    assert_eq!(x.path().to_string(), "Expr::Call.1[1].left");
    assert_eq!(x.place().unwrap().link(), "left");
    assert_eq!(sum.place().unwrap().to_string(), "1[1]");
    // Moving a child, and changing data.
    arguments.push(right.replace(Expr::Return { value: None }));
    if let ExprKind::Text(_, count) = &arguments.last().unwrap().kind {
        count.set(2);
    }
    if let ExprKind::Name { name } = &x.kind {
        name.borrow_mut().push('y');
    }
    assert_eq!(root.text(), "f(1, (xy + return ), abab)");
    assert_eq!(root.validate(), Ok(()));
    assert_eq!(root.to_any().type_name(), "Expr");
}

#[test]
fn walks_hooks_and_copies_see_all_variants() {
    let root = tree().into_graph();
    let all: Vec<AnyRc> = root.descendants().collect();
    let texts: Vec<_> = all.iter().map(|node| node.downcast::<Expr>().unwrap().text()).collect();
    assert_eq!(texts, ["f", "1", "(x + ab)", "x", "ab"]);
    assert_eq!(root.children().count(), 3);
    let back: Vec<AnyRc> = root.descendants().rev().collect();
    assert!(back.iter().rev().eq(all.iter()));
    drop((all, back));
    assert_eq!(root.to_plain(), tree());
    for plain in [Expr::Nothing, Expr::Empty {}, Expr::Void()] {
        assert_eq!(plain.clone().into_graph().to_plain(), plain);
    }
    closed();
    drop(root);
    assert_eq!(
        closed(),
        [
            "f(1, (x + ab)) in Expr::Call",
            "f in Expr::Call.0",
            "1 in Expr::Call.1[0]",
            "(x + ab) in Expr::Call.1[1]",
            "x in Expr::Call.1[1].left",
            "ab in Expr::Call.1[1].right",
        ]
    );
}

/// The variant of a node does not change: another node takes its place.
#[test]
fn a_node_is_replaced_by_one_of_another_variant() {
    let root = tree().into_graph();
    let ExprKind::Call(_, arguments) = &root.kind else { panic!() };
    let sum = arguments.get(1).unwrap();
    let ExprKind::Binary { left, .. } = &sum.kind else { panic!() };
    sum.replace_with(number(3.0).into_graph()).unwrap();
    assert_eq!(root.text(), "f(1, 3)");
    assert!(sum.is_root());
    left.get().replace_with(number(2.0).into_graph()).unwrap();
    assert_eq!(sum.text(), "(2 + ab)");
    assert_eq!((root.validate(), sum.validate()), (Ok(()), Ok(())));
}

/// A node has room for its largest variant, and not for all of them.
#[test]
fn a_node_is_as_large_as_its_largest_variant_needs() {
    #[derive(Graph)]
    #[graph(back(parent: Small))]
    enum Small {
        One(#[graph(own)] Vec<Small>),
        Two(#[graph(own)] Vec<Small>),
        Three(#[graph(own)] Vec<Small>),
        Nothing,
    }
    #[derive(Graph)]
    #[graph(back(parent: One))]
    struct One {
        #[graph(own)]
        children: Vec<One>,
    }
    let word = size_of::<usize>();
    assert!(size_of::<SmallNode>() <= size_of::<OneNode>() + word);
    for plain in [Small::One(vec![]), Small::Two(vec![Small::Nothing]), Small::Three(vec![])] {
        let node = plain.into_graph();
        let (SmallKind::One(list) | SmallKind::Two(list) | SmallKind::Three(list)) = &node.kind
        else {
            panic!()
        };
        assert!(list.len() <= 1);
    }
}
