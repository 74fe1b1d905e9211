/// The live form of [`Picture`](struct@Picture).
struct PictureNode {
    name: String,
    tags: Vec<String>,
    sizes: std::collections::HashMap<u32, Size>,
    colours: Vec<Colour>,
    #[allow(deprecated)]
    frame: Option<Frame>,
    notes: Vec<Note>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Picture>,
}
#[automatically_derived]
impl ::kinfolk::Graph for Picture {
    type Handle = ::kinfolk::Rc<Picture>;
    type Declared = Self;
    type Repr = PictureNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for PictureNode {
    type Plain = Picture;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Picture";
    #[inline]
    fn build(__plain: Picture, _: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        use ::kinfolk::__private_0_1_0::AnyField as _;
        let _ = <::kinfolk::__private_0_1_0::PlainField<Vec<Colour>>>::holds_nodes_without_key;
        #[allow(deprecated)]
        let _ = <::kinfolk::__private_0_1_0::PlainField<Option<Frame>>>::holds_nodes_without_key;
        Self {
            name: __plain.name,
            tags: __plain.tags,
            sizes: __plain.sizes,
            colours: __plain.colours,
            frame: __plain.frame,
            notes: __plain.notes,
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.name, &self.tags, &self.sizes, &self.colours, &self.frame, &self.notes);
        (&self.kinfolk_header, (), __data)
    }
}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<PictureNode, Mark> for Picture {}
