// The fields of a tuple struct have numbers, its links have names.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(0: Page), weak(pub 1: Vec<Page>))]
struct Text(String);

#[derive(Graph)]
#[graph(back(Page))]
struct Image(Vec<u8>);

#[derive(Graph)]
struct Page {
    #[graph(own)]
    texts: Vec<Text>,
    #[graph(own)]
    images: Vec<Image>,
}

fn links(text: &TextNode, image: &ImageNode) {
    text.parent.get();
    image.parent.get();
}

fn main() {}
