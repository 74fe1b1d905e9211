/// The live form of [`Row`](struct@Row).
///
/// One of a table.
pub(crate) struct RowNode<T: Ord + 'static = u8, const N: usize = 4>
where
    T: Clone,
{
    /// The back-link: the node's owner.
    pub(crate) table: ::kinfolk::Back<Table<T, N>>,
    /// From left to right.
    cells: [T; N],
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Row<T, N>>,
}
#[automatically_derived]
impl<T: Ord + 'static, const N: usize> ::kinfolk::Graph for Row<T, N>
where
    T: Clone,
{
    type Handle = ::kinfolk::Rc<Row<T, N>>;
    type Declared = Self;
    type Repr = RowNode<T, N>;
}
#[automatically_derived]
impl<T: Ord + 'static, const N: usize> ::kinfolk::__private_0_1_0::LiveNode for RowNode<T, N>
where
    T: Clone,
{
    type Plain = Row<T, N>;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Row table";
    #[inline]
    fn build(
        __plain: Row<T, N>,
        __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>,
    ) -> Self {
        Self {
            table: ::kinfolk::__private_0_1_0::link::<'_>(__new, 0),
            cells: __plain.cells,
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.cells,);
        (&self.kinfolk_header, (&self.table as &_,), __data)
    }
}
#[automatically_derived]
impl<T: Ord + 'static, const N: usize, O: ::kinfolk::links::OwnerAs<Table<T, N>>>
    ::kinfolk::__private_0_1_0::OwnedBy<O> for Row<T, N>
where
    T: Clone,
{
}
#[automatically_derived]
impl<T: Ord + 'static, const N: usize, Mark>
    ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<RowNode<T, N>, Mark> for Row<T, N>
where
    T: Clone,
{
}
