//! Node enums: an enum whose values are nodes of one type, with fields that depend on the variant.

use std::cell::RefCell;

use kinfolk::{AnyRc, Graph, Handle, Node, Rc, schema};

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
        left: Option<Box<Expr>>,
        op: char,
        #[graph(own)]
        right: Option<Box<Expr>>,
    },
    Call(#[graph(own)] Option<Box<Expr>>, #[graph(own)] Vec<Expr>),
    Nothing,
}

#[derive(Graph)]
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
                let [left, right] = [left, right].map(|side| side.get().map(|side| side.text()));
                format!("({} {op} {})", left.unwrap_or_default(), right.unwrap_or_default())
            }
            ExprKind::Call(function, arguments) => {
                let function = function.get().map(|function| function.text()).unwrap_or_default();
                let arguments: Vec<_> = arguments.iter().map(|each| each.text()).collect();
                format!("{function}({})", arguments.join(", "))
            }
            ExprKind::Nothing => String::new(),
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
    Expr::Binary { left: Some(left.into()), op, right: Some(right.into()) }
}

fn call(function: Expr, arguments: Vec<Expr>) -> Expr {
    Expr::Call(Some(function.into()), arguments)
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
    assert_eq!(function.get().unwrap().parent.get(), Some(root.clone()));
    let sum = arguments.get(1).unwrap();
    assert_eq!(sum.parent.get(), Some(root.clone()));
    let ExprKind::Binary { left, right, .. } = &sum.kind else { panic!() };
    let x = left.get().unwrap();
    assert_eq!(x.parent.get(), Some(sum.clone()));
    assert_eq!(x.path().to_string(), "Expr::Call.1[1].left");
    assert_eq!(x.place().unwrap().link(), "left");
    assert_eq!(sum.place().unwrap().to_string(), "1[1]");
    // Moving a child, and changing data.
    arguments.push(right.take().unwrap());
    if let ExprKind::Text(_, count) = &arguments.last().unwrap().kind {
        count.set(2);
    }
    assert_eq!(root.text(), "f(1, (x + ), abab)");
    assert_eq!(root.validate(), Ok(()));
    assert_eq!(root.to_any().type_name(), "Expr");
}

#[test]
fn walks_hooks_and_copies_see_all_variants() {
    let root = tree().into_graph();
    let all: Vec<AnyRc> = root.descendants().collect();
    let texts: Vec<_> = all.iter().map(|node| node.downcast::<Expr>().unwrap().text()).collect();
    assert_eq!(texts, ["f", "1", "(x + ab)", "x", "ab"]);
    drop(all);
    assert_eq!(root.to_plain(), tree());
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

#[test]
fn links_of_the_enum_are_in_each_variant() {
    let root = tree().into_graph();
    let nothing = Expr::Nothing.into_graph();
    let number = Type { name: "number" }.into_graph();
    for node in [&root, &nothing] {
        node.uses.push(&root);
        node.types.push(number.clone());
        assert_eq!(node.types.get(0).unwrap().name, "number");
        assert_eq!(node.uses.get(0), Some(root.clone()));
    }
    let shown = format!("{:?}", schema::<Expr>().node_types()[0]);
    assert_eq!(
        shown,
        "Expr { parent: back Expr, uses: weak [Expr], Binary.left: own Expr, Binary.right: own \
         Expr, Call.0: own Expr, Call.1: own [Expr], types: shared [Type] }"
    );
}
