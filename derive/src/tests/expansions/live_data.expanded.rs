/// The live form of [`View`](struct@View).
pub struct ViewNode {
    /// Data that only the node has.
    pub rect: Cell<Rect>,
    width: Cell<u32>,
    #[cfg(feature = "fonts")]
    font: Font,
    pub title: String,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<View>,
}
#[automatically_derived]
impl ::kinfolk::Graph for View {
    type Handle = ::kinfolk::Rc<View>;
    type Declared = Self;
    type Repr = ViewNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for ViewNode {
    type Plain = View;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "View";
    #[inline]
    fn build(__plain: View, _: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            rect: ::kinfolk::__private_0_1_0::live::<'_>(),
            width: Cell::new(7),
            #[cfg(feature = "fonts")]
            font: { Font::load() },
            title: __plain.title,
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (
            &self.rect,
            &self.width,
            #[cfg(feature = "fonts")]
            (&self.font),
            #[cfg(not(feature = "fonts"))]
            &(),
            &self.title,
        );
        (&self.kinfolk_header, (), __data)
    }
}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<ViewNode, Mark> for View {}
