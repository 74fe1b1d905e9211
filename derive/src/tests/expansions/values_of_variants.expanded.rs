/// The live form of [`Shape`](enum@Shape). Its variant is its `kind`: `match &node.kind { .. }`.
pub struct ShapeNode {
    next: ::kinfolk::WeakLink<Shape, Shape>,
    /// The variant, with its links alive.
    pub kind: ShapeKind,
    like: ::kinfolk::Shared<Shape, Shape>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Shape>,
}
/// The variants of the live form of [`Shape`](enum@Shape).
pub enum ShapeKind {
    Label(::kinfolk::Own<Shape, Vec<Shape>>, ::kinfolk::Value<Shape, String>),
    Circle { radius: ::kinfolk::Value<Shape, f64>, name: String },
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
        "Shape next Shape::Label.1 Shape::Label.0 Shape::Circle.radius like";
    #[inline]
    fn build(__plain: Shape, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        let (__kind, __first_shared) = match __plain {
            Shape::Label(__0, __1) => (
                ShapeKind::Label(
                    ::kinfolk::__private_0_1_0::own(__new, 2, __0),
                    ::kinfolk::__private_0_1_0::value(__new, 1, __1),
                ),
                3,
            ),
            Shape::Circle { radius: __0, name: __1 } => (
                ShapeKind::Circle {
                    radius: ::kinfolk::__private_0_1_0::value(__new, 1, __0),
                    name: __1,
                },
                2,
            ),
        };
        Self {
            next: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            kind: __kind,
            like: ::kinfolk::__private_0_1_0::link::<'_>(__new, __first_shared + 0),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __links = ::kinfolk::__private_0_1_0::PhantomData::<(
            ::kinfolk::Value<Shape, String>,
            ::kinfolk::Own<Shape, Vec<Shape>>,
            ::kinfolk::Value<Shape, f64>,
        )>;
        let __data = ::kinfolk::__private_0_1_0::PhantomData::<(String, f64)>;
        (
            &self.kinfolk_header,
            ::kinfolk::__private_0_1_0::enum_links(
                self,
                (&self.next as &_,),
                (&self.like as &_,),
                __links,
            ),
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
        &["Shape::Label next 1 0 like", "Shape::Circle next radius like"];
    fn visit<'a, Visitor: ::kinfolk::__private_0_1_0::VariantVisitor<'a>>(
        &'a self,
        __visitor: Visitor,
    ) -> Visitor::Output {
        match &self.kind {
            ShapeKind::Label(__0, __1) => __visitor.variant::<0, _>((__1 as &_, __0 as &_)),
            ShapeKind::Circle { radius: __0, name: __1 } => __visitor.variant::<1, _>((__0 as &_,)),
        }
    }
}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ShapeNode, Mark> for Shape {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ShapeKind, Mark> for Shape {}
#[automatically_derived]
impl ShapeNode {
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    #[track_caller]
    pub fn to_plain(&self) -> Shape {
        ::kinfolk::__private_0_1_0::to_plain(self)
    }
    /// As `to_plain`. O(n).
    /// # Errors
    /// It lists the saved references to nodes that are not here or below.
    #[inline]
    #[track_caller]
    pub fn try_to_plain(
        &self,
    ) -> ::kinfolk::__private_0_1_0::Result<Shape, ::kinfolk::__private_0_1_0::Problems> {
        ::kinfolk::__private_0_1_0::try_to_plain(self)
    }
    /// A copy of this node and of all that it owns. Links to nodes in it lead to their copies,
    /// other links to the same nodes. It has no owner. O(n) for n nodes and links.
    pub fn duplicate(&self) -> ::kinfolk::Rc<Shape> {
        ::kinfolk::__private_0_1_0::duplicate::<Shape>(self)
    }
    /// As `duplicate`, and calls the function before anything else sees the copy:
    /// `copies.of(&node)` is the copy of a node.
    pub fn duplicate_with<F: ::kinfolk::__private_0_1_0::FnOnce(&::kinfolk::Copies)>(
        &self,
        __f: F,
    ) -> ::kinfolk::Rc<Shape> {
        ::kinfolk::__private_0_1_0::duplicate_with::<Shape>(self, __f)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlain for Shape {
    fn copy(
        __handle: &::kinfolk::Rc<Shape>,
        __copying: &mut ::kinfolk::__private_0_1_0::Copying,
    ) -> Self {
        __copying.child(__handle)
    }
    fn copy_live(
        __handle: &::kinfolk::Rc<Shape>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
        __context: &mut ::kinfolk::__private_0_1_0::BuildContext,
    ) -> ::kinfolk::Rc<Shape> {
        ::kinfolk::__private_0_1_0::copy_child(__handle, __originals, __context)
    }
    fn note_types(__copying: &mut ::kinfolk::__private_0_1_0::Copying) {
        use ::kinfolk::__private_0_1_0::NoTypes as _;
        if __copying.note::<Self>() {
            ::kinfolk::__private_0_1_0::OwnedTypes::<Vec<Shape>>::note(__copying);
        }
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlainNode for ShapeNode {
    fn copy_fields(&self, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Shape {
        match &self.kind {
            ShapeKind::Label(__0, __1) => Shape::Label(
                ::kinfolk::__private_0_1_0::copy_own(__0, __copying),
                ::kinfolk::__private_0_1_0::copy_value(__1),
            ),
            ShapeKind::Circle { radius: __0, name: __1 } => Shape::Circle {
                radius: ::kinfolk::__private_0_1_0::copy_value(__0),
                name: ::kinfolk::__private_0_1_0::Clone::clone(__1),
            },
        }
    }
    fn copy_node(
        &self,
        __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
    ) -> Self {
        use ::kinfolk::__private_0_1_0::NoCopies as _;
        let (__kind, __first_shared) = match &self.kind {
            ShapeKind::Label(__0, __1) => (
                ShapeKind::Label(
                    ::kinfolk::__private_0_1_0::Children(__0).copies(__new, __originals),
                    ::kinfolk::__private_0_1_0::value(
                        __new,
                        1,
                        ::kinfolk::__private_0_1_0::copy_value(__1),
                    ),
                ),
                3,
            ),
            ShapeKind::Circle { radius: __0, name: __1 } => (
                ShapeKind::Circle {
                    radius: ::kinfolk::__private_0_1_0::value(
                        __new,
                        1,
                        ::kinfolk::__private_0_1_0::copy_value(__0),
                    ),
                    name: ::kinfolk::__private_0_1_0::Clone::clone(__1),
                },
                2,
            ),
        };
        Self {
            next: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            kind: __kind,
            like: ::kinfolk::__private_0_1_0::link::<'_>(__new, __first_shared + 0),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn copy_links(&self, __copy: &Self, __copies: &::kinfolk::__private_0_1_0::Copies) {
        ::kinfolk::__private_0_1_0::copy_link(&self.next, &__copy.next, __copies);
        ::kinfolk::__private_0_1_0::copy_link(&self.like, &__copy.like, __copies);
    }
}
