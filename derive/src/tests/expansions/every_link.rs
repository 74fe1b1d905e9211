#[graph(back(book: Book), back(pub magazine: Magazine))]
#[graph(weak(/** Where the reader goes from here. */ pub next: Page), weak(seen: Vec<Page>))]
#[graph(shared(pub theme: Theme), shared(#[cfg(feature = "fonts")] fonts: Vec<Font>))]
#[graph(finalize = PageNode::closed, derive(Debug), attr(non_exhaustive))]
pub struct Page {
    pub text: String,
    #[graph(own)]
    pub footer: Option<Box<Footer>>,
}
