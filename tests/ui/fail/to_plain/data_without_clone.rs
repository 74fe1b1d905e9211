use kinfolk::Graph;

struct Token;

#[derive(Graph)]
#[graph(to_plain)]
struct Folder {
    token: Token,
    #[graph(refcell)]
    tokens: Vec<Token>,
    #[graph(cell)]
    name: String,
}

fn main() {}
