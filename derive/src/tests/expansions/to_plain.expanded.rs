/// The live form of [`Note`](struct@Note).
struct LiveNote {
    text: String,
    pinned: ::kinfolk::__private_0_1_0::Cell<bool>,
    replies: ::kinfolk::Own<Note, Vec<Note>>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Note>,
}
#[automatically_derived]
impl ::kinfolk::Graph for Note {
    type Handle = ::kinfolk::Rc<Note>;
    type Declared = Self;
    type Repr = LiveNote;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for LiveNote {
    type Plain = Note;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Note replies";
    const FINALIZES: ::kinfolk::__private_0_1_0::bool = true;
    #[inline]
    fn build(__plain: Note, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            text: __plain.text,
            pinned: ::kinfolk::__private_0_1_0::Cell::new(__plain.pinned),
            replies: ::kinfolk::__private_0_1_0::own(__new, 0, __plain.replies),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.text, &self.pinned);
        (&self.kinfolk_header, (&self.replies as &_,), __data)
    }
    fn finalize(__this: &::kinfolk::Rc<Note>) {
        macro_rules! __kinfolk_hook {
            ($ hook : expr) => {
                $hook
            };
        }
        ::kinfolk::__private_0_1_0::finalize_by::<Note>(
            __this,
            __kinfolk_hook!(|note| note.close()),
        )
    }
}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<LiveNote, Mark> for Note {}
#[automatically_derived]
impl LiveNote {
    /// The plain value of this node and of all that it owns. O(n) for n nodes.
    #[track_caller]
    fn to_plain(&self) -> Note {
        ::kinfolk::__private_0_1_0::to_plain(self)
    }
    /// As `to_plain`. O(n).
    /// # Errors
    /// It lists the saved references to nodes that are not here or below.
    #[inline]
    #[track_caller]
    fn try_to_plain(
        &self,
    ) -> ::kinfolk::__private_0_1_0::Result<Note, ::kinfolk::__private_0_1_0::Problems> {
        ::kinfolk::__private_0_1_0::try_to_plain(self)
    }
    /// A copy of this node and of all that it owns. Links to nodes in it lead to their copies,
    /// other links to the same nodes. It has no owner. O(n) for n nodes and links.
    fn duplicate(&self) -> ::kinfolk::Rc<Note> {
        ::kinfolk::__private_0_1_0::duplicate::<Note>(self)
    }
    /// As `duplicate`, and calls the function before anything else sees the copy:
    /// `copies.of(&node)` is the copy of a node.
    fn duplicate_with<F: ::kinfolk::__private_0_1_0::FnOnce(&::kinfolk::Copies)>(
        &self,
        __f: F,
    ) -> ::kinfolk::Rc<Note> {
        ::kinfolk::__private_0_1_0::duplicate_with::<Note>(self, __f)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlain for Note {
    fn copy(
        __handle: &::kinfolk::Rc<Note>,
        __copying: &mut ::kinfolk::__private_0_1_0::Copying,
    ) -> Self {
        __copying.child(__handle)
    }
    fn copy_live(
        __handle: &::kinfolk::Rc<Note>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
        __context: &mut ::kinfolk::__private_0_1_0::BuildContext,
    ) -> ::kinfolk::Rc<Note> {
        ::kinfolk::__private_0_1_0::copy_child(__handle, __originals, __context)
    }
    fn note_types(__copying: &mut ::kinfolk::__private_0_1_0::Copying) {
        use ::kinfolk::__private_0_1_0::NoTypes as _;
        if __copying.note::<Self>() {
            ::kinfolk::__private_0_1_0::OwnedTypes::<Vec<Note>>::note(__copying);
        }
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::ToPlainNode for LiveNote {
    fn copy_fields(&self, __copying: &mut ::kinfolk::__private_0_1_0::Copying) -> Note {
        Note {
            text: ::kinfolk::__private_0_1_0::Clone::clone(&self.text),
            pinned: ::kinfolk::__private_0_1_0::copy_cell(&self.pinned),
            replies: ::kinfolk::__private_0_1_0::copy_own(&self.replies, __copying),
        }
    }
    fn copy_node(
        &self,
        __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>,
        __originals: &::kinfolk::__private_0_1_0::Originals,
    ) -> Self {
        use ::kinfolk::__private_0_1_0::NoCopies as _;
        Self {
            text: ::kinfolk::__private_0_1_0::Clone::clone(&self.text),
            pinned: ::kinfolk::__private_0_1_0::Cell::new(::kinfolk::__private_0_1_0::copy_cell(
                &self.pinned,
            )),
            replies: ::kinfolk::__private_0_1_0::Children(&self.replies).copies(__new, __originals),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
}
