// The derive reads on after a mistake, so that no mistake causes another.
use kinfolk::Graph;

#[derive(Graph)]
#[graph("to_plain", kinfolk::node = LiveFolder; back(parent: Folder))]
struct Folder {
    #[graph(own; to_plain)]
    folders: Vec<Folder>,
    #[graph(3, own)]
    others: Vec<Folder>,
    #[graph(,, own)]
    more: Vec<Folder>,
}

#[derive(Graph)]
#[graph(node: LivePage, finalize(|_| ()) to_plain, back = page: Page, derive = Debug)]
struct Page {}

#[derive(Graph)]
#[graph(node = "LiveSheet", crate = "kinfolk", attr = "non_exhaustive", weak["page: Page"])]
struct Sheet {}

#[derive(Graph)]
#[graph(attr(#[non_exhaustive]), derive(3), node = 3, crate = 3, back parent: Page)]
struct Numbers {}

#[derive(Graph)]
#[graph(derive("Debug"), attr(3 4))]
struct Quotes {}

#[derive(Graph)]
#[graph = "to_plain"]
struct Assigned {}

#[derive(Graph)]
#[graph(own to_plain, finalize = 3 4, node = LiveList)]
struct List {}

fn all(list: &LiveList, folder: &LiveFolder, page: &LivePage, sheet: &LiveSheet) {
    list.to_plain();
    folder.to_plain();
    folder.folders.len();
    folder.others.len();
    folder.more.len();
    page.to_plain();
    page.page.get();
    sheet.page.get();
}

fn main() {}
