/// The handle to a live node of one of the types of [`Entry`](enum@Entry).
///
/// What can be in a folder.
pub enum EntryRc {
    /// A folder.
    Folder(::kinfolk::Rc<Folder>),
    /// As in the plain enum.
    File(::kinfolk::Rc<File>),
}
#[automatically_derived]
impl ::kinfolk::Graph for Entry {
    type Handle = EntryRc;
    type Repr = ::kinfolk::__private_0_1_0::UnionRepr;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::UnionType for Entry {
    fn build_in(self, __context: &mut ::kinfolk::__private_0_1_0::BuildContext) -> EntryRc {
        match self {
            Entry::Folder(__node) => EntryRc::Folder(::kinfolk::__private_0_1_0::build_in::<
                ::kinfolk::Rc<Folder>,
                _,
            >(__node, __context)),
            Entry::File(__node) => EntryRc::File(::kinfolk::__private_0_1_0::build_in::<
                ::kinfolk::Rc<File>,
                _,
            >(__node, __context)),
        }
    }
    fn from_any(__node: &::kinfolk::AnyRc) -> ::kinfolk::__private_0_1_0::Option<EntryRc> {
        if let ::kinfolk::__private_0_1_0::Some(__node) =
            ::kinfolk::__private_0_1_0::downcast::<::kinfolk::Rc<Folder>, _>(__node)
        {
            return ::kinfolk::__private_0_1_0::Some(EntryRc::Folder(__node));
        }
        if let ::kinfolk::__private_0_1_0::Some(__node) =
            ::kinfolk::__private_0_1_0::downcast::<::kinfolk::Rc<File>, _>(__node)
        {
            return ::kinfolk::__private_0_1_0::Some(EntryRc::File(__node));
        }
        ::kinfolk::__private_0_1_0::None
    }
    fn set_back<Owner: ::kinfolk::NodeType>(
        __child: &EntryRc,
        __owner: &::kinfolk::__private_0_1_0::StdWeak<<Owner as ::kinfolk::NodeType>::Node>,
    ) {
        match __child {
            EntryRc::Folder(__node) => {
                ::kinfolk::__private_0_1_0::set_back::<::kinfolk::Rc<Folder>, _, Owner>(
                    __node, __owner,
                )
            }
            EntryRc::File(__node) => {
                ::kinfolk::__private_0_1_0::set_back::<::kinfolk::Rc<File>, _, Owner>(
                    __node, __owner,
                )
            }
        }
    }
    fn node_types(
        __all: &mut ::kinfolk::__private_0_1_0::Vec<&'static ::kinfolk::__private_0_1_0::TypeInfo>,
    ) {
        ::kinfolk::__private_0_1_0::node_types::<::kinfolk::Rc<Folder>, _>(__all);
        ::kinfolk::__private_0_1_0::node_types::<::kinfolk::Rc<File>, _>(__all);
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HandleRatherThanNode for EntryRc {
    fn untyped(&self) -> &dyn ::kinfolk::__private_0_1_0::DynHandle {
        match self {
            EntryRc::Folder(__node) => {
                ::kinfolk::__private_0_1_0::inner::<::kinfolk::Rc<Folder>, _>(__node)
            }
            EntryRc::File(__node) => {
                ::kinfolk::__private_0_1_0::inner::<::kinfolk::Rc<File>, _>(__node)
            }
        }
    }
}
#[automatically_derived]
impl ::kinfolk::Node for EntryRc {
    fn dyn_node(&self) -> &dyn ::kinfolk::__private_0_1_0::DynNode {
        ::kinfolk::__private_0_1_0::DynHandle::dyn_node(
            ::kinfolk::__private_0_1_0::HandleRatherThanNode::untyped(self),
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::NodeReference<Entry> for EntryRc {
    fn handle(&self) -> &dyn ::kinfolk::__private_0_1_0::DynHandle {
        ::kinfolk::__private_0_1_0::HandleRatherThanNode::untyped(self)
    }
    fn weak(&self) -> ::kinfolk::Weak<Entry> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
}
#[automatically_derived]
impl EntryRc {
    /// A weak handle to the node. O(1).
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(&self) -> ::kinfolk::Weak<Entry> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Clone for EntryRc {
    fn clone(&self) -> Self {
        match self {
            EntryRc::Folder(__node) => EntryRc::Folder(::kinfolk::__private_0_1_0::clone::<
                ::kinfolk::Rc<Folder>,
                _,
            >(__node)),
            EntryRc::File(__node) => {
                EntryRc::File(::kinfolk::__private_0_1_0::clone::<::kinfolk::Rc<File>, _>(__node))
            }
        }
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Debug for EntryRc {
    fn fmt(
        &self,
        __formatter: &mut ::kinfolk::__private_0_1_0::fmt::Formatter<'_>,
    ) -> ::kinfolk::__private_0_1_0::fmt::Result {
        ::kinfolk::__private_0_1_0::debug(self, __formatter)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::PartialEq for EntryRc {
    fn eq(&self, __other: &Self) -> ::kinfolk::__private_0_1_0::bool {
        ::kinfolk::__private_0_1_0::is_same(self, __other)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Eq for EntryRc {}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::Hash for EntryRc {
    fn hash<State: ::kinfolk::__private_0_1_0::Hasher>(&self, __state: &mut State) {
        ::kinfolk::__private_0_1_0::hash(self, __state);
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<::kinfolk::Rc<Folder>> for EntryRc {
    fn from(__value: ::kinfolk::Rc<Folder>) -> Self {
        EntryRc::Folder(__value)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoIncoming<Entry> for ::kinfolk::Rc<Folder> {
    fn into_incoming(self) -> ::kinfolk::__private_0_1_0::Incoming<EntryRc> {
        ::kinfolk::__private_0_1_0::Incoming::existing(EntryRc::Folder(self))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<Folder> for EntryRc {
    fn from(__value: Folder) -> Self {
        EntryRc::Folder(::kinfolk::__private_0_1_0::build_root::<::kinfolk::Rc<Folder>, _, Entry>(
            Entry::Folder,
            __value,
        ))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoIncoming<Entry> for Folder {
    fn into_incoming(self) -> ::kinfolk::__private_0_1_0::Incoming<EntryRc> {
        ::kinfolk::__private_0_1_0::Incoming::wrapped(
            ::kinfolk::__private_0_1_0::incoming::<::kinfolk::Rc<Folder>, _, Entry>(
                Entry::Folder,
                self,
            ),
            EntryRc::Folder,
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<::kinfolk::Rc<File>> for EntryRc {
    fn from(__value: ::kinfolk::Rc<File>) -> Self {
        EntryRc::File(__value)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoIncoming<Entry> for ::kinfolk::Rc<File> {
    fn into_incoming(self) -> ::kinfolk::__private_0_1_0::Incoming<EntryRc> {
        ::kinfolk::__private_0_1_0::Incoming::existing(EntryRc::File(self))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<File> for EntryRc {
    fn from(__value: File) -> Self {
        EntryRc::File(::kinfolk::__private_0_1_0::build_root::<::kinfolk::Rc<File>, _, Entry>(
            Entry::File,
            __value,
        ))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoIncoming<Entry> for File {
    fn into_incoming(self) -> ::kinfolk::__private_0_1_0::Incoming<EntryRc> {
        ::kinfolk::__private_0_1_0::Incoming::wrapped(
            ::kinfolk::__private_0_1_0::incoming::<::kinfolk::Rc<File>, _, Entry>(
                Entry::File,
                self,
            ),
            EntryRc::File,
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<Entry> for EntryRc {
    fn from(__value: Entry) -> Self {
        ::kinfolk::Graph::into_graph(__value)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoIncoming<Entry> for EntryRc {
    fn into_incoming(self) -> ::kinfolk::__private_0_1_0::Incoming<EntryRc> {
        ::kinfolk::__private_0_1_0::Incoming::existing(self)
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
impl EntryRc {
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    pub fn to_plain(&self) -> Entry {
        ::kinfolk::__private_0_1_0::copy_whole::<Entry>(self)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlain for Entry {
    fn copy(__handle: &EntryRc, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Self {
        match __handle {
            EntryRc::Folder(__node) => {
                Entry::Folder(::kinfolk::__private_0_1_0::copy(__node, __copying))
            }
            EntryRc::File(__node) => {
                Entry::File(::kinfolk::__private_0_1_0::copy(__node, __copying))
            }
        }
    }
}
