/// The live form of [`Card`](struct@Card).
pub struct CardNode {
    column: ::kinfolk::Back<Column>,
    id: CardId,
    title: String,
    assignee: ::kinfolk::WeakLink<
        Card,
        ::kinfolk::__private_0_1_0::TargetsOf<Person, Option<PersonId>>,
        ::kinfolk::__private_0_1_0::SavedBy<Person, Option<PersonId>>,
    >,
    blocked_by: ::kinfolk::WeakLink<
        Card,
        ::kinfolk::__private_0_1_0::TargetsOf<Card, Vec<CardId>>,
        ::kinfolk::__private_0_1_0::SavedBy<Card, Vec<CardId>>,
    >,
    label: ::kinfolk::Shared<
        Card,
        ::kinfolk::__private_0_1_0::TargetsOf<Label, LabelId>,
        ::kinfolk::__private_0_1_0::SavedBy<Label, LabelId>,
    >,
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
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Card column assignee blocked_by label";
    const ID: ::kinfolk::__private_0_1_0::Option<
        fn(&Self) -> &dyn ::kinfolk::__private_0_1_0::DynId,
    > = ::kinfolk::__private_0_1_0::Some(|__node| &__node.id);
    #[inline]
    fn build(__plain: Card, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            column: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            id: __plain.id,
            title: __plain.title,
            assignee: ::kinfolk::__private_0_1_0::saved(__new, 1, __plain.assignee),
            blocked_by: ::kinfolk::__private_0_1_0::saved(__new, 2, __plain.blocked_by),
            label: ::kinfolk::__private_0_1_0::saved(__new, 3, __plain.label),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (
            &self.id,
            &self.title,
            ::kinfolk::__private_0_1_0::saved_data::<Option<PersonId>, _>(&self.assignee),
            ::kinfolk::__private_0_1_0::saved_data::<Vec<CardId>, _>(&self.blocked_by),
            ::kinfolk::__private_0_1_0::saved_data::<LabelId, _>(&self.label),
        );
        (
            &self.kinfolk_header,
            (&self.column as &_, &self.assignee as &_, &self.blocked_by as &_, &self.label as &_),
            __data,
        )
    }
}
#[automatically_derived]
impl<O: ::kinfolk::links::OwnerAs<Column>> ::kinfolk::__private_0_1_0::OwnedBy<O> for Card {}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HasId<CardId> for Card {
    type Id = CardId;
    type Form = ::kinfolk::links::BareId;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HasId<::kinfolk::__private_0_1_0::Option<CardId>> for Card {
    type Id = CardId;
    type Form = ::kinfolk::links::OptionalId;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::HasId<::kinfolk::__private_0_1_0::Vec<CardId>> for Card {
    type Id = CardId;
    type Form = ::kinfolk::links::IdList;
}
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
        __copying.note::<Self>();
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlainNode for CardNode {
    fn copy_fields(&self, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Card {
        Card {
            id: ::kinfolk::__private_0_1_0::Clone::clone(&self.id),
            title: ::kinfolk::__private_0_1_0::Clone::clone(&self.title),
            assignee: ::kinfolk::__private_0_1_0::copy_saved(&self.assignee, __copying),
            blocked_by: ::kinfolk::__private_0_1_0::copy_saved(&self.blocked_by, __copying),
            label: ::kinfolk::__private_0_1_0::copy_saved(&self.label, __copying),
        }
    }
    fn copy_node(
        &self,
        __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>,
        _: &::kinfolk::__private_0_1_0::Originals,
    ) -> Self {
        Self {
            column: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            id: ::kinfolk::__private_0_1_0::fresh_id(CardId::fresh),
            title: ::kinfolk::__private_0_1_0::Clone::clone(&self.title),
            assignee: ::kinfolk::__private_0_1_0::saved_copy::<_, Option<PersonId>, _>(
                __new,
                1,
                &self.assignee,
            ),
            blocked_by: ::kinfolk::__private_0_1_0::saved_copy::<_, Vec<CardId>, _>(
                __new,
                2,
                &self.blocked_by,
            ),
            label: ::kinfolk::__private_0_1_0::saved_copy::<_, LabelId, _>(__new, 3, &self.label),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn copy_links(&self, __copy: &Self, __copies: &::kinfolk::__private_0_1_0::Copies) {
        ::kinfolk::__private_0_1_0::copy_link(&self.assignee, &__copy.assignee, __copies);
        ::kinfolk::__private_0_1_0::copy_link(&self.blocked_by, &__copy.blocked_by, __copies);
        ::kinfolk::__private_0_1_0::copy_link(&self.label, &__copy.label, __copies);
    }
}
