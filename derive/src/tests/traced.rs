//! The derive of `Trace` as a function from tokens to tokens.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::Visit;

use super::robustness::{make_soup, truncate};
use super::{expand_by, tokens};

/// Correct and incorrect items.
const ITEMS: &[&str] = &[
    r"
    /// Documented.
    #[trace(crate = ::a::kinfolk)]
    pub struct Frame<'a, T: Clone + = u8, const N: usize = 1> where T: Ord {
        pub name: &'a str,
        items: [T; N],
        #[trace(skip)]
        hook: fn(T) -> <T as Trait>::Item,
        item: (T::Item, Vec<<T as Trait>::Item>),
        frame: Option<Box<Self>>,
        #[deprecated]
        r#type: HashMap<String, Frame<'a, T, N>>,
    }
    ",
    r"
    enum Value<T> {
        Nothing,
        Pair(Box<Value<T>>, #[trace(skip)] T),
        Named { value: Rc<T>, #[trace(skip)] other: fn(), id: Id<T> },
        Empty(),
        None {} = 7,
    }
    ",
    "struct Unit;",
    "enum Sign { Plus, Minus }",
    "struct Tuple(Vec<u8>, #[trace(skip)] fn());",
    r#"
    #[trace]
    #[trace = "x"]
    #[trace(skip, crate, crate = "a", crate = a, crate = b, krate = c d, 3; , other(1))]
    struct Wrong<T> {
        #[trace(skip = 1, skip skip, ignore)]
        a: T,
        #[trace(crate = b)]
        b: u8,
        #[trace]
        c: u8,
    }
    "#,
    "enum Wrong { #[trace(skip)] A(u8), #[trace(crate = a)] B { #[trace(skp)] b: u8 } }",
    "union Bits { a: u8 }",
];

fn expand(input: TokenStream) -> syn::File {
    expand_by(crate::trace::derive, input)
}

#[test]
fn output_is_a_file_and_always_the_same() {
    for item in ITEMS {
        expand(tokens(item));
        let again = || crate::trace::derive(tokens(item)).to_string();
        assert_eq!(again(), again());
    }
}

#[test]
fn correct_items_have_no_errors_and_allow_no_lint() {
    for item in &ITEMS[..5] {
        let output = crate::trace::derive(tokens(item)).to_string();
        for word in ["compile_error", "allow", "expect", "unsafe"] {
            assert!(!output.contains(word), "{output}");
        }
    }
}

#[test]
fn all_mistakes_are_reported() {
    let mistakes = [18, 3, 1];
    for (item, count) in ITEMS[5..].iter().zip(mistakes) {
        let output = expand(tokens(item));
        let errors = output.items.iter().filter(|item| matches!(item, syn::Item::Macro(_)));
        assert_eq!(errors.count(), count, "{}", output.to_token_stream());
    }
}

#[test]
fn every_impl_is_marked_as_derived() {
    struct Impls(usize);
    impl Visit<'_> for Impls {
        fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
            let is_marked = |attr: &syn::Attribute| attr.path().is_ident("automatically_derived");
            assert!(item.attrs.iter().any(is_marked), "{}", item.to_token_stream());
            self.0 += 1;
        }
    }
    let mut impls = Impls(0);
    for item in ITEMS {
        impls.visit_file(&expand(tokens(item)));
    }
    // For an incorrect item, no impl refuses a `Drop`.
    assert_eq!(impls.0, 5 * 3 + 3 * 2);
}

#[test]
fn an_item_that_is_being_typed_is_traced() {
    for item in ["struct Data { a: A, b: , c: C }", "enum Data { A(A), B C: , D { d: D } }"] {
        let output = crate::trace::derive(tokens(item)).to_string();
        assert!(output.contains("compile_error"), "{output}");
        assert!(output.contains("kinfolk :: Trace for Data"), "{output}");
    }
}

#[test]
fn parameters_have_the_bounds_that_their_values_need() {
    let clause = |fields: &str| {
        let output = expand(tokens(&format!("struct Data<T, U: Trace> {{ {fields} }}")));
        let text = output.to_token_stream().to_string();
        let (_, rest) = text.split_once("for Data < T , U >").unwrap();
        rest.split_once('{').unwrap().0.trim().replace(" :: ", "::")
    };
    assert_eq!(clause("a: T, b: U"), "where T :::kinfolk::Trace");
    assert_eq!(clause("a: Vec<(u8, [T; 2])>"), clause("a: T"));
    for untraced in [
        "a: u8",
        "a: Rc<T>",
        "a: kinfolk::Weak<T>",
        "a: PhantomData<fn() -> T>",
        "a: &'static T",
        "#[trace(skip)] a: T",
        "a: Vec<Data<T, U>>",
        "a: Option<Box<Self>>",
    ] {
        assert_eq!(clause(untraced), "", "{untraced}");
    }
    assert!(clause("a: T::Item").starts_with("where T::Item :"), "{}", clause("a: T::Item"));
    assert!(clause("a: Vec<<T as A>::B>").starts_with("where < T as A >::B :"));
}

#[test]
fn truncated_input_does_not_panic() {
    truncate(ITEMS, expand);
}

#[test]
fn token_soup_does_not_panic() {
    make_soup(ITEMS, expand);
}
