#[graph(back(parent: Expr), finalize = ExprNode::closed)]
pub enum Expr {
    /// A name.
    Name(String, #[graph(cell)] u32),
    Unary {
        op: char,
        #[graph(own)]
        operand: Option<Box<Expr>>,
        #[graph(own)]
        notes: Vec<Note>,
    },
    Binary {
        op: char,
        #[graph(own)]
        left: Option<Box<Expr>>,
        #[graph(own)]
        right: Option<Box<Expr>>,
    },
    Call(#[graph(own)] Option<Box<Expr>>, #[graph(own)] Vec<Expr>),
    Block {
        #[graph(own)]
        steps: Vec<Expr>,
        #[graph(own)]
        result: Option<Box<Expr>>,
    },
    Nothing,
}
