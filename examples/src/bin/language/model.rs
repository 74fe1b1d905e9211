//! The syntax tree.

use kinfolk::Graph;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Minus,
    Not,
}

impl UnaryOp {
    /// The operator as it is written before its operand.
    pub fn prefix(self) -> &'static str {
        match self {
            UnaryOp::Minus => "-",
            UnaryOp::Not => "not ",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl BinaryOp {
    /// All operators. One that begins with another one comes before it.
    pub const ALL: [BinaryOp; 13] = [
        BinaryOp::Or,
        BinaryOp::And,
        BinaryOp::Equal,
        BinaryOp::NotEqual,
        BinaryOp::LessOrEqual,
        BinaryOp::Less,
        BinaryOp::GreaterOrEqual,
        BinaryOp::Greater,
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
        BinaryOp::Remainder,
    ];

    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessOrEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterOrEqual => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Remainder => "%",
        }
    }

    /// How strongly the operator binds its operands.
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Equal | BinaryOp::NotEqual => 3,
            BinaryOp::Less
            | BinaryOp::LessOrEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterOrEqual => 4,
            BinaryOp::Add | BinaryOp::Subtract => 5,
            BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder => 6,
        }
    }
}

/// Unary operators bind more strongly than all binary ones.
pub const UNARY_PRECEDENCE: u8 = 7;
