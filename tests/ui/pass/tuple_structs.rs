//! Structs with unnamed fields: every key, generics, conditions, visibility, links beside them.

use std::cell::Cell;
use std::fmt::Debug;

use kinfolk::{Graph, Node, Rc};

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(parent: Element), to_plain)]
pub struct Text(pub String);

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(pub parent: Element), weak(pub twin: Text), live(drawn: Cell<u32> = Cell::new(1)))]
#[graph(to_plain, derive(Debug), attr(non_exhaustive))]
pub struct Element(
    /// Its name.
    pub String,
    #[cfg(any())] Missing,
    /// What is in it.
    #[graph(own)]
    pub Vec<Content>,
    #[graph(cell)] u32,
    #[graph(refcell)] pub(crate) Vec<String>,
    #[graph(own)] Option<Box<Element>>,
    #[graph(data)] Option<Text>,
);

/// The newtypes are the variants' types.
#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain)]
pub enum Content {
    Text(Text),
    Element(Element),
}

/// Only the first field decides what is shared; all else is as in a struct with names.
#[derive(Clone, Graph)]
#[graph(back(owner: Pair<T, N>), shared(like: Self), node = LivePair, to_plain)]
struct Pair<T = u8, const N: usize = 2>(pub [T; N], #[graph(own)] Vec<Pair<T, N>>)
where
    T: Clone + Debug;

impl<T: Clone + Debug + 'static, const N: usize> LivePair<T, N> {
    fn len(&self) -> usize {
        self.0.len() + self.1.len()
    }
}

#[derive(Graph)]
struct Empty();

#[derive(Clone, Graph)]
#[graph(finalize = |this| this.0.set(this.0.get() + 1), to_plain)]
struct Hooked(std::rc::Rc<Cell<u32>>);

#[derive(Graph)]
struct Many(u8, u8, u8, u8, u8, u8, u8, u8, u8, #[graph(cell)] u8);

/// Required children.
#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(back(parent: Sum), to_plain)]
struct Leaf(u32);

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain)]
struct Sum(#[graph(own)] Leaf, #[graph(own)] Box<Leaf>);

macro_rules! newtype {
    ($(#[$meta:meta])* $vis:vis $name:ident($($(#[$field:meta])* $field_vis:vis $ty:ty),*)) => {
        #[derive(Graph)]
        $(#[$meta])*
        $vis struct $name($($(#[$field])* $field_vis $ty),*);
    };
}

newtype!(
    #[graph(to_plain)]
    pub(crate) Made(pub u8, #[graph(cell)] u8, #[graph(own)] pub Vec<Part>)
);
newtype!(#[graph(back(made: Made), to_plain)] Part(pub <Vec<u8> as IntoIterator>::Item));

fn element(name: &str, content: Vec<Content>) -> Element {
    Element(name.into(), content, 3, vec![], None, None)
}

fn main() {
    let plain = element("p", vec![Content::Text(Text("Hi".into()))]);
    let p = plain.clone().into_graph();
    assert_eq!((&*p.0, p.1.len(), p.2.replace(4), p.drawn.get()), ("p", 1, 3, 1));
    p.3.borrow_mut().push("note".into());
    p.4.set(element("b", vec![]));
    let ContentRc::Text(text) = p.1.get(0).unwrap() else { unreachable!() };
    assert_eq!((&*text.0, text.parent.get()), ("Hi", Some(p.clone())));
    p.twin.set(&text);
    assert_eq!(text.place().unwrap().to_string(), "1[0]");
    assert_eq!(text.path().to_string(), "Element.1[0]");
    assert_eq!(p.4.get().unwrap().path().to_string(), "Element.4");
    assert!(format!("{:?}", *p).contains("ElementNodeFields(\"p\", "));
    let ElementNodeFields(name, content, ..) = &**p;
    assert_eq!((&**name, content.len(), &p.5), ("p", 1, &None));
    let back = p.to_plain();
    assert_eq!((&*back.0, &back.1, back.2, &*back.3), ("p", &plain.1, 4, &["note".to_owned()][..]));
    assert_eq!(back.4, Some(Box::new(element("b", vec![]))));
    p.validate().unwrap();

    let pair: Rc<Pair> = Pair([1, 2], vec![Pair([3, 4], vec![])]).into_graph();
    assert_eq!((pair.len(), pair.1.get(0).unwrap().len(), pair.to_plain().1[0].0), (3, 2, [3, 4]));
    pair.like.set(pair.1.get(0).unwrap());
    assert_eq!(pair.like.get().unwrap().owner.get(), Some(pair));

    let count = std::rc::Rc::new(Cell::new(0));
    drop(Hooked(count.clone()).into_graph().to_plain());
    assert_eq!(count.get(), 1);
    let many = Many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).into_graph();
    many.9.set(many.8 + many.0);
    assert_eq!(many.9.get(), 10);
    drop(Empty().into_graph());

    let sum = Sum(Leaf(1), Box::new(Leaf(2))).into_graph();
    sum.0.replace(Leaf(3));
    assert_eq!(sum.to_plain(), Sum(Leaf(3), Box::new(Leaf(2))));

    let made = Made(1, 2, vec![Part(5)]).into_graph();
    made.1.set(7);
    assert_eq!((made.to_plain().1, made.2.get(0).unwrap().0), (7, 5));
}
