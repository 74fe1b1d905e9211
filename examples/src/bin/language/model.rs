//! The syntax tree.

use kinfolk::Graph;
use kinfolk_examples::script::{BinaryOp, UnaryOp};

/// A program. Its body is a block.
#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
pub struct Program {
    #[graph(own)]
    pub body: Expr,
}

/// Everything in a program is an expression.
///
/// All variants are one node type: `Rc<Expr>` is a handle to any of them, and the field `kind` of
/// the node has the variant.
#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(
    to_plain,
    back(pub program: Program, pub parent: Expr),
    weak(
        /// Leads from a use of a name, a `Name` or a `Call`, to its definition. Set by `resolve`.
        pub definition: Definition
    ),
)]
pub enum Expr {
    Number(f64),
    Text(String),
    Bool(bool),
    Name(String),
    Unary {
        op: UnaryOp,
        #[graph(own)]
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        #[graph(own)]
        left: Box<Expr>,
        #[graph(own)]
        right: Box<Expr>,
    },
    If {
        #[graph(own)]
        condition: Box<Expr>,
        #[graph(own)]
        then: Box<Expr>,
        #[graph(own)]
        otherwise: Option<Box<Expr>>,
    },
    Call {
        name: String,
        #[graph(own)]
        arguments: Vec<Expr>,
    },
    /// Has the value of its last expression.
    Block {
        #[graph(own)]
        body: Vec<Expr>,
    },
    Let {
        name: String,
        #[graph(own)]
        value: Box<Expr>,
    },
    Function {
        name: String,
        #[graph(own)]
        parameters: Vec<Parameter>,
        #[graph(own)]
        body: Box<Expr>,
    },
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain, back(pub function: Expr))]
pub struct Parameter {
    pub name: String,
}

/// What a name can stand for: a `Let`, a `Function` or a parameter.
#[derive(Graph)]
pub enum Definition {
    Expr(Expr),
    Parameter(Parameter),
}
