/// The handle to a live node of one of the types of [`Entry`](enum@Entry).
///
/// What can be in a folder.
pub enum EntryRc {
    /// A folder.
    Folder(<Folder as ::kinfolk::Graph>::Handle),
    /// `File`, as a live node.
    File(<File as ::kinfolk::Graph>::Handle),
}
#[automatically_derived]
impl EntryRc {
    /// A weak handle to the node. O(1).
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(&self) -> ::kinfolk::Weak<Entry> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    #[track_caller]
    pub fn to_plain(&self) -> Entry {
        ::kinfolk::__private_0_1_0::copy_whole::<Entry>(self)
    }
    /// As `to_plain`. O(n).
    /// # Errors
    /// It lists the saved references to nodes that are not here or below.
    #[inline]
    #[track_caller]
    pub fn try_to_plain(
        &self,
    ) -> ::kinfolk::__private_0_1_0::Result<Entry, ::kinfolk::__private_0_1_0::Problems> {
        ::kinfolk::__private_0_1_0::try_copy_whole::<Entry>(self)
    }
    /// A copy of this node and of all that it owns. Links to nodes in it lead to their copies,
    /// other links to the same nodes. It has no owner. O(n) for n nodes and links.
    pub fn duplicate(&self) -> EntryRc {
        ::kinfolk::__private_0_1_0::duplicate_in_union::<Entry>(self)
    }
    /// As `duplicate`, and calls the function before anything else sees the copy:
    /// `copies.of(&node)` is the copy of a node.
    pub fn duplicate_with<F: ::kinfolk::__private_0_1_0::FnOnce(&::kinfolk::Copies)>(
        &self,
        __f: F,
    ) -> EntryRc {
        ::kinfolk::__private_0_1_0::duplicate_in_union_with::<Entry>(self, __f)
    }
}
#[doc(hidden)]
#[non_exhaustive]
pub enum __EntryRcWeak {
    Folder(::kinfolk::__private_0_1_0::WeakOf<Folder>),
    File(::kinfolk::__private_0_1_0::WeakOf<File>),
}
const _: () = {
    use ::kinfolk::__private_0_1_0 as __kin;
    #[automatically_derived]
    impl ::kinfolk::Graph for Entry {
        type Handle = EntryRc;
        type Declared = Self;
        type Repr = EntryRc;
    }
    #[automatically_derived]
    impl __kin::Repr<Entry> for EntryRc {
        fn build_in(__plain: Entry, __context: &mut __kin::BuildContext) -> Self {
            match __plain {
                Entry::Folder(__node) => {
                    EntryRc::Folder(__kin::build_in::<__kin::ReprOf<Folder>, _>(__node, __context))
                }
                Entry::File(__node) => {
                    EntryRc::File(__kin::build_in::<__kin::ReprOf<File>, _>(__node, __context))
                }
            }
        }
        fn from_any(__node: &::kinfolk::AnyRc) -> __kin::Option<Self> {
            if let __kin::Some(__node) = __kin::downcast::<__kin::ReprOf<Folder>, _>(__node) {
                return __kin::Some(EntryRc::Folder(__node));
            }
            if let __kin::Some(__node) = __kin::downcast::<__kin::ReprOf<File>, _>(__node) {
                return __kin::Some(EntryRc::File(__node));
            }
            __kin::None
        }
        fn set_back<O: ::kinfolk::NodeType>(
            __child: &Self,
            __owner: &__kin::StdWeak<<O as ::kinfolk::NodeType>::Node>,
        ) {
            match __child {
                EntryRc::Folder(__node) => {
                    __kin::set_back::<__kin::ReprOf<Folder>, _, O>(__node, __owner)
                }
                EntryRc::File(__node) => {
                    __kin::set_back::<__kin::ReprOf<File>, _, O>(__node, __owner)
                }
            }
        }
        fn node_types(__all: &mut __kin::Vec<&'static __kin::TypeInfo>) {
            __kin::node_types::<__kin::ReprOf<Folder>, _>(__all);
            __kin::node_types::<__kin::ReprOf<File>, _>(__all);
        }
    }
    #[automatically_derived]
    impl __kin::HandleRatherThanNode for EntryRc {
        type Weak = __kin::Option<__EntryRcWeak>;
        type Typed = dyn __kin::DynHandle;
        fn typed(&self) -> &(dyn __kin::DynHandle + 'static) {
            __kin::HandleRatherThanNode::untyped(self)
        }
        fn untyped(&self) -> &(dyn __kin::DynHandle + 'static) {
            match self {
                EntryRc::Folder(__node) => __kin::inner(__node),
                EntryRc::File(__node) => __kin::inner(__node),
            }
        }
    }
    #[automatically_derived]
    impl __kin::AsDynNode for EntryRc {
        fn as_dyn_node(&self) -> &dyn __kin::DynNode {
            match self {
                EntryRc::Folder(__node) => __kin::dyn_node(__node),
                EntryRc::File(__node) => __kin::dyn_node(__node),
            }
        }
    }
    #[automatically_derived]
    impl ::kinfolk::Trace for EntryRc {
        type By = __kin::HandleTo<Entry>;
    }
    #[automatically_derived]
    impl<Union: ::kinfolk::Graph> __kin::NodeReference<Union> for EntryRc
    where
        Self: ::kinfolk::IntoHandle<Union>,
    {
        fn handle(&self) -> &dyn __kin::DynHandle {
            __kin::HandleRatherThanNode::untyped(self)
        }
        fn weak(&self) -> ::kinfolk::Weak<Union> {
            __kin::weak_as(self)
        }
    }
    #[automatically_derived]
    impl __kin::Clone for EntryRc {
        fn clone(&self) -> Self {
            match self {
                EntryRc::Folder(__node) => EntryRc::Folder(__kin::clone(__node)),
                EntryRc::File(__node) => EntryRc::File(__kin::clone(__node)),
            }
        }
    }
    #[automatically_derived]
    impl __kin::Debug for EntryRc {
        fn fmt(&self, __formatter: &mut __kin::fmt::Formatter<'_>) -> __kin::fmt::Result {
            __kin::debug(self, __formatter)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq for EntryRc {
        fn eq(&self, __other: &Self) -> __kin::bool {
            __kin::is_same(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::Eq for EntryRc {}
    #[automatically_derived]
    impl __kin::Hash for EntryRc {
        fn hash<State: __kin::Hasher>(&self, __state: &mut State) {
            __kin::hash(self, __state);
        }
    }
    #[automatically_derived]
    impl __kin::Debug for __EntryRcWeak {
        fn fmt(&self, __formatter: &mut __kin::fmt::Formatter<'_>) -> __kin::fmt::Result {
            __kin::debug_weak(__formatter)
        }
    }
    #[automatically_derived]
    impl __kin::UnionWeak for __EntryRcWeak {
        type Strong = EntryRc;
        fn of(__handle: &EntryRc) -> Self {
            match __handle {
                EntryRc::Folder(__node) => __EntryRcWeak::Folder(__kin::weak(__node)),
                EntryRc::File(__node) => __EntryRcWeak::File(__kin::weak(__node)),
            }
        }
        fn of_node<Node: __kin::DynNode>(__node: &__kin::StdWeak<Node>) -> __kin::Option<Self> {
            let __found = __kin::weak_of_node(__kin::None, __node, __EntryRcWeak::Folder);
            __kin::weak_of_node(__found, __node, __EntryRcWeak::File)
        }
        fn again(&self) -> Self {
            match self {
                __EntryRcWeak::Folder(__node) => __EntryRcWeak::Folder(__kin::weak_again(__node)),
                __EntryRcWeak::File(__node) => __EntryRcWeak::File(__kin::weak_again(__node)),
            }
        }
        #[inline]
        fn strong(&self) -> __kin::Option<EntryRc> {
            match self {
                __EntryRcWeak::Folder(__node) => __kin::strong(__node, EntryRc::Folder),
                __EntryRcWeak::File(__node) => __kin::strong(__node, EntryRc::File),
            }
        }
        fn ask<Question: __kin::WeakQuestion>(&self) -> Question::Answer {
            match self {
                __EntryRcWeak::Folder(__node) => Question::ask(__node),
                __EntryRcWeak::File(__node) => Question::ask(__node),
            }
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<__kin::HandleOf<Folder>> for EntryRc {
        fn eq(&self, __other: &__kin::HandleOf<Folder>) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<EntryRc> for __kin::HandleOf<Folder> {
        fn eq(&self, __other: &EntryRc) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::TryFrom<EntryRc> for __kin::HandleOf<Folder> {
        type Error = ::kinfolk::CastError<EntryRc>;
        fn try_from(__value: EntryRc) -> __kin::Result<Self, Self::Error> {
            __kin::try_cast::<__kin::ReprOf<Folder>, _, _>(__value)
        }
    }
    #[automatically_derived]
    impl __kin::From<Folder> for Entry {
        fn from(__value: Folder) -> Self {
            Entry::Folder(__value)
        }
    }
    #[automatically_derived]
    impl __kin::From<__kin::HandleOf<Folder>> for EntryRc {
        fn from(__value: __kin::HandleOf<Folder>) -> Self {
            EntryRc::Folder(__value)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Entry> for __kin::HandleOf<Folder> {
        fn into_incoming(self) -> __kin::Incoming<EntryRc> {
            __kin::Incoming::existing(EntryRc::Folder(self))
        }
    }
    #[automatically_derived]
    impl __kin::From<Folder> for EntryRc {
        fn from(__value: Folder) -> Self {
            EntryRc::Folder(__kin::new_handle::<__kin::ReprOf<Folder>, _>(__value))
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Entry> for Folder {
        fn into_incoming(self) -> __kin::Incoming<EntryRc> {
            __kin::new_incoming::<__kin::ReprOf<Folder>, _, _>(self, EntryRc::Folder)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<__kin::HandleOf<File>> for EntryRc {
        fn eq(&self, __other: &__kin::HandleOf<File>) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<EntryRc> for __kin::HandleOf<File> {
        fn eq(&self, __other: &EntryRc) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::TryFrom<EntryRc> for __kin::HandleOf<File> {
        type Error = ::kinfolk::CastError<EntryRc>;
        fn try_from(__value: EntryRc) -> __kin::Result<Self, Self::Error> {
            __kin::try_cast::<__kin::ReprOf<File>, _, _>(__value)
        }
    }
    #[automatically_derived]
    impl __kin::From<File> for Entry {
        fn from(__value: File) -> Self {
            Entry::File(__value)
        }
    }
    #[automatically_derived]
    impl __kin::From<__kin::HandleOf<File>> for EntryRc {
        fn from(__value: __kin::HandleOf<File>) -> Self {
            EntryRc::File(__value)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Entry> for __kin::HandleOf<File> {
        fn into_incoming(self) -> __kin::Incoming<EntryRc> {
            __kin::Incoming::existing(EntryRc::File(self))
        }
    }
    #[automatically_derived]
    impl __kin::From<File> for EntryRc {
        fn from(__value: File) -> Self {
            EntryRc::File(__kin::new_handle::<__kin::ReprOf<File>, _>(__value))
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Entry> for File {
        fn into_incoming(self) -> __kin::Incoming<EntryRc> {
            __kin::new_incoming::<__kin::ReprOf<File>, _, _>(self, EntryRc::File)
        }
    }
    #[automatically_derived]
    impl __kin::From<Entry> for EntryRc {
        fn from(__value: Entry) -> Self {
            ::kinfolk::Graph::into_graph(__value)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Entry> for EntryRc {
        fn into_incoming(self) -> __kin::Incoming<EntryRc> {
            __kin::Incoming::existing(self)
        }
    }
    #[automatically_derived]
    impl<O: ::kinfolk::NodeType> __kin::OwnedBy<O> for Entry
    where
        Folder: __kin::OwnedBy<O>,
        File: __kin::OwnedBy<O>,
    {
    }
    #[automatically_derived]
    impl<P: __kin::Sized> __kin::HasId<P> for Entry
    where
        Folder: __kin::HasId<P>,
        File: __kin::HasIdAs<Folder, P>,
    {
        type Id = __kin::IdOf<Folder, P>;
        type Form = __kin::FormOf<Folder, P>;
    }
    #[automatically_derived]
    impl __kin::GraphTypesUseFinalizeNotDrop<(), __kin::OfPlain> for Entry {}
    #[automatically_derived]
    impl __kin::ToPlain for Entry {
        fn copy(__handle: &EntryRc, __copying: &mut __kin::Copying) -> Self {
            match __handle {
                EntryRc::Folder(__node) => Entry::Folder(__kin::copy(__node, __copying)),
                EntryRc::File(__node) => Entry::File(__kin::copy(__node, __copying)),
            }
        }
        fn copy_live(
            __handle: &EntryRc,
            __originals: &__kin::Originals,
            __context: &mut __kin::BuildContext,
        ) -> EntryRc {
            use ::kinfolk::__private_0_1_0::NoTypes as _;
            match __handle {
                EntryRc::Folder(__node) => EntryRc::Folder(
                    __kin::VariantTypes::<Folder>::copy_live(__node, __originals, __context),
                ),
                EntryRc::File(__node) => EntryRc::File(__kin::VariantTypes::<File>::copy_live(
                    __node,
                    __originals,
                    __context,
                )),
            }
        }
        fn note_types(__copying: &mut __kin::Copying) {
            use ::kinfolk::__private_0_1_0::NoTypes as _;
            __kin::VariantTypes::<Folder>::note(__copying);
            __kin::VariantTypes::<File>::note(__copying);
        }
    }
    #[automatically_derived]
    impl __kin::CopiedHandle for EntryRc {
        fn of_copy(__copy: &::kinfolk::AnyRc) -> __kin::Option<Self> {
            __kin::of_copy::<Entry>(__copy)
        }
    }
};
