//! The syntax tree: plain data, since nothing in it changes or refers to anything else in it.
//!
//! The example `language` has a syntax tree of nodes.

use std::rc::Rc as StdRc;

use kinfolk_examples::script::{BinaryOp, Position, UnaryOp};

/// An expression or a statement, with the place where it begins, or where its operator is.
#[derive(Debug, PartialEq)]
pub struct Expr {
    pub at: Position,
    pub kind: ExprKind,
}

#[derive(Debug, PartialEq)]
pub enum ExprKind {
    Nothing,
    Bool(bool),
    Int(i64),
    Text(StdRc<str>),
    Name(String),
    List(Vec<Expr>),
    Function(StdRc<Definition>),
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        /// The left and the right one.
        operands: Box<[Expr; 2]>,
    },
    Index {
        /// The list and the index.
        of: Box<[Expr; 2]>,
    },
    Call {
        function: Box<Expr>,
        arguments: Vec<Expr>,
    },
    If {
        condition: Box<Expr>,
        then: Block,
        /// An `If` or a `Block`.
        otherwise: Option<Box<Expr>>,
    },
    Block(Block),
    Let {
        name: String,
        value: Box<Expr>,
    },
    Assign {
        name: String,
        /// As in `name[index] = value`.
        index: Option<Box<Expr>>,
        value: Box<Expr>,
    },
    While {
        condition: Box<Expr>,
        body: Block,
    },
    For {
        name: String,
        list: Box<Expr>,
        body: Block,
    },
    Return(Option<Box<Expr>>),
}

/// Statements in braces. A block has the value of its last one.
#[derive(Debug, Default, PartialEq)]
pub struct Block {
    pub statements: Vec<Expr>,
    /// One of the statements is a `Let`, so the block needs an environment.
    pub declares: bool,
}

/// A function in the text of a program. Each time it is evaluated, it makes a new closure.
#[derive(Debug, PartialEq)]
pub struct Definition {
    /// `None` for a function in an expression.
    pub name: Option<String>,
    pub parameters: Vec<String>,
    pub body: Block,
}
