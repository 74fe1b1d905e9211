use kinfolk::Graph;

#[derive(Graph)]
struct Text {}

#[derive(Graph)]
struct Rule {}

#[derive(Graph)]
enum Inline {
    Text(Text),
}

#[derive(Graph)]
enum Block {
    #[graph(with(Text, Rule))]
    Inline(Inline),
}

#[derive(Graph)]
enum Other {
    #[graph(with)]
    Inline(Inline),
    #[graph(own)]
    Rule(Rule),
}

#[derive(Graph)]
#[graph(with(Text))]
struct Page {}

#[derive(Graph)]
#[graph(with(Text))]
enum Part {
    #[graph(with(Text, 3))]
    Inline(Inline),
    #[graph(with = Text)]
    Rule(Rule),
}

fn main() {}
