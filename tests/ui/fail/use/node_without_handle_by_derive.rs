//! No derive makes a node outside a handle: neither one of std under another name, nor one of
//! another crate, nor one that writes a constructor.

use std::clone::Clone as Copied;
use std::default::Default as Empty;

use kinfolk::Graph;

macro_rules! constructor {
    (pub struct $name:ident { $($vis:vis $field:ident: $ty:ty,)* }) => {
        impl $name {
            fn made() -> Self {
                $name { $($field: <$ty>::new(),)* }
            }
            fn by_default() -> Self {
                $name { $($field: Default::default(),)* }
            }
        }
    };
}

#[derive(Graph)]
#[graph(derive(Empty, Copied))]
struct Page {}

#[derive(Graph)]
#[graph(derive(Empty), attr(derive(Copied)))]
struct Book {
    #[graph(own)]
    pages: Vec<Linked>,
}

#[derive(Graph)]
#[graph(back(book: Book), weak(other: Page), shared(cover: Page), derive(Empty))]
struct Linked {}

#[derive(Graph)]
#[graph(derive(serde::Deserialize))]
struct Read {
    #[graph(cell)]
    size: u32,
}

#[derive(Graph)]
struct Header {}

constructor! {
    pub struct HeaderNode {
        kinfolk_header: kinfolk::__private_0_1_0::HeaderOf<Header>,
    }
}

fn main() {}
