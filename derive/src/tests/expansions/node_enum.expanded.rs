/// The live form of [`Expr`](enum@Expr). Its variant is its `kind`: `match &node.kind { .. }`.
pub struct ExprNode {
    parent: ::kinfolk::Back<Expr>,
    /// The variant, with its links alive.
    pub kind: ExprKind,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Expr>,
}
/// The variants of the live form of [`Expr`](enum@Expr).
pub enum ExprKind {
    /// A name.
    Name(String, ::kinfolk::__private_0_1_0::Cell<u32>),
    Unary {
        op: char,
        operand: ::kinfolk::Own<Expr, Option<Box<Expr>>>,
        notes: ::kinfolk::Own<Expr, Vec<Note>>,
    },
    Binary {
        op: char,
        left: ::kinfolk::Own<Expr, Option<Box<Expr>>>,
        right: ::kinfolk::Own<Expr, Option<Box<Expr>>>,
    },
    Call(::kinfolk::Own<Expr, Option<Box<Expr>>>, ::kinfolk::Own<Expr, Vec<Expr>>),
    Block {
        steps: ::kinfolk::Own<Expr, Vec<Expr>>,
        result: ::kinfolk::Own<Expr, Option<Box<Expr>>>,
    },
    Nothing,
}
#[automatically_derived]
impl ::kinfolk::Graph for Expr {
    type Handle = ::kinfolk::Rc<Expr>;
    type Declared = Self;
    type Repr = ExprNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for ExprNode {
    type Plain = Expr;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Expr parent Expr::Unary.operand Expr::Unary.notes Expr::Binary.left Expr::Binary.right Expr::Call.0 Expr::Call.1 Expr::Block.steps Expr::Block.result";
    const FINALIZES: ::kinfolk::__private_0_1_0::bool = true;
    #[inline]
    fn build(__plain: Expr, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        let __kind = match __plain {
            Expr::Name(__0, __1) => ExprKind::Name(__0, ::kinfolk::__private_0_1_0::Cell::new(__1)),
            Expr::Unary { op: __0, operand: __1, notes: __2 } => ExprKind::Unary {
                op: __0,
                operand: ::kinfolk::__private_0_1_0::own(__new, 1, __1),
                notes: ::kinfolk::__private_0_1_0::own(__new, 2, __2),
            },
            Expr::Binary { op: __0, left: __1, right: __2 } => ExprKind::Binary {
                op: __0,
                left: ::kinfolk::__private_0_1_0::own(__new, 1, __1),
                right: ::kinfolk::__private_0_1_0::own(__new, 2, __2),
            },
            Expr::Call(__0, __1) => ExprKind::Call(
                ::kinfolk::__private_0_1_0::own(__new, 1, __0),
                ::kinfolk::__private_0_1_0::own(__new, 2, __1),
            ),
            Expr::Block { steps: __0, result: __1 } => ExprKind::Block {
                steps: ::kinfolk::__private_0_1_0::own(__new, 1, __0),
                result: ::kinfolk::__private_0_1_0::own(__new, 2, __1),
            },
            Expr::Nothing => ExprKind::Nothing,
        };
        Self {
            parent: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            kind: __kind,
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __links = ::kinfolk::__private_0_1_0::PhantomData::<(
            ::kinfolk::Own<Expr, Option<Box<Expr>>>,
            ::kinfolk::Own<Expr, Vec<Note>>,
            ::kinfolk::Own<Expr, Option<Box<Expr>>>,
            ::kinfolk::Own<Expr, Option<Box<Expr>>>,
            ::kinfolk::Own<Expr, Option<Box<Expr>>>,
            ::kinfolk::Own<Expr, Vec<Expr>>,
            ::kinfolk::Own<Expr, Vec<Expr>>,
            ::kinfolk::Own<Expr, Option<Box<Expr>>>,
        )>;
        let __data = ::kinfolk::__private_0_1_0::PhantomData::<(String, u32, char)>;
        (
            &self.kinfolk_header,
            ::kinfolk::__private_0_1_0::enum_links(self, (&self.parent as &_,), (), __links),
            __data,
        )
    }
    fn finalize(__this: &::kinfolk::Rc<Expr>) {
        ::kinfolk::__private_0_1_0::finalize::<Expr, _>(__this, ExprNode::closed)
    }
    fn type_info(&self) -> &'static ::kinfolk::__private_0_1_0::TypeInfo {
        ::kinfolk::__private_0_1_0::variant_info(self)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Variants for ExprNode {
    const VARIANTS: &'static [&'static ::kinfolk::__private_0_1_0::str] = &[
        "Expr::Name parent",
        "Expr::Unary parent operand notes",
        "Expr::Binary parent left right",
        "Expr::Call parent 0 1",
        "Expr::Block parent steps result",
        "Expr::Nothing parent",
    ];
    fn visit<'a, Visitor: ::kinfolk::__private_0_1_0::VariantVisitor<'a>>(
        &'a self,
        __visitor: Visitor,
    ) -> Visitor::Output {
        match &self.kind {
            ExprKind::Name(__0, __1) => __visitor.variant::<0, _>(()),
            ExprKind::Unary { op: __0, operand: __1, notes: __2 } => {
                __visitor.variant::<1, _>((__1 as &_, __2 as &_))
            }
            ExprKind::Binary { op: __0, left: __1, right: __2 } => {
                __visitor.variant::<2, _>((__1 as &_, __2 as &_))
            }
            ExprKind::Call(__0, __1) => __visitor.variant::<3, _>((__0 as &_, __1 as &_)),
            ExprKind::Block { steps: __0, result: __1 } => {
                __visitor.variant::<4, _>((__0 as &_, __1 as &_))
            }
            ExprKind::Nothing => __visitor.variant::<5, _>(()),
        }
    }
}
#[automatically_derived]
impl<O: ::kinfolk::links::OwnerAs<Expr>> ::kinfolk::__private_0_1_0::OwnedBy<O> for Expr {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ExprNode, Mark> for Expr {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ExprKind, Mark> for Expr {}
