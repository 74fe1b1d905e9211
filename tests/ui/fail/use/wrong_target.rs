// Shared links take the same as owning links.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(shared(theme: Theme, pages: Vec<Page>, thing: Thing))]
struct Page {}

#[derive(Graph)]
struct Theme {}

#[derive(Graph)]
enum Thing {
    Page(Page),
}

fn main() {
    let page = Page {}.into_graph();
    let theme = Theme {}.into_graph();
    page.theme.set(Page {});
    page.theme.set(Some(theme.clone()));
    page.theme.set(&theme);
    page.pages.push(theme.clone());
    page.thing.set(theme);
    page.theme.push(Theme {});
}
