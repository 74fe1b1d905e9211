/// The live form of [`Shape`](enum@Shape). Its variant is its `kind`: `match &node.kind { .. }`.
pub struct ShapeNode {
    parent: ::kinfolk::Back<Shape>,
    /// The variant, with its links alive.
    pub kind: ShapeKind,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Shape>,
}
/// The variants of the live form of [`Shape`](enum@Shape).
pub enum ShapeKind {
    Circle(
        ShapeId,
        ::kinfolk::Shared<
            Shape,
            ::kinfolk::__private_0_1_0::TargetsOf<Style, Vec<StyleId>>,
            ::kinfolk::__private_0_1_0::SavedBy<Style, Vec<StyleId>>,
        >,
    ),
    Group {
        id: ShapeId,
        like: ::kinfolk::WeakLink<
            Shape,
            ::kinfolk::__private_0_1_0::TargetsOf<Shape, ShapeId>,
            ::kinfolk::__private_0_1_0::SavedBy<Shape, ShapeId>,
        >,
        shapes: ::kinfolk::Own<Shape, Vec<Shape>>,
    },
}
#[automatically_derived]
impl ::kinfolk::Graph for Shape {
    type Handle = ::kinfolk::Rc<Shape>;
    type Declared = Self;
    type Repr = ShapeNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for ShapeNode {
    type Plain = Shape;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str =
        "Shape parent Shape::Circle.1 Shape::Group.like Shape::Group.shapes";
    const ID: ::kinfolk::__private_0_1_0::Option<
        fn(&Self) -> &dyn ::kinfolk::__private_0_1_0::DynId,
    > = ::kinfolk::__private_0_1_0::Some(|__node| match &__node.kind {
        ShapeKind::Circle(__0, __1) => __0,
        ShapeKind::Group { shapes: __0, id: __1, like: __2 } => __1,
    });
    #[inline]
    fn build(__plain: Shape, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        let __kind = match __plain {
            Shape::Circle(__0, __1) => {
                ShapeKind::Circle(__0, ::kinfolk::__private_0_1_0::saved(__new, 1, __1))
            }
            Shape::Group { shapes: __0, id: __1, like: __2 } => ShapeKind::Group {
                shapes: ::kinfolk::__private_0_1_0::own(__new, 2, __0),
                id: __1,
                like: ::kinfolk::__private_0_1_0::saved(__new, 1, __2),
            },
        };
        Self {
            parent: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            kind: __kind,
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __links = ::kinfolk::__private_0_1_0::PhantomData::<(
            ::kinfolk::Shared<
                Shape,
                ::kinfolk::__private_0_1_0::TargetsOf<Style, Vec<StyleId>>,
                ::kinfolk::__private_0_1_0::SavedBy<Style, Vec<StyleId>>,
            >,
            ::kinfolk::WeakLink<
                Shape,
                ::kinfolk::__private_0_1_0::TargetsOf<Shape, ShapeId>,
                ::kinfolk::__private_0_1_0::SavedBy<Shape, ShapeId>,
            >,
            ::kinfolk::Own<Shape, Vec<Shape>>,
        )>;
        let __data = ::kinfolk::__private_0_1_0::PhantomData::<(ShapeId, Vec<StyleId>)>;
        (
            &self.kinfolk_header,
            ::kinfolk::__private_0_1_0::enum_links(self, (&self.parent as &_,), (), __links),
            __data,
        )
    }
    fn type_info(&self) -> &'static ::kinfolk::__private_0_1_0::TypeInfo {
        ::kinfolk::__private_0_1_0::variant_info(self)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Variants for ShapeNode {
    const VARIANTS: &'static [&'static ::kinfolk::__private_0_1_0::str] =
        &["Shape::Circle parent 1", "Shape::Group parent like shapes"];
    fn visit<'a, Visitor: ::kinfolk::__private_0_1_0::VariantVisitor<'a>>(
        &'a self,
        __visitor: Visitor,
    ) -> Visitor::Output {
        match &self.kind {
            ShapeKind::Circle(__0, __1) => __visitor.variant::<0, _>((__1 as &_,)),
            ShapeKind::Group { shapes: __0, id: __1, like: __2 } => {
                __visitor.variant::<1, _>((__2 as &_, __0 as &_))
            }
        }
    }
}
#[automatically_derived]
impl<O: ::kinfolk::links::OwnerAs<Shape>> ::kinfolk::__private_0_1_0::OwnedBy<O> for Shape {}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HasId<ShapeId> for Shape {
    type Id = ShapeId;
    type Form = ::kinfolk::links::BareId;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HasId<::kinfolk::__private_0_1_0::Option<ShapeId>> for Shape {
    type Id = ShapeId;
    type Form = ::kinfolk::links::OptionalId;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HasId<::kinfolk::__private_0_1_0::Vec<ShapeId>> for Shape {
    type Id = ShapeId;
    type Form = ::kinfolk::links::IdList;
}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ShapeNode, Mark> for Shape {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ShapeKind, Mark> for Shape {}
