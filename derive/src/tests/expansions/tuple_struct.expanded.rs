/// The live form of [`Line`](struct@Line).
pub struct LineNode {
    parent: ::kinfolk::Back<Group>,
    kinfolk_fields: LineNodeFields,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Line>,
}
/// The fields of a [`LineNode`](struct@LineNode), which derefs to this.
pub struct LineNodeFields(
    /// Its points.
    pub ::kinfolk::Own<Line, Vec<Point>>,
    ::kinfolk::__private_0_1_0::RefCell<String>,
    pub u32,
);
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Deref for LineNode {
    type Target = LineNodeFields;
    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.kinfolk_fields
    }
}
#[automatically_derived]
impl ::kinfolk::Graph for Line {
    type Handle = ::kinfolk::Rc<Line>;
    type Declared = Self;
    type Repr = LineNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for LineNode {
    type Plain = Line;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Line parent 0";
    #[inline]
    fn build(__plain: Line, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            parent: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            kinfolk_fields: LineNodeFields(
                ::kinfolk::__private_0_1_0::own(__new, 1, __plain.0),
                ::kinfolk::__private_0_1_0::RefCell::new(__plain.1),
                __plain.2,
            ),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.kinfolk_fields.1, &self.kinfolk_fields.2);
        (&self.kinfolk_header, (&self.parent as &_, &self.kinfolk_fields.0 as &_), __data)
    }
}
#[automatically_derived]
impl<O: ::kinfolk::links::OwnerAs<Group>> ::kinfolk::__private_0_1_0::OwnedBy<O> for Line {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<LineNode, Mark> for Line {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<LineNodeFields, Mark> for Line {}
#[automatically_derived]
impl LineNode {
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    #[track_caller]
    pub fn to_plain(&self) -> Line {
        ::kinfolk::__private_0_1_0::to_plain(self)
    }
    /// As `to_plain`. O(n).
    /// # Errors
    /// It lists the saved references to nodes that are not here or below.
    #[inline]
    #[track_caller]
    pub fn try_to_plain(
        &self,
    ) -> ::kinfolk::__private_0_1_0::Result<Line, ::kinfolk::__private_0_1_0::Problems> {
        ::kinfolk::__private_0_1_0::try_to_plain(self)
    }
    /// A copy of this node and of all that it owns. Links to nodes in it lead to their copies,
    /// other links to the same nodes. It has no owner. O(n) for n nodes and links.
    pub fn duplicate(&self) -> ::kinfolk::Rc<Line> {
        ::kinfolk::__private_0_1_0::duplicate::<Line>(self)
    }
    /// As `duplicate`, and calls the function before anything else sees the copy:
    /// `copies.of(&node)` is the copy of a node.
    pub fn duplicate_with<F: ::kinfolk::__private_0_1_0::FnOnce(&::kinfolk::Copies)>(
        &self,
        __f: F,
    ) -> ::kinfolk::Rc<Line> {
        ::kinfolk::__private_0_1_0::duplicate_with::<Line>(self, __f)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlain for Line {
    fn copy(
        __handle: &::kinfolk::Rc<Line>,
        __copying: &mut ::kinfolk::__private_0_1_0::Copying,
    ) -> Self {
        __copying.child(__handle)
    }
    fn copy_live(
        __handle: &::kinfolk::Rc<Line>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
        __context: &mut ::kinfolk::__private_0_1_0::BuildContext,
    ) -> ::kinfolk::Rc<Line> {
        ::kinfolk::__private_0_1_0::copy_child(__handle, __originals, __context)
    }
    fn note_types(__copying: &mut ::kinfolk::__private_0_1_0::Copying) {
        use ::kinfolk::__private_0_1_0::NoTypes as _;
        if __copying.note::<Self>() {
            ::kinfolk::__private_0_1_0::OwnedTypes::<Vec<Point>>::note(__copying);
        }
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlainNode for LineNode {
    fn copy_fields(&self, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Line {
        Line(
            ::kinfolk::__private_0_1_0::copy_own(&self.kinfolk_fields.0, __copying),
            ::kinfolk::__private_0_1_0::copy_refcell(&self.kinfolk_fields.1, "Line.1", "to_plain"),
            ::kinfolk::__private_0_1_0::Clone::clone(&self.kinfolk_fields.2),
        )
    }
    fn copy_node(
        &self,
        __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
    ) -> Self {
        use ::kinfolk::__private_0_1_0::NoCopies as _;
        Self {
            parent: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            kinfolk_fields: LineNodeFields(
                ::kinfolk::__private_0_1_0::Children(&self.kinfolk_fields.0)
                    .copies(__new, __originals),
                ::kinfolk::__private_0_1_0::RefCell::new(::kinfolk::__private_0_1_0::copy_refcell(
                    &self.kinfolk_fields.1,
                    "Line.1",
                    "duplicate",
                )),
                ::kinfolk::__private_0_1_0::Clone::clone(&self.kinfolk_fields.2),
            ),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
}
