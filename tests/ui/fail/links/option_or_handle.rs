// A link is already an option, and already holds a handle.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(book: Option<Book>))]
#[graph(weak(previous: kinfolk::Weak<Page>, next: std::option::Option<Page>))]
#[graph(shared(theme: Option<Theme>, icon: kinfolk::Rc<Theme>, motto: Option<Box<Theme>>))]
struct Page {}

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Theme {}

fn main() {
    let page = Page {}.into_graph();
    page.theme.set(Theme {});
    page.book.get();
}
