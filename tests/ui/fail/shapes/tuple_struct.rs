use kinfolk::Graph;

#[derive(Graph)]
struct Pair(String, #[graph(own)] Vec<Pair>);

#[derive(Graph)]
struct Title(pub String);

#[derive(Graph)]
struct Colour(u8, u8, u8, u8);

#[derive(Graph)]
struct Empty();

#[derive(Graph)]
struct Generic<T: Clone>(Vec<T>)
where
    T: Ord;

fn main() {}
