/// One of a table.
#[graph(back(pub(crate) table: Table<T, N>))]
pub(crate) struct Row<T: Ord = u8, const N: usize = 4>
where
    T: Clone,
{
    /// From left to right.
    cells: [T; N],
}
