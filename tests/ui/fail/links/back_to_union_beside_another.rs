use kinfolk::Graph;

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Magazine {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Album {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
enum Print {
    Book(Book),
    Magazine(Magazine),
}

#[derive(Graph)]
#[graph(back(print: Print), back(album: Album))]
struct Page {}

fn main() {}
