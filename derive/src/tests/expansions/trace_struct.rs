pub struct Frame<T: Clone = u8>
where
    T: Ord,
{
    name: String,
    handles: Vec<Rc<Page>>,
    item: T,
    #[trace(skip)]
    hook: fn(),
    below: Option<Box<Self>>,
    more: Vec<Frame<T>>,
}
