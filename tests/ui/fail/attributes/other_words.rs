// Other libraries' names for these keys.
use kinfolk::{Graph, Weak};

#[derive(Graph)]
#[graph(drop = |_| (), name = LiveFolder, clone, parent(up: Folder), arc(theme: Theme))]
struct Folder {
    #[graph(children)]
    folders: Vec<Folder>,
    #[graph(parent)]
    library: Weak<Library>,
    #[graph(reference)]
    recent: Option<Weak<Folder>>,
    #[graph(mutable)]
    size: u64,
    #[graph(mut)]
    name: String,
    #[graph(skip)]
    cache: Vec<u8>,
    #[graph(default)]
    count: u8,
    #[graph(rename = "x")]
    other: u8,
    #[graph(name = "y")]
    title: u8,
    #[graph(strong)]
    themes: Vec<Theme>,
}

#[derive(Graph)]
#[graph(children, destructor, parent)]
struct Library {
    name: String,
    folders: Vec<Folder>,
}

#[derive(Graph)]
struct Theme {}

fn folders(library: &Library, folder: &LiveFolder) {
    folder.folders.push(Folder {
        folders: vec![],
        library: Weak::new(),
        recent: None,
        size: 1,
        name: String::new(),
        cache: vec![],
        count: 0,
        other: 0,
        title: 0,
        themes: vec![],
    });
    folder.size.set(1);
    folder.name.update(String::clear);
    folder.library.get();
    folder.themes.len();
    folder.theme.get();
    folder.to_plain();
    library.folders.len();
}

fn main() {}
