use kinfolk::Graph;

#[derive(Graph)]
#[graph(back)]
struct Alone {}

#[derive(Graph)]
#[graph(back(owner))]
struct NameOnly {}

#[derive(Graph)]
#[graph(back(Folder))]
struct TypeOnly {}

#[derive(Graph)]
#[graph(back(pub Folder))]
struct VisibleTypeOnly {}

#[derive(Graph)]
#[graph(back = owner)]
struct Value {}

#[derive(Graph)]
#[graph(back(owner:))]
struct NoType {}

#[derive(Graph)]
#[graph(back(owner = Folder))]
struct Equals {}

#[derive(Graph)]
#[graph(back(owner Folder))]
struct NoColon {}

#[derive(Graph)]
#[graph(back(: Folder))]
struct NoName {}

#[derive(Graph)]
#[graph(weak(first: Folder pub other: Folder))]
struct NoComma {}

#[derive(Graph)]
#[graph(back[owner: Folder])]
struct Brackets {}

#[derive(Graph)]
#[graph(weak(Vec<Folder>))]
struct WeakTypeOnly {}

#[derive(Graph)]
#[graph(shared)]
struct SharedAlone {}

#[derive(Graph)]
#[graph(shared(theme))]
struct SharedNameOnly {}

#[derive(Graph)]
#[graph(shared(Theme))]
struct SharedTypeOnly {}

#[derive(Graph)]
#[graph(shared = theme)]
struct SharedValue {}

#[derive(Graph)]
#[graph(back(in: Folder), weak(type: Folder, x: Folder))]
struct Keywords {}

#[derive(Graph)]
#[graph(back("owner: Folder"), weak("file"), shared(theme: Folder; icon: Folder))]
struct Quotes {}

#[derive(Graph)]
#[graph(weak(Option<FileType>, a::Folder), weak(parent: 3, other: Folder))]
struct NoNames {}

#[derive(Graph)]
#[graph(/** The owner. */ back(owner: Folder))]
struct Documented {}

#[derive(Graph)]
#[graph(back = "Folder", weak = x: Vec<Folder>, shared: Folder)]
struct Values {}

#[derive(Graph)]
struct Folder {}

fn links(page: &NoColonNode) {
    page.owner.get();
}

fn main() {}
