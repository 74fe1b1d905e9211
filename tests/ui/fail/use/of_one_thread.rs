use kinfolk::{AnyRc, AnyWeak, Graph, Rc, Weak};

#[derive(Graph)]
struct Page {}

#[derive(Graph)]
enum Entry {
    Page(Page),
}

static FIRST: Option<Rc<Page>> = None;

fn spawn<T: Send>() {}

fn main() {
    spawn::<EntryRc>();
    spawn::<Weak<Entry>>();
    spawn::<AnyRc>();
    spawn::<AnyWeak>();
}
