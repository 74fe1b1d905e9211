/// The live form of [`Card`](struct@Card).
pub struct CardNode {
    /// The back-link: the node's owner.
    pub board: ::kinfolk::Back<Board>,
    pub title: ::kinfolk::Value<Card, String>,
    votes: ::kinfolk::Value<Card, u32>,
    pub parts: ::kinfolk::Own<Card, Vec<Card>>,
    /// A shared link.
    pub like: ::kinfolk::Shared<Card, Card>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Card>,
}
#[automatically_derived]
impl ::kinfolk::Graph for Card {
    type Handle = ::kinfolk::Rc<Card>;
    type Declared = Self;
    type Repr = CardNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for CardNode {
    type Plain = Card;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Card board title votes parts like";
    #[inline]
    fn build(__plain: Card, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            board: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            like: ::kinfolk::__private_0_1_0::link::<'_>(__new, 4),
            parts: ::kinfolk::__private_0_1_0::own(__new, 3, __plain.parts),
            title: ::kinfolk::__private_0_1_0::value(__new, 1, __plain.title),
            votes: ::kinfolk::__private_0_1_0::value(__new, 2, __plain.votes),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (
            ::kinfolk::__private_0_1_0::value_data(&self.title),
            ::kinfolk::__private_0_1_0::value_data(&self.votes),
        );
        (
            &self.kinfolk_header,
            (
                &self.board as &_,
                &self.title as &_,
                &self.votes as &_,
                &self.parts as &_,
                &self.like as &_,
            ),
            __data,
        )
    }
}
#[automatically_derived]
impl<O: ::kinfolk::links::OwnerAs<Board>> ::kinfolk::__private_0_1_0::OwnedBy<O> for Card {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<CardNode, Mark> for Card {}
#[automatically_derived]
impl CardNode {
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    #[track_caller]
    pub fn to_plain(&self) -> Card {
        ::kinfolk::__private_0_1_0::to_plain(self)
    }
    /// As `to_plain`. O(n).
    /// # Errors
    /// It lists the saved references to nodes that are not here or below.
    #[inline]
    #[track_caller]
    pub fn try_to_plain(
        &self,
    ) -> ::kinfolk::__private_0_1_0::Result<Card, ::kinfolk::__private_0_1_0::Problems> {
        ::kinfolk::__private_0_1_0::try_to_plain(self)
    }
    /// A copy of this node and of all that it owns. Links to nodes in it lead to their copies,
    /// other links to the same nodes. It has no owner. O(n) for n nodes and links.
    pub fn duplicate(&self) -> ::kinfolk::Rc<Card> {
        ::kinfolk::__private_0_1_0::duplicate::<Card>(self)
    }
    /// As `duplicate`, and calls the function before anything else sees the copy:
    /// `copies.of(&node)` is the copy of a node.
    pub fn duplicate_with<F: ::kinfolk::__private_0_1_0::FnOnce(&::kinfolk::Copies)>(
        &self,
        __f: F,
    ) -> ::kinfolk::Rc<Card> {
        ::kinfolk::__private_0_1_0::duplicate_with::<Card>(self, __f)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlain for Card {
    fn copy(
        __handle: &::kinfolk::Rc<Card>,
        __copying: &mut ::kinfolk::__private_0_1_0::Copying,
    ) -> Self {
        __copying.child(__handle)
    }
    fn copy_live(
        __handle: &::kinfolk::Rc<Card>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
        __context: &mut ::kinfolk::__private_0_1_0::BuildContext,
    ) -> ::kinfolk::Rc<Card> {
        ::kinfolk::__private_0_1_0::copy_child(__handle, __originals, __context)
    }
    fn note_types(__copying: &mut ::kinfolk::__private_0_1_0::Copying) {
        use ::kinfolk::__private_0_1_0::NoTypes as _;
        if __copying.note::<Self>() {
            ::kinfolk::__private_0_1_0::OwnedTypes::<Vec<Card>>::note(__copying);
        }
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlainNode for CardNode {
    fn copy_fields(&self, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Card {
        Card {
            parts: ::kinfolk::__private_0_1_0::copy_own(&self.parts, __copying),
            title: ::kinfolk::__private_0_1_0::copy_value(&self.title),
            votes: ::kinfolk::__private_0_1_0::copy_value(&self.votes),
        }
    }
    fn copy_node(
        &self,
        __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
    ) -> Self {
        use ::kinfolk::__private_0_1_0::NoCopies as _;
        Self {
            board: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            like: ::kinfolk::__private_0_1_0::link::<'_>(__new, 4),
            parts: ::kinfolk::__private_0_1_0::Children(&self.parts).copies(__new, __originals),
            title: ::kinfolk::__private_0_1_0::value(
                __new,
                1,
                ::kinfolk::__private_0_1_0::copy_value(&self.title),
            ),
            votes: ::kinfolk::__private_0_1_0::value(
                __new,
                2,
                ::kinfolk::__private_0_1_0::copy_value(&self.votes),
            ),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn copy_links(&self, __copy: &Self, __copies: &::kinfolk::__private_0_1_0::Copies) {
        ::kinfolk::__private_0_1_0::copy_link(&self.like, &__copy.like, __copies);
    }
}
