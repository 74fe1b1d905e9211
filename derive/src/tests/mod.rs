//! The expansion as a function from tokens to tokens: what comes out, whatever goes in.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;

mod expansions;
mod spans;

/// Correct and incorrect items, with every key and shape between them.
const ITEMS: &[&str] = &[
    r"
    /// Documented.
    #[graph(back(parent: Folder), weak(pub target: Entry, targets: Vec<Self>))]
    #[graph(shared(/** The theme. */ pub theme: Box<Theme>), shared(#[cfg(test)] items: Vec<T>))]
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
    r#"
    #[graph]
    #[graph = "x"]
    #[graph(back, back(), back(x), weak(Y), own = 3, node = "a", crate = "b", derive(1), attr())]
    #[graph(shared(a: Option<A>, b), strong(c: C), share(Option<D>))]
    #[graph(finalize, finalize = "a", finalize = a(), finalize = A<B, C>::a, finalize = |a, b|)]
    #[graph(bakc(a: A), back(a: A, a: A), to_plain, to_plain, back(b: A) weak)]
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
    "union Bits { a: u8 }",
];

/// Items that compile, given the types that they name.
fn correct_items() -> impl Iterator<Item = TokenStream> {
    ITEMS[..4].iter().map(|item| tokens(item))
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the tests are written in Rust's tokens")
}

/// Expands, and checks what holds for every output.
fn expand(input: TokenStream) -> syn::File {
    let shown = input.to_string();
    let output = crate::derive(input);
    syn::parse2(output.clone())
        .unwrap_or_else(|error| panic!("{error}\nin the output for\n{shown}\n{output}"))
}

#[test]
fn output_is_a_file() {
    for item in ITEMS {
        expand(tokens(item));
    }
}

#[test]
fn output_is_the_same_each_time() {
    for item in ITEMS {
        assert_eq!(
            crate::derive(tokens(item)).to_string(),
            crate::derive(tokens(item)).to_string(),
        );
    }
}

#[test]
fn correct_items_have_no_errors() {
    for item in correct_items() {
        let output = crate::derive(item).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
}

#[test]
fn all_mistakes_are_told() {
    let output = expand(tokens(ITEMS[4]));
    let mistakes = output.items.iter().filter(|item| matches!(item, syn::Item::Macro(_)));
    assert_eq!(mistakes.count(), 28, "{}", output.to_token_stream());
}

#[test]
fn hooks_end_before_the_next_key() {
    let hooks = [
        "closed",
        "::a::b::<C, D>::closed",
        "<A as B<C, D>>::closed",
        "<A as B<C, fn(D, E) -> F>>::closed::<G, { H > I }>",
        "||()",
        "|a| ()",
        "move |a: &Rc<B<C, D>>, (e, f)| ()",
        "|a| -> <A as B<C, D>>::E { a, b }",
        "|a| b::<C, D>(a)",
        "|a| <B as C<D, E>>::f(a) < g",
        "|a| *a = |b, c| b",
        "|a| a.b() < c || d | e << f < <G as H<I, J>>::k",
        "|a| if a < b { c } else if let D { e, f } = g { h } else { i }",
        "|a| match a.b { _ if c < d => |e, f| e, _ => g }",
        "|a| a? < b",
        "|a| loop { break }",
        "|a| unsafe { a as B < c }",
        "|a| drop(&mut a)",
        "|a| return self < true",
    ];
    for hook in hooks {
        let output = crate::derive(tokens(&format!(
            "#[graph(finalize = {hook}, to_plain, node = Live)] struct Page {{}}"
        )));
        let output = output.to_string();
        assert!(!output.contains("compile_error"), "{output}");
        assert!(output.contains("fn to_plain") && output.contains("struct Live"), "{output}");
        let hook = tokens(hook).to_string();
        // Only closures have bars.
        let call = if hook.contains('|') {
            format!("__kinfolk_hook ! ({hook})")
        } else {
            format!("(__this , {hook})")
        };
        assert!(output.contains(&call), "{hook}\n{output}");
    }
}

#[test]
fn truncated_input_does_not_panic() {
    for item in ITEMS {
        let item = tokens(item);
        for length in 0..count(&item) {
            expand(edit(&item, &mut |index, token, edited| {
                if index < length {
                    edited.push(token);
                }
            }));
        }
    }
}

/// An editor is to know the rest of an item, as it is after nearly each key that is pressed.
#[test]
fn what_is_being_typed_has_all_that_can_be_read() {
    for (item, readable) in [
        ("#[graph(back(owner: A))] struct Page { a: u8, b }", "owner a"),
        ("struct Page { a: u8, b: }", "a"),
        ("struct Page { b: Vec<, #[graph(own)] pub c: Vec<C> }", "c"),
        ("enum Entry { A(A), B(, C), D(D), E e }", "A D"),
    ] {
        let output = expand(tokens(item));
        let names: Vec<_> = match &output.items[0] {
            syn::Item::Struct(node) => node
                .fields
                .iter()
                .filter_map(|field| Some(field.ident.as_ref()?.to_string()))
                .collect(),
            syn::Item::Enum(handle) => {
                handle.variants.iter().map(|variant| variant.ident.to_string()).collect()
            }
            other => panic!("{}", other.to_token_stream()),
        };
        let names = names.join(" ");
        assert_eq!(names.trim_end_matches(" kinfolk_header"), readable, "{item}");
        assert!(output.to_token_stream().to_string().contains("compile_error"), "{item}");
    }
}

#[test]
fn token_soup_does_not_panic() {
    let mut random = Random(1);
    for item in ITEMS {
        let item = tokens(item);
        for _ in 0..400 {
            let rate = 3 + random.below(40);
            let mut last = None;
            expand(edit(&item, &mut |_, token, edited| {
                match random.below(3 * rate) {
                    0 => {}
                    1 => edited.extend([token.clone(), token.clone()]),
                    2 => edited.extend(last.take().into_iter().chain([token.clone()])),
                    _ => edited.push(token.clone()),
                }
                last = Some(token);
            }));
        }
    }
}

#[test]
fn every_impl_says_that_it_is_derived() {
    struct Impls;
    impl Visit<'_> for Impls {
        fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
            let is_marked = |attr: &syn::Attribute| attr.path().is_ident("automatically_derived");
            assert!(item.attrs.iter().any(is_marked), "{}", item.to_token_stream());
        }
    }
    for item in ITEMS {
        Impls.visit_file(&expand(tokens(item)));
    }
}

#[test]
fn nothing_is_allowed_that_the_user_may_forbid() {
    for item in correct_items() {
        let output = crate::derive(item).to_string();
        for word in ["allow", "expect", "unsafe"] {
            assert!(!output.contains(word), "{output}");
        }
    }
}

#[test]
fn expected_lints_are_allowed_in_the_twin() {
    let item = tokens("#[expect(dead_code, reason = \"x\")] #[deny(unused)] struct Page {}");
    let output = crate::derive(item).to_string();
    assert!(output.contains("# [allow (dead_code , reason = \"x\")] # [deny (unused)]"));
}

#[test]
fn an_incorrect_item_has_nothing_in_its_bodies() {
    const BODIES: [&str; 3] = ["build", "copy_fields", "finalize"];
    struct Bodies(usize);
    impl Visit<'_> for Bodies {
        fn visit_impl_item_fn(&mut self, function: &syn::ImplItemFn) {
            let name = function.sig.ident.to_string();
            if BODIES.contains(&name.as_str()) {
                assert_eq!(function.block.to_token_stream().to_string(), "{ loop { } }", "{name}");
                self.0 += 1;
            }
        }
    }
    let item = "#[graph(to_plain, own, finalize = a, shared(b: B))] struct Page { a: u8 }";
    let mut bodies = Bodies(0);
    bodies.visit_file(&expand(tokens(item)));
    assert_eq!(bodies.0, BODIES.len());
}

/// As the core crate counts them and drops them: back-links and weak links, owning ones, shared ones.
#[test]
fn shared_links_come_last() {
    let item = "#[graph(shared(c: C), weak(a: A), shared(d: Vec<D>))] struct Page { #[graph(own)] b: Vec<B>, e: u8 }";
    let output = expand(tokens(item));
    let fields = output.items.iter().find_map(|item| match item {
        syn::Item::Struct(node) => Some(&node.fields),
        _ => None,
    });
    let fields = fields.unwrap().iter().map(|field| field.ident.as_ref().unwrap().to_string());
    assert_eq!(fields.collect::<Vec<_>>(), ["a", "e", "b", "c", "d", "kinfolk_header"]);
    let output = output.to_token_stream().to_string();
    assert!(output.contains(r#""Page a b c d""#), "{output}");
}

#[test]
fn links_are_not_to_options_or_handles() {
    let refused = [
        ("shared(a: Option<B>)", "shared(a: B)"),
        ("shared(r#in: std::option::Option<Box<B<C>>>)", "shared(r#in: B<C>)"),
        ("weak(a: kinfolk::Weak<B>)", "weak(a: B)"),
        ("back(a: ::core::option::Option<Rc<B>>)", "back(a: B)"),
        ("back(a: Vec<B>)", "back(a: B)"),
        ("weak(a: Vec<std::sync::Arc<B>>)", "weak(a: Vec<B>)"),
        ("weak(a: Box<Vec<B>>)", "weak(a: Vec<B>)"),
        ("weak(a: RefCell<Vec<Weak<B>>>)", "weak(a: Vec<B>)"),
        ("shared(a: std::cell::Cell<B>)", "shared(a: B)"),
        ("shared(a: &'static [B])", "shared(a: Vec<B>)"),
    ];
    for (written, meant) in refused {
        let output = crate::derive(tokens(&format!("#[graph({written})] struct Page {{}}")));
        assert!(output.to_string().contains(&format!("write `{meant}`")), "{output}");
    }
    let correct = [
        "Option",
        "self::Option<B>",
        "<A as B>::Option<C>",
        "Box<B>",
        "Rc<B, C>",
        "Cell<B>",
        "Vec<Box<B>>",
        "Vec<self::Rc<B>>",
        "Vec<B<Rc<C>>>",
        "Vec<Arc<B>>",
    ];
    for correct in correct {
        let output = crate::derive(tokens(&format!("#[graph(shared(a: {correct}))] struct Page;")));
        assert!(!output.to_string().contains("compile_error"), "{output}");
    }
}

#[test]
fn what_is_owned_has_no_handle() {
    let refused = [
        ("Vec<Rc<B>>", "Vec<B>"),
        ("Rc<RefCell<B>>", "Option<B>"),
        ("Option<Rc<Page>>", "Option<Box<Page>>"),
        ("Box<B>", "Option<Box<B>>"),
        ("[B; 3]", "Vec<B>"),
        ("Option<Vec<B>>", "Vec<B>"),
    ];
    for (written, meant) in refused {
        let item = format!("struct Page {{ #[graph(own)] a: {written} }}");
        let output = crate::derive(tokens(&item)).to_string();
        assert!(output.contains(&format!("write `a: {meant}`")), "{output}");
    }
    let correct = [
        "Vec<B>",
        "Option<B>",
        "Option<Box<B>>",
        "Vec<Box<B>>",
        "std::vec::Vec<B>",
        "self::Rc<B>",
        "Vec<self::Rc<B>>",
        "B",
        "B<Rc<C>>",
        "Rc",
        "Rc<B, C>",
        "Cell<B>",
        "Vec<Arc<B>>",
        "<A as B>::Rc<C>",
    ];
    for correct in correct {
        let item = format!("struct Page {{ #[graph(own)] a: {correct} }}");
        let output = crate::derive(tokens(&item)).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
}

#[test]
fn hooks_may_be_in_parentheses() {
    for hook in ["(closed)", "((|a| a.close()))", "(<A as B<C>>::closed)"] {
        let item = format!("#[graph(finalize = {hook}, to_plain)] struct Page {{}}");
        let output = crate::derive(tokens(&item)).to_string();
        assert!(!output.contains("compile_error") && output.contains("fn to_plain"), "{output}");
    }
}

/// A `self` that may be somebody's is the compiler's to judge.
#[test]
fn self_in_a_closure_is_refused_where_it_can_be_nothing() {
    for (hook, is_refused) in [
        ("|a| self.close()", true),
        ("|a| { if b { drop(self.c) } }", true),
        ("|a| self::close(a)", false),
        ("|a| c!(self.b)", false),
        ("|a| { impl C for B { fn d(&self) { self.e } } }", false),
    ] {
        let item = format!("#[graph(finalize = {hook})] struct Page {{}}");
        let output = crate::derive(tokens(&item)).to_string();
        assert_eq!(output.contains("compile_error"), is_refused, "{output}");
    }
}

fn count(tokens: &TokenStream) -> usize {
    let mut count = 0;
    edit(tokens, &mut |_, _, _| count += 1);
    count
}

/// The tokens, each of which `step` puts in or not, wherever they are nested.
fn edit(
    tokens: &TokenStream,
    step: &mut impl FnMut(usize, TokenTree, &mut Vec<TokenTree>),
) -> TokenStream {
    fn inner(
        tokens: TokenStream,
        index: &mut usize,
        step: &mut impl FnMut(usize, TokenTree, &mut Vec<TokenTree>),
    ) -> TokenStream {
        let mut edited = Vec::new();
        for token in tokens {
            let here = *index;
            *index += 1;
            let token = match token {
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    let content = inner(group.stream(), index, step);
                    Group::new(group.delimiter(), content).into()
                }
                token => token,
            };
            step(here, token, &mut edited);
        }
        edited.into_iter().collect()
    }
    inner(tokens.clone(), &mut 0, step)
}

/// A small generator of numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
