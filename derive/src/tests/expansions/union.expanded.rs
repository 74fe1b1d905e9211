/// The handle to a live node of one of the types of [`Entry`](enum@Entry).
///
/// What can be in a folder.
pub enum EntryNode {
    /// A folder.
    Folder(::kinfolk::Rc<Folder>),
    /// As in the plain enum.
    File(::kinfolk::Rc<File>),
}
#[automatically_derived]
impl ::kinfolk::Graph for Entry {
    type Handle = EntryNode;
    type Shape = ::kinfolk::__private_0_1_0::OfUnion;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::UnionType for Entry {
    fn sprout(self, __nursery: &mut ::kinfolk::__private_0_1_0::Nursery) -> EntryNode {
        match self {
            Entry::Folder(__node) => EntryNode::Folder(::kinfolk::__private_0_1_0::sprout::<
                ::kinfolk::Rc<Folder>,
                _,
            >(__node, __nursery)),
            Entry::File(__node) => EntryNode::File(::kinfolk::__private_0_1_0::sprout::<
                ::kinfolk::Rc<File>,
                _,
            >(__node, __nursery)),
        }
    }
    fn from_any(__node: &::kinfolk::AnyRc) -> ::kinfolk::__private_0_1_0::Option<EntryNode> {
        if let ::kinfolk::__private_0_1_0::Some(__node) =
            ::kinfolk::__private_0_1_0::downcast::<::kinfolk::Rc<Folder>, _>(__node)
        {
            return ::kinfolk::__private_0_1_0::Some(EntryNode::Folder(__node));
        }
        if let ::kinfolk::__private_0_1_0::Some(__node) =
            ::kinfolk::__private_0_1_0::downcast::<::kinfolk::Rc<File>, _>(__node)
        {
            return ::kinfolk::__private_0_1_0::Some(EntryNode::File(__node));
        }
        ::kinfolk::__private_0_1_0::None
    }
    fn set_back<Owner: ::kinfolk::NodeType>(
        __child: &EntryNode,
        __owner: &::kinfolk::__private_0_1_0::StdWeak<<Owner as ::kinfolk::NodeType>::Node>,
    ) {
        match __child {
            EntryNode::Folder(__node) => {
                ::kinfolk::__private_0_1_0::set_back::<::kinfolk::Rc<Folder>, _, Owner>(
                    __node, __owner,
                )
            }
            EntryNode::File(__node) => {
                ::kinfolk::__private_0_1_0::set_back::<::kinfolk::Rc<File>, _, Owner>(
                    __node, __owner,
                )
            }
        }
    }
    fn node_types(
        __all: &mut ::kinfolk::__private_0_1_0::Vec<
            &'static ::kinfolk::__private_0_1_0::Description,
        >,
    ) {
        ::kinfolk::__private_0_1_0::node_types::<::kinfolk::Rc<Folder>, _>(__all);
        ::kinfolk::__private_0_1_0::node_types::<::kinfolk::Rc<File>, _>(__all);
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HandleRatherThanNode for EntryNode {
    fn untyped(&self) -> &dyn ::kinfolk::__private_0_1_0::HandleObject {
        match self {
            EntryNode::Folder(__node) => {
                ::kinfolk::__private_0_1_0::inner::<::kinfolk::Rc<Folder>, _>(__node)
            }
            EntryNode::File(__node) => {
                ::kinfolk::__private_0_1_0::inner::<::kinfolk::Rc<File>, _>(__node)
            }
        }
    }
}
#[automatically_derived]
impl ::kinfolk::Node for EntryNode {
    fn object(&self) -> &dyn ::kinfolk::__private_0_1_0::Object {
        ::kinfolk::__private_0_1_0::HandleObject::object(
            ::kinfolk::__private_0_1_0::HandleRatherThanNode::untyped(self),
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::RefersTo<Entry> for EntryNode {
    fn handle(&self) -> &dyn ::kinfolk::__private_0_1_0::HandleObject {
        ::kinfolk::__private_0_1_0::HandleRatherThanNode::untyped(self)
    }
    fn weak(&self) -> ::kinfolk::Weak<Entry> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
}
#[automatically_derived]
impl EntryNode {
    /// A weak handle to the node. O(1).
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(&self) -> ::kinfolk::Weak<Entry> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Clone for EntryNode {
    fn clone(&self) -> Self {
        match self {
            EntryNode::Folder(__node) => EntryNode::Folder(::kinfolk::__private_0_1_0::clone::<
                ::kinfolk::Rc<Folder>,
                _,
            >(__node)),
            EntryNode::File(__node) => {
                EntryNode::File(::kinfolk::__private_0_1_0::clone::<::kinfolk::Rc<File>, _>(__node))
            }
        }
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Debug for EntryNode {
    fn fmt(
        &self,
        __formatter: &mut ::kinfolk::__private_0_1_0::fmt::Formatter<'_>,
    ) -> ::kinfolk::__private_0_1_0::fmt::Result {
        ::kinfolk::__private_0_1_0::debug(self, __formatter)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::PartialEq for EntryNode {
    fn eq(&self, __other: &Self) -> ::kinfolk::__private_0_1_0::bool {
        ::kinfolk::__private_0_1_0::is_same(self, __other)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Eq for EntryNode {}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Hash for EntryNode {
    fn hash<State: ::kinfolk::__private_0_1_0::Hasher>(&self, __state: &mut State) {
        ::kinfolk::__private_0_1_0::hash(self, __state);
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<::kinfolk::Rc<Folder>> for EntryNode {
    fn from(__value: ::kinfolk::Rc<Folder>) -> Self {
        EntryNode::Folder(__value)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for ::kinfolk::Rc<Folder> {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryNode> {
        ::kinfolk::__private_0_1_0::Arrival::known(EntryNode::Folder(self))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<Folder> for EntryNode {
    fn from(__value: Folder) -> Self {
        EntryNode::Folder(::kinfolk::__private_0_1_0::grow::<::kinfolk::Rc<Folder>, _, Entry>(
            Entry::Folder,
            __value,
        ))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for Folder {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryNode> {
        ::kinfolk::__private_0_1_0::Arrival::wrapped(
            ::kinfolk::__private_0_1_0::arrive::<::kinfolk::Rc<Folder>, _, Entry>(
                Entry::Folder,
                self,
            ),
            EntryNode::Folder,
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<::kinfolk::Rc<File>> for EntryNode {
    fn from(__value: ::kinfolk::Rc<File>) -> Self {
        EntryNode::File(__value)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for ::kinfolk::Rc<File> {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryNode> {
        ::kinfolk::__private_0_1_0::Arrival::known(EntryNode::File(self))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<File> for EntryNode {
    fn from(__value: File) -> Self {
        EntryNode::File(::kinfolk::__private_0_1_0::grow::<::kinfolk::Rc<File>, _, Entry>(
            Entry::File,
            __value,
        ))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for File {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryNode> {
        ::kinfolk::__private_0_1_0::Arrival::wrapped(
            ::kinfolk::__private_0_1_0::arrive::<::kinfolk::Rc<File>, _, Entry>(Entry::File, self),
            EntryNode::File,
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<Entry> for EntryNode {
    fn from(__value: Entry) -> Self {
        ::kinfolk::Graph::into_graph(__value)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for EntryNode {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryNode> {
        ::kinfolk::__private_0_1_0::Arrival::known(self)
    }
}
#[automatically_derived]
impl<Owner: ::kinfolk::NodeType> ::kinfolk::BackTo<Owner> for Entry
where
    Folder: ::kinfolk::BackTo<Owner>,
    File: ::kinfolk::BackTo<Owner>,
{
}
#[automatically_derived]
impl
    ::kinfolk::__private_0_1_0::GraphTypesMustNotImplementDrop<
        (),
        ::kinfolk::__private_0_1_0::OfPlain,
    > for Entry
{
}
#[automatically_derived]
impl EntryNode {
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    pub fn to_plain(&self) -> Entry {
        ::kinfolk::__private_0_1_0::copy_whole::<Entry>(self)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlain for Entry {
    fn copy(__handle: &EntryNode, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Self {
        match __handle {
            EntryNode::Folder(__node) => {
                Entry::Folder(::kinfolk::__private_0_1_0::copy(__node, __copying))
            }
            EntryNode::File(__node) => {
                Entry::File(::kinfolk::__private_0_1_0::copy(__node, __copying))
            }
        }
    }
}
