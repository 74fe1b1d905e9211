/// The live form of [`Page`](struct@Page).
#[derive(Debug)]
#[non_exhaustive]
pub struct PageNode {
    book: ::kinfolk::Back<Book>,
    /// The back-link: the node's owner.
    pub magazine: ::kinfolk::Back<Magazine>,
    /// Where the reader goes from here.
    pub next: ::kinfolk::WeakLink<Page, Page>,
    seen: ::kinfolk::WeakLink<Page, Vec<Page>>,
    pub text: String,
    pub footer: ::kinfolk::Own<Page, Option<Box<Footer>>>,
    /// A shared link.
    pub theme: ::kinfolk::Shared<Page, Theme>,
    #[cfg(feature = "fonts")]
    fonts: ::kinfolk::Shared<Page, Vec<Font>>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Page>,
}
#[automatically_derived]
impl ::kinfolk::Graph for Page {
    type Handle = ::kinfolk::Rc<Page>;
    type Declared = Self;
    type Repr = PageNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for PageNode {
    type Plain = Page;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str =
        "Page book magazine next seen footer theme fonts";
    const FINALIZES: ::kinfolk::__private_0_1_0::bool = true;
    #[inline]
    fn build(__plain: Page, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            book: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            magazine: ::kinfolk::__private_0_1_0::link::<'_>(__new, 1),
            next: ::kinfolk::__private_0_1_0::link::<'_>(__new, 2),
            seen: ::kinfolk::__private_0_1_0::link::<'_>(__new, 3),
            theme: ::kinfolk::__private_0_1_0::link::<'_>(__new, 5),
            #[cfg(feature = "fonts")]
            fonts: ::kinfolk::__private_0_1_0::link::<'_>(__new, 6),
            text: __plain.text,
            footer: ::kinfolk::__private_0_1_0::own(__new, 4, __plain.footer),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.text,);
        (
            &self.kinfolk_header,
            (
                &self.book as &_,
                &self.magazine as &_,
                &self.next as &_,
                &self.seen as &_,
                &self.footer as &_,
                &self.theme as &_,
                #[cfg(feature = "fonts")]
                (&self.fonts as &_),
                #[cfg(not(feature = "fonts"))]
                &::kinfolk::__private_0_1_0::NoLink,
            ),
            __data,
        )
    }
    fn finalize(__this: &::kinfolk::Rc<Page>) {
        ::kinfolk::__private_0_1_0::finalize::<Page, _>(__this, PageNode::closed)
    }
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::OwnedBy<Book> for Page {}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::OwnedBy<Magazine> for Page {}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<PageNode, Mark> for Page {}
