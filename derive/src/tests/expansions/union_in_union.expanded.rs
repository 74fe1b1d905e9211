/// The handle to a live node of one of the types of [`Block`](enum@Block).
///
/// What a page has.
pub enum BlockRc {
    /// `Inline`, as a live node.
    Inline(<Inline as ::kinfolk::Graph>::Handle),
    /// `Rule`, as a live node.
    Rule(<Rule as ::kinfolk::Graph>::Handle),
}
#[automatically_derived]
impl BlockRc {
    /// A weak handle to the node. O(1).
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(&self) -> ::kinfolk::Weak<Block> {
        ::kinfolk::__private_0_1_0::downgrade(self)
    }
}
#[doc(hidden)]
#[non_exhaustive]
pub enum __BlockRcWeak {
    Inline(::kinfolk::__private_0_1_0::WeakOf<Inline>),
    Rule(::kinfolk::__private_0_1_0::WeakOf<Rule>),
}
const _: () = {
    use ::kinfolk::__private_0_1_0 as __kin;
    #[automatically_derived]
    impl ::kinfolk::Graph for Block {
        type Handle = BlockRc;
        type Declared = Self;
        type Repr = BlockRc;
    }
    #[automatically_derived]
    impl __kin::Repr<Block> for BlockRc {
        fn build_in(__plain: Block, __context: &mut __kin::BuildContext) -> Self {
            match __plain {
                Block::Inline(__node) => {
                    BlockRc::Inline(__kin::build_in::<__kin::ReprOf<Inline>, _>(__node, __context))
                }
                Block::Rule(__node) => {
                    BlockRc::Rule(__kin::build_in::<__kin::ReprOf<Rule>, _>(__node, __context))
                }
            }
        }
        fn from_any(__node: &::kinfolk::AnyRc) -> __kin::Option<Self> {
            if let __kin::Some(__node) = __kin::downcast::<__kin::ReprOf<Inline>, _>(__node) {
                return __kin::Some(BlockRc::Inline(__node));
            }
            if let __kin::Some(__node) = __kin::downcast::<__kin::ReprOf<Rule>, _>(__node) {
                return __kin::Some(BlockRc::Rule(__node));
            }
            __kin::None
        }
        fn set_back<O: ::kinfolk::NodeType>(
            __child: &Self,
            __owner: &__kin::StdWeak<<O as ::kinfolk::NodeType>::Node>,
        ) {
            match __child {
                BlockRc::Inline(__node) => {
                    __kin::set_back::<__kin::ReprOf<Inline>, _, O>(__node, __owner)
                }
                BlockRc::Rule(__node) => {
                    __kin::set_back::<__kin::ReprOf<Rule>, _, O>(__node, __owner)
                }
            }
        }
        fn node_types(__all: &mut __kin::Vec<&'static __kin::TypeInfo>) {
            __kin::node_types::<__kin::ReprOf<Inline>, _>(__all);
            __kin::node_types::<__kin::ReprOf<Rule>, _>(__all);
        }
    }
    #[automatically_derived]
    impl __kin::HandleRatherThanNode for BlockRc {
        type Weak = __kin::Option<__BlockRcWeak>;
        type Typed = dyn __kin::DynHandle;
        fn typed(&self) -> &(dyn __kin::DynHandle + 'static) {
            __kin::HandleRatherThanNode::untyped(self)
        }
        fn untyped(&self) -> &(dyn __kin::DynHandle + 'static) {
            match self {
                BlockRc::Inline(__node) => __kin::inner(__node),
                BlockRc::Rule(__node) => __kin::inner(__node),
            }
        }
    }
    #[automatically_derived]
    impl __kin::AsDynNode for BlockRc {
        fn as_dyn_node(&self) -> &dyn __kin::DynNode {
            match self {
                BlockRc::Inline(__node) => __kin::dyn_node(__node),
                BlockRc::Rule(__node) => __kin::dyn_node(__node),
            }
        }
    }
    #[automatically_derived]
    impl ::kinfolk::Trace for BlockRc {
        type By = __kin::HandleTo<Block>;
    }
    #[automatically_derived]
    impl<Union: ::kinfolk::Graph> __kin::NodeReference<Union> for BlockRc
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
    impl __kin::Clone for BlockRc {
        fn clone(&self) -> Self {
            match self {
                BlockRc::Inline(__node) => BlockRc::Inline(__kin::clone(__node)),
                BlockRc::Rule(__node) => BlockRc::Rule(__kin::clone(__node)),
            }
        }
    }
    #[automatically_derived]
    impl __kin::Debug for BlockRc {
        fn fmt(&self, __formatter: &mut __kin::fmt::Formatter<'_>) -> __kin::fmt::Result {
            __kin::debug(self, __formatter)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq for BlockRc {
        fn eq(&self, __other: &Self) -> __kin::bool {
            __kin::is_same(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::Eq for BlockRc {}
    #[automatically_derived]
    impl __kin::Hash for BlockRc {
        fn hash<State: __kin::Hasher>(&self, __state: &mut State) {
            __kin::hash(self, __state);
        }
    }
    #[automatically_derived]
    impl __kin::Debug for __BlockRcWeak {
        fn fmt(&self, __formatter: &mut __kin::fmt::Formatter<'_>) -> __kin::fmt::Result {
            __kin::debug_weak(__formatter)
        }
    }
    #[automatically_derived]
    impl __kin::UnionWeak for __BlockRcWeak {
        type Strong = BlockRc;
        fn of(__handle: &BlockRc) -> Self {
            match __handle {
                BlockRc::Inline(__node) => __BlockRcWeak::Inline(__kin::weak(__node)),
                BlockRc::Rule(__node) => __BlockRcWeak::Rule(__kin::weak(__node)),
            }
        }
        fn of_node<Node: __kin::DynNode>(__node: &__kin::StdWeak<Node>) -> __kin::Option<Self> {
            let __found = __kin::weak_of_node(__kin::None, __node, __BlockRcWeak::Inline);
            __kin::weak_of_node(__found, __node, __BlockRcWeak::Rule)
        }
        fn again(&self) -> Self {
            match self {
                __BlockRcWeak::Inline(__node) => __BlockRcWeak::Inline(__kin::weak_again(__node)),
                __BlockRcWeak::Rule(__node) => __BlockRcWeak::Rule(__kin::weak_again(__node)),
            }
        }
        #[inline]
        fn strong(&self) -> __kin::Option<BlockRc> {
            match self {
                __BlockRcWeak::Inline(__node) => __kin::strong(__node, BlockRc::Inline),
                __BlockRcWeak::Rule(__node) => __kin::strong(__node, BlockRc::Rule),
            }
        }
        fn ask<Question: __kin::WeakQuestion>(&self) -> Question::Answer {
            match self {
                __BlockRcWeak::Inline(__node) => Question::ask(__node),
                __BlockRcWeak::Rule(__node) => Question::ask(__node),
            }
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<__kin::HandleOf<Inline>> for BlockRc {
        fn eq(&self, __other: &__kin::HandleOf<Inline>) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<BlockRc> for __kin::HandleOf<Inline> {
        fn eq(&self, __other: &BlockRc) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::TryFrom<BlockRc> for __kin::HandleOf<Inline> {
        type Error = ::kinfolk::CastError<BlockRc>;
        fn try_from(__value: BlockRc) -> __kin::Result<Self, Self::Error> {
            __kin::try_cast::<__kin::ReprOf<Inline>, _, _>(__value)
        }
    }
    #[automatically_derived]
    impl __kin::From<Text> for BlockRc {
        fn from(__value: Text) -> Self {
            __kin::handle_through::<_, Inline, _>(__value, BlockRc::Inline)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for Text {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::through::<_, Inline, _>(self, BlockRc::Inline)
        }
    }
    #[automatically_derived]
    impl __kin::From<__kin::HandleOf<Text>> for BlockRc {
        fn from(__value: __kin::HandleOf<Text>) -> Self {
            __kin::handle_through::<_, Inline, _>(__value, BlockRc::Inline)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for __kin::HandleOf<Text> {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::through::<_, Inline, _>(self, BlockRc::Inline)
        }
    }
    #[automatically_derived]
    impl __kin::From<__kin::HandleOf<Inline>> for BlockRc {
        fn from(__value: __kin::HandleOf<Inline>) -> Self {
            BlockRc::Inline(__value)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for __kin::HandleOf<Inline> {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::Incoming::existing(BlockRc::Inline(self))
        }
    }
    #[automatically_derived]
    impl __kin::From<Inline> for BlockRc {
        fn from(__value: Inline) -> Self {
            BlockRc::Inline(__kin::new_handle::<__kin::ReprOf<Inline>, _>(__value))
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for Inline {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::new_incoming::<__kin::ReprOf<Inline>, _, _>(self, BlockRc::Inline)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<__kin::HandleOf<Rule>> for BlockRc {
        fn eq(&self, __other: &__kin::HandleOf<Rule>) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::PartialEq<BlockRc> for __kin::HandleOf<Rule> {
        fn eq(&self, __other: &BlockRc) -> __kin::bool {
            __kin::is_same_node(self, __other)
        }
    }
    #[automatically_derived]
    impl __kin::TryFrom<BlockRc> for __kin::HandleOf<Rule> {
        type Error = ::kinfolk::CastError<BlockRc>;
        fn try_from(__value: BlockRc) -> __kin::Result<Self, Self::Error> {
            __kin::try_cast::<__kin::ReprOf<Rule>, _, _>(__value)
        }
    }
    #[automatically_derived]
    impl __kin::From<__kin::HandleOf<Rule>> for BlockRc {
        fn from(__value: __kin::HandleOf<Rule>) -> Self {
            BlockRc::Rule(__value)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for __kin::HandleOf<Rule> {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::Incoming::existing(BlockRc::Rule(self))
        }
    }
    #[automatically_derived]
    impl __kin::From<Rule> for BlockRc {
        fn from(__value: Rule) -> Self {
            BlockRc::Rule(__kin::new_handle::<__kin::ReprOf<Rule>, _>(__value))
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for Rule {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::new_incoming::<__kin::ReprOf<Rule>, _, _>(self, BlockRc::Rule)
        }
    }
    #[automatically_derived]
    impl __kin::From<Block> for BlockRc {
        fn from(__value: Block) -> Self {
            ::kinfolk::Graph::into_graph(__value)
        }
    }
    #[automatically_derived]
    impl __kin::IntoIncoming<Block> for BlockRc {
        fn into_incoming(self) -> __kin::Incoming<BlockRc> {
            __kin::Incoming::existing(self)
        }
    }
    #[automatically_derived]
    impl<O: ::kinfolk::NodeType> __kin::OwnedBy<O> for Block
    where
        Inline: __kin::OwnedBy<O>,
        Rule: __kin::OwnedBy<O>,
    {
    }
    #[automatically_derived]
    impl<P: __kin::Sized> __kin::HasId<P> for Block
    where
        Inline: __kin::HasId<P>,
        Rule: __kin::HasIdAs<Inline, P>,
    {
        type Id = __kin::IdOf<Inline, P>;
        type Form = __kin::FormOf<Inline, P>;
    }
    #[automatically_derived]
    impl __kin::GraphTypesUseFinalizeNotDrop<(), __kin::OfPlain> for Block {}
};
