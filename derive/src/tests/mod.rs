//! Tests of the derive as a function from tokens to tokens.

use proc_macro2::TokenStream;

mod expansions;
mod output;
mod reading;
mod robustness;
mod spans;
mod traced;

/// Correct and incorrect items, with every key and shape between them.
const ITEMS: &[&str] = &[
    r"
    /// Documented.
    #[graph(back(parent: Folder), weak(pub target: Entry, targets: Vec<Self>))]
    #[graph(shared(/** The theme. */ pub theme: Box<Theme>), shared(#[cfg(test)] items: Vec<T>))]
    #[graph(live(pub rect: Cell<Rect>, /** Wide. */ width: u8 = Self::wide::<T, u8>(), #[cfg(test)] d: D))]
    #[graph(live(start: fn(A) -> B = |a| a < b, last: E = if a < b { c } else { d }), weak(), live())]
    #[graph(node = LiveFolder, derive(Debug), attr(non_exhaustive), to_plain, crate = a::b)]
    #[graph(finalize = move |this: &Rc<Self>| -> <A as B<T, u8>>::C { Self::close::<T, u8>(this) })]
    pub struct Folder<T: Clone = u8, const N: usize = 1> where T: Ord {
        /// A field.
        pub name: [T; N],
        #[graph(own)]
        pub(crate) entries: Vec<Entry>,
        #[graph(own)]
        cover: Option<Box<Self>>,
        #[graph(cell)]
        #[deprecated]
        size: u64,
        #[graph(refcell)]
        r#type: Vec<<Self as Trait>::Item>,
    }
    ",
    r"
    #[graph(shared(#[cfg(test)] c: C))]
    #[graph(back(#[cfg(test)] a: A), back(/** The owner. */ pub(in a::b) b: B))]
    #[graph(finalize = <PageNode as Close<fn(A) -> B, C>>::close::<D, { E < F }>, to_plain)]
    struct Page {}
    ",
    "struct Unit;",
    r"
    #[graph(to_plain, handle = AnyEntry)]
    pub enum Entry<T> {
        /// A folder.
        Folder(Folder<T>),
        File(File),
    }
    ",
    r"
    #[graph(back(a: A), finalize = |p| p.0.len(), derive(Debug), attr(must_use), to_plain)]
    pub struct Pair<T: Clone, const N: usize = 1>(
        /** Documented. */ pub [T; N],
        #[graph(own)] Vec<Self>,
        #[graph(cell)] pub(crate) u8,
        #[graph(refcell)] #[deprecated] Vec<T>,
    ) where T: Ord;
    ",
    r"
    #[graph(back(#[cfg(test)] a: A), weak(w: Vec<Self>), shared(#[cfg(test)] s: S), to_plain)]
    #[graph(node = LiveExpr, kind = AnyExpr, derive(Debug), finalize = |e| e.close())]
    pub enum Expr<T: Clone = u8> where T: Ord {
        /// A variant.
        Number(f64, #[graph(cell)] T),
        #[deprecated]
        Binary { op: char, #[graph(own)] r#left: Box<Self>, #[graph(own)] right: Vec<Expr<T>> },
        Call(#[graph(own)] Option<Box<Expr<T>>>, #[graph(refcell)] String),
        Empty(),
        None {},
        Nothing = 7,
    }
    ",
    r#"
    #[graph]
    #[graph = "x"]
    #[graph(back, back(), back(x), weak(Y), own = 3, node = "a", crate = "b", derive(1), attr())]
    #[graph(shared(a: Option<A>, b), strong(c: C), share(Option<D>))]
    #[graph(finalize, finalize = "a", finalize = a(), finalize = A<B, C>::a, finalize = |a, b|)]
    #[graph(bakc(a: A), back(a: A, a: A), to_plain, to_plain, back(b: A) weak)]
    #[graph(live, live = c, live(d, e = 1, F<G>, f: , g: H =, h: I = self.a, i: J = k l: M; n: O, 3))]
    struct Wrong<'a> {
        #[graph(own, cell, refcell)]
        a: Vec<&'a str>,
        #[graph(own = 1)]
        b: u8,
    }
    "#,
    "#[graph(own)] struct Tuple(u8, #[graph(own)] Vec<u8>);",
    r#"
    #[graph("to_plain", a::node = Live; back[b: B], weak = c: Vec<Rc<C>>, shared: "d: D")]
    #[graph(/** Docs. */ drop(|_| ()) clone, parent, crat: "e", attr(#[f]), derive("G"), ,, h)]
    #[graph(weak(in: I, j = J, k K, : L, Vec<M> n: N; o: &O), finalize = (async |p| p.), 3)]
    #[graph(finalize = |q| self.r, finalize = S.t, finalize = &u, own(v), mut)]
    struct Misplaced {
        #[graph(back)]
        a: Weak<A>,
        #[graph(shared(pub b: B), finalize = |c| c, mutable, skip)]
        b: Option<RefCell<Box<B>>>,
        #[graph(weak(d))]
        r#in: [&'static D; 3],
        #[graph(children)]
        e: Vec<Rc<E>>,
        #[graph(own cell)]
        f: Box<[Self]>,
        #[graph(finalise, reference)]
        g: u8,
    }
    "#,
    r"
    #[graph(back(a: A), finalize = |a, b| a)]
    enum Entry { #[graph(own)] A, B { b: u8 }, C(C, C), D() = 1, E(E), F(E) }
    ",
    "enum Data<'a, 'b> { A, B { b: &'a u8 }, C(u8, u8, u8, &'b u8) }",
    "enum Never {}",
    r"
    #[graph(kind, node_enum = 1, no_from, handle = H, own, bakc(a: A), with(A))]
    enum Wrong<T> {
        #[graph(own)]
        A(#[graph(weak)] T, #[graph(own)] Rc<T>),
        #[graph(with(B), shared(b: B))]
        B { #[graph(back(kind: B))] b: Box<dyn B>, #[graph(own, cell)] c: Vec<String> },
        #[graph]
        C(#[graph(own)] Box<Self>) = ,
    }
    ",
    "enum Data<T> { A(String), B(T), C(Vec<T>), D(Rc<E>) }",
    "union Bits { a: u8 }",
];

/// Items that compile, given the types that they name.
fn correct_items() -> impl Iterator<Item = TokenStream> {
    ITEMS[..6].iter().map(|item| tokens(item))
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the tests are written in Rust tokens")
}

fn expand(input: TokenStream) -> syn::File {
    expand_by(crate::derive, input)
}

/// The expansion by this derive, which is always a valid file.
fn expand_by(derive: fn(TokenStream) -> TokenStream, input: TokenStream) -> syn::File {
    let shown = input.to_string();
    let output = derive(input);
    syn::parse2(output.clone())
        .unwrap_or_else(|error| panic!("{error}\nin the output for\n{shown}\n{output}"))
}
