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
impl EntryRc {
    /// A weak handle to the node. O(1).
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(&self) -> ::kinfolk::Weak<Entry> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    pub fn to_plain(&self) -> Entry {
        ::kinfolk::__private_0_1_0::copy_whole::<Entry>(self)
    }
}
#[automatically_derived]
impl ::kinfolk::Graph for Entry {
    type Handle = EntryRc;
    type Shape = ::kinfolk::__private_0_1_0::OfUnion;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::UnionType for Entry {
    fn sprout(self, __nursery: &mut ::kinfolk::__private_0_1_0::Nursery) -> EntryRc {
        match self {
            Entry::Folder(__node) => EntryRc::Folder(::kinfolk::__private_0_1_0::sprout::<
                ::kinfolk::Rc<Folder>,
                _,
            >(__node, __nursery)),
            Entry::File(__node) => EntryRc::File(::kinfolk::__private_0_1_0::sprout::<
                ::kinfolk::Rc<File>,
                _,
            >(__node, __nursery)),
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
        __all: &mut ::kinfolk::__private_0_1_0::Vec<
            &'static ::kinfolk::__private_0_1_0::Description,
        >,
    ) {
        ::kinfolk::__private_0_1_0::node_types::<::kinfolk::Rc<Folder>, _>(__all);
        ::kinfolk::__private_0_1_0::node_types::<::kinfolk::Rc<File>, _>(__all);
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HandleRatherThanNode for EntryRc {
    fn untyped(&self) -> &dyn ::kinfolk::__private_0_1_0::HandleObject {
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
    fn object(&self) -> &dyn ::kinfolk::__private_0_1_0::Object {
        ::kinfolk::__private_0_1_0::HandleObject::object(
            ::kinfolk::__private_0_1_0::HandleRatherThanNode::untyped(self),
        )
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::RefersTo<Entry> for EntryRc {
    fn handle(&self) -> &dyn ::kinfolk::__private_0_1_0::HandleObject {
        ::kinfolk::__private_0_1_0::HandleRatherThanNode::untyped(self)
    }
    fn weak(&self) -> ::kinfolk::Weak<Entry> {
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
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for ::kinfolk::Rc<Folder> {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryRc> {
        ::kinfolk::__private_0_1_0::Arrival::known(EntryRc::Folder(self))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<Folder> for EntryRc {
    fn from(__value: Folder) -> Self {
        EntryRc::Folder(::kinfolk::__private_0_1_0::grow::<::kinfolk::Rc<Folder>, _, Entry>(
            Entry::Folder,
            __value,
        ))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for Folder {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryRc> {
        ::kinfolk::__private_0_1_0::Arrival::wrapped(
            ::kinfolk::__private_0_1_0::arrive::<::kinfolk::Rc<Folder>, _, Entry>(
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
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for ::kinfolk::Rc<File> {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryRc> {
        ::kinfolk::__private_0_1_0::Arrival::known(EntryRc::File(self))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::From<File> for EntryRc {
    fn from(__value: File) -> Self {
        EntryRc::File(::kinfolk::__private_0_1_0::grow::<::kinfolk::Rc<File>, _, Entry>(
            Entry::File,
            __value,
        ))
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for File {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryRc> {
        ::kinfolk::__private_0_1_0::Arrival::wrapped(
            ::kinfolk::__private_0_1_0::arrive::<::kinfolk::Rc<File>, _, Entry>(Entry::File, self),
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
impl ::kinfolk::__private_0_1_0::IntoArrival<Entry> for EntryRc {
    fn into_arrival(self) -> ::kinfolk::__private_0_1_0::Arrival<EntryRc> {
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
