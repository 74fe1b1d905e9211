/// The live form of [`Folder`](struct@Folder).
pub struct FolderNode {
    parent: ::kinfolk::Back<Folder>,
    pub name: String,
    pub mode: u32,
    pub size: ::kinfolk::__private_0_1_0::Cell<u64>,
    pub tags: ::kinfolk::__private_0_1_0::RefCell<Vec<String>>,
    pub entries: ::kinfolk::Own<Folder, Vec<Entry>>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Folder>,
}
#[automatically_derived]
impl ::kinfolk::Graph for Folder {
    type Handle = ::kinfolk::Rc<Folder>;
    type Declared = Self;
    type Repr = FolderNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for FolderNode {
    type Plain = Folder;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Folder parent entries";
    #[inline]
    fn build(__plain: Folder, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            parent: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            name: __plain.name,
            mode: __plain.mode,
            size: ::kinfolk::__private_0_1_0::Cell::new(__plain.size),
            tags: ::kinfolk::__private_0_1_0::RefCell::new(__plain.tags),
            entries: ::kinfolk::__private_0_1_0::own(__new, 1, __plain.entries),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.name, &self.mode, &self.size, &self.tags);
        (&self.kinfolk_header, (&self.parent as &_, &self.entries as &_), __data)
    }
}
#[automatically_derived]
impl<O: ::kinfolk::links::OwnerAs<Folder>> ::kinfolk::__private_0_1_0::OwnedBy<O> for Folder {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<FolderNode, Mark> for Folder {}
