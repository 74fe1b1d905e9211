use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    Nothing,
    Named {
        /// Its name.
        name: String,
        size: u64,
    },
    Two(File, Option<File>),
    None(),
    Colour(u8, u8, u8, u8),
    Document(File),
    File(File),
}

#[derive(Graph)]
enum Never {}

#[derive(Graph)]
struct File {}

fn main() {}
