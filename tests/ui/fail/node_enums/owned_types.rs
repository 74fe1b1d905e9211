use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Expr))]
enum Expr {
    Handle(#[graph(own)] std::rc::Rc<Expr>),
    Weak(#[graph(own)] Vec<std::rc::Weak<Expr>>, u8),
    Named {
        #[graph(own)]
        list: Option<Vec<Expr>>,
        #[graph(own)]
        other: Vec<String>,
    },
    Object(#[graph(own)] Vec<Box<dyn Fn()>>),
    Nothing,
}

fn main() {}
